"""Variants in which fields are overridden: what they are called, and how it is said what was set where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.visualizations.variant_names import WITH
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SAID_ELSEWHERE = ("run.rounds", "run.seed")
"""Fields that the opening of a run says itself."""
LONGEST = 48
"""Characters of a value within a variant's name."""


@dataclass(frozen=True)
class Override:
    """One field as a user set it.

    Args:
        value: what it was set to.
        variants: the variants in which it is set, under the names that they have then.
    """

    value: Any
    variants: tuple[str, ...]


def name_with(variant: str, changed: Mapping[str, Any], varied: Collection[str] = ()) -> str:
    """Return what a variant is called in which fields are overridden that its name stands for.

    Args:
        variant: its own name.
        changed: the fields and their values.
        varied: those of them that take on many values under this one name.

    Example:
        >>> name_with("CoCoGen+", {"decision.rule": "stubborn"})
        'CoCoGen+ with decision.rule=stubborn'
        >>> name_with("CoCoGen+", {"decision.shares": {"imitation": 0.4, "logit": 0.6}})
        'CoCoGen+ with decision.shares=imitation 0.4, logit 0.6'
        >>> name_with("pairwise", {"redistribution.rate": 0.1}, ["redistribution.rate"])
        'pairwise with rate varied'
    """
    if not changed:
        return variant
    told = (
        f"{name.rpartition('.')[2]} varied" if name in varied else setting_in_words(name, value)
        for name, value in changed.items()
    )
    return f"{variant}{WITH}{'; '.join(told)}"


def is_named_after(name: str, variant: str) -> bool:
    """Tell whether a name is a variant's own, or the one that it has with overrides.

    Example:
        >>> is_named_after("CoCoGen+ with decision.rule=logit", "CoCoGen+"), is_named_after("CoCoGen+", "CoCoGen")
        (True, False)
    """
    return name == variant or name.startswith(f"{variant}{WITH}")


def setting_in_words(name: str, value: Any) -> str:
    """Write a field and its value on one line, short enough for the name of a variant, and of its files."""
    text = _in_words(value).replace("/", "\N{FRACTION SLASH}").replace("\\", "\N{FRACTION SLASH}")
    return f"{name}={text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}"


def overrides_in_words(overrides: Mapping[str, Override], variants: Collection[str]) -> str:
    """Say in which variants which field was set; nothing where nothing was.

    Args:
        overrides: by dotted name.
        variants: all there are.

    Example:
        >>> told = {"competition.intensity": Override(0.1, ("A", "B")), "decision.inertia": Override(0.5, ("B",))}
        >>> overrides_in_words(told, ["A", "B"])
        'Set everywhere: competition.intensity=0.1. Set in B only: decision.inertia=0.5.'
        >>> renamed = "B with decision.rule=logit"
        >>> overrides_in_words({"decision.rule": Override("logit", (renamed,))}, ["A", renamed])
        'Set in B only, as its name says: decision.rule=logit.'
    """
    places: dict[str, list[str]] = {}
    for name, override in overrides.items():
        if name not in SAID_ELSEWHERE:
            told = setting_in_words(name, override.value)
            places.setdefault(_where(told, override.variants, variants), []).append(told)
    return " ".join(f"Set {where}: {', '.join(told)}." for where, told in places.items())


def _where(told: str, set_in: Collection[str], variants: Collection[str]) -> str:
    if set(set_in) == set(variants) and not any(told in variant for variant in set_in):
        return "everywhere"
    names = and_list([variant.partition(WITH)[0] for variant in set_in])
    return f"in {names} only{', as its name says' if any(told in variant for variant in set_in) else ''}"


def overrides_data(overrides: Mapping[str, Override]) -> dict[str, dict[str, Any]]:
    """Return overrides as plain values, for ``summary.json``."""
    return {
        name: {"value": override.value, "variants": list(override.variants)}
        for name, override in overrides.items()
    }


def _in_words(value: Any) -> str:
    if isinstance(value, dict | list | tuple) and not value:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_in_words, value))
    return f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
