// The list asks again when the house says that something of the reader's changed. While rows are
// ticked or held by the keyboard, or on a later page, it only says so.
"use strict";
(() => {
  const note = document.getElementById("live");
  if (!note || !window.EventSource) return;
  const SPREAD = 1500; // milliseconds over which the open pages ask, so that they do not all at once
  let since = note.dataset.since;
  let source = null;
  let waiting = null;

  const say = (name) => {
    for (const text of note.querySelectorAll("[data-says]")) text.hidden = text.dataset.says !== name;
  };

  const isHeld = () => {
    const list = document.getElementById("list");
    return new URLSearchParams(location.search).has("after")
      || list.querySelector("input:checked, details[open]") !== null
      || (list.contains(document.activeElement) && document.activeElement !== document.body);
  };

  const ask = () => {
    waiting = null;
    if (!isHeld()) htmx.trigger(note, "changed");
  };

  const changed = (event) => {
    since = event.lastEventId || since;
    say("changed");
    waiting ??= setTimeout(ask, Math.random() * SPREAD);
  };

  const close = () => { source?.close(); source = null; };

  const open = () => {
    close();
    source = new EventSource(`${note.dataset.live}?since=${encodeURIComponent(since)}`);
    source.addEventListener("open", () => { if (waiting === null) say("live"); });
    source.addEventListener("changed", changed);
    source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) say("ended"); });
  };

  note.addEventListener("htmx:afterSwap", () => say("live"));

  // A page in the background holds no stream: browsers have few to give to one site.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  if (!document.hidden) open();
})();
