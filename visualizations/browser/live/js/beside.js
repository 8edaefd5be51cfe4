// What is compared: a question what if, the two courses by name, and in words how they differ in the round that is looked at.

import { html, set, svg } from "./dom.js";

/** Shows the question that is asked, or what stands beside; hidden while there is neither. */
export class Beside {
  constructor(parent, store) {
    this.store = store;
    this.root = html(parent, "div", { class: "beside" });
    this.question = html(this.root, "p", { class: "question" });
    this.legend = html(this.root, "p", { class: "courses" });
    this.here = this._entry("M1 6H25", "line strong");
    this.there = this._entry("M1 6H25", "line ghost");
    this.difference = html(this.root, "p", { class: "difference" });
    const buttons = html(this.root, "div", { class: "choices" });
    const button = (what, title) => {
      const made = html(buttons, "button", { type: "button", title });
      made.addEventListener("click", () => store.wish(what));
      return made;
    };
    this.keep = button("keep", "");
    this.back = button("take back", "Go on as if nothing had been changed");
  }

  /** Draw what is known by now. */
  draw() {
    const { beside, index } = this.store;
    if (!beside) return;
    const isThere = Boolean(beside.name);
    const isAsked = beside.after !== null && !beside.isQuestion;
    this.question.hidden = !isAsked;
    set(this.question, { text: `What if, from round ${beside.after + 1} on? Turn a knob in the menu on the left: what would have come without it stays in the charts.` });
    this.legend.hidden = this.difference.hidden = !isThere;
    set(this.here, { text: beside.here ?? "" });
    set(this.there, { text: beside.name ?? "" });
    set(this.difference, { role: beside.isQuestion ? "status" : null, text: beside.rounds[index]?.difference ?? "" });
    set(this.keep, { text: isAsked ? "Ask nothing" : beside.isQuestion ? "Keep the change" : "Compare no more" });
    set(this.keep, { title: isAsked ? "Knobs change the whole run again" : `Go on without “${beside.name}”` });
    set(this.back, { text: "Take it back" });
    this.back.hidden = !beside.isQuestion;
  }

  _entry(path, kind) {
    const entry = html(this.legend, "span");
    svg(svg(entry, "svg", { width: 26, height: 12, "aria-hidden": "true" }), "path", { class: kind, d: path });
    return html(entry, "b");
  }
}
