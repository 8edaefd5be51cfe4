// The panels that a board is made of: each with its title, a note on how to read it, and what draws it.

import { LogRange, Range } from "./charts/axis.js";
import { Lines } from "./charts/lines.js";
import { Beside } from "./beside.js";
import { Details } from "./details.js";
import { Feed } from "./feed.js";
import { number, share, short } from "./format.js";
import { Headline } from "./headline.js";
import { Learning } from "./learning.js";
import { Lanes } from "./lanes.js";
import { FederationMap } from "./map.js";
import { Spread } from "./spread.js";
import { Table } from "./table.js";
import { Timeline } from "./timeline.js";

const whole = (value) => (Math.abs(value) >= 1000 ? number(value, 4) : short(value));

/** Return a line per organization for a column, and a dashed, paler one for another column. */
function perOrganization(store, column, dashed) {
  const { cast, played } = store;
  const lines = [];
  const course = (name, organization) => played.map((round) => round.of[name]?.[organization] ?? null);
  cast.names.forEach((name, organization) => {
    const about = { name, organization, color: cast.colors[organization] };
    if (dashed) lines.push({ ...about, values: course(dashed, organization), dash: "equilibrium", faint: true, label: false });
  });
  cast.names.forEach((name, organization) => {
    lines.push({ name, organization, color: cast.colors[organization], values: course(column, organization) });
  });
  return lines;
}

const measured = (store, name) => store.played.map((round) => round.measures[name] ?? null);

function welfare(store) {
  return [
    { name: "optimum", values: measured(store, "optimum"), dash: "optimum" },
    { name: "equilibrium", values: measured(store, "equilibrium"), dash: "equilibrium" },
    { name: "played", values: measured(store, "welfare"), color: "var(--accent)", strong: true },
  ];
}

function accuracy(store) {
  const lines = [{ name: "common model", values: measured(store, "accuracy"), color: "var(--accent)", strong: true }];
  if (store.cast.trains) lines.unshift({ name: "predicted", values: measured(store, "predicted"), dash: "equilibrium" });
  return [...perOrganization(store, "accuracy").map((line) => ({ ...line, faint: true, label: false })), ...lines];
}

function total(store) {
  const sum = (amounts) => (amounts ?? []).reduce((so, amount) => so + (amount ?? 0), 0);
  return [{ name: "all together", values: store.played.map((round) => sum(round.of.generation)), color: "var(--accent)", strong: true }];
}

function levels(store) {
  return [
    { name: "costs", values: measured(store, "cost_level"), color: "var(--warm)", strong: true },
    { name: "rivalry γ", values: measured(store, "competition_level"), color: "var(--accent)", strong: true },
  ];
}

const moves = (store) => store.played.some((round) => Math.abs(round.measures.cost_level - 1) > 0.005 || Math.abs(round.measures.competition_level - 1) > 0.005);

function drifts({ cast, played }) {
  const first = played[0]?.of.heterogeneity ?? [];
  return cast.names.some((_, organization) => played.some((round) => Math.abs((round.of.heterogeneity?.[organization] ?? first[organization]) - first[organization]) > 0.005));
}

/** The panels by name. */
export const PANELS = {
  headline: { make: (parent, store) => new Headline(parent, store), isBare: true },
  details: { make: (parent, store) => new Details(parent, store), isShown: (store) => store.chosen !== null },
  timeline: { make: (parent, store) => new Timeline(parent, store), isBare: true },
  beside: { make: (parent, store) => new Beside(parent, store), isShown: (store) => store.beside !== null },
  spread: { make: (parent, store) => new Spread(parent, store), isShown: (store) => Boolean(store.spread?.isOn) },
  map: {
    title: "The federation",
    note: "Size: synthetic samples. Hollow: left. Grey lines: rivalry. Arrows: who pays whom. Click to look into one.",
    make: (parent, store) => new FederationMap(parent, store),
  },
  generation: {
    title: "What each generates",
    note: "Synthetic samples a round. Dashed: Nash equilibrium.",
    make: (parent, store, title) => new Lines(parent, store, new LogRange(), (known) => perOrganization(known, "generation", "equilibrium_generation"), { title, form: whole, right: 58, height: 190 }),
  },
  welfare: {
    title: "Welfare of everyone",
    note: "k$ a round. Dashed: members at the equilibrium. Dotted: the optimum with all in.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), welfare, { title, form: whole, right: 82, band: "welfare" }),
  },
  accuracy: {
    title: "Accuracy",
    note: "Of the common model; thin: on each one's own market.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), accuracy, { title, form: share, right: 96, band: "accuracy" }),
  },
  advantage: {
    title: "What membership brings",
    note: "k$ a round more than alone, payments included. Below zero, one would rather leave.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), (known) => perOrganization(known, "advantage"), { title, form: whole, right: 58, zero: true }),
  },
  total: {
    title: "What all generate",
    note: "Synthetic samples a round, of all together.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), total, { title, form: whole, right: 82, band: "total", zero: true }),
    isShown: (store) => Boolean(store.spread?.isOn && !store.spread.whyNot),
  },
  learning: {
    title: "What is learned",
    note: "By real training, in this round. Click an organization to see its samples.",
    make: (parent, store) => new Learning(parent, store),
    isShown: (store) => Boolean(store.cast.labels?.length),
  },
  levels: {
    title: "What moves",
    note: "Costs and rivalry, as multiples of what was configured.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), levels, { title, form: short, height: 110, right: 74 }),
    isShown: moves,
  },
  skew: {
    title: "How skewed their data are",
    note: "0: as the common target; 1: nothing of it. Data drift.",
    make: (parent, store, title) => new Lines(parent, store, new Range(), (known) => perOrganization(known, "heterogeneity"), { title, form: share, height: 150, right: 58 }),
    isShown: drifts,
  },
  lanes: {
    title: "Who is in",
    note: "Filled while a member; ✕ where it left.",
    make: (parent, store, title) => new Lanes(parent, store, title),
  },
  table: {
    title: "Organizations this round",
    note: "payoff + transfer − alone = advantage, k$. Hover a heading for its meaning.",
    make: (parent, store) => new Table(parent, store),
  },
  feed: {
    title: "What happened",
    note: "A click on a line goes back to that round.",
    make: (parent, store) => new Feed(parent, store),
  },
};
