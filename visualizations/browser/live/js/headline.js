// The line that sums the federation up, and what a visitor should know to read it.

import { html, keep, set } from "./dom.js";

/** Shows the facts and notes of the round that is looked at. */
export class Headline {
  constructor(parent, store) {
    this.store = store;
    this.facts = html(parent, "div");
    this.notes = html(parent, "div", { class: "cocogen-notes" });
  }

  /** Draw what is known by now. */
  draw() {
    const { facts, advice } = this.store.now;
    set(this.facts, { class: "cocogen-headline" }); // so called from when there is one
    const spans = keep(this.facts, facts.length, (group) => {
      const span = html(group, "span");
      html(span, "i");
      span.append(" ");
      html(span, "b");
      span.append(" ");
      html(span, "small");
    });
    facts.forEach(([name, value, more], at) => {
      set(spans[at], { class: `cocogen-fact cocogen-fact-${name}` });
      const [label, bold, small] = spans[at].children;
      set(label, { text: name });
      set(bold, { text: value });
      set(small, { text: more });
    });
    const lines = keep(this.notes, advice.length, (group) => html(group, "div", { class: "cocogen-note" }));
    advice.forEach((line, at) => set(lines[at], { text: line }));
  }
}
