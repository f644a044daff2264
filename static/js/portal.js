// What every page needs: CSRF for htmx, signing in again in place, word of a lost network, printing.
(function () {
  "use strict";
  const meta = document.querySelector("meta[name=csrf]");
  const holder = document.getElementById("sign-in-again");
  const trouble = document.getElementById("trouble");
  const lost = "Chưa nối được với cổng. Kiểm tra mạng rồi bấm lại, chữ đang nhập vẫn còn.";

  function renew(token) {
    meta.content = token;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) {
      input.value = token;
    });
  }

  function send(url, options) {
    const headers = new Headers(options.headers);
    headers.set("X-CSRFToken", meta.content);
    headers.set("X-Requested-With", "XMLHttpRequest");
    if (options.body instanceof FormData && options.body.has("csrfmiddlewaretoken")) {
      options.body.set("csrfmiddlewaretoken", meta.content);
    }
    return fetch(url, Object.assign({ credentials: "same-origin" }, options, { headers: headers }));
  }

  // One dialog at a time, however many requests came back unsigned.
  let asking = null;

  function signIn() {
    if (!holder) return Promise.resolve(false);
    asking = asking || ask().finally(function () { asking = null; });
    return asking;
  }

  // Whether the person of this page is the one who is signed in now, perhaps in another tab.
  async function same() {
    const now = await (await send(holder.dataset.url, {})).json();
    renew(now.csrf);
    return now.username === holder.content.querySelector("[name=username]").value;
  }

  async function ask() {
    const url = holder.dataset.url;
    if (await same()) return true;
    document.body.append(holder.content.cloneNode(true));
    const dialog = document.body.lastElementChild;
    const form = dialog.querySelector("form");
    const error = dialog.querySelector("[data-error]");
    dialog.showModal();
    return new Promise(function (resolve) {
      function close(signed) {
        dialog.close();
        dialog.remove();
        resolve(signed);
      }
      dialog.querySelector("[data-later]").addEventListener("click", function () { close(false); });
      dialog.addEventListener("cancel", function () { close(false); });
      form.addEventListener("submit", async function (event) {
        event.preventDefault();
        let answer;
        try {
          answer = await (await send(url, { method: "POST", body: new FormData(form) })).json();
        } catch (problem) {
          answer = { message: lost };
        }
        if (answer.csrf) renew(answer.csrf);
        if (answer.signed_in) return close(true);
        if (answer.code_needed) dialog.querySelector("[data-code]").hidden = false;
        error.textContent = answer.message;
        error.hidden = false;
        form.querySelector(answer.code_needed ? "[name=code]" : "[name=password]").focus();
      });
    });
  }

  async function signedFetch(url, options) {
    const first = await send(url, options || {});
    if (first.status !== 401 || !(await signIn())) return first;
    return send(url, options || {});
  }

  window.portal = { fetch: signedFetch, send: send, signIn: signIn, same: same };

  function say(text) {
    trouble.querySelector(".notice > div").textContent = text;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = meta.content;
  });
  document.addEventListener("htmx:responseError", async function (event) {
    const request = event.detail.requestConfig;
    if (event.detail.xhr.status !== 401) {
      const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
      const sentence = page.querySelector("[data-say]");
      return say(sentence ? sentence.textContent : lost);
    }
    if (await signIn()) {
      const again = { source: request.elt, target: request.target };
      // Rejected when a newer request of the same element has taken its place: nothing to say.
      window.htmx.ajax(request.verb, request.path, again).catch(function () {});
    }
  });
  document.addEventListener("htmx:sendError", function () { say(lost); });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) trouble.hidden = true;
  });
  window.addEventListener("offline", function () {
    say(window.outbox ? "Mất mạng. Cứ nhập tiếp: số và tệp được giữ trên máy này, có mạng sẽ tự gửi."
      : "Mất mạng. Có mạng sẽ gửi được, đừng đóng trang.");
  });
  window.addEventListener("online", function () { trouble.hidden = true; });

  document.querySelectorAll("[data-print], [data-copy]").forEach(function (button) {
    button.hidden = false; // useless without JavaScript, so it is not there without it
  });
  document.querySelectorAll("[data-most]").forEach(function (box) {
    const words = document.createElement("p");
    words.className = "small muted";
    words.setAttribute("aria-live", "polite");
    function count() {
      const left = Number(box.dataset.most) - Array.from(box.value.trim().normalize("NFC")).length;
      words.textContent = left < 0 ? "Quá " + -left + " ký tự." : "Còn " + left + " ký tự.";
    }
    box.after(words);
    box.addEventListener("input", count);
    count();
  });
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if (button.matches("[data-print]")) return window.print();
    const source = document.querySelector(button.dataset.copy);
    const picked = window.getSelection();
    picked.selectAllChildren(source);
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent.trim());
    else document.execCommand("copy"); // plain http inside an office has no clipboard object
    button.textContent = "Đã chép";
  });

  // What an entry form left on this computer for the person who is signed in: they are told on
  // every page, until it is sent.
  const left = holder && !document.getElementById("hop-cho") && waits();
  function waits() {
    try {
      return localStorage.getItem("outbox:" + holder.dataset.person);
    } catch (problem) {
      return null; // this browser keeps nothing
    }
  }
  if (left && /^\d+ \/[\w/-]+$/.test(left)) {
    const link = document.createElement("a");
    link.href = left.split(" ")[1];
    link.textContent = "Mở báo cáo để gửi";
    say("Còn " + left.split(" ")[0] + " thay đổi giữ trên máy này, chưa tới cổng. ");
    trouble.querySelector(".notice > div").append(link);
  }
})();
