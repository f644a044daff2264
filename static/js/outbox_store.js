// What waits on this device to be sent: one IndexedDB for all tabs of the portal, or the tab's own
// memory where the browser keeps nothing (then the outbox says so and the page asks before closing).
(function () {
  "use strict";
  const TABLE = "changes";
  const memory = new Map(); // id -> record that could not be put on the disk
  let opening = null;

  function open() {
    opening = opening || new Promise(function (resolve) {
      let request;
      try {
        request = window.indexedDB.open("kbang-ntm-outbox", 1);
      } catch (problem) {
        resolve(null); // forbidden by the browser's settings
        return;
      }
      request.onupgradeneeded = function () {
        request.result.createObjectStore(TABLE, { keyPath: "id" });
      };
      request.onsuccess = function () {
        request.result.onversionchange = function () { request.result.close(); };
        resolve(request.result);
      };
      request.onerror = request.onblocked = function () { resolve(null); };
    });
    return opening;
  }

  // One transaction; "strict" waits for the disk, because power goes when the link goes.
  async function within(mode, act) {
    const base = await open();
    if (!base) throw new Error("nothing is kept here");
    return new Promise(function (resolve, reject) {
      const deal = base.transaction(TABLE, mode, { durability: "strict" });
      const found = { value: undefined };
      deal.oncomplete = function () { resolve(found.value); };
      deal.onerror = deal.onabort = function () { reject(deal.error || new Error("not kept")); };
      act(deal.objectStore(TABLE), found);
    });
  }

  // All records of all people, oldest first.
  async function all() {
    let rows = [];
    try {
      rows = await within("readonly", function (table, found) {
        const request = table.getAll();
        request.onsuccess = function () { found.value = request.result; };
      });
    } catch (problem) {
      rows = []; // then they are in memory
    }
    return rows.filter(function (row) { return !memory.has(row.id); })
      .concat(Array.from(memory.values()))
      .sort(function (one, other) { return one.at - other.at; });
  }

  // Reads one record and puts what `act` makes of it: a record, null to take it away, or undefined
  // to leave it. Returns the record that stands there afterwards. No other tab comes in between.
  async function change(id, act) {
    if (memory.has(id)) return remember(id, act(memory.get(id)), memory.get(id));
    let next;
    try {
      return await within("readwrite", function (table, found) {
        const request = table.get(id);
        request.onsuccess = function () {
          next = act(request.result);
          found.value = next === undefined ? request.result : next;
          if (next === null) table.delete(id);
          else if (next) table.put(next);
        };
      });
    } catch (problem) {
      if (next === undefined) next = act(undefined);
      return remember(id, next, undefined);
    }
  }

  function remember(id, next, before) {
    if (next === null) memory.delete(id);
    else if (next) memory.set(id, next);
    return next === undefined ? before : next;
  }

  window.outboxStore = {
    all: all,
    change: change,
    fragile: function () { return memory.size > 0; }
  };
})();
