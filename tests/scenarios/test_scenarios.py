"""The scenarios on people: each plays, reads its own numbers, and shows what it says it shows."""

from __future__ import annotations

import pytest

from cocogen.model.records.course import amounts, course_of_play
from cocogen.model.records.summary import summarize
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.sentences import (
    what_failures_cost,
    what_free_riders_cost,
    who_found_the_equilibrium,
)
from cocogen.visualizations.figures import figures

NAMES = ("churn", "convergence", "collapse", "newcomers", "flaky", "shocks", "free-riders")

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


def play(name, variant=None, **overrides):
    configs = load_scenario(name).variant_configs(overrides)
    chosen = configs if variant is None else {variant: configs[variant]}
    return {name: CoopetitionModel(config).run() for name, config in chosen.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_plays_and_reads_its_own_numbers(name):
    scenario = load_scenario(name)
    models = play(name, **{"run.rounds": 4})
    summaries = {variant: summarize(model.tables()) for variant, model in models.items()}
    reading = scenario.reading(summaries)
    assert reading.endswith(".")
    assert "\n" not in reading
    assert scenario.figure in figures.names()
    assert scenario.headline in scenario.variants
    assert scenario.story.format(organizations=1, task="t", variants=2, rounds=3, rule="r")


def test_simultaneous_best_response_goes_in_circles_and_turns_do_not():
    courses = {
        variant: course_of_play(amounts(play("convergence", variant)[variant].tables())).name
        for variant in ("best response", "in turn", "with inertia", "damped")
    }
    assert courses == {
        "best response": "cycle of period 2",
        "in turn": "at rest",
        "with inertia": "at rest",
        "damped": "at rest",
    }


def test_the_largest_takes_others_along_unless_they_share_the_surplus():
    models = play("collapse")
    members = {variant: int(model.measures["members"]) for variant, model in models.items()}
    assert members["none, it stays"] == 10
    assert members["none, it leaves"] <= 6
    assert members["bargaining, it leaves"] == 9


def test_free_riders_generate_nothing_and_the_federation_less_the_more_there_are():
    generated = [
        model.tables()["rounds"]["generation_total"].mean() for model in play("free-riders").values()
    ]
    assert generated == sorted(generated, reverse=True)
    assert generated[-1] < 0.5 * generated[0]


def variant(**values):
    return {"mean_welfare_everyone": 100.0, "members": 5, "exits": 0, "reentries": 0} | values


def test_readings_are_made_from_the_numbers():
    distances = {"a": {"distance_to_equilibrium": 0.0}, "b": {"distance_to_equilibrium": 12.0}}
    assert who_found_the_equilibrium(distances) == (
        "A found the equilibrium; still off by so many samples per organization: b (12)."
    )
    assert who_found_the_equilibrium({"b": distances["b"]}).startswith("Nobody found the equilibrium; still")
    assert who_found_the_equilibrium({"a": distances["a"]}) == "A found the equilibrium."
    late = {"distance_to_equilibrium": 0.0, "first_round_at_equilibrium": 12.0}
    early = late | {"first_round_at_equilibrium": 3.0}
    both = who_found_the_equilibrium({"late": late, "early": early})
    assert both == "Early (round 3) and late (round 12) found the equilibrium."
    worse = variant(mean_welfare_everyone=90.0, exits=1, members=4)
    assert what_failures_cost({"reliable": variant(), "flaky": worse}) == (
        "Against the reliable federation, flaky lowered welfare by 10 % and kept 4 (1 exit, 0 returns)."
    )
    assert what_failures_cost({"reliable": variant()}) == "reliable ran alone."
    assert what_free_riders_cost({"0 %": variant(), "20 %": variant(), "80 %": worse}) == (
        "From 0 % to 80 % free riders lowered welfare by 10 %; the federation kept all 5 at 0 % and"
        " kept 4 (1 exit, 0 returns) at 80 %."
    )
    assert "left welfare unchanged" in what_free_riders_cost({"40 %": variant()})
