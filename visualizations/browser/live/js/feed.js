// What happened, in words, the latest first; a click on a line goes back to its round. The newest line is told to screen readers.

import { html, set } from "./dom.js";

const MOST = 60;

/** Lists the rounds in which something happened. */
export class Feed {
  constructor(parent, store) {
    this.store = store;
    this.list = html(parent, "ol", { class: "feed", "aria-label": "What happened" });
    this.empty = html(parent, "p", { class: "empty", text: "Nothing has happened yet: nobody left, came or paid." });
    this.news = html(parent, "p", { class: "unseen", role: "status" });
    this.known = [];
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("[data-index]");
      if (line) store.look(Number(line.dataset.index));
    });
  }

  /** Draw what is known by now. */
  draw() {
    const { rounds } = this.store;
    const told = [];
    rounds.forEach((round, index) => round.notes.length && told.push([index, round]));
    const shown = told.slice(-MOST).reverse();
    const known = shown.map(([index, round]) => `${this.store.key} ${index} ${round.round}`);
    if (known.join() !== this.known.join()) {
      this.list.replaceChildren();
      for (const [index, round] of shown) {
        const line = html(this.list, "li");
        const button = html(line, "button", { type: "button", "data-index": index });
        html(button, "b", { text: round.round });
        html(button, "span", { text: round.notes.join(" ") });
      }
      this.known = known;
      const [latest] = shown;
      set(this.news, { text: latest ? `Round ${latest[1].round}: ${latest[1].notes.join(" ")}` : "" });
    }
    this.empty.hidden = shown.length > 0;
    for (const button of this.list.querySelectorAll("button")) {
      button.classList.toggle("is-now", Number(button.dataset.index) === this.store.index);
    }
  }
}
