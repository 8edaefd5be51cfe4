"""Errors that nobody foresaw: one line for the reader, and a file with what a maintainer needs."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import tempfile
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

HOUSE = "cocogen"


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """Write the details of an error to a file and return the line that says so. Never fails itself.

    Args:
        error: what happened.
        arguments: of the command.
    """
    try:
        step = _innermost(error)
        place = "" if step is None else f" in {_module(step)}, line {step.tb_lineno}"
        path = _keep(_details(error, arguments))
    except Exception:
        place, path = "", None
    where = "its details could not be written" if path is None else f"details in {path}"
    return f"internal error ({type(error).__name__}{place}); {where}, please report it"


def is_message(error: BaseException) -> bool:
    """Tell whether an error is meant for the reader: raised by this project on purpose, rather than met by its code.

    Example:
        >>> try:
        ...     int("many")
        ... except ValueError as met:
        ...     is_message(met)
        False
    """
    import dis

    step = _innermost(error)
    if step is None or _module(step).partition(".")[0] != HOUSE:
        return False
    return dis.opname[step.tb_frame.f_code.co_code[step.tb_lasti]] == "RAISE_VARARGS"


def _innermost(error: BaseException) -> TracebackType | None:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step


def _module(step: TracebackType) -> str:
    return str(step.tb_frame.f_globals.get("__name__", "?"))


def _details(error: BaseException, arguments: Sequence[str]) -> str:
    about = [f"cocogen {shlex.join(arguments)}", f"{platform.platform()}, {sys.executable}", _versions(), ""]
    return "\n".join([*about, *traceback.format_exception(error)])


def _versions() -> str:
    try:
        from cocogen.model.records.summary import versions

        return ", ".join(f"{name} {version}" for name, version in versions().items())
    except Exception as error:
        return f"Python {platform.python_version()}; versions of packages unknown: {error!r}"


def _keep(text: str) -> str | None:
    """Write a file into the cache folder, or the one for temporary files, and return its path."""
    for folder in (_own_folder, tempfile.gettempdir):
        try:
            descriptor, path = tempfile.mkstemp(prefix="cocogen-error-", suffix=".txt", dir=folder())
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except (OSError, ImportError, RuntimeError):
            continue
        return path
    return None


def _own_folder() -> str:
    from cocogen.model.learning.storage import cache_folder

    folder = cache_folder() / "errors"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
