"""Plans, cells and their identity."""

from cells import plan_of

from cocogen.scenarios.studies.plan import Cell, Plan, Row, canonical


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


def test_cells_of_a_seed_are_computed_after_each_other_setting_by_setting() -> None:
    def row(setting: str, variant: str, seed: int) -> Row:
        return Row(
            {"setting": setting, "variant": variant, "seed": seed},
            Cell("a:b", f"{setting}{variant[0]}{seed}"),
        )

    rows = [row(s, v, n) for s in ("x", "y") for v in ("A", "B", "Another") for n in (0, 1)]
    plan = Plan("p", {}, tuple(rows))
    assert [cell.payload for cell in plan.by_seed] == ["xA0", "xB0", "xA1", "xB1", "yA0", "yB0", "yA1", "yB1"]
    assert sorted(cell.key for cell in plan.by_seed) == sorted(plan.cells)
