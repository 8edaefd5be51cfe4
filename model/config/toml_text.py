"""TOML that somebody else wrote: read, or refused in one line however it is broken."""

from __future__ import annotations

import tomllib
from typing import Any


class TomlError(ValueError):
    """A text that is not TOML; the message is one line that says where and why."""


def read_toml(text: str) -> dict[str, Any]:
    r"""Return the table that a TOML document holds.

    Raises:
        TomlError: if the text is not TOML, nests deeper than anything of ours, or has a number of thousands of digits.

    Example:
        >>> read_toml("[run]\nseed = 7")
        {'run': {'seed': 7}}
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlError("not TOML that can be read: its brackets are nested too deep") from None
    except ValueError as error:
        raise TomlError(f"not TOML: {error}") from None
