// Chance: what the bands in the charts are, how many seeds have been played, and in how many of them the difference is the same way.

import { html, set, svg } from "./dom.js";

/** Says what is known of other seeds; hidden while nobody asks. */
export class Spread {
  constructor(parent, store) {
    this.store = store;
    const root = html(parent, "div", { class: "chance" });
    this.key = svg(root, "svg", { width: 30, height: 14, "aria-hidden": "true" });
    svg(this.key, "rect", { class: "band", x: 1, y: 1, width: 28, height: 12 });
    svg(this.key, "path", { class: "median", d: "M1 7H29" });
    this.said = html(root, "p", { role: "status" });
  }

  /** Draw what is known by now. */
  draw() {
    const { spread } = this.store;
    if (!spread?.isOn) return;
    this.key.style.display = spread.whyNot ? "none" : "";
    set(this.said, { text: spread.whyNot || `${this._progress(spread)}${this._compared(spread)}` });
  }

  _progress({ done, failed, wanted, bands }) {
    const failures = failed ? ` (${failed} could not be played)` : "";
    if (!bands.welfare) return `${wanted} other seeds are being played, ${done} are done${failures}.`;
    const so = done + failed < wanted ? `the ${done} of ${wanted} other seeds that are done so far` : `${done} other seeds`;
    return `Band: the middle 80 % of ${so}${failures}; dashed: their median.`;
  }

  /** In how many seeds welfare differs the same way as in the round that is looked at. */
  _compared({ done, ahead, behind }) {
    const { beside, now, index } = this.store;
    const mine = now.measures.welfare;
    const its = beside?.rounds[index]?.measures.welfare;
    const at = now.round - 1;
    if (!beside?.name || ahead[at] === undefined || mine == null || its == null || now.round < beside.since) return "";
    const isAhead = mine > its;
    return ` In ${isAhead ? ahead[at] : behind[at]} of ${done} seeds “${isAhead ? beside.here : beside.name}” is ahead in welfare of everyone in round ${now.round}, as here.`;
  }
}
