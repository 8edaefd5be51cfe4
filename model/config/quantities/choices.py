"""A part per organization, by name: one for all, a list, a choice by chance, or a column of a file of firms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.agents.names import unknown_name
from cocogen.agents.shown import shown
from cocogen.model.config.quantities.notation import COLUMN, column_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from cocogen.model.config.quantities.firms import Firms

Choice = tuple[str, ...] | str | None
"""Names in the one form that a configuration keeps: one for each organization; the text of one for all, of a choice, or of a column."""

WORDS = "a name, a list of one for each organization, choice(NAME, NAME), or column(NAME)"
CHOICE = "choice"


def chosen_in_one_form(value: Any) -> Choice:
    """Return names in the form in which a configuration keeps them.

    Raises:
        ValueError: one line, if they are none.

    Example:
        >>> chosen_in_one_form(["vae", "mixture"]), chosen_in_one_form("choice(vae,mixture)"), chosen_in_one_form("vae, mixture")
        (('vae', 'mixture'), 'choice(vae, mixture)', ('vae', 'mixture'))
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if "(" not in value and "," in value:
            return chosen_in_one_form([part.strip() for part in value.split(",")])
        of = options_of(value)
        return value.strip() if of is None else f"{CHOICE}({', '.join(of)})"
    if not isinstance(value, list | tuple) or not value or not all(isinstance(name, str) for name in value):
        raise ValueError(f"must be {WORDS}, got {shown(value)}")
    return tuple(value)


def options_of(value: Choice) -> tuple[str, ...] | None:
    """Return what a choice by chance chooses from; None if the names are none.

    Example:
        >>> options_of("choice(vae, mixture)"), options_of("vae")
        (('vae', 'mixture'), None)
    """
    if not isinstance(value, str):
        return None
    name, opened, inside = value.strip().partition("(")
    if name.strip() != CHOICE or not opened or not inside.endswith(")"):
        return None
    return tuple(part.strip() for part in inside[:-1].split(","))


def names_in(value: Choice, field: str, firms: Firms | None, count: int, known: Sequence[str]) -> list[str]:
    """Return all different names that may come up, checked.

    Args:
        value: in the form of :func:`chosen_in_one_form`.
        field: its name, which a column may have.
        firms: the file of firms; None where there is none.
        count: how many organizations there are.
        known: names that there are.

    Raises:
        ValueError: one line, if one is unknown, a list has other than ``count``, or there is no such column.
    """
    listed = _listed(value, field, firms, count)
    names = list(dict.fromkeys(listed if listed is not None else (options_of(value) or (str(value),))))
    for name in names if value is not None else ():
        if name not in known:
            raise unknown_name(field, name, tuple(known))
    return names if value is not None else []


def draw_name(
    value: Choice, field: str, firms: Firms | None, count: int, organization: int, rng: np.random.Generator
) -> str | None:
    """Return the name of one organization; None where nothing is said of it, as of a newcomer where there is a list."""
    listed = _listed(value, field, firms, count)
    if listed is not None:
        return listed[organization] if organization < count else None
    options = options_of(value)
    if options is not None:
        return options[int(rng.integers(len(options)))]
    return value if isinstance(value, str) else None


def _listed(value: Choice, field: str, firms: Firms | None, count: int) -> tuple[str, ...] | None:
    """Return the names of a list or a column; None of others."""
    column = column_of(value, field) if isinstance(value, str) else None
    if column is not None:
        if firms is None:
            raise ValueError(f"must be a {COLUMN} of population.file, which names no file, got {value!r}")
        return firms.texts(column, count)
    if not isinstance(value, tuple):
        return None
    if len(value) != count:
        raise ValueError(f"must have {count} entries, one for each organization, got {len(value)}")
    return value
