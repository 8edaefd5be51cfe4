"""The page of claims: its sentences count what its table says, and settings join it without touching the others."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = spec_from_file_location("tabulate_claims", DOCS / "tabulate_claims.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "claims.md").read_text(encoding="utf-8")


def test_the_page_counts_its_own_verdicts(script: ModuleType, page: str) -> None:
    said = script.read_table(script.RESULTS.search(page)[0])
    decided = said[said["verdict"] != "undecided"]
    counts = said["verdict"].value_counts()
    assert re.search(
        r"Of (\d+) tests (\d+) hold, (\d+) do not, (\d+) are undecided; (\d+) of the", page
    ).groups() == tuple(
        str(number)
        for number in (
            len(said),
            counts["holds"],
            counts["does not hold"],
            counts["undecided"],
            (~decided["survives"]).sum(),
        )
    )
    assert (said["low"] <= said["effect"]).eq(said["effect"] <= said["high"]).all()


TABLE = "| claim | unit | curve | digits |\n| --- | --- | --- | --- |\n| A | k$ | holds, 1 [0.5, 2] | |\n| B ° | | | undecided †, −3 [−5, 1,000]; z |\n"


def test_a_setting_joins_and_the_others_stay(script: ModuleType) -> None:
    new = "| claim | unit | digits | flights |\n|---|---|---|---|\n| B ° | | holds, 7 [6, 8] | |\n| A | k$ | | **does not hold**, −1 [−2, −0.5] |\n| C | | | x |\n"
    assert script.joined(TABLE, new, 2).split("\n") == [
        "| claim | unit | curve | digits | flights |",
        "| --- | --- | --- | --- | --- |",
        "| A | k$ | holds, 1 [0.5, 2] |  | **does not hold**, −1 [−2, −0.5] |",
        "| B ° |  |  | holds, 7 [6, 8] |  |",
        "| C |  |  |  | x |",
        "",
    ]
    assert script._table(script.joined(TABLE, TABLE, 2)) == script._table(TABLE)


def test_a_cell_is_read_as_it_is_written(script: ModuleType) -> None:
    assert script._said("**does not hold** †, −1,234 [−2,000, −0.5]; z ≤ 0: 1 % of markets") == {
        "verdict": "does not hold",
        "survives": False,
        "effect": -1234.0,
        "low": -2000.0,
        "high": -0.5,
    }
    with pytest.raises(ValueError, match="no verdict"):
        script._said("nothing")
