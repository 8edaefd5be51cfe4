"""Standard output and error that take whatever is written to them: any character, any path, an end that was closed."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from pathlib import Path

LOOKALIKES = {
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "·": "-",
    "×": "x",
    "°": "o",
    "±": "+-",
    "∞": "inf",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "\N{NO-BREAK SPACE}": " ",
}
"""How characters are written where the encoding has no place for them."""
ERRORS = "cocogen.lookalike"


def mend() -> None:
    """Make the standard streams of this process take everything."""
    codecs.register_error(ERRORS, lookalike)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def lookalike(error: UnicodeError) -> tuple[str | bytes, int]:
    """Answer an encoder that has no place for a character: the byte of a path that is no text, else what comes closest.

    Example:
        >>> codecs.register_error(ERRORS, lookalike)
        >>> "± 5, γ, é, 字".encode("ascii", ERRORS)
        b'+- 5, gamma, e, ?'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character, end = error.object[error.start], error.start + 1
    if "\udc80" <= character <= "\udcff":
        wide = error.encoding.lower().startswith(("utf-16", "utf-32"))
        return ("?" if wide else bytes([ord(character) - 0xDC00])), end
    return _closest(character), end


def let_go() -> None:
    """Send what is still to be written nowhere, so that Python does not complain about it in the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _closest(character: str) -> str:
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK") and "LETTER" in name:
        return name.rpartition(" ")[2].lower()
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return plain or "?"
