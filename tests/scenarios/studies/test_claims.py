"""What counts as holding, as refuted, and as undecided."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cocogen.scenarios.studies.claims import (
    AgainstBest,
    Bound,
    Claim,
    Difference,
    holm,
    judge,
    judge_together,
    p_of_zero,
)
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.experiments import reproduction


def rows(new: list[float], old: list[float], error: str = "") -> pd.DataFrame:
    """Return an experiment with two variants in one setting."""
    n = len(new)
    return pd.DataFrame(
        {
            "setting": "curve",
            "experiment": "e",
            "variant": ["new"] * n + ["old"] * n,
            "condition": 1.0,
            "seed": list(range(n)) * 2,
            "welfare": [*new, *old],
            "error": error,
        }
    )


def claim(test: Difference | Bound) -> Claim:
    return Claim("c", "New is better", "ours", "e", "welfare", "k$", test)


BETTER = Difference("variant", "new", "old")
WORSE = Difference("variant", "new", "old", rises=False)
NOISE = np.random.default_rng(1).normal(0, 1, 10)


@pytest.mark.parametrize(
    ("shift", "test", "verdict"),
    [
        (5.0, BETTER, "holds"),
        (-5.0, BETTER, "does not hold"),
        (0.0, BETTER, "undecided"),
        (-5.0, WORSE, "holds"),
        (5.0, WORSE, "does not hold"),
        (0.0, WORSE, "undecided"),
    ],
)
def test_a_difference_is_judged_by_its_whole_interval(shift: float, test: Difference, verdict: str) -> None:
    old = NOISE * 100  # common to both, so that only pairing can see the shift
    (finding,) = judge(claim(test), rows(list(old + shift + NOISE), list(old)))
    assert finding.verdict == verdict
    assert finding.effect.n == 10
    assert finding.effect.mean == pytest.approx(shift + NOISE.mean())


def test_no_difference_at_all_is_undecided() -> None:
    (finding,) = judge(claim(BETTER), rows([1.0] * 9, [1.0] * 9))
    assert finding.verdict == "undecided"


def test_one_seed_decides_nothing() -> None:
    (finding,) = judge(claim(BETTER), rows([9.0], [1.0]))
    assert finding.verdict == "undecided"


def test_other_conditions_are_passed_over() -> None:
    table = pd.concat(
        [rows([2.0, 3.0, 4.0], [1.0, 2.0, 3.0]), rows([0.0] * 3, [9.0] * 3).assign(condition=2.0)]
    )
    (finding,) = judge(claim(Difference("variant", "new", "old", where={"condition": 1.0})), table)
    assert finding.effect.mean == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("values", "verdict"), [([0.0, 1e-12], "holds"), ([0.0, 1e-3], "does not hold"), ([np.nan], "undecided")]
)
def test_a_bound_is_judged_by_its_worst_value(values: list[float], verdict: str) -> None:
    table = rows(values, [99.0] * len(values))
    (finding,) = judge(claim(Bound(1e-9, where={"variant": "new"})), table)
    assert finding.verdict == verdict


def test_each_setting_is_judged_by_itself() -> None:
    table = pd.concat([rows([2.0] * 9, [1.0] * 9), rows([0.0] * 9, [1.0] * 9).assign(setting="digits")])
    findings = judge(claim(BETTER), table)
    assert [(f.setting, f.verdict) for f in findings] == [("curve", "holds"), ("digits", "does not hold")]


def test_failures_are_counted_and_decide_nothing() -> None:
    table = rows([np.nan] * 3, [np.nan] * 3, error="ValueError: no")
    (finding,) = judge(claim(BETTER), table)
    assert (finding.verdict, finding.failed, finding.effect.n) == ("undecided", 6, 0)
    assert judge(claim(BETTER), table.drop(columns="welfare"))[0].verdict == "undecided"


def test_many_tests_are_corrected_together_as_holm_says() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert np.isnan(holm([np.nan])[0])
    table = rows(list(NOISE + 0.6), [0.0] * 10)
    alone = judge_together([claim(BETTER)], table)[0]
    among = judge_together([claim(BETTER)] * 20, table)[0]
    assert (alone.verdict, alone.survives, alone.p_holm) == ("holds", True, alone.p)
    assert (among.verdict, among.survives, among.p_holm) == ("holds", False, pytest.approx(20 * alone.p))


@pytest.mark.parametrize("values", [[], [1.0], [0.0, 0.0]])
def test_where_nothing_can_be_tested_there_is_no_p(values: list[float]) -> None:
    assert np.isnan(p_of_zero(pd.Series(values, dtype=float)))


def test_a_bound_is_no_test_of_a_difference() -> None:
    (finding,) = judge_together([claim(Bound(1e-9, where={"variant": "new"}))], rows([0.0] * 3, [9.0] * 3))
    assert np.isnan(finding.p)
    assert finding.survives


def test_a_finding_is_a_row() -> None:
    (finding,) = judge(claim(BETTER), rows([2.0] * 9, [1.0] * 9))
    record = finding.record()
    assert record["verdict"] == "holds"
    assert (record["effect"], record["low"], record["high"], record["seeds"]) == (1.0, 1.0, 1.0, 9)


def test_claims_have_different_names_and_experiments_that_are_made() -> None:
    every = claims()
    assert len({c.name for c in every}) == len(every)
    made = {row.labels["experiment"] for row in reproduction(quick=True, tasks=()).rows}
    assert {c.experiment for c in every} == made


def test_claims_ask_for_levels_and_variants_that_are_made() -> None:
    table = pd.DataFrame([row.labels for row in reproduction(quick=True, tasks=()).rows])
    for c in claims():
        made = table[table["experiment"] == c.experiment]
        if isinstance(c.test, AgainstBest):
            assert {c.test.level, c.test.rival} <= set(made["variant"]), c.name
            assert made[made["variant"] == c.test.rival][c.test.over].nunique() > 1, c.name
            continue
        for column, value in c.test.where.items():
            assert value in set(made[column]), c.name
        if isinstance(c.test, Difference):
            assert {c.test.level, c.test.reference} <= set(made[c.test.column]), c.name


def test_a_reproduction_without_claims_says_so() -> None:
    from cocogen.scenarios.reporting.claim_tables import in_words

    assert in_words([], []) == "Nothing was tested."
