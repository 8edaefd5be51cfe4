"""The address: what is wished for stands in it, so that a reload keeps it and a link shows it to somebody else.

Any page of the web may lead to an address, so it can say no more than a visitor can choose and turn on the page itself.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import ipyvue
import traitlets

from cocogen.model.config.overrides import assignment, parse_assignments
from cocogen.model.config.scheduled_names import AT, plain_name
from cocogen.visualizations.browser.controls import control_groups
from cocogen.visualizations.browser.scenes import NOTHING
from cocogen.visualizations.browser.wish import DEFAULT_HEAD_START, Wish

if TYPE_CHECKING:
    from cocogen.visualizations.browser.stage import Scene, Stage

SCENARIO, VARIANT, BESIDE, SET, FIRST, WHAT_IF = "scenario", "variant", "beside", "set", "first", "whatif"
"""Words of an address: which scenario and variant, beside which other one if not the usual one, what is set, how many rounds are played first, and after
which one what if is asked. The browser adds ``round``, the one that is looked at, by itself."""
MOST_FIRST = 1000
"""Rounds that an address may ask for."""


class Address(ipyvue.VueTemplate):  # type: ignore[misc]
    """Writes what stands behind the question mark into the browser's address, without leaving the page."""

    template = traitlets.Unicode(Path(__file__).with_name("address.vue").read_text(encoding="utf-8")).tag(
        sync=True
    )
    query = traitlets.Unicode("").tag(sync=True)


def written(wish: Wish, stage: Stage) -> str:
    """Return what stands in the address; nothing for what a page opens with.

    Args:
        wish: what is wished for.
        stage: what can be played.
    """
    scene = wish.scene
    is_usual = wish.beside == _at_first(scene, stage)
    named = scene != stage.opening or not is_usual
    words = [(SCENARIO, scene.scenario), (VARIANT, scene.variant)] if named and scene.scenario else []
    words += [] if is_usual else [(BESIDE, wish.beside.variant if wish.beside else NOTHING)]
    words += [(SET, shlex.split(assignment(name, value))[0]) for name, value in wish.changes.items()]
    words += [(FIRST, str(wish.head_start))] if wish.head_start != DEFAULT_HEAD_START else []
    words += [(WHAT_IF, str(wish.whatif.after))] if wish.whatif else []
    return urlencode(words)


def read(query: str | None, stage: Stage) -> Wish:
    """Return what an address wishes for.

    Args:
        query: what stands behind its question mark.
        stage: what can be played.

    Raises:
        ValueError: in one line, if that cannot be.
    """
    words = parse_qsl(query or "")
    said = dict(words)
    scene = _scene(said.get(SCENARIO), said.get(VARIANT), stage)
    beside = _at_first(scene, stage) if BESIDE not in said else None
    if said.get(BESIDE, NOTHING) != NOTHING:
        beside = _scene(scene.scenario, said[BESIDE], stage)
    changes = parse_assignments(text for name, text in words if name == SET)
    if changes and scene.stored:
        raise ValueError("nothing of a stored run can be set")
    for name, value in changes.items():
        _refuse_what_no_knob_sets(name, value)
    wish = Wish(scene, changes, _rounds(FIRST, said.get(FIRST, str(DEFAULT_HEAD_START)))).compared(beside)
    if WHAT_IF in said:
        wish = _asked(wish, _rounds(WHAT_IF, said[WHAT_IF]))
    wish.config()
    return wish


def _at_first(scene: Scene, stage: Stage) -> Scene | None:
    """Return what stands beside a scene unless the visitor chose otherwise."""
    if scene == stage.opening:
        return stage.beside
    offered = stage.repertoire.get(scene.scenario)
    return offered().beside(scene.variant) if offered else None


def _rounds(word: str, said: str) -> int:
    if not (said.isascii() and said.isdecimal() and int(said) <= MOST_FIRST):
        raise ValueError(f"{word} must be a whole number from 0 to {MOST_FIRST}, got {said!r}")
    return int(said)


def _asked(wish: Wish, after: int) -> Wish:
    """Return a wish with a question that what is set from the round after on answers.

    Raises:
        ValueError: in one line, of a stored run, of which nothing can be asked.
    """
    if wish.scene.stored:
        raise ValueError("what if cannot be asked of a stored run")
    before = {name: value for name, value in wish.changes.items() if not name.endswith(f"{AT}{after + 1}")}
    return replace(replace(wish, changes=before).asking(after), changes=wish.changes)


def _refuse_what_no_knob_sets(name: str, value: Any) -> None:
    knobs = {control.field: control for group in control_groups().values() for control in group}
    knob = knobs.get(plain_name(name))
    if knob is None:
        raise ValueError(f"an address sets what knobs set, not {name}")
    if knob.kind == "slider":
        low, high = min(knob.values), max(knob.values)
        if not (isinstance(value, int | float) and low <= value <= high):
            raise ValueError(f"{name} must be a number from {low} to {high}, got {value!r}")
    elif knob.kind == "choice" and value not in knob.values:
        raise ValueError(f"{name} must be one of {', '.join(knob.values)}, got {value!r}")


def _scene(scenario: str | None, variant: str | None, stage: Stage) -> Scene:
    if scenario is None:
        return stage.opening
    if scenario not in stage.repertoire:
        raise ValueError(f"there is no scenario {scenario!r} (there are {', '.join(stage.repertoire)})")
    offer = stage.repertoire[scenario]()
    wanted = offer.headline if variant is None else variant
    if wanted not in offer.scenes:
        raise ValueError(f"{scenario} has no variant {wanted!r} (it has {', '.join(offer.scenes)})")
    return offer.scenes[wanted]
