// The outbox as people see it: what waits, what was not taken and why, and what can be done.
(function () {
  "use strict";
  const home = document.getElementById("hop-cho");
  const outbox = window.outbox;
  if (!home || !outbox) return;
  const list = home.querySelector("[data-list]");
  const others = home.querySelector("[data-others]");
  const told = home.querySelector("[data-said]");
  const pattern = home.querySelector("[data-item]");
  const dock = document.getElementById("toi-hop-cho");
  const here = document.getElementById("nhap");
  let drawn = "";

  function two(number) { return String(number).padStart(2, "0"); }

  function when(at) {
    const day = new Date(at);
    const time = two(day.getHours()) + ":" + two(day.getMinutes());
    return new Date().toDateString() === day.toDateString() ? time
      : time + " ngày " + two(day.getDate()) + "/" + two(day.getMonth() + 1);
  }

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB"
      : (bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 }) + " MB";
  }

  // --- the line that says how it goes
  function words(own) {
    const state = outbox.state();
    const wait = own.filter(function (row) { return row.state === "waiting"; });
    const asks = own.filter(function (row) { return row.state === "conflict"; }).length;
    const not = own.filter(function (row) { return row.state === "refused"; }).length;
    const at = state.at ? new Date(state.at) : null;
    const next = at ? ", tự gửi lại lúc " + two(at.getHours()) + ":" + two(at.getMinutes()) + ":" + two(at.getSeconds()) : "";
    const said = [];
    if (wait.length) {
      said.push({
        lost: "Mất mạng, " + outbox.count(wait) + " đang chờ", down: "Cổng chưa trả lời" + next,
        unsigned: "Hết phiên làm việc, đăng nhập lại để gửi", sending: "Đang gửi, còn " + outbox.count(wait)
      }[state.name] || outbox.count(wait) + " đang chờ");
    }
    if (asks) said.push(asks + " ô phải chọn số");
    if (not) said.push(not + " mục cổng không nhận");
    return said.join(" · ");
  }

  function fill(part, name, text) {
    const place = part.querySelector("[data-" + name + "]");
    place.textContent = text;
    place.hidden = !text;
    return place;
  }

  function item(row) {
    const part = pattern.content.cloneNode(true).firstElementChild;
    const onPage = here && here.dataset.report === row.report && document.getElementById("i" + row.indicator);
    part.dataset.id = row.id;
    part.classList.toggle("warn", row.state !== "waiting");
    fill(part, "code", row.code);
    fill(part, "title", row.title);
    fill(part, "value", row.kind === "file" ? "Tệp " + row.fileName + " (" + size(row.size) + ")" : "Bạn nhập: " + (row.shown || "để trống"));
    fill(part, "theirs", row.state === "conflict" ? "Đang lưu ở cổng: " + row.theirs : "");
    fill(part, "why", row.state === "refused" ? "Chưa lưu: " + row.told : "");
    fill(part, "when", "nhập " + when(row.at) + (here && here.dataset.report === row.report ? "" : ", " + row.place));
    const link = part.querySelector("[data-go]");
    link.href = (onPage ? "" : outbox.address(row) + "?nhom=" + encodeURIComponent(row.group)) + "#i" + row.indicator;
    link.textContent = (row.state === "conflict" ? "Xem hai số và chọn ở " : "Tới chỉ tiêu ") + row.code;
    part.querySelector("[data-drop] .vh").textContent = " " + row.code;
    return part;
  }

  // --- other people's changes on this device: whose, how many, nothing else
  function strangers() {
    const names = new Map();
    outbox.all().forEach(function (row) {
      if (row.user !== outbox.user && row.state !== "done") names.set(row.user, (names.get(row.user) || []).concat(row));
    });
    return Array.from(names.values()).map(function (rows) {
      return outbox.count(rows) + " của " + rows[0].name;
    });
  }

  function draw() {
    const own = outbox.mine();
    const state = outbox.state().name;
    const strange = strangers();
    const stuck = outbox.stuck() || own.some(function (row) { return row.state !== "waiting"; });
    const shown = stuck || strange.length || (own.length && !home.hidden) || home.dataset.always !== undefined || told.textContent;
    home.hidden = !shown;
    if (!shown) return;
    fill(home, "state", words(own) || (strange.length ? "" : "Không có gì chờ gửi"));
    home.querySelector("[data-words]").hidden = !own.length;
    home.querySelector("[data-fragile]").hidden = !outbox.fragile();
    home.querySelector("[data-save]").hidden = !own.length;
    home.querySelector("[data-send]").hidden = !own.length || state === "unsigned";
    home.querySelector("[data-sign]").hidden = state !== "unsigned";
    const top = own.length && home.dataset.always !== undefined && document.querySelector("main > .head");
    if (top && top.nextElementSibling !== home) top.after(home); // on the list of periods: first, when it asks
    others.hidden = !strange.length;
    others.querySelector("[data-whose]").textContent = strange.join("; ");
    if (dock) {
      dock.hidden = !own.length;
      dock.textContent = "Xem hộp chờ (" + own.length + ")";
    }
    const now = JSON.stringify(own.map(function (row) { return [row.id, row.state, row.at, row.told, row.theirs]; }));
    if (now !== drawn) list.replaceChildren.apply(list, own.map(item)); // else a button loses its focus
    drawn = now;
  }

  function say(text) {
    told.textContent = text;
    told.hidden = !text;
    draw();
  }

  home.addEventListener("click", async function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-send], [data-sign]")) {
      say(navigator.onLine === false ? "Chưa có mạng. Có mạng cổng tự gửi." : "");
      await outbox.retry();
    } else if (button.matches("[data-save]")) {
      window.outboxFile.download(outbox.mine(), outbox.name);
      say("Đã lưu ra tệp trong thư mục tải về. Hộp chờ vẫn giữ nguyên tới khi gửi được.");
    } else if (button.matches("[data-drop]") && button.dataset.sure === undefined) {
      button.dataset.sure = ""; // asked in place: a second press means it
      button.firstElementChild.textContent = "Bấm lần nữa để bỏ, không lấy lại được";
    } else if (button.matches("[data-drop]")) {
      await outbox.drop(button.closest("[data-id]").dataset.id);
    }
  });
  home.querySelector("[data-take]").addEventListener("change", async function (event) {
    const file = event.target.files[0];
    if (!file) return;
    try {
      const records = await window.outboxFile.unpack(file);
      say("Đã đưa vào " + outbox.count(records) + ". Mục nào đã gửi rồi thì không gửi hai lần.");
      await outbox.take(records);
    } catch (problem) {
      say(problem.message);
    }
    event.target.value = "";
  });
  document.addEventListener("outbox:changed", draw);
  draw();
})();
