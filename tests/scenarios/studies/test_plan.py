"""Plans, cells and their identity."""

from cells import plan_of

from cocogen.scenarios.studies.plan import Cell, Plan, canonical


def test_rows_that_share_a_cell_compute_it_once() -> None:
    plan = plan_of(4)
    assert len(plan.rows) == 8
    assert len(plan.cells) == 4


def test_the_identity_is_of_rows_and_cells_only() -> None:
    assert plan_of(4, name="another").identity == plan_of(4).identity
    assert plan_of(5).identity != plan_of(4).identity
    assert Plan("x", {}, plan_of(4).rows[::-1]).identity != plan_of(4).identity


def test_a_key_depends_on_runner_and_content() -> None:
    assert Cell("a:b", "1").key != Cell("a:c", "1").key
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1}) == '{"a":2,"b":1}'
