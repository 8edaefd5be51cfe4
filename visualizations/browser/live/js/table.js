// The organizations of the round that is looked at, as a table.

import { html, keep, set, svg } from "./dom.js";
import { forms } from "./format.js";
import { belongs, lightUp, shape } from "./identity.js";
import { whose } from "./map.js";

const STATES = ["in", "waits", "down", "out"];

/** Shows a row per organization. */
export class Table {
  constructor(parent, store) {
    this.store = store;
    this.frame = html(parent, "div", { class: "cocogen-table", tabindex: 0, role: "region", "aria-label": "Table of organizations" });
    this.table = html(this.frame, "table");
    this.head = html(html(this.table, "thead"), "tr");
    this.body = html(this.table, "tbody");
    this.body.addEventListener("pointerover", (event) => store.point(whose(event)));
    this.body.addEventListener("pointerleave", () => store.point(null));
    this.body.addEventListener("click", (event) => whose(event) !== null && store.choose(whose(event)));
  }

  /** Draw what is known by now. */
  draw() {
    const { cast, now } = this.store;
    const columns = cast.columns;
    const heads = keep(this.head, columns.length + 2, (group) => html(group, "th", { scope: "col" }));
    set(heads[0], { text: "who", title: "Its name, colour and shape" });
    set(heads[1], { text: "now", title: cast.states });
    columns.forEach((column, at) => set(heads[at + 2], { text: column.heading, title: column.meaning }));
    const rows = keep(this.body, cast.names.length, (group) => {
      const row = html(group, "tr");
      const name = html(row, "th", { scope: "row" });
      const picture = svg(name, "svg", { class: "dot", viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" });
      svg(picture, "path");
      html(html(name, "button", { type: "button", class: "pick" }), "span");
      html(row, "td");
    });
    cast.names.forEach((name, organization) => {
      const row = rows[organization];
      const state = now.state[organization] ?? 3;
      belongs(row, organization, cast.colors[organization]);
      set(row, { class: `o cocogen-${STATES[state]}${this.store.chosen === organization ? " is-chosen" : ""}` });
      set(row.firstChild.firstChild.firstChild, { d: shape(organization, 4.6) });
      set(row.firstChild.lastChild, { "aria-pressed": this.store.chosen === organization });
      set(row.firstChild.lastChild.firstChild, { text: name });
      set(row.children[1], { text: STATES[state] });
      while (row.children.length < columns.length + 2) html(row, "td");
      columns.forEach((column, at) => {
        const text = forms[column.form](now.of[column.name]?.[organization] ?? null);
        const cell = row.children[at + 2];
        set(cell, { text, class: `is-${column.name}${text.startsWith("−") ? " cocogen-negative" : ""}` });
      });
    });
  }

  /** Let the organization that is pointed at stand out. */
  light() {
    lightUp(this.table, this.store);
  }
}
