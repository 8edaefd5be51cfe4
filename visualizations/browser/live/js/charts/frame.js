// The frame of a chart over rounds: axes, marks of what happened, the round that is looked at, and what stands there.

import { html, keep, set, svg } from "../dom.js";
import { number } from "../format.js";
import { lastRound, ticks } from "./axis.js";

const MARGIN = { top: 10, right: 74, bottom: 22, left: 50 };
const MARKS = { exit: "✕", return: "↩", entry: "↩", arrival: "+", shock: "⚡", intervention: "◆" };
const MOST_MARKED = 12;

/** Draws axes into an element and tells where rounds and values stand. */
export class Frame {
  /**
   * @param parent where it is drawn
   * @param store what is known
   * @param range a Range or a LogRange of the values
   * @param options height (px), title and unit for those who cannot see it, form (how ticks are written), right (px of room for labels),
   * grows (whether it fills what room there is), marks (whether what happened is marked)
   */
  constructor(parent, store, range, { height = 168, title = "", form = number, right = MARGIN.right, grows = false, marks = true } = {}) {
    Object.assign(this, { store, range, form, height, least: height, right, grows, hasMarks: marks });
    if (grows) {
      parent.classList.add("grows");
      parent.style.minHeight = `${height}px`;
    }
    this.root = svg(parent, "svg", { class: "chart", height, role: "img", "aria-label": title });
    this.title = title;
    this.grid = svg(this.root, "g", { class: "grid" });
    this.below = svg(this.root, "g", { class: "ticks" });
    this.marks = svg(this.root, "g", { class: "marks" });
    this.cursor = svg(this.root, "line", { class: "cursor" });
    this.plot = svg(this.root, "g", { class: "plot" });
    this.readout = html(parent, "div", { class: "readout", hidden: "" });
    this.width = 0;
    this.last = 10;
    new ResizeObserver(() => this._resized()).observe(parent);
    this.root.addEventListener("pointermove", (event) => this._hovered(event));
    this.root.addEventListener("pointerleave", () => (this.readout.hidden = true));
    this.root.addEventListener("click", (event) => this.store.look(this._nearest(event)));
  }

  /** The room for the plot: from x0 to x1 and from y1 (above) to y0. */
  get box() {
    return { x0: MARGIN.left, x1: Math.max(MARGIN.left + 20, this.width - this.right), y0: this.height - MARGIN.bottom, y1: MARGIN.top };
  }

  /** Where a round stands (px). */
  x(round) {
    const { x0, x1 } = this.box;
    return x0 + ((round - 1) / Math.max(1, this.last - 1)) * (x1 - x0);
  }

  /** Where a value stands (px). */
  y(value) {
    const { y0, y1 } = this.box;
    return y0 - this.range.place(value) * (y0 - y1);
  }

  /** Draw the axes for what the range holds by now; return whether there is room to draw at all. */
  draw() {
    this.width = this.root.parentNode.clientWidth;
    if (!this.width) return false;
    if (this.grows) this.height = Math.max(this.least, this.root.parentNode.clientHeight);
    set(this.root, { width: this.width, height: this.height });
    this.last = lastRound(this.store.rounds.at(-1).round);
    const { x0, x1, y0, y1 } = this.box;
    const values = this.range.ticks(4);
    const lines = keep(this.grid, values.length, (group) => {
      const line = svg(group, "g");
      svg(line, "line");
      svg(line, "text", { "text-anchor": "end", dy: "0.35em" });
    });
    values.forEach((value, at) => {
      const y = this.y(value);
      set(lines[at].firstChild, { x1: x0, x2: x1, y1: y, y2: y, class: value === 0 ? "zero" : null });
      set(lines[at].lastChild, { x: x0 - 7, y, text: this.form(value) });
    });
    const rounds = [1, ...ticks(0, this.last, this.width < 380 ? 4 : 6).filter((round) => round > 1 && Number.isInteger(round))];
    const texts = keep(this.below, rounds.length, (group) => svg(group, "text", { "text-anchor": "middle" }));
    rounds.forEach((round, at) => set(texts[at], { x: this.x(round), y: y0 + 16, text: at === rounds.length - 1 ? `round ${round}` : round }));
    const looked = this.store.now.round;
    set(this.cursor, { x1: this.x(looked), x2: this.x(looked), y1, y2: y0, visibility: this.store.at !== null && looked > 0 ? "visible" : "hidden" });
    if (this.hasMarks) this._mark(y1, y0);
    return true;
  }

  /** Say what stands at a round when somebody points there: `tell(round)` returns lines of [text, colour]. */
  whenPointedAt(tell) {
    this.tell = tell;
  }

  _mark(y1, y0) {
    const marked = this.store.rounds.filter((round) => round.marks.length);
    const crowd = marked.length > MOST_MARKED;
    const groups = keep(this.marks, marked.length, (group) => {
      const mark = svg(group, "g", { class: "mark" });
      svg(mark, "line");
      svg(mark, "text", { "text-anchor": "middle" });
      svg(mark, "title");
    });
    marked.forEach((round, at) => {
      const [line, text, title] = groups[at].children;
      const kinds = [...new Set(round.marks.map(([kind]) => kind))];
      const x = this.x(round.round);
      set(groups[at], { "data-kind": kinds[0] });
      set(line, { x1: x, x2: x, y1: y1 + 4, y2: y0 });
      set(text, { x, y: y1 + 1, text: crowd ? "" : kinds.map((kind) => MARKS[kind] ?? "·").join("") });
      set(title, { text: round.notes.join(" ") });
    });
  }

  _nearest(event) {
    const { x0, x1 } = this.box;
    const at = event.clientX - this.root.getBoundingClientRect().left;
    const round = 1 + Math.round(((at - x0) / (x1 - x0)) * (this.last - 1));
    let best = 0;
    this.store.rounds.forEach((known, index) => {
      if (Math.abs(known.round - round) < Math.abs(this.store.rounds[best].round - round)) best = index;
    });
    return best;
  }

  _hovered(event) {
    const round = this.store.rounds[this._nearest(event)];
    if (!this.tell || !round || !round.round) return;
    const lines = this.tell(round).filter(([text]) => text);
    this.readout.replaceChildren();
    html(this.readout, "b", { text: `round ${round.round}` });
    for (const [text, organization] of lines) html(this.readout, "span", { text, "data-o": organization });
    this.readout.hidden = false;
    const x = this.x(round.round);
    const isLeft = x > this.width / 2;
    this.readout.style.left = isLeft ? "" : `${x + 10}px`;
    this.readout.style.right = isLeft ? `${this.width - x + 10}px` : "";
  }

  _resized() {
    const { clientWidth, clientHeight } = this.root.parentNode;
    const isAsDrawn = clientWidth === this.width && (!this.grows || Math.max(this.least, clientHeight) === this.height);
    if (!isAsDrawn && this.store.rounds.length) this.store.redraw();
  }
}
