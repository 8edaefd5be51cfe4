"""Plain ES modules as one expression: a browser that is handed a component's code as a text cannot load what it imports."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
_IMPORT = re.compile(r'^import \{ (?P<names>[^}]+) \} from "(?P<path>\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|function) (\w+))", re.MULTILINE)


@cache
def in_one(entry: str) -> str:
    """Return a JavaScript expression for what a module exports, all that it imports included.

    Modules import by ``import { a, b } from "./path.js";`` and export constants, classes and functions where they are declared; each
    has a scope of its own, and is there once, before those who need it.

    Args:
        entry: name of a file in the folder ``js``.

    Raises:
        ValueError: if modules import each other in a circle, or one imports or exports in another way.
    """
    scopes: dict[Path, str] = {}
    content = _scope((FOLDER / entry).resolve(), scopes, ())
    return f"(() => {{\n{''.join(scopes.values())}return {content};\n}})()"


def _scope(file: Path, scopes: dict[Path, str], above: tuple[Path, ...]) -> str:
    """Return an expression for what a module exports, and put what it imports into ``scopes`` before."""
    if file in above:
        raise ValueError(f"modules import each other in a circle: {file.name}")

    def bound(found: re.Match[str]) -> str:
        other = (file.parent / found["path"]).resolve()
        if other not in scopes:
            inner = _scope(other, scopes, (*above, file))
            scopes[other] = f"const {_name(other)} = {inner};\n"
        return f"const {{ {found['names']} }} = {_name(other)};\n"

    code = _IMPORT.sub(bound, file.read_text(encoding="utf-8"))
    names = ", ".join(_EXPORT.findall(code))
    code = _EXPORT.sub("", code)
    if wrong := re.search(r"^(?:import|export)\b.*", code, re.MULTILINE):
        raise ValueError(
            f'{file.name}: {wrong.group()!r} is neither import {{ a }} from "./b.js" nor an export where it is declared'
        )
    return f"(() => {{\n{code}return {{ {names} }};\n}})()"


def _name(file: Path) -> str:
    return "module_" + re.sub(r"\W", "_", str(file.relative_to(FOLDER.resolve()).with_suffix("")))
