// The board: panels side by side, drawn from what Python tells, round by round.

import { html } from "./dom.js";
import { PANELS } from "./panels.js";
import { save } from "./picture.js";
import { Store } from "./store.js";

/**
 * Show panels in an element, and return what hears what is told.
 * @param element where
 * @param panels their names, in order
 * @param ask what is called: `need` when something is missing, at first everything; `look` with the organization and the round that
 * somebody looks into; `wish` with what somebody asks for; and `mayAsk`: whether what if can be asked
 */
export function show(element, panels, ask) {
  const store = new Store();
  store.lookInto = ask.look;
  store.ask = ask.wish;
  store.mayAsk = ask.mayAsk;
  const board = html(element, "div", { class: "cocogen-live" });
  const inner = html(board, "div", { class: "panels" });
  const hidden = [];
  for (const name of panels) {
    const { title, note, make, isBare, isShown } = PANELS[name];
    const panel = html(inner, "section", { class: `panel ${isBare ? "is-bare" : "cocogen-card"} panel-${name}`, "aria-label": title ?? null });
    if (title) {
      const heading = html(panel, "h2", { text: `${title} ` });
      html(heading, "small", { text: note });
    }
    store.views.add(make(html(panel, "div", { class: "body" }), store, title));
    if (isShown) hidden.push([panel, isShown]);
  }
  store.views.add({ draw: () => hidden.forEach(([panel, isShown]) => (panel.hidden = !isShown(store))) });
  const round = new URLSearchParams(location.search).get("round") ?? "";
  store.wanted = /^\d+$/.test(round) ? Number(round) : null;
  store.looked = (looked) => document.dispatchEvent(new CustomEvent("cocogen-look", { detail: looked }));
  board.addEventListener("keydown", (event) => event.key === "Escape" && store.chosen !== null && store.choose(null));
  document.addEventListener("cocogen-picture", ({ detail }) => board.isConnected && save(board, detail));
  ask.need();
  return {
    hear: (told) => store.take(told) && ask.need(),
    see: (told) => store.see(told),
    spread: (told) => store.takeSpread(told),
  };
}
