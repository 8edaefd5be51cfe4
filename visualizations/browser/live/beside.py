"""What is told of a course beside the one that is looked at: what charts draw of it, and the difference in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import share, short
from cocogen.visualizations.browser.live.story import STATES
from cocogen.visualizations.browser.states import OUT
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocogen.visualizations.browser.live.story import Story

    Told = Mapping[str, Any]

DRAWN = ("generation", "advantage", "accuracy")
"""Columns of organizations that charts draw of it."""
SAME_WELFARE = 1e-5
"""Welfare that differs by a smaller share is the same."""
SAME_ACCURACY = 0.0005
MOST_NAMED = 4
"""More organizations than this are only counted."""


@dataclass(frozen=True, eq=False)
class Beside:
    """A second story, told round by round beside the first.

    Args:
        story: of it.
        rounds: how many rounds of it there are to see.
        name: what it is called.
        here: what the first one is called beside it.
        since: the first round in which they may differ.
        is_question: whether it answers what if, so that what was changed can be taken back.
    """

    story: Story
    rounds: int
    name: str
    here: str
    since: int
    is_question: bool

    def about(self) -> dict[str, Any]:
        """Return what a page is told once."""
        return {
            "name": self.name,
            "here": self.here,
            "since": self.since,
            "isQuestion": self.is_question,
        }

    def since_told(self, here: Story, told: int) -> list[dict[str, Any]]:
        """Return what a page has not been told yet of the rounds that both have.

        Args:
            here: the first story.
            told: how many rounds it was told.
        """
        both = list(zip(here.rounds, self.story.rounds, strict=False))
        return [
            {
                "round": there["round"],
                "measures": there["measures"],
                "state": there["state"],
                "of": {name: values for name, values in there["of"].items() if name in DRAWN},
                "difference": self.difference(one, there, here.cast["names"]),
            }
            for one, there in both[told:]
        ]

    def difference(self, here: Told, there: Told, names: Sequence[str]) -> str:
        """Return in one sentence how a round differs from the same one beside it.

        Args:
            here: the round of the first story, as it is told.
            there: the same round of this one.
            names: of the organizations.
        """
        if here["round"] == 0:
            return "Nothing has been played yet."
        if here["round"] < self.since:
            return f"Until round {self.since - 1} both are the same."
        parts = [
            _welfare(here, there, self.name),
            _members(here, there, names),
            _accuracy(here, there),
            _payments(here, there, names, self.name),
        ]
        return f"Round {here['round']}: {'; '.join(part for part in parts if part)}."


def _welfare(here: Told, there: Told, name: str) -> str:
    mine, its = here["measures"]["welfare"], there["measures"]["welfare"]
    if mine is None or its is None:
        return "welfare is unknown"
    by = mine - its
    if abs(by) <= SAME_WELFARE * max(abs(mine), abs(its)):
        return f"welfare of everyone {short(mine)} k$, the same as {name}"
    return f"welfare of everyone {short(mine)} k$, {short(abs(by))} k$ {'more' if by > 0 else 'less'} than {name}"


def _members(here: Told, there: Told, names: Sequence[str]) -> str:
    ours, theirs = _inside(here), _inside(there)
    if ours == theirs:
        return f"the same {len(ours)} in"
    more, fewer = sorted(ours - theirs), sorted(theirs - ours)
    named = [
        f"{word} {and_list([names[organization] for organization in who])}"
        for word, who in (("also", more), ("not", fewer))
        if 0 < len(who) <= MOST_NAMED
    ]
    return ", ".join([f"{len(ours)} in instead of {len(theirs)}", *named])


def _accuracy(here: Told, there: Told) -> str:
    mine, its = here["measures"]["accuracy"], there["measures"]["accuracy"]
    if mine is None or its is None or abs(mine - its) < SAME_ACCURACY:
        return ""
    return f"accuracy {share(mine)} instead of {share(its)}"


def _payments(here: Told, there: Told, names: Sequence[str], name: str) -> str:
    ours, theirs = (_largest(told, names) for told in (here, there))
    return "" if ours == theirs else f"{ours} ({name}: {theirs})"


def _largest(told: Told, names: Sequence[str]) -> str:
    if not told["payments"]:
        return "nobody pays"
    payer, payee, amount = told["payments"][0]
    return f"{names[payer]} pays {names[payee]} most, {short(amount)} k$"


def _inside(told: Told) -> set[int]:
    out = STATES.index(OUT)
    return {organization for organization, state in enumerate(told["state"]) if state != out}
