// The federation as a map: who is in and generates how much, who rivals whom, who pays whom.

import { keep, set, svg } from "./dom.js";
import { short } from "./format.js";
import { belongs, lightUp, shape } from "./identity.js";

const OUT = 3;
const WORDS = ["", "waits", "down", "out"];
const MOST_EDGES = 160;
const MOST_ARROWS = 16;
const CROWD = 16;
const RADIUS = 150;
const CROWDED_RADIUS = 184; // names are shown of whom one points at only
const HEIGHT = 416;
const WIDTH = 440;

/** Draws the organizations of the round that is looked at on a circle; who leaves moves outwards. */
export class FederationMap {
  constructor(parent, store) {
    this.store = store;
    this.root = svg(parent, "svg", { class: "map", viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Map of the federation" });
    const head = svg(svg(this.root, "defs"), "marker", { id: `head-${Math.random().toString(36).slice(2)}`, viewBox: "0 0 10 10", refX: 8.5, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" });
    svg(head, "path", { d: "M0 1L9 5L0 9Z", class: "head" });
    this.head = `url(#${head.id})`;
    this.rim = svg(this.root, "circle", { class: "rim" });
    this.edges = svg(this.root, "g", { class: "edges" });
    this.arrows = svg(this.root, "g", { class: "arrows" });
    this.nodes = svg(this.root, "g", { class: "nodes" });
    this.drawnEdges = null;
    this.nodes.addEventListener("pointerover", (event) => store.point(whose(event)));
    this.nodes.addEventListener("pointerleave", () => store.point(null));
    this.nodes.addEventListener("click", (event) => whose(event) !== null && store.choose(whose(event)));
    this.nodes.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        store.choose(whose(event));
      }
    });
  }

  /** Draw what is known by now. */
  draw() {
    const { cast, now } = this.store;
    const count = cast.names.length;
    const amounts = now.of.generation ?? [];
    const most = Math.max(1e-9, ...amounts.map((amount) => amount ?? 0));
    const crowded = count > CROWD;
    this.radius = crowded ? CROWDED_RADIUS : RADIUS;
    const largest = Math.min(26, (0.42 * 2 * Math.PI * this.radius) / count);
    const smallest = Math.min(7, Math.max(3, largest * 0.45));
    const places = cast.names.map((_, organization) => {
      const angle = (2 * Math.PI * organization) / count - Math.PI / 2;
      const distance = this.radius * (now.state[organization] === OUT ? 1.1 : 1);
      const size = smallest + Math.max(0, largest - smallest) * Math.sqrt((amounts[organization] ?? 0) / most);
      return { angle, distance, size, x: distance * Math.cos(angle), y: distance * Math.sin(angle) };
    });
    set(this.rim, { r: this.radius });
    this._drawEdges(count);
    this._drawArrows(places);
    const nodes = keep(this.nodes, count, (group, organization) => {
      const node = svg(group, "g", { class: "node" });
      svg(node, "path", { class: "body" });
      svg(node, "text", { class: "name", "text-anchor": "middle" });
      svg(node, "text", { class: "amount", "text-anchor": "middle" });
      svg(node, "title");
    });
    places.forEach((place, organization) => {
      const node = nodes[organization];
      belongs(node, organization, cast.colors[organization]);
      const state = now.state[organization] ?? OUT;
      const [body, name, amount, title] = node.children;
      const said = state === 0 ? (amounts[organization] === null ? "" : short(amounts[organization])) : WORDS[state];
      node.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
      set(node, { "data-state": state, tabindex: 0, role: "button", "aria-label": `${cast.names[organization]}, ${state === 0 ? `in, generates ${said || "nothing yet"}` : WORDS[state]}`, "aria-pressed": this.store.chosen === organization });
      set(body, { d: shape(organization, 20) });
      body.style.transform = `scale(${(place.size / 20).toFixed(3)})`;
      const away = place.size + 17;
      const x = away * Math.cos(place.angle);
      const y = away * Math.sin(place.angle);
      name.style.transform = amount.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      set(name, { dy: crowded ? "0.35em" : "-0.1em", text: cast.names[organization] });
      set(amount, { dy: "1em", text: crowded ? "" : said });
      set(title, { text: `${cast.names[organization]}: ${said}` });
      node.classList.toggle("is-crowded", crowded);
      node.classList.toggle("is-chosen", this.store.chosen === organization);
    });
  }

  /** Let the organization that is pointed at stand out, with its rivalries and payments. */
  light() {
    lightUp(this.root, this.store);
    const lit = String(this.store.pointed ?? this.store.chosen);
    for (const line of [...this.edges.children, ...this.arrows.children]) {
      line.classList.toggle("is-near", line.dataset.a === lit || line.dataset.b === lit);
    }
  }

  _drawEdges(count) {
    const { rivalries } = this.store.cast;
    if (this.drawnEdges === rivalries) return;
    this.drawnEdges = rivalries;
    const strongest = [...rivalries].sort((one, other) => other[2] - one[2]).slice(0, MOST_EDGES);
    const most = strongest.length ? strongest[0][2] : 0;
    const shown = most > 0 ? strongest : [];
    const lines = keep(this.edges, shown.length, (group) => svg(group, "line"));
    const thin = count > CROWD ? Math.max(0.2, CROWD / count) : 1;
    shown.forEach(([a, b, weight], at) => {
      const [from, to] = [a, b].map((index) => (2 * Math.PI * index) / count - Math.PI / 2);
      set(lines[at], { "data-a": a, "data-b": b, x1: this.radius * Math.cos(from), y1: this.radius * Math.sin(from), x2: this.radius * Math.cos(to), y2: this.radius * Math.sin(to), "stroke-width": (0.6 + (5 * thin * weight) / most).toFixed(2), opacity: (Math.sqrt(thin) * (0.25 + (0.75 * weight) / most)).toFixed(2) });
    });
  }

  _drawArrows(places) {
    const { payments } = this.store.now;
    const shown = payments.slice(0, MOST_ARROWS);
    const most = shown.length ? shown[0][2] : 1;
    const paths = keep(this.arrows, shown.length, (group) => svg(svg(group, "path", { "marker-end": this.head }), "title").parentNode);
    shown.forEach(([payer, payee, amount], at) => {
      const [from, to] = [places[payer], places[payee]];
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
      const bend = 0.13 * length;
      const [mx, my] = [(from.x + to.x) / 2 - uy * bend, (from.y + to.y) / 2 + ux * bend];
      const start = trimmed(from, mx, my, from.size + 3);
      const end = trimmed(to, mx, my, to.size + 5);
      set(paths[at], { "data-a": payer, "data-b": payee, d: `M${start}Q${mx.toFixed(1)} ${my.toFixed(1)} ${end}`, "stroke-width": (0.8 + (2 * amount) / most).toFixed(2), opacity: (0.35 + (0.6 * amount) / most).toFixed(2) });
      set(paths[at].firstChild, { text: `${this.store.cast.names[payer]} pays ${this.store.cast.names[payee]} ${short(amount)} k$` });
    });
  }
}

function trimmed(place, towardsX, towardsY, by) {
  const length = Math.hypot(towardsX - place.x, towardsY - place.y) || 1;
  return `${(place.x + ((towardsX - place.x) * by) / length).toFixed(1)} ${(place.y + ((towardsY - place.y) * by) / length).toFixed(1)}`;
}

/** Return whose element an event concerns, or null. */
export function whose(event) {
  const element = event.target.closest("[data-o]");
  return element ? Number(element.dataset.o) : null;
}
