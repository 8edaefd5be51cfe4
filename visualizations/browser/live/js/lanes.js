// Who is in, a lane for each: filled while a member, thin outside, marked where it left or came back.

import { keep, set, svg } from "./dom.js";
import { belongs, lightUp } from "./identity.js";
import { Range } from "./charts/axis.js";
import { Frame } from "./charts/frame.js";

const OUT = 3;
const MOST_NAMED = 30;

/** Draws a lane per organization. */
export class Lanes {
  constructor(parent, store, title) {
    this.store = store;
    this.frame = new Frame(parent, store, new Range(), { title, form: () => "", right: 14, marks: false });
    this.lanes = svg(this.frame.plot, "g");
    this.frame.whenPointedAt((round) => {
      const names = this.store.cast.names.filter((_, organization) => round.state[organization] === OUT);
      return [[names.length ? `out: ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}` : "all in"]];
    });
  }

  /** Draw what is known by now. */
  draw() {
    const { cast, played } = this.store;
    const count = cast.names.length;
    const pitch = count <= 12 ? 17 : count <= MOST_NAMED ? 12 : Math.max(2.5, 300 / count);
    const { frame } = this;
    frame.height = Math.max(100, count * pitch + 36);
    set(frame.root, { height: frame.height });
    frame.range.low = 0;
    frame.range.high = 1;
    frame.range.ticks = () => [];
    if (!frame.draw()) return;
    const lanes = keep(this.lanes, count, (group) => {
      const lane = svg(group, "g", { class: "lane" });
      svg(lane, "text", { "text-anchor": "end", dy: "0.34em" });
      svg(lane, "path", { class: "base" });
      svg(lane, "path", { class: "stay" });
      svg(lane, "path", { class: "stay ghost" });
      svg(lane, "text", { class: "crosses", dy: "0.36em", "text-anchor": "middle" });
    });
    const half = played.length > 1 ? (frame.x(2) - frame.x(1)) / 2 : 8;
    const { x0, x1 } = frame.box;
    const left = (round) => Math.max(x0, frame.x(round) - half);
    const right = (round) => Math.min(x1, frame.x(round) + half);
    const { ghost, beside } = this.store;
    const beyond = ghost ? ghost.played.filter((round) => round.round >= beside.since) : [];
    const stays = (rounds, organization, y) => {
      let path = "";
      let since = null;
      rounds.forEach((round, at) => {
        const isIn = (one) => organization < one.state.length && one.state[organization] !== OUT;
        if (isIn(round) && since === null) since = round.round;
        if (since !== null && (at === rounds.length - 1 || !isIn(rounds[at + 1]))) {
          path += `M${left(since).toFixed(1)} ${y}H${right(round.round).toFixed(1)}`;
          since = null;
        }
      });
      return path;
    };
    for (let organization = 0; organization < count; organization += 1) {
      const [name, base, stay, other] = lanes[organization].children;
      belongs(lanes[organization], organization, cast.colors[organization]);
      const y = 12 + (organization + 0.5) * pitch;
      set(name, { x: x0 - 8, y, text: count <= MOST_NAMED ? cast.names[organization] : "" });
      const first = played.find((round) => organization < round.state.length);
      set(base, { d: first ? `M${left(first.round).toFixed(1)} ${y}H${right(played.at(-1).round).toFixed(1)}` : "" });
      const thick = Math.max(2, pitch * 0.62);
      set(stay, { d: stays(played, organization, y), "stroke-width": thick });
      set(other, { d: pitch > 8 ? stays(beyond, organization, y + 0.5 * thick + 1.8) : "", "stroke-width": 2.4 });
      const exits = played.filter((round) => round.marks.some(([kind, who]) => kind === "exit" && who === organization));
      const crosses = lanes[organization].lastChild;
      crosses.replaceChildren();
      for (const round of exits) svg(crosses, "tspan", { x: left(round.round), y, text: pitch > 8 ? "✕" : "" });
    }
  }

  /** Let the organization that is pointed at stand out. */
  light() {
    lightUp(this.frame.root, this.store);
  }
}
