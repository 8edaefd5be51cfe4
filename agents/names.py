"""Names that nothing carries: the one-line error that says the nearest name and what is allowed."""

from __future__ import annotations

from difflib import get_close_matches


class UnknownNameError(ValueError):
    """A name that no part carries; the message is one line with the allowed names and the nearest one."""


def unknown_name(kind: str, name: object, allowed: tuple[str, ...]) -> UnknownNameError:
    """Build the one-line error for a wrong name: what was given, the nearest name, what is allowed."""
    given = " ".join(str(name)[:60].split())
    near = get_close_matches(given, allowed, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return UnknownNameError(f"unknown {kind} {given!r}{hint} (allowed: {', '.join(allowed) or 'none'})")
