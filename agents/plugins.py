"""Plugins: what other packages offer by entry point, found and loaded here only, so that a broken one harms nobody else.

Whatever is wrong with a plugin is said once, as a :class:`PluginWarning` of one line, and the plugin is passed over.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

PREFIX = "cocogen."
"""What the names of all our entry-point groups begin with."""

FAILURES = (Exception, SystemExit)
"""What somebody else's code may raise without ending the program; Ctrl-C still does."""


class PluginWarning(UserWarning):
    """Something that another package offers was passed over; the message is one line and says why."""


class UnfitError(ValueError):
    """Something that was offered is not what it should be; the message says why."""


@dataclass(frozen=True)
class Plugin:
    """Something that another package offers, loaded and ready for use.

    Args:
        package: who offers it.
        thing: what it is.
    """

    package: str
    thing: Any


@dataclass(frozen=True)
class _Offer:
    package: str
    entry: EntryPoint


def collect(kind: str, group: str, taken: Collection[str], accept: Callable[[Any], Any]) -> dict[str, Plugin]:
    """Load what is offered in an entry-point group, by name; the first package (by its name) that can be used gets a name.

    Args:
        kind: what is offered, in words, for messages.
        group: the entry-point group.
        taken: names that are not free, because they are built in.
        accept: returns a loaded thing, ready for use, or raises :class:`UnfitError`.
    """
    found: dict[str, Plugin] = {}
    for offer in _all_offers():
        if offer.entry.group != group:
            continue
        name = offer.entry.name
        try:
            _refuse_taken(name, taken, found)
            found[name] = Plugin(offer.package, accept(offer.entry.load()))
        except FAILURES as error:
            reason = str(error) if isinstance(error, UnfitError) else in_one_line(error)
            _say(f"the package {offer.package!r} offers the {kind} {name!r}, which is passed over: {reason}")
    return found


def _refuse_taken(name: str, taken: Collection[str], found: Mapping[str, Plugin]) -> None:
    if name in found:
        raise UnfitError(f"the package {found[name].package!r} offers the name, too")
    if name in taken:
        raise UnfitError("the name is taken by one of cocogen's own")


def in_one_line(error: BaseException) -> str:
    """Return an error's kind and message on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


@cache
def _all_offers() -> tuple[_Offer, ...]:
    """Return what all installed packages offer us, in the alphabetical order of the packages."""
    found: dict[tuple[str, str, str], _Offer] = {}
    for distribution in distributions():
        for offer in _offers_of(distribution):
            # An editable install is often found twice; the first one is what Python imports.
            found.setdefault((offer.package, offer.entry.group, offer.entry.name), offer)
    return tuple(sorted(found.values(), key=lambda offer: offer.package))


def _offers_of(distribution: Distribution) -> list[_Offer]:
    """Return what a package offers us; a package whose metadata cannot be read is named if they are about us."""
    text = ""
    try:
        text = distribution.read_text("entry_points.txt") or ""
        if PREFIX not in text:  # a quick look, for to read every package's metadata takes long
            return []
        package = str(distribution.metadata["Name"])
        return [
            _Offer(package, entry) for entry in distribution.entry_points if entry.group.startswith(PREFIX)
        ]
    except FAILURES as error:
        if PREFIX in text:
            _say(f"the metadata of a package cannot be read ({_place(distribution)}): {in_one_line(error)}")
        return []


def _place(distribution: Distribution) -> str:
    return str(getattr(distribution, "_path", "unknown place"))


def _say(message: str) -> None:
    warnings.warn(message, PluginWarning, stacklevel=3)
