// The outbox: what was typed or chosen is kept on the device first, then sent one after the other,
// each under its own key, until the server has answered for it. Tells the page by two events:
// "outbox:changed" (what waits, and how sending goes) and "outbox:answer" (one record's answer).
(function () {
  "use strict";
  const home = document.getElementById("hop-cho");
  const store = window.outboxStore;
  const wire = window.outboxSend;
  if (!home || !store || !wire || !window.portal) return;
  const user = home.dataset.user;
  const WAITS = [2000, 5000, 10000, 20000, 40000, 60000]; // ms between tries
  const DAY = 86400000;
  const tabs = window.BroadcastChannel ? new BroadcastChannel("kbang-ntm-outbox") : null;
  let rows = []; // all records of all people on this device
  let state = "starting"; // then idle, sending, lost (no link), down (server), unsigned (session over)
  let nextTry = 0;
  let busy = false;
  let again = false;
  let tries = 0;
  let timer = 0;
  let last = 0;
  let putOff = false; // "later" was said to the password: from then on the page's button asks
  const doubted = new Set(); // keys refused once although the person may be the right one

  function mine() {
    return rows.filter(function (row) { return row.user === user && row.state !== "done"; });
  }

  function waiting() {
    return mine().filter(function (row) { return row.state === "waiting"; });
  }

  // --- telling this page and the other tabs
  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail: detail }));
  }

  function changed() {
    try {
      const own = mine();
      if (own.length) localStorage.setItem("outbox:" + user, own.length + " " + address(own[0]));
      else localStorage.removeItem("outbox:" + user);
    } catch (problem) {
      // Only the reminder on other pages; a browser may keep nothing.
    }
    tell("outbox:changed", null);
  }

  async function look(quietly) {
    rows = await store.all();
    if (tabs && !quietly) tabs.postMessage({ name: "outbox:changed" });
    changed();
  }

  function go(to, at) {
    state = to;
    nextTry = at || 0;
    changed();
  }

  if (tabs) {
    tabs.onmessage = async function (event) {
      await look(true);
      if (event.data.name === "outbox:answer") tell("outbox:answer", event.data.detail);
      // Whoever kept it sends it; this tab only when that one is gone.
      if (waiting().length && state === "idle") timer = setTimeout(pump, 3000);
    };
  }

  // --- keeping
  // `change` is {kind, report, indicator, group, code, title, place, shown, values | file, ...};
  // `known` the id of this page's last record of the same cell. Returns the id it is kept under.
  async function hold(change, known) {
    last = Math.max(Date.now(), last + 1);
    const fresh = Object.assign({
      id: wire.key(), key: wire.key(), user: user, name: home.dataset.name, at: last, state: "waiting", tried: false,
      waited: false, after: "", told: "", theirs: ""
    }, change);
    let kept = null;
    if (known) {
      kept = await store.change(known, function (old) {
        if (!old || old.state === "done") return undefined;
        if (old.state === "waiting" && old.tried) return undefined; // goes out as it is, then this
        return Object.assign({}, old, change, { at: fresh.at, state: "waiting", told: "" });
      });
      const old = kept;
      kept = old && old.at === fresh.at ? old : null;
      if (!kept && old) fresh.after = known;
    }
    if (!kept) kept = await store.change(fresh.id, function () { return fresh; });
    await look();
    return kept.id;
  }

  // --- sending
  function address(record) {
    return home.dataset.url.replace("00000000-0000-0000-0000-000000000000", record.report);
  }

  // One tab sends at a time; where the browser cannot say so, keys make a double send harmless.
  async function alone(act) {
    if (!navigator.locks) return act();
    return navigator.locks.request("kbang-ntm-outbox-" + user, act);
  }

  async function pump() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    clearTimeout(timer);
    let end = "idle";
    try {
      do {
        again = false;
        end = navigator.onLine === false ? "lost" : await alone(sendAll);
        if (end === "unsigned" && (await signedIn())) again = true;
      } while (again);
    } finally {
      busy = false;
    }
    if (end === "idle" || !waiting().length) tries = 0;
    if (end === "idle" || end === "unsigned") return go(waiting().length ? end : "idle");
    if (!waiting().length) return go("idle");
    const wait = WAITS[Math.min(tries, WAITS.length - 1)] * (0.8 + 0.4 * Math.random());
    tries += 1;
    timer = setTimeout(pump, wait);
    go(end, Date.now() + wait);
  }

  async function signedIn() {
    if (putOff) return false;
    try {
      putOff = !(await window.portal.signIn());
    } catch (problem) {
      return false; // the link went meanwhile
    }
    return !putOff;
  }

  async function sendAll() {
    for (;;) {
      await look(true);
      const record = await nextOne();
      if (!record) return "idle";
      go("sending");
      const answer = record.kind === "cell" ? await wire.cell(record, address(record))
        : await wire.file(record, address(record), function () { return put(record.id, { promised: true }); });
      const end = await settle(record, answer);
      if (end !== "answered") return end;
      tries = 0;
    }
  }

  function put(id, what) {
    return store.change(id, function (row) { return row && Object.assign({}, row, what); });
  }

  // Figures first, then files, each in the order they came; what was typed on top of a record that
  // is on its way waits for it and starts from the version it left. Once taken from here a record
  // is sent as it is: what is typed afterwards gets a record of its own.
  async function nextOne() {
    const own = waiting();
    const free = own.filter(function (row) {
      return !own.some(function (other) { return other.id === row.after; });
    });
    const record = free.find(function (row) { return row.kind === "cell"; }) || free[0];
    if (!record) return null;
    const before = rows.find(function (row) { return row.id === record.after; });
    if (before && before.state !== "done") await store.change(before.id, function () { return null; });
    return store.change(record.id, function (row) {
      if (!row || row.state !== "waiting") return undefined;
      const waited = row.waited || row.tried || Date.now() - row.at > 60000;
      const next = Object.assign({}, row, { tried: true, waited: waited, after: "" });
      if (before && before.state === "done") {
        next.values = Object.assign({}, row.values);
        next.values["i" + row.indicator + "_v"] = String(before.version);
      }
      return next;
    });
  }

  async function settle(record, answer) {
    const found = wire.judge(record, answer);
    if (found.end === "doubted") {
      if (!doubted.has(record.key)) return doubt(record);
      found.end = "answered";
    }
    if (found.end !== "answered") {
      await look(true); // it has been tried: the page must not take it for one that can be changed
      return found.end;
    }
    await store.change(record.id, function (old) { return old && found.next; });
    await look();
    const detail = {
      id: record.id, kind: record.kind, report: record.report, indicator: record.indicator,
      fileName: record.fileName, values: record.values, status: answer.status, version: answer.version, text: answer.text
    };
    if (tabs) tabs.postMessage({ name: "outbox:answer", detail: detail });
    tell("outbox:answer", detail);
    return "answered";
  }

  // Perhaps only the page's token is old, because somebody signed in in another tab: the same
  // person goes on with the new one, another one sends nothing.
  async function doubt(record) {
    doubted.add(record.key);
    try {
      return (await window.portal.same()) ? "answered" : "unsigned";
    } catch (problem) {
      return "lost";
    }
  }

  // --- what the page may ask for
  async function drop(id) {
    await store.change(id, function () { return null; });
    await look();
  }

  // Refused ones are tried anew: a period may have been opened again, a cell given back.
  async function retry() {
    tries = 0;
    putOff = false;
    for (const row of mine()) {
      if (row.state === "waiting") continue;
      await store.change(row.id, function (old) {
        return old && old.state !== "done" ? Object.assign({}, old, { state: "waiting" }) : undefined;
      });
    }
    await look();
    return pump();
  }

  async function take(records) {
    for (const record of records) {
      await store.change(record.id, function (old) { return old ? undefined : record; });
    }
    return retry();
  }

  // Sends what can be sent; true when nothing waits any more.
  async function flush() {
    await pump();
    while (busy) await new Promise(function (resolve) { setTimeout(resolve, 50); });
    return !waiting().length;
  }

  async function begin() {
    await look(true);
    for (const row of rows) {
      if (row.state === "done" && Date.now() - row.at > DAY) await store.change(row.id, function () { return null; });
    }
    tell("outbox:ready", null);
    if (mine().length) await retry();
    else go("idle");
  }

  // Something waits and cannot go out now.
  function stuck() {
    return waiting().length > 0 && ["lost", "down", "unsigned"].indexOf(state) >= 0;
  }

  function count(records) {
    const files = records.filter(function (row) { return row.kind === "file"; }).length;
    const cells = records.length - files;
    return [cells && cells + " ô", files && files + " tệp"].filter(Boolean).join(", ");
  }

  window.outbox = {
    user: user, name: home.dataset.name, all: function () { return rows; }, mine: mine, waiting: waiting,
    state: function () { return { name: state, at: nextTry, busy: busy }; }, stuck: stuck, fragile: store.fragile, address: address,
    count: count, hold: hold, pump: pump, flush: flush, retry: retry, drop: drop, take: take
  };
  window.addEventListener("online", function () { tries = 0; pump(); });
  window.addEventListener("offline", function () { if (waiting().length) go("lost"); });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && (state === "lost" || state === "down")) pump();
  });
  document.addEventListener("DOMContentLoaded", begin); // then the page's other scripts listen
})();
