"""The result table is in the order of the plan."""

import pandas as pd
from cells import plan_of

from cocogen.scenarios.studies.plan import Cell, Plan, Row
from cocogen.scenarios.studies.result_table import result_table
from cocogen.scenarios.studies.worker import Outcome


def outcome(x: float) -> Outcome:
    return Outcome(measures={"square": x}, error="", lasting=True, seconds=0.0)


FAILED = Outcome(measures=None, error="ValueError: no", lasting=True, seconds=0.0)


def test_rows_come_in_the_order_of_the_plan_whatever_the_order_of_outcomes() -> None:
    plan = plan_of(3)
    outcomes = {key: outcome(float(x)) for x, key in enumerate(plan.cells)}
    table = result_table(plan, dict(reversed(outcomes.items())))
    assert list(table.columns) == ["variant", "factor", "seed", "square", "error"]
    assert table["square"].tolist() == [0.0, 1.0, 2.0] * 2
    pd.testing.assert_frame_equal(table, result_table(plan, outcomes))


def test_a_failed_cell_is_a_row_with_its_error() -> None:
    plan = plan_of(2)
    first, second = plan.cells
    table = result_table(plan, {first: FAILED, second: outcome(4.0)})
    assert table["error"].tolist() == ["ValueError: no", ""] * 2
    assert table["square"].isna().tolist() == [True, False] * 2


def test_a_table_of_failures_has_no_measures() -> None:
    plan = plan_of(1)
    table = result_table(plan, dict.fromkeys(plan.cells, FAILED))
    assert list(table.columns) == ["variant", "factor", "seed", "error"]


def test_labels_keep_one_type_per_column() -> None:
    cell = Cell("a:b", "1")
    labels = [{"f": 1, "g": True, "h": 1}, {"f": 2.5, "g": False, "h": "x", "late": 1, "i": "x"}]
    plan = Plan("p", {}, tuple(Row(label, cell) for label in labels))
    table = result_table(plan, {cell.key: FAILED})
    assert table["f"].tolist() == [1.0, 2.5]
    assert table["g"].tolist() == [True, False]
    assert table["h"].tolist() == ["1", "x"]
    assert table["late"].isna().tolist() == [True, False]
    assert table["i"].tolist() == [None, "x"]
