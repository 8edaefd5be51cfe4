"""Versions of what a result depends on: the packages, and which of them are installed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULT_PACKAGES = ("cocogen", "mesa", "numpy", "scipy", "scikit-learn", "torch", "pandas", "pyarrow")
"""Packages whose version may change a digit of a result, or a byte of a table."""

PACKAGES = (*RESULT_PACKAGES, "matplotlib", "pydantic")
"""Packages that a run names in its summary."""


def installed(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of those packages that are installed here, in the order given.

    Example:
        >>> sorted(installed(["numpy", "no-such-package"]))
        ['numpy']
    """
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
