// The entry page: each indicator saves itself, and the page says so only after the server did.
// Without this script the same form saves a whole group at once.
(function () {
  "use strict";
  const form = document.getElementById("nhap");
  if (!form || !window.portal || !form.querySelector("input[name$=_v]")) return;
  const base = form.dataset.cells;
  const said = document.getElementById("da-luu");
  const jobs = new Map(); // indicator id -> save that is not answered yet, null when not sent yet
  const uploads = []; // indicator ids whose chosen files are still here
  let busy = false;
  let leaving = false;
  let swapping = false;
  let timer = 0;

  // --- saying what happened
  function say(text, kind) {
    said.className = "mark " + kind;
    said.textContent = text;
  }

  function lost(words) {
    say(words + ", chưa lưu " + (jobs.size + uploads.length) +
      " ô. Có mạng sẽ tự gửi lại, đừng đóng trang.", "late");
    clearTimeout(timer);
    timer = setTimeout(pump, 5000);
  }

  function complain(entry, text) {
    let place = entry.querySelector("[data-told]");
    if (!place) {
      place = document.createElement("p");
      place.className = "invalid-feedback";
      place.dataset.told = "";
      entry.querySelector(".full:not(:first-child)").append(place);
    }
    place.textContent = text;
    say(text, "late");
  }

  // --- what stands in the fields of one indicator
  function fields(entry) {
    return entry.querySelectorAll("input[name]:not([type=file]), select[name], textarea[name]");
  }

  function typed(entry) {
    const found = {};
    fields(entry).forEach(function (field) {
      if (field.type !== "radio" || field.checked) found[field.name] = field.value;
    });
    return found;
  }

  function idOf(entry) { return entry.id.slice(1); }

  function key() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID(); // needs https
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (b) { return b.toString(16).padStart(2, "0"); }).join("");
  }

  // --- drawing a row anew without touching what is typed meanwhile
  function swap(entry, html, sent) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.getElementById(entry.id);
    if (!fresh) return false;
    const now = typed(entry);
    const active = document.activeElement;
    let changed = false;
    fields(fresh).forEach(function (field) {
      if (field.type === "hidden" || now[field.name] === sent[field.name]) return;
      if (field.type === "radio") field.checked = now[field.name] === field.value;
      else field.value = now[field.name];
      changed = true;
    });
    keepFiles(entry, fresh);
    const inside = entry.contains(active) ? place(active) : null;
    swapping = true; // browsers report a change of the field that is taken away under the cursor
    entry.replaceWith(fresh);
    swapping = false;
    if (inside) focusAgain(fresh, inside);
    Array.from(box.content.children).forEach(redraw);
    const typing = fresh.contains(document.activeElement) && entry.dataset.dirty === undefined;
    if (changed && typing) fresh.dataset.dirty = ""; // saved when the field is left
    else if (changed) jobs.set(idOf(fresh), null);
    fresh.querySelectorAll("[data-ratio]").forEach(function (ratio) { if (changed) count(ratio); });
    return true;
  }

  function keepFiles(entry, fresh) {
    const old = entry.querySelector("input[type=file]");
    const blank = fresh.querySelector("input[type=file]");
    if (!old || !blank) return;
    if (old.closest("details").open) blank.closest("details").open = true;
    if (old.files.length && !old.dataset.sent) blank.replaceWith(old);
  }

  function place(active) {
    const text = /^(text|)$/.test(active.type || "x") || active.tagName === "TEXTAREA";
    return {
      id: active.id, name: active.name, value: active.value,
      from: text ? active.selectionStart : null, to: text ? active.selectionEnd : null
    };
  }

  function focusAgain(fresh, was) {
    const found = (was.id && document.getElementById(was.id)) || Array.from(fields(fresh)).find(
      function (field) { return field.name === was.name && (field.type !== "radio" || field.value === was.value); }
    );
    if (!found) return;
    found.focus({ preventScroll: true });
    if (was.from !== null && found.setSelectionRange) found.setSelectionRange(was.from, was.to);
  }

  function redraw(part) {
    const old = part.id && document.getElementById(part.id);
    if (!old || old === part) return;
    if (old === said) { // replaced whole, a status would not be read out
      said.className = part.className;
      said.replaceChildren(...part.childNodes);
      return;
    }
    const link = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
    old.replaceWith(part);
    if (link) {
      const again = part.matches("a") ? part : part.querySelector('a[href="' + link + '"]');
      if (again) again.focus({ preventScroll: true });
    }
  }

  // --- one request after the other: no save overtakes another
  async function pump() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      while (jobs.size || uploads.length) {
        if (!(jobs.size ? await saveNext() : await uploadNext())) break;
      }
    } finally {
      busy = false;
    }
  }

  async function saveNext() {
    const id = jobs.keys().next().value;
    const entry = document.getElementById("i" + id);
    // A repeat after a lost answer goes out unchanged, under its own key: it is stored once.
    const job = jobs.get(id) || { key: key(), values: typed(entry) };
    jobs.set(id, job);
    say("Đang lưu", "soon");
    const body = new FormData();
    body.set("key", job.key);
    Object.keys(job.values).forEach(function (name) { body.set(name, job.values[name]); });
    const answer = await send(base + "o/" + id + "/", body);
    if (!answer) return false;
    jobs.delete(id);
    if (!swap(entry, answer.text, job.values)) {
      complain(entry, "Chưa lưu mục này. Tải lại trang rồi nhập lại.");
    }
    return true;
  }

  async function send(url, body) {
    let answer;
    let text;
    try {
      answer = await window.portal.fetch(url, { method: "POST", body: body });
      text = await answer.text();
    } catch (problem) {
      lost("Mất mạng");
      return null;
    }
    if (answer.status === 401) {
      say("Hết phiên làm việc, chưa lưu " + jobs.size + " ô. Nhập mật khẩu để lưu.", "late");
      return null;
    }
    if (answer.status >= 500) {
      lost("Cổng chưa trả lời");
      return null;
    }
    return { status: answer.status, text: text };
  }

  // --- files: promised by their hash first, so that one that never arrives is missed
  async function uploadNext() {
    const id = uploads[0];
    const entry = document.getElementById("i" + id);
    const input = entry.querySelector("input[type=file]");
    const files = input ? Array.from(input.files) : [];
    if (!files.length) return Boolean(uploads.shift());
    const before = typed(entry);
    say("Đang tải lên " + files.map(function (file) { return file.name; }).join(", "), "soon");
    const body = new FormData();
    for (const file of files) {
      body.append(input.name, file);
      await promise(id, file);
    }
    input.dataset.sent = "1";
    const answer = await send(base + "minh-chung/" + id + "/", body);
    if (!answer) {
      delete input.dataset.sent;
      return false;
    }
    uploads.shift();
    if (!swap(entry, answer.text, before)) {
      delete input.dataset.sent;
      complain(entry, "Tệp chưa tới nơi. Tải lên lại, số liệu đã nhập vẫn còn.");
    } else if (answer.status === 200) {
      say("Đã tải lên " + files.length + " tệp", "saved");
    }
    return true;
  }

  async function promise(id, file) {
    if (!window.crypto.subtle || file.size > 20971520) return; // no https, or refused anyway
    const sum = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const body = new FormData();
    body.set("name", file.name);
    body.set("sha256", Array.from(sum, function (b) { return b.toString(16).padStart(2, "0"); }).join(""));
    await window.portal.fetch(base + "minh-chung/" + id + "/hen/", { method: "POST", body: body })
      .catch(function () { return null; });
  }

  // --- the quotient while typing; the verdict comes from the server
  function number(text) {
    let bare = text.replace(/[\s%]/g, "");
    const mark = bare.lastIndexOf(",") > bare.lastIndexOf(".") ? "," : ".";
    const thousands = /^[1-9]\d{0,2}(\.\d{3})+$/.test(bare) || bare.split(mark).length > 2;
    bare = thousands ? bare.replace(/[.,]/g, "")
      : bare.replace(mark === "," ? /\./g : /,/g, "").replace(",", ".");
    return /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : NaN;
  }

  function count(ratio) {
    const inputs = ratio.querySelectorAll("input");
    const share = number(inputs[0].value) / number(inputs[1].value) * 100;
    ratio.querySelector("output").textContent = isFinite(share) && share <= 1000
      ? "= " + share.toLocaleString("vi-VN", { maximumFractionDigits: 2 }) + "\u00a0%" : "";
  }

  // --- what people do
  function save(entry) {
    delete entry.dataset.dirty;
    if (!jobs.has(idOf(entry))) jobs.set(idOf(entry), null);
    pump();
  }

  function upload(entry) {
    if (!uploads.includes(idOf(entry))) uploads.push(idOf(entry));
    pump();
  }

  form.addEventListener("input", function (event) {
    const ratio = event.target.closest("[data-ratio]");
    if (ratio) count(ratio);
  });
  form.addEventListener("change", function (event) {
    const entry = event.target.closest(".entry");
    if (!entry || swapping || /_pick$/.test(event.target.name)) return;
    if (event.target.type === "file") upload(entry);
    else if (jobs.get(idOf(entry))) entry.dataset.dirty = ""; // its save is under way: go after it
    else save(entry);
  });
  form.addEventListener("focusout", function (event) {
    const entry = event.target.closest(".entry[data-dirty]");
    if (entry && !swapping && !jobs.get(idOf(entry))) save(entry);
  });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches(".entry input:not([type=file])")) return;
    event.preventDefault();
    save(event.target.closest(".entry"));
  });
  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-pick], [data-upload]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-pick]")) save(button.closest(".entry"));
    else upload(button.closest(".entry"));
  });
  form.addEventListener("submit", function () { leaving = true; });
  window.addEventListener("online", pump);
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && (jobs.size || uploads.length)) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest('a[href^="#i"]'); // "Thay minh chứng" opens where files go
    const target = link && document.querySelector(link.getAttribute("href"));
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
  });
  if (window.matchMedia("(max-width: 48em)").matches) {
    document.querySelectorAll("details.fold").forEach(function (fold) { fold.open = false; });
  }
})();
