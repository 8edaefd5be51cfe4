"""The map of a sweep: a cell for each point of its grid, which opens that market."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import solara

from cocogen.model.records.measures import all_measures
from cocogen.visualizations.browser.address import FIRST, SCENARIO, SET, VARIANT, Address
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.manners import Manners
from cocogen.visualizations.browser.stored.sweep import SEED, Look, Patch, painted
from cocogen.visualizations.browser.stored.sweep import VARIANT as OF_VARIANT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.stored.sweep import Sweep


STYLES = Path(__file__).with_name("sweep.css").read_text(encoding="utf-8")
MEASURE, OF, FIXED = "measure", "of", "at"
"""Words of the map's address: the measure, the variant, and the levels of factors that are no axis; the seed is ``seed``."""
MEAN = "mean"


def is_of_the_map(query: str | None) -> bool:
    """Tell whether an address shows the map rather than a market."""
    return SCENARIO not in dict(parse_qsl(query or ""))


@component
def SweepMap(sweep: Sweep, query: str | None) -> None:  # noqa: N802
    """Show the map, and what can be chosen of it.

    Args:
        sweep: the study.
        query: what stands behind the question mark of the address.
    """
    look, set_look = solara.use_state(solara.use_memo(lambda: read_look(query, sweep), []))
    solara.Title("cocogen")
    solara.Style(STYLES)
    with solara.AppBar():
        solara.lab.ThemeToggle()
        Manners.element()
    solara.AppBarTitle(f"cocogen: {sweep.name}")
    with solara.Div(classes=["cocogen-board", "cocogen-sweep"]):
        solara.HTML(tag="p", unsafe_innerHTML=escape(sweep.question), classes=["cocogen-sweep-question"])
        Choices(sweep, look, set_look)
        solara.HTML(tag="div", unsafe_innerHTML=map_of(sweep, look), classes=["cocogen-sweep-map"])
    Address.element(query=written_look(look, sweep))


@component
def WayBack(sweep: Sweep) -> None:  # noqa: N802
    """Show the way from a market back to the map that it was opened from."""
    said = f'<a href="?">← The map of {escape(sweep.name)}</a>'
    solara.Style(STYLES)
    solara.HTML(tag="div", unsafe_innerHTML=said, classes=["cocogen-way-back"])


@component
def Choices(sweep: Sweep, look: Look, set_look: Callable[[Look], object]) -> None:  # noqa: N802
    """Let the visitor choose measure, variant, seed, and levels of what is no axis.

    Args:
        sweep: the study.
        look: what is looked at.
        set_look: is told what the visitor wants to look at.
    """

    def fix(name: str, level: str) -> None:
        fixed = tuple((known, level if known == name else so) for known, so in look.fixed)
        set_look(replace(look, fixed=fixed))

    def sow(seed: str) -> None:
        set_look(replace(look, seed=None if seed == MEAN else int(seed)))

    labels = {name: all_measures.described(name).label for name in sweep.measures}
    with solara.Div(classes=["cocogen-sweep-choices"]):
        Choice("Measure", labels, look.measure, lambda name: set_look(replace(look, measure=name)))
        if look.variant:
            variants = {variant: variant for variant in sweep.choices[OF_VARIANT]}
            Choice("Variant", variants, look.variant, lambda name: set_look(replace(look, variant=name)))
        for name, level in look.fixed:
            Choice(sweep.heading(name), {one: one for one in sweep.levels(name)}, level, partial(fix, name))
        if len(sweep.seeds) > 1:
            seeds = {MEAN: f"mean of {len(sweep.seeds)}", **{str(seed): str(seed) for seed in sweep.seeds}}
            Choice("Seed", seeds, MEAN if look.seed is None else str(look.seed), sow)


@component
def Choice(title: str, words: Mapping[str, str], chosen: str, choose: Callable[[str], object]) -> None:  # noqa: N802
    """Show a selection.

    Args:
        title: what it is called.
        words: what is shown of each value.
        chosen: the value that it stands at.
        choose: is told the value that the visitor chose.
    """
    values = {shown: value for value, shown in words.items()}
    with solara.Div(classes=["cocogen-control"]):
        solara.HTML(tag="label", unsafe_innerHTML=escape(title))
        solara.Select(
            title,
            values=list(values),
            value=words[chosen],
            on_value=lambda shown: choose(values[shown]),
            dense=True,
        )


def map_of(sweep: Sweep, look: Look) -> str:
    """Return the map as HTML: a table whose cells are links, and what its colours mean.

    Args:
        sweep: the study.
        look: what is looked at.
    """
    down, across = sweep.axes
    grid = sweep.grid(look)
    values = [patch.value for row in grid for patch in row if not math.isnan(patch.value)]
    low, high = min(values, default=math.nan), max(values, default=math.nan)
    heads = "".join(
        f'<th scope="col">{escape(sweep.in_symbols(across, level))}</th>' for level in sweep.levels(across)
    )
    rows = [
        f'<tr><th scope="row">{escape(sweep.in_symbols(down, level))}</th>'
        + "".join(_cell(patch, (low, high), sweep, look) for patch in patches)
        + "</tr>"
        for level, patches in zip(sweep.levels(down), grid, strict=True)
    ]
    told = escape(_caption(sweep, look))
    return (
        f'<h2>{told}</h2><p class="cocogen-note">{_axes_in_words(sweep)} A cell opens its market, played live{_with_seed(sweep, look)}.</p>'
        f'<div class="scrolls" tabindex="0" role="region" aria-label="Map"><table aria-label="{told}"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{_legend(look, low, high)}"
    )


def _cell(patch: Patch, span: tuple[float, float], sweep: Sweep, look: Look) -> str:
    if not patch.point:
        return '<td class="nothing" title="not played"></td>'
    style, (low, high) = "", span
    if not math.isnan(patch.value):
        ground, ink = painted((patch.value - low) / (high - low) if high > low else 0.5)
        style = f' style="background:{ground};color:{ink}"'
    of = f", mean of {patch.seeds} seeds" if look.seed is None and patch.seeds > 1 else f", seed {patch.seed}"
    said = f"{patch.variant}, {patch.point}: {patch.text}{of}"
    return f'<td{style}><a href="?{escape(link(patch, sweep))}" title="{escape(said)}" aria-label="{escape(said)}">{escape(patch.text)}</a></td>'


def link(patch: Patch, sweep: Sweep) -> str:
    """Return the address of a cell's market, without the question mark."""
    words = [(SCENARIO, patch.point), (VARIANT, patch.variant)]
    words += [(SET, f"run.seed={patch.seed}")] if patch.seed != sweep.seeds[0] else []
    words += [(FIRST, str(sweep.rounds))] if sweep.rounds is not None else []
    return urlencode(words)


def _caption(sweep: Sweep, look: Look) -> str:
    known = all_measures.described(look.measure)
    unit = f", {known.unit.name}" if known.unit.name and known.unit.on_axes else ""
    over = f"seed {look.seed}" if look.seed is not None else f"mean of {len(sweep.seeds)} seeds"
    return ", ".join([f"{known.label}{unit}", *([look.variant] if look.variant else []), over])


def _axes_in_words(sweep: Sweep) -> str:
    down, across = (escape(sweep.heading(name)) for name in sweep.axes)
    return f"Across: {across}." + (f" Down: {down}." if down else "")


def _with_seed(sweep: Sweep, look: Look) -> str:
    seed = sweep.seeds[0] if look.seed is None else look.seed
    return f" with seed {seed}"


def _legend(look: Look, low: float, high: float) -> str:
    if math.isnan(low):
        return ""
    form = all_measures.described(look.measure).unit.form
    ramp = ", ".join(painted(step / 4)[0] for step in range(5))
    return (
        f'<p class="ramp"><span>{escape(form(low))}</span><i style="background:linear-gradient(to right, {ramp})"></i>'
        f"<span>{escape(form(high))}</span></p>"
    )


# -- the address -------------------------------------------------------------------------------------------------------


def written_look(look: Look, sweep: Sweep) -> str:
    """Return what stands in the address; nothing for what a map shows at first."""
    first = sweep.first_look()
    words = [(MEASURE, look.measure)] if look.measure != first.measure else []
    words += [(OF, look.variant)] if look.variant != first.variant else []
    words += [(SEED, str(look.seed))] if look.seed is not None else []
    words += [(FIXED, f"{name}={level}") for name, level in look.fixed if (name, level) not in first.fixed]
    return urlencode(words)


def read_look(query: str | None, sweep: Sweep) -> Look:
    """Return what an address wants to be looked at; of what there is not, what a map shows at first."""
    words = parse_qsl(query or "")
    said, look = dict(words), sweep.first_look()
    if said.get(MEASURE) in sweep.measures:
        look = replace(look, measure=said[MEASURE])
    if said.get(OF) in sweep.choices.get(OF_VARIANT, ()):
        look = replace(look, variant=said[OF])
    if said.get(SEED, "") in [str(seed) for seed in sweep.seeds]:
        look = replace(look, seed=int(said[SEED]))
    wanted = dict(text.split("=", 1) for name, text in words if name == FIXED and "=" in text)
    fixed = tuple(
        (name, wanted[name] if wanted.get(name) in sweep.levels(name) else level)
        for name, level in look.fixed
    )
    return replace(look, fixed=fixed)
