"""Modules in one expression: each once, what imports after what it imports, and nothing that is passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cocogen.visualizations.browser.live import modules
from cocogen.visualizations.browser.live.modules import FOLDER, in_one


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    in_one.cache_clear()
    return tmp_path


def _write(folder: Path, **files: str) -> None:
    for name, code in files.items():
        (folder / f"{name}.js").write_text(code, encoding="utf-8")


def test_every_module_of_ours_is_there_once() -> None:
    code = in_one("board.js")
    for file in FOLDER.rglob("*.js"):
        first = next(
            line
            for line in file.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("import")
        )
        assert code.count(first) == 1, f"{file.name} is used, once"
    assert not re.search(r"^(import|export)\b", code, re.MULTILINE)
    assert "</script" not in code


def test_what_is_imported_stands_before_and_once(folder: Path) -> None:
    _write(
        folder,
        a='import { b } from "./b.js";\nimport { c } from "./c.js";\nexport const a = b + c;\n',
        b='import { c } from "./c.js";\nexport const b = c;\n',
        c="const hidden = 1;\nexport function c() { return hidden; }\n",
    )
    code = in_one("a.js")
    assert code.count("const hidden") == 1
    assert code.index("const module_c =") < code.index("const module_b =") < code.index("const a =")
    assert code.rstrip().endswith("})()")


def test_a_circle_is_refused(folder: Path) -> None:
    _write(folder, d='import { e } from "./e.js";\n', e='import { d } from "./d.js";\n')
    with pytest.raises(ValueError, match=r"circle: d\.js"):
        in_one("d.js")


@pytest.mark.parametrize("line", ['import * as b from "./b.js";', "export default 1;", "export { x };"])
def test_what_would_be_passed_over_is_refused(folder: Path, line: str) -> None:
    _write(folder, f=f"const x = 1;\n{line}\n", b="")
    with pytest.raises(ValueError, match=re.escape(line)):
        in_one("f.js")
