// Labels beside the ends of lines, moved apart so that none covers another.

/** Return places for labels that want to be at `wanted`, at least `gap` apart and between `low` and `high` where that can be. */
export function apart(wanted, gap, low, high) {
  const order = wanted.map((place, index) => [place, index]).sort((one, other) => one[0] - other[0]);
  const places = order.map(([place]) => Math.min(high, Math.max(low, place)));
  for (let at = 1; at < places.length; at += 1) places[at] = Math.max(places[at], places[at - 1] + gap);
  const over = places.length ? places.at(-1) - high : 0;
  if (over > 0) {
    places[places.length - 1] = high;
    for (let at = places.length - 2; at >= 0; at -= 1) places[at] = Math.min(places[at], places[at + 1] - gap);
  }
  const found = new Array(wanted.length);
  order.forEach(([, index], at) => (found[index] = places[at]));
  return found;
}
