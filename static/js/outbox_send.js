// One record of the outbox over the wire, and what the server's answer means for it.
(function () {
  "use strict";
  const LONGEST = { cell: 30000, file: 900000 }; // ms; a dying link answers nothing, not even no

  function key() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID(); // needs https
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (b) { return b.toString(16).padStart(2, "0"); }).join("");
  }

  async function post(record, path, body) {
    const stop = new AbortController();
    const clock = setTimeout(function () { stop.abort(); }, LONGEST[record.kind]);
    body.set("person", record.user); // the server refuses it under anybody else's session
    try {
      const answer = await window.portal.send(path, { method: "POST", body: body, signal: stop.signal });
      return { status: answer.status, version: answer.headers.get("X-Entry-Version"), text: await answer.text() };
    } catch (problem) {
      return { status: 0, version: null, text: "" };
    } finally {
      clearTimeout(clock);
    }
  }

  function cell(record, address) {
    const body = new FormData();
    body.set("key", record.key);
    if (record.waited) body.set("waited", "1");
    Object.keys(record.values).forEach(function (name) { body.set(name, record.values[name]); });
    return post(record, address + "o/" + record.indicator + "/", body);
  }

  // A file is promised by its hash first, so that one that never arrives is missed; only once,
  // because a promise of a file that was taken off again meanwhile would stay open.
  async function file(record, address, promised) {
    const path = address + "minh-chung/" + record.indicator + "/";
    if (record.sha256 && !record.promised) {
      const word = new FormData();
      word.set("name", record.fileName);
      word.set("sha256", record.sha256);
      const answer = await post(record, path + "hen/", word);
      if (answer.status === 204) await promised();
      else if (answer.status !== 422) return answer;
    }
    const body = new FormData();
    body.set("key", record.key);
    body.append("i" + record.indicator + "_files", record.file, record.fileName);
    return post(record, path, body);
  }

  // {end: how sending goes on, next: what the record becomes}. `end` is answered, lost, down,
  // unsigned or doubted (the page's token is old, or somebody else is signed in).
  function judge(record, answer) {
    if (answer.status === 0) return { end: "lost" };
    if (answer.status >= 500 || answer.status === 429) return { end: "down" };
    if (answer.status === 401) return { end: "unsigned" };
    const box = document.createElement("template");
    box.innerHTML = answer.text;
    const row = box.content.getElementById("i" + record.indicator);
    if (answer.status === 403 && !row) return { end: "doubted", next: unsaved(record, box.content, row, 403) };
    if (answer.status !== 200) return { end: "answered", next: unsaved(record, box.content, row, answer.status) };
    if (!row || (record.kind === "cell" && answer.version === null)) {
      return { end: "down" }; // somebody else's page, such as one that asks for a network's password
    }
    return { end: "answered", next: stored(record, Number(answer.version)) };
  }

  // What is left of a record that arrived. A version that is not the one right after its own base
  // holds somebody else's save: what was typed on top keeps its base, and the server asks.
  function stored(record, version) {
    const base = record.kind === "cell" ? Number(record.values["i" + record.indicator + "_v"]) : 0;
    return {
      id: record.id, user: record.user, at: Date.now(), state: "done", version: version === base + 1 ? version : base
    };
  }

  // Nothing was stored under its key, so that a later try may have another.
  function unsaved(record, page, row, status) {
    const pick = row && status === 409 ? row.querySelector(".pick") : null;
    const both = pick ? Array.from(pick.querySelectorAll("label > span")) : [];
    const said = page.querySelector("#da-luu[data-why], [data-say]");
    return Object.assign({}, record, {
      key: key(), tried: false, state: pick ? "conflict" : "refused",
      theirs: both[1] ? both[1].firstChild.textContent + " (" + both[1].childNodes[1].textContent.trim() + ")" : "",
      told: (said && (said.dataset.why || said.textContent.trim())) ||
        "Cổng không nhận (mã " + status + "). Mở lại báo cáo để xem."
    });
  }

  window.outboxSend = { key: key, cell: cell, file: file, judge: judge };
})();
