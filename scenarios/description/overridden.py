"""Variants in which fields are overridden: what they are called, and how it is said what was set where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.config.interventions import in_words
from cocogen.model.config.scheduled_names import at_round, is_scheduled, plain_name
from cocogen.visualizations.variant_names import WITH
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cocogen.model.config import SimulationConfig

SAID_ELSEWHERE = ("run.rounds", "run.seed")
"""Fields that the opening of a run says itself."""


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
        _with_round(f"{plain_name(name).rpartition('.')[2]} varied", name)
        if name in varied
        else setting_in_words(name, value)
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
    """Write a field and its value on one line, short enough for the name of a variant, and of its files.

    Example:
        >>> setting_in_words("redistribution.rule@10", "bargaining")
        'redistribution.rule=bargaining from round 10'
    """
    told = in_words(plain_name(name), value)
    return _with_round(told.replace("/", "\N{FRACTION SLASH}").replace("\\", "\N{FRACTION SLASH}"), name)


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
        if name not in SAID_ELSEWHERE and not is_scheduled(name):  # what is scheduled has a line of its own
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


def interventions_in_words(configs: Mapping[str, SimulationConfig]) -> str:
    """Say from which round on what changes in which variants; nothing where nothing does.

    Args:
        configs: each variant's configuration.

    Example:
        >>> from cocogen.model.config import SimulationConfig
        >>> plain = SimulationConfig()
        >>> interventions_in_words({"A": plain, "B": plain.with_overrides({"redistribution.rule@10": "bargaining"})})
        'From round 10: redistribution.rule=bargaining (in B only).'
    """
    variants_of: dict[tuple[int, str], list[str]] = {}
    for variant, config in configs.items():
        for entry in config.interventions:
            variants_of.setdefault((entry.round, entry.in_words), []).append(variant)
    return " ".join(
        f"From round {first}: {told}{_if_not_everywhere(variants, configs)}."
        for (first, told), variants in sorted(variants_of.items())
    )


def _if_not_everywhere(variants: Collection[str], everywhere: Collection[str]) -> str:
    if set(variants) == set(everywhere):
        return ""
    return f" (in {and_list([variant.partition(WITH)[0] for variant in variants])} only)"


def _with_round(told: str, name: str) -> str:
    round = at_round(name)[1]
    return told if round is None else f"{told} from round {round}"
