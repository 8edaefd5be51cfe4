"""Names of fields from a round on: ``FIELD@ROUND``, wherever fields are set by name."""

from __future__ import annotations

from typing import Any

from cocogen.agents.allowed import allowed
from cocogen.model.config.errors import ConfigurationError
from cocogen.model.config.sections import Round

INTERVENTIONS = "interventions"
"""The field of a configuration that holds the schedule of interventions."""
AT = "@"
"""What stands between a field and the round from which on it has a value."""


def is_scheduled(name: Any) -> bool:
    """Tell whether an override is an intervention (``redistribution.rule@10``), or the whole schedule of them."""
    return isinstance(name, str) and (name == INTERVENTIONS or AT in name)


def at_round(name: str) -> tuple[str, int | None]:
    """Return a field and the round from which on its value holds, None from the start.

    Raises:
        ConfigurationError: if what stands after the @ is no round.

    Example:
        >>> at_round("redistribution.rule@10"), at_round("redistribution.rule")
        (('redistribution.rule', 10), ('redistribution.rule', None))
    """
    field, at, text = name.partition(AT)
    if not at:
        return name, None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 10_000_000):
        raise ConfigurationError(
            f"{name}: after {AT} comes the round from which on it holds, {allowed(Round)}, got {text!r}"
        )
    return field, int(text)


def plain_name(name: str) -> str:
    """Return a field without the round from which on its value holds."""
    return name.partition(AT)[0]
