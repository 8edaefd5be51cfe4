// A chart of lines over rounds, each with its label at its end.

import { keep, set, svg } from "../dom.js";
import { belongs, lightUp, shape } from "../identity.js";
import { Band, extent } from "./band.js";
import { apart } from "./labels.js";
import { Frame } from "./frame.js";

const MOST_NAMED = 14;
const MOST_POINTS = 400;
const GAP = 11.5;
const LONGEST = 12;

/** Draws lines, from what `lines(store)` returns. */
export class Lines {
  /**
   * @param parent where it is drawn
   * @param store what is known
   * @param range a range of the values
   * @param lines function of the store: a list of {name, values (one per played round, null where unknown), organization, color, dash, faint, strong}
   * @param options those of a Frame; `zero`: whether zero is in the range always; `band`: under which name there is a band of other seeds
   */
  constructor(parent, store, range, lines, options = {}) {
    Object.assign(this, { store, range, lines, zero: options.zero ?? false });
    this.frame = new Frame(parent, store, range, { grows: true, ...options });
    this.bandName = options.band;
    this.band = new Band(this.frame.plot);
    this.paths = svg(this.frame.plot, "g");
    this.ends = svg(this.frame.plot, "g");
    this.form = options.form;
    this.drawn = [];
    this.frame.whenPointedAt((round) => this._told(round));
  }

  /** Draw what is known by now. */
  draw() {
    if (this.store.isNew) this.range.forget();
    const played = this.store.played;
    this.drawn = [...this._ghosts(), ...this.lines(this.store)];
    this._fit();
    if (!this.frame.draw()) return;
    this.band.draw(this.frame, played, this._bounds());
    const many = this.drawn.length > 2 * MOST_NAMED;
    const paths = keep(this.paths, this.drawn.length, (group) => svg(group, "path", { class: "line" }));
    this.drawn.forEach((line, at) => {
      this._own(paths[at], line);
      paths[at].classList.toggle("dashed", line.dash === "equilibrium");
      paths[at].classList.toggle("dotted", line.dash === "optimum");
      paths[at].classList.toggle("faint", Boolean(line.faint) || (many && !line.strong));
      paths[at].classList.toggle("strong", Boolean(line.strong));
      paths[at].classList.toggle("ghost", Boolean(line.ghost));
      set(paths[at], { d: this._path(played, line.values) });
    });
    this._label(played);
  }

  /** Let the organization that is pointed at stand out. */
  light() {
    lightUp(this.frame.root, this.store);
  }

  /** What the course beside would draw as its own lines, from the round on in which it may differ; not what it is compared with itself. */
  _ghosts() {
    const { ghost, beside } = this.store;
    if (!ghost) return [];
    const lines = this.lines(ghost).filter((line) => !line.dash && !line.faint);
    if (lines.length > 2 * MOST_NAMED) return [];
    const first = ghost.played.findIndex((round) => round.round >= beside.since - 1);
    const short = beside.isQuestion ? "before" : beside.name;
    const name = short.length > LONGEST ? `${short.slice(0, LONGEST - 1)}…` : short;
    return lines.map((line) => ({
      ...line,
      name: line.organization === undefined ? name : `${line.name}, ${name}`,
      values: this.store.played.map((_, at) => (at < first || first < 0 ? null : line.values[at] ?? null)),
      label: line.organization === undefined && line.strong ? undefined : false,
      strong: false,
      ghost: true,
    }));
  }

  _own(element, line) {
    if (line.organization !== undefined) {
      if (Number(element.dataset.o) !== line.organization) belongs(element, line.organization, line.color);
    } else {
      set(element, { "data-o": null });
      element.classList.remove("o");
      element.style.setProperty("--color", line.color ?? "var(--ink)");
    }
  }

  /** The band of other seeds; nothing where there is none. */
  _bounds() {
    return this.store.spread?.bands[this.bandName];
  }

  _fit() {
    let [low, high] = extent(this.store.played, this._bounds());
    if (this.zero) [low, high] = [Math.min(0, low), Math.max(0, high)];
    for (const line of this.drawn) {
      for (const value of line.values) {
        if (value === null) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    this.range.fit(low, high);
  }

  _path(played, values) {
    const stride = Math.max(1, Math.ceil(played.length / MOST_POINTS));
    let path = "";
    let isDown = false;
    for (let at = 0; at < played.length; at += 1) {
      if (at % stride && at !== played.length - 1) continue;
      const value = values[at];
      if (value === null || value === undefined) {
        isDown = false;
        continue;
      }
      path += `${isDown ? "L" : "M"}${this.frame.x(played[at].round).toFixed(1)} ${this.frame.y(value).toFixed(1)}`;
      if (!isDown && (at === played.length - 1 || values[at + 1] === null)) path += "h0.01";
      isDown = true;
    }
    return path;
  }

  _label(played) {
    const named = this.drawn.filter((line) => line.label !== false && line.values.some((value) => value !== null));
    const shown = named.filter((line) => named.length <= MOST_NAMED || line.organization === undefined || line.organization === this.store.chosen);
    const ends = shown.map((line) => {
      let at = played.length - 1;
      while (line.values[at] === null) at -= 1;
      return { line, x: this.frame.x(played[at].round), y: this.frame.y(line.values[at]) };
    });
    const { y0, y1 } = this.frame.box;
    const places = apart(ends.map(({ y }) => y), GAP, y1 + 2, y0);
    const groups = keep(this.ends, ends.length, (group) => {
      const end = svg(group, "g", { class: "end" });
      svg(end, "path", { class: "leader" });
      svg(end, "path", { class: "dot" });
      svg(end, "text", { dy: "0.34em" });
    });
    ends.forEach(({ line, x, y }, at) => {
      const [leader, dot, text] = groups[at].children;
      this._own(groups[at], line);
      const place = places[at];
      groups[at].classList.toggle("is-ghost", Boolean(line.ghost));
      set(dot, { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, d: line.organization === undefined || line.faint ? "" : shape(line.organization, 3.2) });
      const isAside = Math.abs(place - y) > 3;
      set(leader, { d: isAside ? `M${(x + 5).toFixed(1)} ${y.toFixed(1)}L${(x + 13).toFixed(1)} ${place.toFixed(1)}` : "" });
      set(text, { x: x + (isAside ? 16 : 8), y: place, text: line.name });
    });
  }

  _told(round) {
    const at = this.store.played.indexOf(round);
    const lit = this.store.pointed ?? this.store.chosen;
    const told = this.drawn.filter((line) => (!line.ghost || line.organization === undefined || line.organization === lit)).filter((line) => line.values[at] !== null && (line.organization === undefined || this.drawn.length <= 2 * MOST_NAMED || line.organization === lit));
    return told
      .filter((line) => !line.faint)
      .sort((one, other) => other.values[at] - one.values[at])
      .slice(0, MOST_NAMED)
      .map((line) => [`${line.name} ${this.form(line.values[at])}`, line.organization]);
  }
}
