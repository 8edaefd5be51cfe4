"""Tables that come with the package and go by their names: firms, and who is whose rival."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

SUFFIX = ".csv"


@cache
def shipped_tables() -> tuple[str, ...]:
    """Return the names of the tables that come with the package."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX)))


def table_path(given: str) -> Path:
    """Return where a table is: a shipped one goes by its name alone, any other by its path.

    Example:
        >>> table_path("mine.csv").name, table_path("airlines").parent.name
        ('mine.csv', 'shipped')
    """
    if given in shipped_tables():
        return Path(str(resources.files(__name__).joinpath(f"{given}{SUFFIX}")))
    return Path(given)
