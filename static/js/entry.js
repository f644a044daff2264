// The entry page: each indicator goes through the outbox by itself, and the page says that it is
// saved only after the server did. Without this script the same form saves a whole group at once.
(function () {
  "use strict";
  const form = document.getElementById("nhap");
  const outbox = window.outbox;
  if (!form || !outbox || !form.querySelector("input[name$=_v]")) return;
  const report = form.dataset.report;
  const said = document.getElementById("da-luu");
  const rows = window.entryRows;
  const { typed, fields, base, count } = rows;
  const known = new Map(); // indicator id -> id of the record that holds what stands in its fields
  let line = Promise.resolve(); // keeps the order of what is put into the outbox
  let holding = 0; // how many are not in it yet
  let leaving = false;

  // --- saying what happened
  function say(text, kind) {
    said.className = "mark " + kind;
    said.textContent = text;
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

  function idOf(entry) { return entry.id.slice(1); }

  function rowOf(record) {
    return record.report === report ? document.getElementById("i" + record.indicator) : null;
  }

  // Draws a row anew; what was typed meanwhile goes into the outbox, at once or with its field.
  function swap(entry, html, sent, version) {
    const fresh = rows.swap(entry, html, sent, version);
    if (fresh && fresh.dataset.retyped !== undefined) save(fresh);
    return Boolean(fresh);
  }

  // --- into the outbox
  function words(entry) {
    return {
      report: report, indicator: idOf(entry), group: form.querySelector("[name=nhom]").value,
      place: form.dataset.place, code: entry.querySelector(".full b").textContent,
      title: document.getElementById("t" + idOf(entry)).textContent
    };
  }

  // "41 / 1255, 795 / 1263": the figures by part, then the words that were changed.
  function shown(entry) {
    const parts = new Map();
    const texts = [];
    fields(entry).forEach(function (field) {
      const part = /^i\d+_(.+)_(?:numerator|denominator|number|choice)$/.exec(field.name);
      if (!part && field.type !== "hidden" && field.value !== field.defaultValue) texts.push(field.value);
      if (!part || !field.value || (field.type === "radio" && !field.checked)) return;
      const label = field.type === "radio" && field.closest("label");
      parts.set(part[1], (parts.get(part[1]) || []).concat(label ? label.textContent.trim() : field.value));
    });
    const figures = Array.from(parts.values()).map(function (values) { return values.join(" / "); });
    return [figures.join(", ")].concat(texts).filter(Boolean).join(" · ");
  }

  function inOrder(act) {
    holding += 1;
    line = line.then(act).catch(function () {
      say("Máy này không giữ được. Đừng đóng trang, tải lại rồi nhập lại.", "late");
    }).finally(function () { holding -= 1; });
    return line;
  }

  function save(entry) {
    delete entry.dataset.dirty;
    delete entry.dataset.retyped;
    const id = idOf(entry);
    const change = Object.assign(words(entry), { kind: "cell", values: typed(entry), shown: shown(entry) });
    if (!base(entry)) return;
    if (asks(entry) && !("i" + id + "_pick" in change.values)) {
      return say("Chọn một trong hai số rồi bấm lưu.", "late"); // a number nobody chose is never sent
    }
    if (navigator.onLine !== false) say("Đang lưu", "soon");
    inOrder(async function () {
      const kept = outbox.mine().find(function (row) { return row.id === known.get(id); });
      const same = kept && kept.state === "waiting" && equal(kept.values, change.values);
      if (!same) known.set(id, await outbox.hold(change, known.get(id)));
      outbox.pump();
    });
  }

  function equal(one, other) {
    const names = new Set(Object.keys(one).concat(Object.keys(other)));
    return Array.from(names).every(function (name) { return /_v$/.test(name) || one[name] === other[name]; });
  }

  function upload(entry) {
    const input = entry.querySelector("input[type=file]");
    const files = input ? Array.from(input.files) : [];
    if (!files.length) return;
    input.value = ""; // from here on the outbox has them
    say("Đang tải lên " + files.map(function (file) { return file.name; }).join(", "), "soon");
    files.forEach(function (file) {
      inOrder(async function () {
        const change = { kind: "file", file: file, fileName: file.name, size: file.size, shown: file.name };
        await outbox.hold(Object.assign(words(entry), change, { sha256: await digest(file) }));
        outbox.pump();
      });
    });
  }

  async function digest(file) {
    if (!window.crypto.subtle || file.size > 20971520) return ""; // no https, or refused anyway
    const sum = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(sum, function (b) { return b.toString(16).padStart(2, "0"); }).join("");
  }

  // --- out of the outbox
  function answered(record) {
    const entry = rowOf(record);
    if (!entry) return;
    const id = idOf(entry);
    if (record.kind === "file") return fileAnswered(entry, record);
    const own = known.get(id) === record.id;
    if (!own && (known.has(id) || entry.dataset.dirty !== undefined || entry.contains(document.activeElement))) {
      return; // another tab's, and this one is being typed in: the server will ask
    }
    if (own && record.status === 409 && retyped(entry, record)) return save(entry); // asks with the newer one
    if (own && record.status === 200) known.delete(id);
    const version = record.status === 200 && Number(record.version) === Number(record.values["i" + id + "_v"]) + 1
      ? record.version : "";
    if (!swap(entry, record.text, own ? record.values : typed(entry), version)) {
      complain(entry, "Chưa lưu mục này. Xem ở hộp chờ gửi.");
    }
  }

  function retyped(entry, record) {
    const now = typed(entry);
    return !asks(entry) && Object.keys(now).some(function (name) {
      return !/_v$/.test(name) && name in record.values && now[name] !== record.values[name];
    });
  }

  // Two numbers to choose from stand there instead of fields.
  function asks(entry) { return entry.querySelector("input[name$=_pick]") !== null; }

  function fileAnswered(entry, record) {
    const before = typed(entry);
    const held = outbox.mine().find(function (row) { return row.id === known.get(idOf(entry)); });
    if (!swap(entry, record.text, before, "")) {
      complain(entry, "Tệp chưa tới nơi. Xem ở hộp chờ gửi, số liệu đã nhập vẫn còn.");
    } else if (record.status === 200) {
      say("Đã tải lên " + record.fileName, "saved");
    }
    if (held) fill(held);
  }

  // What waits stands in the fields again, on the version it was typed on.
  function fill(record) {
    const entry = rowOf(record);
    if (!entry || record.kind !== "cell" || !base(entry)) return;
    fields(entry).forEach(function (field) {
      if (!(field.name in record.values)) return;
      if (field.type === "radio") field.checked = field.value === record.values[field.name];
      else field.value = record.values[field.name];
    });
    known.set(idOf(entry), record.id);
    entry.querySelectorAll("[data-ratio]").forEach(count);
    if (record.told) complain(entry, "Chưa lưu: " + record.told);
  }

  // --- how it goes: in the dock, and at the rows that wait
  function show() {
    const state = outbox.state();
    const own = outbox.waiting();
    form.querySelectorAll("[data-waits]").forEach(function (mark) { mark.remove(); });
    if (!outbox.stuck()) return;
    const words = { lost: "Mất mạng", down: "Cổng chưa trả lời", unsigned: "Hết phiên làm việc" };
    say(words[state.name] + ", chưa lưu " + outbox.count(own) + ". " + (outbox.fragile()
      ? "Máy này không giữ được, đừng đóng trang."
      : state.name === "unsigned" ? "Đăng nhập lại để gửi."
        : "Giữ trên máy này, có mạng sẽ tự gửi."), "late");
    own.forEach(function (record) {
      const entry = rowOf(record);
      const cell = entry && entry.querySelector(record.kind === "file" ? ":scope > div:nth-of-type(6)" : ".full:not(:first-child)");
      if (!cell) return;
      const mark = document.createElement("p");
      mark.className = "small";
      mark.dataset.waits = "";
      mark.textContent = (record.kind === "file" ? record.fileName + ": chờ gửi" : "Chờ gửi") + ", giữ trên máy này";
      cell.append(mark);
    });
  }

  // --- what people do
  form.addEventListener("input", function (event) {
    const ratio = event.target.closest("[data-ratio]");
    if (ratio) count(ratio);
  });
  form.addEventListener("change", function (event) {
    const entry = event.target.closest(".entry");
    if (!entry || rows.swapping() || /_pick$/.test(event.target.name)) return;
    if (event.target.type === "file") upload(entry);
    else save(entry);
  });
  form.addEventListener("focusout", function (event) {
    const entry = event.target.closest(".entry[data-dirty]");
    if (entry && !rows.swapping()) save(entry);
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
  // The group's own form takes the last word: only after the outbox has nothing left to send.
  form.addEventListener("submit", async function (event) {
    if (leaving) return;
    event.preventDefault();
    const button = event.submitter;
    form.querySelectorAll(".entry[data-dirty]").forEach(save);
    await line;
    if (!(await outbox.flush())) return;
    leaving = true;
    // Without a file the short encoding does: a third of the bytes on a slow link, and of the server's reading.
    const files = Array.from(form.querySelectorAll("input[type=file]"));
    const some = files.some(function (field) { return field.files.length; });
    form.enctype = some ? "multipart/form-data" : "application/x-www-form-urlencoded";
    if (button) button.click();
    else form.submit();
  });
  document.addEventListener("outbox:answer", function (event) { answered(event.detail); });
  document.addEventListener("outbox:changed", show);
  document.addEventListener("outbox:ready", function () { outbox.mine().forEach(fill); });
  window.addEventListener("pagehide", function () { // a number typed last, without leaving its field
    const field = document.activeElement;
    const entry = field && field.closest(".entry");
    if (entry && !leaving && field.name && "defaultValue" in field && field.value !== field.defaultValue) save(entry);
  });
  window.addEventListener("pageshow", function (event) { // back by the browser's arrow: the same page goes on
    if (event.persisted) leaving = false;
  });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && (holding || (outbox.fragile() && outbox.waiting().length))) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const inside = link.getAttribute("href").startsWith("#i"); // "Thay minh chứng" opens where files go
    const target = inside && document.querySelector(link.getAttribute("href"));
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    if (navigator.onLine === false && !link.download) { // else the browser's own page takes the place of the form
      event.preventDefault();
      say("Mất mạng, chưa mở được trang khác. Nhập tiếp ở trang này.", "late");
    }
  });
  if (window.matchMedia("(max-width: 48em)").matches) {
    document.querySelectorAll("details.fold").forEach(function (fold) { fold.open = false; });
  }
})();
