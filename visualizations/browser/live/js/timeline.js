// Time: every round that was played can be looked at again.

import { html, set } from "./dom.js";

/** A slider over the rounds, with a button for one back, one forward, and the last. */
export class Timeline {
  constructor(parent, store) {
    this.store = store;
    this.root = html(parent, "div", { class: "timeline", role: "group", "aria-label": "Time" });
    const button = (text, label, act, turn = null) => {
      const made = html(this.root, "button", { type: "button", text, "aria-label": label, title: label, "data-turn": turn });
      made.addEventListener("click", act);
      return made;
    };
    this.back = button("‹", "One round back", () => store.look(store.index - 1), "back");
    this.slider = html(this.root, "input", { type: "range", min: 0, step: 1, "aria-label": "Round that is looked at" });
    this.slider.addEventListener("input", () => store.look(Number(this.slider.value)));
    this.forward = button("›", "One round forward", () => store.look(store.index + 1), "forward");
    this.live = button("", "To the last round", () => store.look(null));
    this.live.classList.add("now");
    this.whatIf = button("What if …", "", () => store.wish("what if"));
    this.whatIf.classList.add("what-if");
    this.whatIf.hidden = !store.mayAsk;
    this.seeds = button("30 seeds", "How much of this is chance? Plays 30 other seeds aside and shows where they are", () => store.wish("seeds"));
    this.seeds.classList.add("what-if");
  }

  /** Draw what is known by now. */
  draw() {
    const { store } = this;
    const last = store.rounds.length - 1;
    set(this.slider, { max: Math.max(1, last), "aria-valuetext": `round ${store.now.round} of ${store.rounds[last].round}` });
    this.slider.value = store.index;
    this.slider.style.setProperty("--done", `${last > 0 ? (100 * store.index) / last : 100}%`);
    this.back.disabled = store.index === 0;
    this.forward.disabled = store.index === last;
    this.live.disabled = store.at === null;
    set(this.live, { text: store.at === null ? "now" : `back to ${store.rounds[last].round}` });
    this.root.classList.toggle("is-past", store.at !== null);
    const asked = `What if something changed from round ${store.now.round + 1} on?`;
    this.seeds.hidden = !store.spread;
    set(this.seeds, { "aria-pressed": Boolean(store.spread?.isOn) });
    set(this.whatIf, { title: asked, "aria-label": asked, "aria-pressed": store.beside?.after === store.now.round });
  }
}
