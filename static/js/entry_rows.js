// The rows of the entry page: what stands in their fields, and drawing one anew under the cursor.
(function () {
  "use strict";
  const said = document.getElementById("da-luu");
  let busy = false; // browsers report a change of the field that is taken away under the cursor

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

  function base(entry) { return entry.querySelector("input[name$=_v]"); }

  // --- drawing a row anew without touching what is typed meanwhile
  // `sent` is what the answer is about, `version` the one its save left. Returns the new row.
  function swap(entry, html, sent, version) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.getElementById(entry.id);
    if (!fresh) return null;
    const now = typed(entry);
    const active = document.activeElement;
    let changed = false;
    fields(fresh).forEach(function (field) {
      if (field.type === "hidden" || now[field.name] === sent[field.name]) return;
      if (field.type === "radio") field.checked = now[field.name] === field.value;
      else field.value = now[field.name];
      changed = true;
    });
    // What is typed on was typed on what this page showed, not on what somebody saved since.
    if (changed && base(fresh) && base(entry)) base(fresh).value = version || base(entry).value;
    keepFiles(entry, fresh);
    const inside = entry.contains(active) ? place(active) : null;
    busy = true;
    entry.replaceWith(fresh);
    busy = false;
    if (inside) focusAgain(fresh, inside);
    Array.from(box.content.children).forEach(redraw);
    const typing = fresh.contains(document.activeElement) && entry.dataset.dirty === undefined;
    if (changed && typing) fresh.dataset.dirty = ""; // saved when the field is left
    else if (changed) fresh.dataset.retyped = ""; // saved by whoever asked
    fresh.querySelectorAll("[data-ratio]").forEach(function (ratio) { if (changed) count(ratio); });
    return fresh;
  }

  function keepFiles(entry, fresh) {
    const old = entry.querySelector("input[type=file]");
    const blank = fresh.querySelector("input[type=file]");
    if (!old || !blank) return;
    if (old.closest("details").open) blank.closest("details").open = true;
    if (old.files.length) blank.replaceWith(old);
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
    const share = inputs[1] ? number(inputs[0].value) / number(inputs[1].value) * 100 : NaN;
    const output = ratio.querySelector("output");
    if (output) {
      output.textContent = isFinite(share) && share <= 1000
        ? "= " + share.toLocaleString("vi-VN", { maximumFractionDigits: 2 }) + "\u00a0%" : "";
    }
  }

  window.entryRows = {
    fields: fields, typed: typed, base: base, swap: swap, count: count, swapping: function () { return busy; }
  };
})();
