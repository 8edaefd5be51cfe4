"""A study's variants: names that say what is set, and levels that a variant really has."""

from __future__ import annotations

import json

import pytest

from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.reporting.study_result import study_result
from cocogen.scenarios.studies.result_table import result_table
from cocogen.scenarios.studies.study import build_study

QUICK = {
    "name": "q",
    "scenario": "quickstart",
    "seeds": 2,
    "settings": {"learning.kind": "curve", "run.rounds": 2},
}
MIXED = {"decision.shares": {"best-response": 0.67, "imitation": 0.33}}


def plan_of(**changes):
    settings = QUICK["settings"] | changes.pop("settings", {})
    return build_study(QUICK | {"settings": settings} | changes).plan()


def combinations(plan):
    """Return variant and levels of each combination, in their order."""
    return list(dict.fromkeys(tuple(v for n, v in row.labels.items() if n != "seed") for row in plan.rows))


def result_of(study):
    """Return what a study says, its measures made up from its rows."""
    plan = study.plan()
    outcomes = {
        key: {"measures": {"accuracy": float(place)}, "error": ""} for place, key in enumerate(plan.cells)
    }
    return study_result(study, result_table(plan, outcomes))


def test_a_setting_is_in_the_names_and_in_the_identity():
    plain, mixed = plan_of(), plan_of(settings=MIXED)
    headline = "CoCoGen+ with decision.shares=best-response 0.67, imitation 0.33"
    assert [variant for (variant,) in combinations(mixed)] == ["VCFL", "CoCoGen", headline]
    assert plain.identity != mixed.identity
    played = {row.labels["variant"]: json.loads(row.cell.payload)["config"] for row in mixed.rows}
    assert [bool(config["decision"]["shares"]) for config in played.values()] == [False, False, True]


def test_levels_that_are_names_make_variants_and_the_others_are_played_once():
    plan = plan_of(factors={"decision.rule": ["best-response", "logit"]})
    assert combinations(plan) == [
        ("VCFL", "none"),
        ("CoCoGen", "best-response"),
        ("CoCoGen+", "best-response"),
        ("CoCoGen+ with decision.rule=logit", "logit"),
    ]
    assert len(plan.rows) == len({row.cell.key for row in plan.rows}) == 8


def test_levels_that_are_numbers_stay_in_their_column():
    study = build_study(
        {
            "name": "c",
            "scenario": "competition",
            "seeds": 1,
            "settings": {"run.rounds": 2},
            "factors": {"competition.intensity": [0.01, 0.09]},
            "variants": ["none 0.02", "pairwise 0.05"],
            "measures": ["accuracy"],
        }
    )
    varied = "pairwise 0.05 with intensity varied"
    assert combinations(study.plan()) == [("none 0.02", 0.02), (varied, 0.01), (varied, 0.09)]
    summary = result_of(study).summary
    assert summary.factors == ("variant", "competition.intensity")
    assert [bool(e.differences) for e in summary.entries] == [False, True, True]
    assert [e.differences["accuracy"].n for e in summary.entries[1:]] == [1, 1]


def test_variants_that_have_no_such_field_are_a_level_line_to_compare_with():
    plan = plan_of(scenario="churn", settings={}, factors={"redistribution.rate": [0.1, 0.2]})
    assert combinations(plan)[:2] == [("none", 0.1), ("pairwise with rate varied", 0.1)]
    assert len(plan.cells) == 2 * (3 + 2)


def test_a_design_that_fills_a_space_has_one_name():
    study = build_study(
        QUICK
        | {
            "scenario": "competition",
            "design": "sobol",
            "points": 4,
            "factors": {
                "competition.intensity": {"low": 0.01, "high": 0.1},
                "population.alpha": {"low": 0.1, "high": 1.0},
            },
            "variants": ["none 0.02", "pairwise 0.05"],
            "measures": ["accuracy"],
        }
    )
    assert {row.labels["variant"] for row in study.plan().rows} == {
        "none 0.02",
        "pairwise 0.05 with intensity varied",
    }
    reference, varied = result_of(study).summary.entries
    assert not reference.differences
    assert varied.differences["accuracy"].n == 2


def test_variants_and_reference_are_found_by_their_own_names():
    study = build_study(
        QUICK
        | {
            "settings": QUICK["settings"] | {"decision.rule": "logit"},
            "variants": ["CoCoGen", "CoCoGen+"],
            "reference": "CoCoGen+",
            "measures": ["accuracy"],
        }
    )
    assert result_of(study).summary.reference == "CoCoGen+ with decision.rule=logit"


def test_what_is_set_in_no_variant_that_is_played_is_refused():
    with pytest.raises(
        ConfigurationError, match=r"decision.rule can be set in CoCoGen\+ .* only, and CoCoGen is played"
    ):
        plan_of(settings={"decision.rule": "logit"}, variants=["CoCoGen"])
