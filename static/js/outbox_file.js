// The outbox as a file: one line that says what it is, one line of JSON, then the bytes of the
// chosen files. For carrying to another computer, or to show what was typed before a period closed.
(function () {
  "use strict";
  const MARK = "kbang-ntm hop cho gui 1";
  const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const KEY = /^[0-9a-f-]{32,36}$/;
  const MOST = 500 * 1048576; // bytes of a file that is looked at

  // A Blob of these records; nothing is read into memory.
  function pack(records, name) {
    const head = JSON.stringify({
      user: window.outbox.user, name: name, saved: new Date().toISOString(),
      records: records.map(function (row) {
        return Object.assign({}, row, { file: undefined, size: row.file ? row.file.size : 0 });
      })
    });
    const bytes = new TextEncoder().encode(head);
    const files = records.filter(function (row) { return row.file; }).map(function (row) { return row.file; });
    return new Blob([MARK + " " + bytes.length + "\n", bytes, "\n"].concat(files), { type: "application/octet-stream" });
  }

  // The records of such a file, each checked. Throws an Error whose message is for the person.
  async function unpack(file) {
    const start = await file.slice(0, 64).text();
    const found = start.startsWith(MARK + " ") && /^(\d{1,9})\n/.exec(start.slice(MARK.length + 1));
    if (!found || file.size > MOST) throw new Error("Đây không phải tệp hộp chờ gửi. Chọn tệp có đuôi .hopcho.");
    const from = start.indexOf("\n") + 1;
    let at = from + Number(found[1]) + 1;
    let head;
    try {
      head = JSON.parse(await file.slice(from, at - 1).text());
    } catch (problem) {
      throw new Error("Tệp này bị hỏng. Lấy lại tệp từ máy đã lưu.");
    }
    if (head.user !== window.outbox.user) {
      throw new Error("Tệp này giữ thay đổi của " + String(head.name) + ". Chỉ người đó đăng nhập rồi đưa vào được.");
    }
    return (Array.isArray(head.records) ? head.records : []).map(function (row) {
      const size = row.kind === "file" ? Number(row.size) : 0;
      const record = checked(row, head, size ? file.slice(at, at + size) : null);
      at += size;
      if (!record || at > file.size) throw new Error("Tệp này bị hỏng. Lấy lại tệp từ máy đã lưu.");
      return record;
    });
  }

  // Only what the outbox itself puts into a record, of the right kind; null for anything else.
  function checked(row, head, bytes) {
    const cell = row.kind === "cell" && row.values && typeof row.values === "object";
    const good = KEY.test(row.id) && KEY.test(row.key) && UID.test(row.report) && /^\d{1,9}$/.test(row.indicator);
    if (!good || !(cell || (row.kind === "file" && bytes))) return null;
    const record = {
      id: row.id, key: row.key, user: head.user, name: window.outbox.name, kind: row.kind, report: row.report,
      indicator: row.indicator, at: Number(row.at) || Date.now(), state: "waiting", tried: true, waited: true,
      after: KEY.test(row.after) ? row.after : "", told: "", theirs: "", promised: Boolean(row.promised)
    };
    ["group", "code", "title", "place", "shown", "fileName"].forEach(function (name) {
      record[name] = String(row[name] || "").slice(0, 500);
    });
    if (!cell) {
      return Object.assign(record, { file: bytes, size: bytes.size, sha256: /^[0-9a-f]{64}$/.test(row.sha256) ? row.sha256 : "" });
    }
    record.values = {};
    Object.keys(row.values).forEach(function (name) {
      if (new RegExp("^i" + row.indicator + "_\\w+$").test(name)) record.values[name] = String(row.values[name]);
    });
    return ("i" + row.indicator + "_v") in record.values ? record : null;
  }

  function download(records, name) {
    const link = document.createElement("a");
    const day = new Date();
    function two(number) { return String(number).padStart(2, "0"); }
    link.download = "hop-cho-" + day.getFullYear() + two(day.getMonth() + 1) + two(day.getDate()) + "-" +
      two(day.getHours()) + two(day.getMinutes()) + ".hopcho";
    link.href = URL.createObjectURL(pack(records, name));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  window.outboxFile = { download: download, unpack: unpack };
})();
