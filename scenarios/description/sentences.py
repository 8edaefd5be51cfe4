"""Sentences that read a result table for the reader, made from its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import count, short, whole
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Summaries = Mapping[str, Mapping[str, Any]]
    Reading = Callable[[Summaries], str]

_of_any_variants: set[Reading] = set()

AS_GOOD = 0.005
"""Welfare within this share of the best is called equally good."""


def of_any_variants(reading: Reading) -> Reading:
    """Mark a reading that takes variants as it finds them, and presumes nothing of what their names say or of their order."""
    _of_any_variants.add(reading)
    return reading


def for_any_variants(reading: Reading) -> Reading:
    """Return a reading that is true whatever the variants are: itself if it is marked as such, else :func:`best_variant`."""
    return reading if reading in _of_any_variants else best_variant


def redistribution_against_none(variants: Summaries) -> str:
    """Compare CoCoGen+ with the same market without redistribution."""
    with_it, without = variants["CoCoGen+"], variants["CoCoGen"]
    welfare = change("everyone's welfare", with_it["mean_welfare_everyone"], without["mean_welfare_everyone"])
    kept = membership(with_it)
    others = "without it nobody left either" if without["exits"] == 0 else f"CoCoGen {membership(without)}"
    return f"Redistribution {welfare} and {kept}; {others}."


@of_any_variants
def best_variant(variants: Summaries) -> str:
    """Name the variant with the highest welfare of everyone, those that equal it, and how far the next one is behind."""
    order = sorted(variants, key=lambda name: -variants[name]["mean_welfare_everyone"])
    if len(order) < 2:
        return f"{order[0]} ran alone."
    equal = [name for name in order if _as_good(variants[name], variants[order[0]])]
    if len(equal) == len(order):
        return f"All {len(order)} variants did equally well, within {short(100 * AS_GOOD)} % of everyone's welfare."
    if len(equal) > 1:
        behind = order[len(equal)]
        ahead = change(
            "everyone's welfare",
            variants[order[0]]["mean_welfare_everyone"],
            variants[behind]["mean_welfare_everyone"],
        )
        return f"{and_list(equal)} did best and equally well; against {behind}, the next, they {ahead}."
    first, second = order[:2]
    ahead = change(
        "everyone's welfare",
        variants[first]["mean_welfare_everyone"],
        variants[second]["mean_welfare_everyone"],
    )
    return (
        f"{first} did best: against {second} it {ahead}, "
        f"with {variants[first]['members']} members at the end against {variants[second]['members']}."
    )


def _as_good(values: Mapping[str, Any], best: Mapping[str, Any]) -> bool:
    """Tell whether a variant's welfare of everyone is as good as the best one's, within rounding of the reading."""
    highest = best["mean_welfare_everyone"]
    return bool(highest - values["mean_welfare_everyone"] <= AS_GOOD * abs(highest))


@of_any_variants
def who_left(variants: Summaries) -> str:
    """Say for each variant how many stayed, left and came back."""
    parts = []
    for name, values in variants.items():
        parts.append(f"{name}: {values['members']} in at the end, {movements(values)}")
    return "; ".join(parts) + "."


@of_any_variants
def who_stayed(variants: Summaries) -> str:
    """Say for each variant how many stayed, left and came back, and how long first memberships last."""
    stays = and_list([f"{whole(values['mean_stay'])} ({name})" for name, values in variants.items()])
    spread = (
        " Memberships of one run hang together; sweep over seeds for intervals." if len(variants) > 1 else ""
    )
    return f"{who_left(variants)} Mean rounds of a first membership: {stays}.{spread}"


@of_any_variants
def who_found_the_equilibrium(variants: Summaries) -> str:
    """Say which ways of deciding end at the equilibrium, and how far off the others are."""
    away = {name: values["distance_to_equilibrium"] for name, values in variants.items()}
    there = [name for name, distance in away.items() if distance < 1]
    since = {name: variants[name].get("first_round_at_equilibrium", math.nan) for name in there}
    others = [
        f"{name} ({whole(away[name])})"
        for name in sorted(away, key=lambda name: away[name])
        if name not in there
    ]
    told = [
        name if math.isnan(since[name]) else f"{name} (round {count(since[name])})"
        for name in sorted(there, key=lambda name: (math.isnan(since[name]), since[name]))
    ]
    found = f"{and_list(told)} found the equilibrium" if there else "Nobody found the equilibrium"
    missed = f"; still off by so many samples per organization: {and_list(others)}" if others else ""
    circles = [
        f"{name} in a {values['course_of_play']}"
        for name, values in variants.items()
        if "cycle" in values.get("course_of_play", "")
    ]
    ended = f" Going in circles: {and_list(circles)}." if circles else ""
    return f"{found[0].upper()}{found[1:]}{missed}.{ended}"


def who_followed(variants: Summaries) -> str:
    """Say for each variant how many are left, and how many left on their own account."""
    parts = []
    for name, values in variants.items():
        others = values["exits"] - (1 if name.endswith("leaves") else 0)
        parts.append(f"{name}: {values['members']} in at the end, {others} left of their own accord")
    return "; ".join(parts) + "."


@of_any_variants
def who_came(variants: Summaries) -> str:
    """Say for each variant how many appeared, are in, and left."""
    entrants = {values["entrants"] for values in variants.values()}
    appeared = f"{entrants.pop()} newcomers appeared. " if len(entrants) == 1 else ""
    return appeared + who_left(variants)


def what_failures_cost(variants: Summaries) -> str:
    """Compare each degree of unreliability with the first variant."""
    (first, best), *others = variants.items()
    parts = [
        f"{name} {change('welfare', values['mean_welfare_everyone'], best['mean_welfare_everyone'])}"
        f" and {membership(values)}"
        for name, values in others
    ]
    return f"Against the {first} federation, " + "; ".join(parts) + "." if parts else f"{first} ran alone."


def what_free_riders_cost(variants: Summaries) -> str:
    """Compare the variant with the most free riders with that without, and say who was lost."""
    in_order = list(variants.items())
    (fewest, without), (most, last) = in_order[0], in_order[-1]
    difference = change("welfare", last["mean_welfare_everyone"], without["mean_welfare_everyone"])
    return (
        f"From {fewest} to {most} free riders {difference}; the federation {membership(without)}"
        f" at {fewest} and {membership(last)} at {most}."
    )


def change(what: str, new: float, old: float) -> str:
    """Say how ``what`` changed, in percent, or in k$ per round where a share of a negative number would mislead.

    Example:
        >>> change("welfare", 121.0, 100.0), change("welfare", 50.0, -10.0)
        ('raised welfare by 21 %', 'raised welfare by 60 k$ a round')
    """
    if min(old, new) <= 0:
        verb = "raised" if new >= old else "lowered"
        return f"{verb} {what} by {whole(abs(new - old))} k$ a round"
    percent = 100 * (new / old - 1)
    if abs(percent) < 0.5:
        return f"left {what} unchanged"
    return f"{'raised' if percent > 0 else 'lowered'} {what} by {whole(abs(percent))} %"


def membership(values: Mapping[str, Any]) -> str:
    """Say who was kept.

    Example:
        >>> membership({"exits": 0, "reentries": 0, "members": 8}), membership({"exits": 2, "reentries": 1, "members": 7})
        ('kept all 8', 'kept 7 (2 exits, 1 return)')
    """
    if values["exits"] == 0:
        return f"kept all {values['members']}"
    return f"kept {values['members']} ({movements(values)})"


def movements(values: Mapping[str, Any]) -> str:
    """Say how often organizations left and came back.

    Example:
        >>> movements({"exits": 1, "reentries": 0})
        '1 exit, 0 returns'
    """
    exits, returns = values["exits"], values["reentries"]
    return f"{exits} exit{'' if exits == 1 else 's'}, {returns} return{'' if returns == 1 else 's'}"
