// A band behind the lines of a chart: where most other seeds are, and their median.

import { svg } from "../dom.js";

/** Draws a band into a group, before what is drawn into it later. */
export class Band {
  constructor(parent) {
    const group = svg(parent, "g", { class: "spread" });
    this.area = svg(group, "path", { class: "band" });
    this.median = svg(group, "path", { class: "median" });
  }

  /** Draw what is known of the rounds that were played; nothing where there is no band. */
  draw(frame, played, bounds) {
    const known = bounds ? played.filter(({ round }) => bounds.mid[round - 1] !== null && bounds.mid[round - 1] !== undefined) : [];
    const along = (values, rounds) => rounds.map(({ round }) => `${frame.x(round).toFixed(1)} ${frame.y(values[round - 1]).toFixed(1)}`).join("L");
    const isThere = known.length > 0;
    this.area.setAttribute("d", isThere ? `M${along(bounds.low, known)}L${along(bounds.high, [...known].reverse())}Z` : "");
    this.median.setAttribute("d", isThere ? `M${along(bounds.mid, known)}` : "");
  }
}

/** Return the lowest and the highest value of a band in the rounds that were played. */
export function extent(played, bounds) {
  const values = (bounds ? played : []).flatMap(({ round }) => [bounds.low[round - 1], bounds.high[round - 1]]);
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length ? [Math.min(...known), Math.max(...known)] : [Infinity, -Infinity];
}
