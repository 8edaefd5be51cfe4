// What is known of a run, which round is looked at, and who is pointed at; everything that is drawn asks here.

/** Add rounds to others: what is not told of one is as it was in the round before. Return them all. */
function append(rounds, told) {
  for (const round of told) {
    round.of = { ...(rounds.at(-1)?.of ?? {}), ...round.of };
    rounds.push(round);
  }
  return rounds;
}

/** Holds the cast and the rounds that were told, and has what shows them drawn, at most once a frame. */
export class Store {
  constructor() {
    this.key = null;
    this.cast = null;
    this.rounds = [];
    this.beside = null; // what the rounds are compared with, and what is asked about them
    this.spread = null; // what is known of other seeds
    this.wanted = null; // the round that is to be looked at as soon as it is there
    this.looked = () => {}; // is told which round is looked at; null for the last one
    this.at = null; // which of the rounds is looked at; null follows the last one
    this.pointed = null;
    this.chosen = null;
    this.places = new Map(); // by run, where it was looked at when another one came
    this.views = new Set();
    this.insights = new Map(); // by round and organization; null where nothing is remembered
    this.ask = () => {}; // passes on what somebody asks for
    this.mayAsk = false; // whether what if can be asked
    this.lookInto = () => {}; // asks to be shown an organization in a round
    this.waits = false;
    this.isNew = false;
  }

  /** Take what was told; return whether something is missing before it. */
  take(told) {
    if (told.key !== this.key) {
      if (told.from > 0 || !told.cast) return true;
      this.places.set(this.key, { at: this.at, chosen: this.chosen });
      const { at, chosen } = this.places.get(told.key) ?? { at: null, chosen: this.chosen };
      Object.assign(this, { at, chosen });
      this.key = told.key;
      this.rounds = [];
      this.beside = null;
      this.isNew = true;
      this.insights.clear();
    }
    if (told.cast) this.cast = told.cast;
    if (told.from > this.rounds.length) return true;
    this.rounds.length = told.from;
    append(this.rounds, told.rounds);
    if (told.beside !== undefined && !this._takeBeside(told.beside)) return true;
    const wanted = this.wanted === null ? -1 : this.rounds.findIndex(({ round }) => round === this.wanted);
    if (wanted >= 0) Object.assign(this, { at: wanted, wanted: null });
    if (this.at !== null && this.at >= this.rounds.length - 1) this.at = null;
    if (this.chosen !== null && this.chosen >= this.cast.names.length) this.chosen = null;
    this.redraw();
    return false;
  }

  _takeBeside(told) {
    const rounds = told?.from ? this.beside?.rounds : [];
    if (told && (!rounds || told.from > rounds.length)) return false;
    if (!told || told.since !== this.beside?.since) this.isNew = true;
    this.beside = told;
    if (told) this.beside = { ...told, rounds: append(rounds.slice(0, told.from), told.rounds) };
    return true;
  }

  /** Take what was told of other seeds. */
  takeSpread(told) {
    this.spread = told;
    this.redraw();
  }

  /** What is known of the course beside, as a store knows its own; null if there is none. */
  get ghost() {
    if (!this.beside?.rounds.length) return null;
    const { rounds } = this.beside;
    return { cast: this.cast, rounds, played: rounds.filter((round) => round.round > 0) };
  }

  /** Pass on what a visitor asks for; a question is about the round that is looked at. */
  wish(what) {
    this.ask({ what, key: this.key, ...(what === "what if" ? { round: this.index } : {}) });
  }

  /** The index of the round that is looked at. */
  get index() {
    return this.at ?? this.rounds.length - 1;
  }

  /** The round that is looked at. */
  get now() {
    return this.rounds[this.index];
  }

  /** Look at another round; the last one is followed. */
  look(index) {
    const last = this.rounds.length - 1;
    const at = index === null || index >= last ? null : Math.max(0, index);
    this.wanted = null;
    if (at === this.at) return;
    this.at = at;
    this.redraw();
  }

  /** The rounds that were played. */
  get played() {
    return this.rounds.filter((round) => round.round > 0);
  }

  /** Point at an organization, or at nobody. */
  point(organization) {
    if (organization === this.pointed) return;
    this.pointed = organization;
    for (const view of this.views) view.light?.();
  }

  /** Choose an organization to look into; choosing it again chooses nobody. */
  choose(organization) {
    this.chosen = this.chosen === organization ? null : organization;
    this.pointed = null;
    this.redraw();
  }

  /** What is known of an organization in the round that is looked at; undefined, and asked for, if it was not told yet. */
  insight(organization) {
    const { round } = this.now;
    const name = `${round} ${organization}`;
    if (!this.insights.has(name)) {
      this.insights.set(name, undefined);
      this.lookInto({ key: this.key, organization, round });
    }
    return this.insights.get(name);
  }

  /** Take what was told of an organization in a round. */
  see({ key, organization, round, known }) {
    if (key !== this.key) return;
    this.insights.set(`${round} ${organization}`, known);
    this.redraw();
  }

  /** Have everything drawn with the next frame, and soon where there are no frames because nobody looks. */
  redraw() {
    if (this.waits) return;
    this.waits = true;
    let isDrawn = false;
    const draw = () => {
      if (isDrawn) return;
      isDrawn = true;
      this.waits = false;
      if (!this.cast || !this.rounds.length) return;
      for (const view of this.views) view.draw();
      for (const view of this.views) view.light?.();
      this.isNew = false;
      if (this.wanted === null) this.looked(this.at === null ? null : this.now.round);
    };
    requestAnimationFrame(draw);
    setTimeout(draw, 150);
  }
}
