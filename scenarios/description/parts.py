"""The kinds of parts that can be named, each part in one sentence and with its parameters: ``cocogen list`` and the docs' page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.agents.allowed import allowed
from cocogen.model.config.configuration import (
    CompetitionConfig,
    DecisionConfig,
    LearningConfig,
    ParticipationConfig,
    RedistributionConfig,
    TaskConfig,
)
from cocogen.model.config.population_fields import PopulationConfig

if TYPE_CHECKING:
    from cocogen.agents.registry import Registry
    from cocogen.agents.signatures import Parameter


@dataclass(frozen=True)
class Kind:
    """One kind of part.

    Args:
        word: what ``cocogen list`` calls it.
        title: in words.
        field: the dotted name of the field that names such a part.
        prefix: of the dotted names of a part's parameters; empty if none can be set.
        registry: returns where the parts are.
        parameters: returns the names of a part's parameters that can be set.
    """

    word: str
    title: str
    field: str
    prefix: str
    registry: Callable[[], Registry[Any]]
    parameters: Callable[[str], tuple[str, ...]]

    def parts(self) -> tuple[str, ...]:
        """Return the names of all parts."""
        return self.registry().names()

    def sentence(self, part: str) -> str:
        """Return what a part is, in the first paragraph of its docstring."""
        return first_paragraph(self.registry().factory(part))

    def signature(self, part: str) -> tuple[Parameter, ...]:
        """Return the parameters of a part that can be set."""
        settable = self.parameters(part)
        return tuple(known for known in self.registry().signature(part) if known.name in settable)


def kinds() -> dict[str, Kind]:
    """Return all kinds of parts by the word that ``cocogen list`` has for them."""
    found = [
        _of_section("rules", "Redistribution rules", "redistribution", RedistributionConfig),
        _of_section("decisions", "Decision rules", "decision", DecisionConfig),
        _of_section("participation", "Participation rules", "participation", ParticipationConfig),
        _of_section("tasks", "Tasks", "task", TaskConfig),
        _of_learning("generators", "Generators", "generator"),
        _of_learning("aggregators", "Aggregators", "aggregator"),
        _of_learning("networks", "Networks", "network"),
        _of_section("partitions", "Partitions", "population", PopulationConfig),
        Kind(
            "distributions",
            "Distributions",
            "population.valuation",
            "",
            _distributions,
            _all_of_a_distribution,
        ),
        _of_section("rivalries", "Rivalry structures", "competition", CompetitionConfig),
        Kind("markets", "Market models", "competition.market_model", "", _market_models, _none),
        Kind("accounts", "Accounts of rivalry", "competition.accounting", "", _accountings, _none),
    ]
    return {kind.word: kind for kind in found}


def default_of(parameter: Parameter) -> str:
    """Return a parameter's default in words."""
    return "must be given" if parameter.is_required else value_in_words(parameter.default)


def value_in_words(value: Any) -> str:
    """Return a value as a person would write it after ``--set``; a dash for nothing.

    Example:
        >>> value_in_words((64,)), value_in_words(()), value_in_words(None), value_in_words(0.5), value_in_words(True)
        ('[64]', '[]', '–', '0.5', 'true')
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_in_words, value))}]"
    return str(value)


def takes(parameter: Parameter) -> str:
    """Return what a parameter may be, without the article."""
    return allowed(parameter.annotation).removeprefix("a ")


def first_paragraph(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line, Sphinx roles as code."""
    return plain((inspect.getdoc(thing) or "").split("\n\n")[0])


def plain(text: str) -> str:
    """Return a text on one line, Sphinx roles as code."""
    one_line = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", " ".join(text.split()))
    return one_line.replace("``", "`")


def _of_section(word: str, title: str, section: str, config: Any) -> Kind:
    field = f"{section}.{config.part_field}"
    return Kind(word, title, field, f"{section}.", config.registry, config.known_parameters)


def _of_learning(word: str, title: str, field: str) -> Kind:
    def registry() -> Registry[Any]:
        return LearningConfig.registries()[field]

    def parameters(part: str) -> tuple[str, ...]:
        return LearningConfig.known_parameters(field, part)

    return Kind(word, title, f"learning.{field}", f"learning.{field}_parameters.", registry, parameters)


def _market_models() -> Registry[Any]:
    from cocogen.model.game.rivalry.base import market_models

    return market_models


def _accountings() -> Registry[Any]:
    from cocogen.model.game.rivalry.accounting import accountings

    return accountings


def _distributions() -> Registry[Any]:
    from cocogen.model.config.quantities.distributions import distributions

    return distributions


def _all_of_a_distribution(part: str) -> tuple[str, ...]:
    return _distributions().parameters(part)


def _none(_part: str) -> tuple[str, ...]:
    return ()
