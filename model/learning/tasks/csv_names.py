"""Columns by name: what people write in ``task.label`` or ``task.drop``, matched with the header of their file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated
from unicodedata import normalize

from cocogen.agents.allowed import Said

_QUOTED = "in quotes where it reads like a date, like true or like nan"
Name = Annotated[str | int | float, Said(f"a text, {_QUOTED}")]
"""The name of a column, or a text that counts as a gap; what reads like a number arrives as one."""
Names = Annotated[Name | Sequence[Name], Said(f"a text, or several with commas between, {_QUOTED}")]
"""Several of them: a list, or one text with commas between."""

MOST_LISTED = 20
"""Columns up to which a message lists them all."""
_READ_OTHERWISE = {"true", "false", "nan", "inf"}
_PLAIN = re.compile(r"[A-Za-z_][\w./ -]*")


def as_text(value: Name) -> str:
    """Return a name as it was written, its accents composed; what was read as a number becomes a text again."""
    return normalize("NFC", str(value))


def as_texts(values: Names) -> list[str]:
    """Return several names as they were written."""
    if isinstance(values, str):
        return [as_text(part.strip()) for part in values.split(",") if part.strip()]
    return [as_text(value) for value in (values if isinstance(values, Sequence) else [values])]


def column(value: Name, names: Sequence[str], field: str) -> str:
    """Return the column that a field names.

    Args:
        value: what was given.
        names: the columns that there are.
        field: for the message, ``label``.

    Raises:
        ValueError: if there is no such column, or two numbers in the header are equal to the given one.
    """
    if (text := as_text(value)) in names:
        return text
    if isinstance(value, float):  # 1.50 arrives as 1.5
        same = [name for name in names if _is_number(name, value)]
        if len(same) == 1:
            return same[0]
    near = get_close_matches(text, names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    more = f", … {len(names):,} in all" if len(names) > MOST_LISTED else ""
    raise ValueError(
        f"task.{field}: there is no column {text!r}{hint} (columns: {', '.join(names[:MOST_LISTED])}{more})"
    )


def columns(values: Names, names: Sequence[str], field: str) -> list[str]:
    """Return the columns that a field names; a text with a comma may be one name, or several.

    Raises:
        ValueError: if there is no such column.
    """
    if isinstance(values, str):
        return (
            [as_text(values)]
            if as_text(values) in names
            else [column(part, names, field) for part in as_texts(values)]
        )
    several = values if isinstance(values, Sequence) else [values]
    return [column(value, names, field) for value in several]


def option(field: str, values: Sequence[str]) -> str:
    r"""Return ``task.field=values`` as it is typed in a shell after ``--set``.

    Example:
        >>> option("drop", ["id", "name"]), option("missing", ["?"])
        ('task.drop=id,name', '\'task.missing=["?"]\'')
    """
    if all(_PLAIN.fullmatch(value) for value in values) and not set(values) & _READ_OTHERWISE:
        text = ",".join(values)
    else:
        text = "[" + ", ".join(_quoted(value) for value in values) + "]"
    return shlex.quote(f"task.{field}={text}")


def _quoted(text: str) -> str:
    import tomli_w

    return tomli_w.dumps({"x": text}).partition("=")[2].strip()


def _is_number(name: str, value: float) -> bool:
    try:
        return float(name) == value
    except ValueError:
        return False
