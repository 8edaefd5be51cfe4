// Axes: where a value stands, which values are named, and ranges that grow in steps, so that nothing jumps.

const STEPS = [1, 2, 2.5, 5, 10];

/** Return a round step such that about `count` of them span a length. */
export function niceStep(length, count) {
  const raw = length / Math.max(1, count);
  const unit = 10 ** Math.floor(Math.log10(raw));
  return unit * (STEPS.find((step) => step * unit >= raw * 0.999) ?? 10);
}

/** Return round values from `low` to `high`, about `count` of them. */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const values = [];
  for (let at = first; at * step <= high + 1e-9 * step; at += 1) values.push(at * step);
  return values;
}

/** Return the last round that an axis names when so many were played: it stays for a while, then grows. */
export function lastRound(rounds) {
  for (let unit = 10; ; unit *= 10) {
    for (const factor of [1, 1.5, 2, 3, 4, 5, 6, 8]) {
      if (unit * factor >= rounds) return unit * factor;
    }
  }
}

/** A linear range of values that takes in all it has seen, with round ends; it shrinks only when it is far too large. */
export class Range {
  constructor() {
    this.forget();
  }

  /** Begin anew, because another run is shown. */
  forget() {
    this.low = null;
    this.high = null;
  }

  /** Take in values from `low` to `high`. */
  fit(low, high) {
    if (!Number.isFinite(low) || !Number.isFinite(high)) [low, high] = [0, 1];
    const least = Math.max(1e-9, 0.02 * Math.max(Math.abs(low), Math.abs(high)));
    if (high - low < least) [low, high] = [low - least / 2, high + least / 2];
    const fits = this.low !== null && low >= this.low && high <= this.high;
    if (fits && high - low > 0.3 * (this.high - this.low)) return;
    const step = niceStep(high - low, 4);
    this.low = Math.floor(low / step + 1e-9) * step;
    this.high = Math.ceil(high / step - 1e-9) * step;
  }

  /** Where a value stands, from 0 at the low end to 1 at the high one. */
  place(value) {
    return (value - this.low) / (this.high - this.low);
  }

  /** The values that are named. */
  ticks(count) {
    return ticks(this.low, this.high, count);
  }
}

/** A range from zero that is linear below ten or so and logarithmic beyond. */
export class LogRange {
  constructor() {
    this.forget();
  }

  /** Begin anew. */
  forget() {
    this.high = 10;
  }

  /** Take in values up to `high`. */
  fit(low, high) {
    if (!Number.isFinite(high)) return;
    while (this.high < high) this.high *= String(this.high)[0] === "1" ? 3 : 10 / 3;
    this.high = Math.round(this.high);
  }

  /** Where a value stands, 0 to 1. */
  place(value) {
    return Math.asinh(value / 4) / Math.asinh(this.high / 4);
  }

  /** The values that are named. */
  ticks() {
    const values = [0];
    for (let value = 10; value <= this.high; value *= String(value)[0] === "1" ? 3 : 10 / 3) {
      value = Math.round(value);
      values.push(value);
    }
    return values;
  }
}
