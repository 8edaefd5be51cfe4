// What is learned where training is real: what generators make, labels before and after, accuracy class by class, predicted and measured.

import { html, keep, set, svg } from "./dom.js";
import { percent, share, short } from "./format.js";
import { belongs, shape } from "./identity.js";

const BAR = { width: 300, row: 18, label: 40 };
const PLOT = { width: 300, height: 200, left: 40, bottom: 30, right: 10, top: 8 };
const SIDE = 34;
const KINDS = { real: "real", made: "generated" };

/** Return a colour for a class. */
const hue = (at, classes) => `hsl(${Math.round((360 * at) / classes)} 52% 56%)`;

/** Shows what training did in the round that is looked at. */
export class Learning {
  constructor(parent, store) {
    this.store = store;
    const columns = html(parent, "div", { class: "learning" });
    this.makes = this._column(columns, "What a generator makes");
    this.pictures = html(this.makes, "div", { class: "pictures" });
    this.mixes = this._column(columns, "Labels", "above: its real samples; below: with what it generated");
    this.mix = svg(this.mixes, "svg", { class: "mixes", role: "img" });
    this.classes = this._column(columns, "Accuracy by class", "of the common model, on the test set");
    this.bars = svg(this.classes, "svg", { class: "classes", role: "img" });
    this.predictions = this._column(columns, "Predicted and measured", "accuracy on each one's own market; on the line both agree");
    this.plot = svg(this.predictions, "svg", { class: "predicted", viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  }

  /** Draw what is known by now. */
  draw() {
    const { cast, now } = this.store;
    if (!cast.labels?.length) return;
    this._drawSamples(now);
    this._drawMixes(cast, now);
    this._drawClasses(now.classes);
    this.classes.hidden = !now.classes.length;
    this._drawPredicted(cast, now);
  }

  _column(parent, title, note = "") {
    const column = html(parent, "div");
    html(html(column, "h3", { text: `${title} ` }), "small", { text: note });
    return column;
  }

  /** Who is shown: who was chosen, or who generates most. */
  _whose(now) {
    if (this.store.chosen !== null) return this.store.chosen;
    const amounts = now.of.generation ?? [];
    return amounts.reduce((most, amount, at) => ((amount ?? 0) > (amounts[most] ?? 0) ? at : most), 0);
  }

  _drawSamples(now) {
    const who = this._whose(now);
    const insight = now.round ? this.store.insight(who) : null;
    if (insight === undefined) return; // it is on its way; what was there stays until then
    const samples = insight?.samples;
    const name = this.store.cast.names[who];
    set(this.makes.firstChild.lastChild, { text: samples ? `for ${name}, beside its real samples${samples.isPicture ? "" : "; a cell is a feature, light is high"}` : "" });
    this.makes.hidden = !samples;
    const drawn = samples ? `${this.store.key} ${now.round} ${who}` : "";
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.pictures.replaceChildren();
    if (!samples) return;
    for (const kind of Object.keys(KINDS)) {
      const row = html(this.pictures, "div", { class: `strip is-${kind} ${samples.isPicture ? "" : "is-rows"}` });
      const { labels, pixels } = samples[kind];
      html(row, "b", { text: KINDS[kind] });
      if (!labels.length) html(row, "span", { class: "empty", text: "It generated nothing." });
      const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
      labels.forEach((label, at) => {
        const figure = html(row, "figure");
        const canvas = html(figure, "canvas", { width: samples.width, height: samples.height, role: "img", "aria-label": `${KINDS[kind]}, label ${label}` });
        canvas.style.width = samples.isPicture ? `${SIDE}px` : "";
        const image = new ImageData(samples.width, samples.height);
        const size = samples.width * samples.height;
        for (let pixel = 0; pixel < size; pixel += 1) {
          image.data.fill(bytes[at * size + pixel], 4 * pixel, 4 * pixel + 3);
          image.data[4 * pixel + 3] = 255;
        }
        canvas.getContext("2d").putImageData(image, 0, 0);
        html(figure, "figcaption", { text: label });
      });
    }
  }

  _drawMixes(cast, now) {
    const { labels, names } = cast;
    const classes = labels[0].length;
    const height = labels.length * BAR.row;
    set(this.mix, { viewBox: `0 0 ${BAR.width} ${height}` });
    const rows = keep(this.mix, labels.length, (group) => {
      const row = svg(group, "g");
      svg(row, "text", { x: BAR.label - 8, "text-anchor": "end", dy: "0.35em" });
      svg(row, "g");
      svg(row, "g");
      svg(row, "title");
    });
    labels.forEach((real, who) => {
      const amount = now.state[who] === 0 ? (now.of.generation?.[who] ?? 0) : 0;
      const synthetic = amount / Math.max(1e-9, amount + (now.of.real_samples?.[who] ?? 0));
      const [name, above, below, title] = rows[who].children;
      set(name, { y: (who + 0.5) * BAR.row, text: names[who] });
      set(title, { text: `${names[who]}: ${percent(synthetic)} of what it trained on was generated` });
      const y = who * BAR.row;
      this._stack(above, real, y + 1.5, 6.5);
      this._stack(below, real.map((value) => (1 - synthetic) * value + synthetic / classes), y + 9, 6.5);
    });
    set(this.mix, { "aria-label": labels.map((real, who) => `${names[who]}: ${real.map((value, at) => `${at} ${percent(value)}`).join(", ")}`).join("; ") });
  }

  _stack(group, shares, y, height) {
    const parts = keep(group, shares.length, (parent) => svg(parent, "rect"));
    let x = BAR.label;
    shares.forEach((value, at) => {
      const width = value * (BAR.width - BAR.label);
      set(parts[at], { x: x.toFixed(2), y, width: Math.max(0, width).toFixed(2), height, fill: hue(at, shares.length) });
      x += width;
    });
  }

  _drawClasses(classes) {
    const height = Math.max(1, classes.length) * BAR.row;
    set(this.bars, { viewBox: `0 0 ${BAR.width} ${height}`, "aria-label": classes.map((value, at) => `${at} ${percent(value)}`).join(", ") });
    const rows = keep(this.bars, classes.length, (group) => {
      const row = svg(group, "g");
      svg(row, "text", { x: BAR.label - 8, "text-anchor": "end", dy: "0.35em" });
      svg(row, "rect", { x: BAR.label, rx: 2 });
      svg(row, "text", { class: "number", dy: "0.35em" });
    });
    classes.forEach((value, at) => {
      const [label, bar, written] = rows[at].children;
      const y = (at + 0.5) * BAR.row;
      const width = value * (BAR.width - BAR.label - 46);
      set(label, { y, text: at });
      set(bar, { y: y - 6, height: 12, width: width.toFixed(2), fill: hue(at, classes.length) });
      set(written, { x: BAR.label + width + 5, y, text: percent(value) });
    });
  }

  _drawPredicted(cast, now) {
    const measured = now.of.accuracy ?? [];
    const predicted = now.of.predicted_accuracy ?? [];
    const points = measured.map((value, who) => ({ who, value, guess: predicted[who] })).filter(({ value, guess }) => value != null && guess != null);
    this.plot.replaceChildren();
    if (!points.length) return;
    const all = points.flatMap(({ value, guess }) => [value, guess]);
    const spread = Math.max(0.02, Math.max(...all) - Math.min(...all));
    const low = Math.max(0, Math.min(...all) - 0.12 * spread);
    const high = Math.min(1, Math.max(...all) + 0.12 * spread);
    const x = (value) => PLOT.left + ((value - low) / (high - low)) * (PLOT.width - PLOT.left - PLOT.right);
    const y = (value) => PLOT.height - PLOT.bottom - ((value - low) / (high - low)) * (PLOT.height - PLOT.top - PLOT.bottom);
    svg(this.plot, "line", { class: "rule", x1: x(low), y1: y(low), x2: x(high), y2: y(high) });
    for (const value of [low + 0.1 * (high - low), (low + high) / 2, high - 0.1 * (high - low)]) {
      svg(this.plot, "text", { x: x(value), y: PLOT.height - PLOT.bottom + 13, "text-anchor": "middle", text: share(value) });
      svg(this.plot, "text", { x: PLOT.left - 5, y: y(value), dy: "0.35em", "text-anchor": "end", text: share(value) });
    }
    svg(this.plot, "text", { class: "axis", x: PLOT.width - PLOT.right, y: PLOT.height - 3, "text-anchor": "end", text: "predicted →, measured ↑" });
    for (const { who, value, guess } of points) {
      const point = belongs(svg(this.plot, "g", { class: "point" }), who, cast.colors[who]);
      svg(point, "path", { transform: `translate(${x(guess).toFixed(1)} ${y(value).toFixed(1)})`, d: shape(who, 5) });
      svg(point, "title", { text: `${cast.names[who]}: predicted ${share(guess)}, measured ${share(value)}` });
    }
    const off = points.reduce((sum, { value, guess }) => sum + Math.abs(value - guess), 0) / points.length;
    set(this.predictions.firstChild.lastChild, { text: `accuracy on each one's own market; on the line both agree. On average ${short(off)} apart.` });
    set(this.plot, { "aria-label": points.map(({ who, value, guess }) => `${cast.names[who]} predicted ${share(guess)}, measured ${share(value)}`).join("; ") });
  }
}
