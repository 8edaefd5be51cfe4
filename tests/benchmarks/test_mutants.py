"""The list of deliberate errors is true to the code, and an error that tests miss is told from one that they catch."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutants import __main__ as program
from benchmarks.mutants.errors import Mutant, mutants

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: f"{mutant.file}-{mutant.wrong.strip()}")
def test_every_error_can_still_be_made(mutant: Mutant) -> None:
    wrong = program.broken((ROOT / mutant.file).read_text(encoding="utf-8"), mutant)
    compile(wrong, mutant.file, "exec")
    assert all((ROOT / test).exists() for test in mutant.tests.split())


def test_there_are_many_and_no_two_are_alike() -> None:
    assert len(set(mutants())) == len(mutants()) >= 40


@pytest.mark.parametrize(("said", "outcome"), [("2", "caught"), ("1", "missed"), ("one", "broken")])
def test_an_outcome_is_what_the_tests_say(tmp_path: Path, said: str, outcome: str) -> None:
    (tmp_path / "law.py").write_text("LAW = 1\n", encoding="utf-8")
    test = "from pathlib import Path\n\n\ndef test_law():\n    assert 'LAW = 1' in Path('law.py').read_text()[:8]\n"
    (tmp_path / "test_law.py").write_text(
        test if said != "one" else "import nothing_like_it\n", encoding="utf-8"
    )
    mutant = Mutant("law.py", "LAW = 1", f"LAW = {said}" if said == "2" else "LAW = 1 ", "test_law.py")
    assert program.tried(tmp_path, mutant) == outcome
    assert (tmp_path / "law.py").read_text(encoding="utf-8") == "LAW = 1\n"
