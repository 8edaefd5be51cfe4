// How an organization is told from the others: its colour, in the light and in the dark, and a shape beside it.

import { set } from "./dom.js";

const SHAPES = [
  (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
  (r) => `M${-0.88 * r} ${-0.88 * r}h${1.76 * r}v${1.76 * r}h${-1.76 * r}Z`,
  (r) => `M0 ${-1.2 * r}L${1.14 * r} ${0.8 * r}H${-1.14 * r}Z`,
  (r) => `M0 ${-1.25 * r}L${1.25 * r} 0L0 ${1.25 * r}L${-1.25 * r} 0Z`,
  (r) => `M0 ${1.2 * r}L${1.14 * r} ${-0.8 * r}H${-1.14 * r}Z`,
  (r) => `M${-r} ${-0.4 * r}h${0.6 * r}v${-0.6 * r}h${0.8 * r}v${0.6 * r}h${0.6 * r}v${0.8 * r}h${-0.6 * r}v${0.6 * r}h${-0.8 * r}v${-0.6 * r}h${-0.6 * r}Z`,
  (r) => `M0 ${-1.15 * r}L${1.09 * r} ${-0.36 * r}L${0.68 * r} ${0.93 * r}H${-0.68 * r}L${-1.09 * r} ${-0.36 * r}Z`,
  (r) => `M${-1.1 * r} 0L${-0.55 * r} ${-0.95 * r}H${0.55 * r}L${1.1 * r} 0L${0.55 * r} ${0.95 * r}H${-0.55 * r}Z`,
];

/** Return the path of an organization's shape around the origin, about as large as a circle of that radius. */
export const shape = (organization, radius) => SHAPES[organization % SHAPES.length](radius);

const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

/** Return a colour that is as easy to see on a dark ground as the given one is on a light one. */
export function inTheDark(color) {
  const [red, green, blue] = channels(color);
  const light = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  const share = light < 0.12 ? 0.86 : light < 0.42 ? 0.24 : 0;
  const mixed = [red, green, blue].map((value) => Math.round(value + share * (255 - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Mark an element as an organization's: its colour, and that it lights up with it. */
export function belongs(element, organization, color) {
  set(element, { "data-o": organization });
  element.classList.add("o");
  element.style.setProperty("--light", color);
  element.style.setProperty("--dark", inTheDark(color));
  return element;
}

/** Let everything of the organization that is pointed at, or chosen, stand out within an element. */
export function lightUp(root, store) {
  const lit = store.pointed ?? store.chosen;
  root.classList.toggle("has-lit", lit !== null);
  for (const element of root.querySelectorAll(".is-lit")) {
    if (Number(element.dataset.o) !== lit) element.classList.remove("is-lit");
  }
  if (lit === null) return;
  for (const element of root.querySelectorAll(`[data-o="${lit}"]`)) element.classList.add("is-lit");
}
