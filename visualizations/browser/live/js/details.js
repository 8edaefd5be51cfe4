// One organization in the round that is looked at: its money, what another amount would have earned it, its data, its patience.

import { ticks } from "./charts/axis.js";
import { html, keep, set, svg } from "./dom.js";
import { money, number, percent, share, short, signed } from "./format.js";
import { belongs, shape } from "./identity.js";

const OUT = 3;
const CURVE = { width: 380, height: 190, left: 50, right: 14, top: 14, bottom: 34 };
const BARS = { width: 300, row: 25, label: 84, number: 62 };

/** Shows the organization that was chosen; hidden while nobody is. */
export class Details {
  constructor(parent, store) {
    this.store = store;
    this.root = html(parent, "div", { class: "details" });
    const head = html(this.root, "div", { class: "who" });
    this.picture = svg(svg(head, "svg", { viewBox: "-10 -10 20 20", width: 22, height: 22, "aria-hidden": "true" }), "path");
    this.name = html(head, "b", { role: "heading", "aria-level": 2 });
    this.said = html(head, "span");
    const close = html(head, "button", { type: "button", text: "✕", "aria-label": "Close", title: "Close (Esc)" });
    close.addEventListener("click", () => store.choose(null));
    const columns = html(this.root, "div", { class: "columns" });
    this.money = this._column(columns, "Its money this round", "k$, against what it would have alone");
    this.curve = this._column(columns, "What another amount would have earned", "payments included, the others as they were");
    this.data = this._column(columns, "Its data", "label by label, real and as trained on");
    this.bars = svg(this.money, "svg", { class: "bars", viewBox: `0 0 ${BARS.width} ${6 * BARS.row + 8}`, role: "img" });
    this.plot = svg(this.curve, "svg", { class: "curve", viewBox: `0 0 ${CURVE.width} ${CURVE.height}`, role: "img" });
    this.mix = svg(this.data, "svg", { class: "mix", viewBox: "0 0 300 132", role: "img" });
    this.about = html(this.data, "p");
    this.legend = html(this.curve, "p", { class: "legend" });
    this.unknown = html(this.curve, "p", { class: "empty", hidden: "" });
  }

  /** Draw what is known by now. */
  draw() {
    const { store } = this;
    const who = store.chosen;
    if (who === null) return;
    const { cast, now } = store;
    belongs(this.root, who, cast.colors[who]);
    set(this.picture, { d: shape(who, 7.5) });
    set(this.name, { text: cast.names[who] });
    set(this.said, { text: this._standing(who) });
    const insight = store.insight(who);
    this._drawMoney(who, now);
    this._drawCurve(insight, now.state[who]);
    this._drawData(insight, who, now);
  }

  _column(parent, title, note) {
    const column = html(parent, "div");
    html(html(column, "h3", { text: `${title} ` }), "small", { text: note });
    return column;
  }

  _standing(who) {
    const { now, rounds, index } = this.store;
    const of = (name) => now.of[name]?.[who];
    if (now.state[who] === OUT) {
      for (let at = index; at >= 0; at -= 1) {
        if (!rounds[at].marks.some(([kind, whom]) => kind === "exit" && whom === who)) continue;
        const name = this.store.cast.names[who];
        const note = rounds[at].notes.find((line) => line.startsWith(`${name} leaves`)) ?? "";
        return `out since round ${rounds[at].round}${note.replace(`${name} leaves`, "")}`;
      }
      return "out: trains alone";
    }
    const insight = this.store.insight(who);
    const said = [["in", "in, but waits", "in, but down"][now.state[who]]];
    if (of("streak") > 0) said.push(`${of("streak")}${insight?.patience ? ` of ${insight.patience}` : ""} bad rounds in a row`);
    if (insight?.believed != null) said.push(`expected ${short(insight.believed)} effective samples of the others, ${short(insight.others)} came`);
    return said.join("; ");
  }

  _drawMoney(who, now) {
    const of = (name) => now.of[name]?.[who] ?? 0;
    const plays = now.state[who] === 0 && now.round > 0;
    const alone = of("standalone_payoff");
    const steps = plays
      ? [["gain", of("gain")], ["cost", -of("cost")], ["rivals take", -of("damage")], ["payments", of("transfer")]]
      : [];
    const rows = [];
    let level = 0;
    for (const [label, by] of steps) {
      rows.push({ label, from: level, to: level + by, text: signed(by), kind: by < 0 ? "loss" : "gain" });
      level += by;
    }
    if (plays) rows.push({ label: "together", from: 0, to: level, text: money(level), kind: "sum" });
    rows.push({ label: "alone", from: 0, to: alone, text: money(alone), kind: "alone" });
    const ends = rows.flatMap(({ from, to }) => [from, to]);
    const [low, high] = [Math.min(0, ...ends), Math.max(1e-9, ...ends)];
    const x = (value) => BARS.label + ((value - low) / (high - low)) * (BARS.width - BARS.label - BARS.number);
    const groups = keep(this.bars, rows.length, (group) => {
      const row = svg(group, "g");
      svg(row, "text", { "text-anchor": "end", dy: "0.35em" });
      svg(row, "rect", { rx: 2 });
      svg(row, "text", { class: "number", dy: "0.35em" });
    });
    rows.forEach(({ label, from, to, text, kind }, at) => {
      const y = 6 + (at + 0.5) * BARS.row;
      const [name, bar, written] = groups[at].children;
      set(groups[at], { class: `bar is-${kind}` });
      set(name, { x: BARS.label - 9, y, text: label });
      set(bar, { x: Math.min(x(from), x(to)), y: y - 8, height: 16, width: Math.max(1, Math.abs(x(to) - x(from))) });
      set(written, { x: Math.max(x(from), x(to)) + 6, y, text });
    });
    const by = of("advantage");
    set(this.bars, { "aria-label": rows.map(({ label, text }) => `${label} ${text}`).join(", ") });
    set(this.money.firstChild.lastChild, { text: plays ? `k$: ${signed(by)} against alone` : "k$" });
  }

  _drawCurve(insight, state) {
    const isThere = Boolean(insight?.amounts);
    this.plot.style.display = isThere ? "" : "none";
    this.unknown.hidden = isThere;
    this.legend.hidden = !isThere;
    if (!isThere) {
      const why = insight === null ? "That round is too long ago." : insight === undefined ? "…" : state === 0 ? "Nobody trained together." : "It does not play.";
      set(this.unknown, { text: why });
      return;
    }
    const { amounts, payoffs } = insight;
    const [low, high] = [Math.min(...payoffs), Math.max(...payoffs)];
    const spread = Math.max(high - low, 1e-9);
    const far = amounts.at(-1) || 1;
    const x = (amount) => CURVE.left + (amount / far) * (CURVE.width - CURVE.left - CURVE.right);
    const y = (payoff) => CURVE.height - CURVE.bottom - ((payoff - low) / spread) * (CURVE.height - CURVE.top - CURVE.bottom);
    this.plot.replaceChildren();
    const digits = Math.max(3, 1 + Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high), spread) / spread)));
    for (const value of ticks(low, high, 3)) {
      svg(this.plot, "line", { class: "rule", x1: CURVE.left, x2: CURVE.width - CURVE.right, y1: y(value), y2: y(value) });
      svg(this.plot, "text", { x: CURVE.left - 7, y: y(value), dy: "0.35em", "text-anchor": "end", text: number(value, digits) });
    }
    for (const value of ticks(0, far, 5)) svg(this.plot, "text", { x: x(value), y: CURVE.height - CURVE.bottom + 15, "text-anchor": "middle", text: short(value) });
    svg(this.plot, "text", { x: CURVE.width - CURVE.right, y: CURVE.height - 4, "text-anchor": "end", class: "axis", text: "synthetic samples →" });
    svg(this.plot, "path", { class: "line", d: amounts.map((amount, at) => `${at ? "L" : "M"}${x(amount).toFixed(1)} ${y(payoffs[at]).toFixed(1)}`).join("") });
    const marks = [["equilibrium", "◇"], ["best", "△"], ["choice", "●"]];
    for (const [name] of marks) {
      const [amount, payoff] = insight[name];
      const place = `translate(${x(amount).toFixed(1)} ${y(payoff).toFixed(1)})`;
      svg(this.plot, "line", { class: `drop is-${name}`, x1: x(amount), x2: x(amount), y1: y(payoff), y2: CURVE.height - CURVE.bottom });
      svg(this.plot, "path", { class: `at is-${name}`, transform: place, d: name === "choice" ? "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z" : name === "best" ? "M0 -7L6 4H-6Z" : "M0 -7L7 0L0 7L-7 0Z" });
    }
    set(this.legend, { text: `● chose ${short(insight.choice[0])}   △ best ${short(insight.best[0])}   ◇ equilibrium ${short(insight.equilibrium[0])}` });
    set(this.plot, { "aria-label": `Payoff over its own amount: chose ${short(insight.choice[0])}, best ${short(insight.best[0])}, equilibrium ${short(insight.equilibrium[0])} samples` });
  }

  _drawData(insight, who, now) {
    const labels = insight?.labels ?? [];
    const synthetic = insight?.synthetic ?? 0;
    const target = 1 / Math.max(1, labels.length);
    const most = Math.max(target, ...labels);
    const width = 300 / Math.max(1, labels.length);
    const groups = keep(this.mix, labels.length, (group) => {
      const label = svg(group, "g");
      svg(label, "rect", { class: "real" });
      svg(label, "rect", { class: "mixed" });
      svg(label, "text", { "text-anchor": "middle", y: 128 });
      svg(label, "title");
    });
    labels.forEach((real, at) => {
      const [bar, mixed, text, title] = groups[at].children;
      const after = (1 - synthetic) * real + synthetic * target;
      const height = (value) => 108 * (value / most);
      set(bar, { x: at * width + 0.18 * width, width: 0.64 * width, y: 112 - height(real), height: height(real) });
      set(mixed, { x: at * width + 0.06 * width, width: 0.88 * width, y: 112 - height(after), height: height(after) });
      set(text, { x: (at + 0.5) * width, text: at });
      set(title, { text: `label ${at}: ${percent(real)} of the real samples, ${percent(after)} of what it trained on` });
    });
    const n = now.of.real_samples?.[who];
    const skew = now.of.heterogeneity?.[who];
    set(this.mix, { "aria-label": `Labels: ${labels.map((value, at) => `${at} ${percent(value)}`).join(", ")}` });
    set(this.about, { text: `${short(n)} real samples, skew ${share(skew)}.${synthetic > 0 ? ` Outline: with the ${percent(synthetic)} that it generated, which follow the target.` : ""}` });
  }
}
