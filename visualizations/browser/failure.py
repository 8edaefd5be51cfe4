"""What is said of an error on the page: one line, and for what nobody foresaw a report to whoever runs the server."""

from __future__ import annotations

import threading

FORESEEN = (ValueError, ImportError, OSError)
"""Errors that say what is wrong in words."""


def one_line(error: BaseException) -> str:
    """Return an error's message in one line; what nobody foresaw is named as such.

    Example:
        >>> one_line(ValueError("two  words")), one_line(ImportError()), one_line(KeyError("x"))
        ('two words', 'ImportError', "internal error, KeyError: 'x'")
    """
    said = " ".join(str(error).split())
    if isinstance(error, FORESEEN):
        return said or type(error).__name__
    return f"internal error, {type(error).__name__}: {said}".removesuffix(": ")


def told(error: BaseException) -> str:
    """Return an error in one line, and report one that nobody foresaw as those of threads are reported."""
    if not isinstance(error, FORESEEN):
        what = (type(error), error, error.__traceback__, threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(what))
    return one_line(error)
