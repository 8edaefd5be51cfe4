"""What a reproduction is expected to take: by its own cells where there are enough, else by what was measured."""

from __future__ import annotations

import pytest

from cocogen.scenarios.studies.expectation import ENOUGH, QUICK_ROUNDS, SECONDS, expected_seconds, in_time
from cocogen.scenarios.studies.experiments import REAL_TASKS, reproduction
from cocogen.scenarios.studies.plan import Plan
from cocogen.scenarios.studies.worker import Outcome

PLAN = reproduction(quick=True, tasks=("digits",))


def cells(plan: Plan, setting: str) -> list[str]:
    return list(dict.fromkeys(row.cell.key for row in plan.rows if row.labels["setting"] == setting))


def done(seconds: float) -> Outcome:
    return Outcome(measures={}, error="", lasting=True, seconds=seconds)


def test_every_setting_was_measured() -> None:
    assert set(SECONDS) == {"theory", "curve", *REAL_TASKS}


def test_before_the_first_cell_it_is_what_was_measured_by_setting() -> None:
    count = {setting: len(cells(PLAN, setting)) for setting in ("theory", "curve", "digits")}
    usual = {setting: count[setting] * SECONDS[setting] for setting in count}
    assert sum(count.values()) == len(PLAN.cells)
    assert expected_seconds(PLAN, {}) == pytest.approx(
        usual["theory"] + usual["curve"] + QUICK_ROUNDS * usual["digits"]
    )


def test_cells_that_are_done_count_no_more_and_tell_of_those_that_are_not() -> None:
    theory = cells(PLAN, "theory")
    few, enough = (dict.fromkeys(theory[:n], done(100.0)) for n in (ENOUGH - 1, ENOUGH))
    before = expected_seconds(PLAN, {})
    assert expected_seconds(PLAN, few) == pytest.approx(before - len(few) * SECONDS["theory"])
    left = (len(theory) - ENOUGH) * 100.0
    assert expected_seconds(PLAN, enough) == pytest.approx(before - len(theory) * SECONDS["theory"] + left)
    assert expected_seconds(PLAN, dict.fromkeys(PLAN.cells, done(1.0))) == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"), [(59, "less than a minute"), (60, "1 min"), (5399, "90 min"), (5400, "1.5 h")]
)
def test_time_is_said_roughly(seconds: float, words: str) -> None:
    assert in_time(seconds) == words
