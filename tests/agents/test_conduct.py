"""Amounts that decision rules choose: what cannot be is an error that names the rule, and built-in rules never err."""

from __future__ import annotations

import math

import pytest
from outlooks import ToyOutlook

from cocogen.agents.conduct import PartError, checked_amount
from cocogen.agents.decisions import decision_rules
from cocogen.agents.decisions.decision_rule import within_capacity
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.description.catalog import load_scenario

QUICK = {"learning.kind": "curve", "run.rounds": 3}


class Wayward:
    """A rule that chooses what it is told to in the second round."""

    def __init__(self, chosen):
        self.chosen = chosen

    def revise(self, outlook, rng):
        """Return what was told, in the second round."""
        return self.chosen if outlook.round == 2 else 10.0

    def state(self):
        """Return that it remembers nothing."""
        return {}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (-3, "chose -3 samples"),
        (1000.01, "chose 1000.01 samples"),
        (-1e-5, "chose -1e-05 samples"),
        (math.inf, "chose inf samples"),
        (math.nan, "chose nan samples"),
        (None, "chose None samples"),
        ("7", "chose '7' samples"),
        ([1.0, 2.0], r"chose \[1.0, 2.0\] samples"),
    ],
)
@pytest.mark.parametrize("variant", ["VCFL", "CoCoGen+"])
def test_an_impossible_amount_in_the_quickstart_is_an_error_that_names_the_rule(
    monkeypatch, variant, chosen, said
):
    monkeypatch.setitem(decision_rules._factories, "wayward", lambda: Wayward(chosen))
    config = load_scenario("quickstart").variant_configs()[variant]
    model = CoopetitionModel(config, **QUICK, **{"decision.rule": "wayward"})
    where = r"decision rule 'wayward' of organization A .* in round 2; allowed 0 to 1000"
    with pytest.raises(PartError, match=where) as caught:
        model.run()
    assert caught.match(said)
    assert model.round == 2


def test_rounding_is_no_error():
    assert checked_amount(-1e-10, 1000.0, "x", 1) == 0.0
    assert checked_amount(1000.0 + 1e-8, 1000.0, "x", 1) == 1000.0
    assert checked_amount(0.0, 0.0, "x", 1) == 0.0


def test_the_command_line_says_it_in_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(decision_rules._factories, "wayward", lambda: Wayward(-3))
    words = ["run", "quickstart", "--set", "decision.rule=wayward", "--out", str(tmp_path / "run"), "--quiet"]
    assert run_command([*words, "--set", "learning.kind=curve"]) == 2
    assert capsys.readouterr().err == (
        "cocogen: decision rule 'wayward' of organization A chose -3 samples in round 2; allowed 0 to 1000\n"
    )


@pytest.mark.parametrize("name", decision_rules.names())
@pytest.mark.parametrize(
    "settings",
    [{}, {"decision.belief_noise": 3.0}, {"population.capacity": (1.0, 40.0)}],
    ids=["as it is", "wild beliefs", "little capacity"],
)
def test_built_in_rules_stay_within_capacity_in_the_quickstart(name, settings):
    """Gradient play and imitation overshoot by their nature, and clip themselves."""
    config = load_scenario("quickstart").variant_configs()["CoCoGen+"]
    extreme = {"gradient": {"decision.rate": 1e9}, "imitation": {"decision.noise": 5.0}}.get(name, {})
    model = CoopetitionModel(config, **QUICK, **settings, **{"decision.rule": name}, **extreme)
    assert model.run().round == 3


def test_what_can_be_of_an_amount():
    outlook = ToyOutlook()
    assert within_capacity(-5.0, outlook) == 0.0
    assert within_capacity(2.0 * outlook.capacity, outlook) == outlook.capacity
    assert within_capacity(0.5 * outlook.capacity, outlook) == 0.5 * outlook.capacity
