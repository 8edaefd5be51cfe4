// The picture: the drawings of a board as one, with what styles them, to be saved as SVG or in pixels.

import { set, svg } from "./dom.js";

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity",
  "font-size", "font-weight", "paint-order", "visibility", "display", "transform", "vector-effect"];
const FONT = "Inter, Roboto, Helvetica, Arial, sans-serif";
const SHARPNESS = 2;
const HEAD = 22;
const LONG_ENOUGH = 10000;

/** Save what a board shows under a name, as `svg` or `png`. */
export function save(board, { picture, name }) {
  const drawn = drawing(board);
  const vector = new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" });
  if (picture === "svg") hand(vector, name);
  else pixels(vector, Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))).then((image) => hand(image, name));
}

function hand(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LONG_ENOUGH);
}

/** Return all drawings of a board as one, each in its place under its title. */
export function drawing(board) {
  const ground = getComputedStyle(board.querySelector(".cocogen-card")).backgroundColor;
  const panels = [...board.querySelectorAll(".panel")].filter((panel) => panel.offsetParent && panel.querySelector("svg.chart, svg.map"));
  const boxes = panels.map((panel) => panel.getBoundingClientRect());
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) - left);
  const height = Math.ceil(Math.max(...boxes.map((box) => box.bottom)) - top) + HEAD;
  const whole = svg(null, "svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
  svg(whole, "rect", { width, height, fill: ground });
  const ink = getComputedStyle(board).color;
  const facts = [...board.querySelectorAll(".cocogen-fact")].map((fact) => fact.textContent.trim().replace(/\s+/g, " "));
  svg(whole, "text", { x: 14, y: 17, fill: ink, "font-size": 13, text: facts.join("   ·   ") });
  panels.forEach((panel, at) => {
    const shown = panel.querySelector("svg.chart, svg.map");
    const box = shown.getBoundingClientRect();
    const heading = panel.querySelector("h2");
    const y = boxes[at].y - top + HEAD;
    if (heading) svg(whole, "text", { x: boxes[at].x - left + 14, y: y + 24, fill: ink, "font-size": 14, "font-weight": 600, text: heading.firstChild.textContent.trim() });
    const copy = styled(shown);
    set(copy, { x: box.x - left, y: box.y - top + HEAD, width: box.width, height: box.height, overflow: "visible" });
    whole.append(copy);
  });
  return whole;
}

/** Return a copy of a drawing that looks the same without the page's style sheets. */
function styled(shown) {
  const copy = shown.cloneNode(true);
  const originals = [shown, ...shown.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, at) => {
    const looks = getComputedStyle(originals[at]);
    element.setAttribute("style", STYLES.map((name) => `${name}:${looks.getPropertyValue(name)}`).join(";"));
    element.removeAttribute("class");
  });
  return copy;
}

async function pixels(vector, width, height) {
  const image = new Image();
  const address = URL.createObjectURL(vector);
  image.src = address;
  await image.decode();
  URL.revokeObjectURL(address);
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * width;
  canvas.height = SHARPNESS * height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
