"""Forking: the same past, another policy, and nothing else that differs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from markets import SMALL

from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game import redistribution_rules
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line import main
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.runs.forking import CONTROL, FORKED, fork_run
from cocogen.scenarios.runs.stored_run import RunFolderError, read_run

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("forks") / "run"
    assert call("run", "quickstart", "--rounds", "6", "--quiet", "--out", str(path), *SETTINGS) == 0
    return path


def test_both_share_the_past_and_the_control_is_the_run_itself(folder, tmp_path, capsys):
    out = tmp_path / "fork"
    words = ("fork", str(folder), "--at", "3", "--variant", "CoCoGen", "--set", "decision.rule=random")
    assert call(*words, "--out", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out)["scenario"] == "fork of quickstart"
    rounds = read_run(out).tables()["rounds"]
    original = read_run(folder).tables()["rounds"].query("variant == 'CoCoGen'").drop(columns="variant")
    control = rounds.query("variant == 'as it was'").drop(columns="variant")
    forked = rounds.query("variant == 'fork'").drop(columns="variant")
    pd.testing.assert_frame_equal(control.reset_index(drop=True), original.reset_index(drop=True))
    pd.testing.assert_frame_equal(
        forked.query("round <= 3").reset_index(drop=True), original.query("round <= 3").reset_index(drop=True)
    )
    assert not forked["generation_total"].iloc[3:].equals(original["generation_total"].iloc[3:])


def test_a_fork_after_the_end_goes_on_from_the_checkpoint(folder):
    changes = {"run.rounds": 8, "redistribution.rule": "bargaining"}
    _, models = fork_run(folder, 6, changes)
    assert [model.round for model in models.values()] == [6, 6]
    played = models["fork"].run().tables()["organizations"]
    assert (played.query("round > 6 and plays")["transfer"].abs() > 0).any()


def test_a_fork_with_the_same_policy_changes_nothing(folder):
    _, models = fork_run(folder, 2, {"decision.inertia": 0.3}, variant="CoCoGen")
    tables = [model.run().tables()["organizations"] for model in models.values()]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize(
    ("at", "changes", "message"),
    [
        (
            2,
            {"population.alpha": 1.0},
            "intervention in round 3: population.alpha stays as it is for a whole run",
        ),
        (2, {}, "a fork needs a change"),
        (6, {"decision.rule": "random"}, "0 to 5, got 6"),
        (-1, {"decision.rule": "random"}, "got -1"),
        (2, {"decision.rule": "randm"}, "did you mean 'random'"),
    ],
)
def test_what_cannot_be_forked_is_said_in_one_line(folder, at, changes, message):
    with pytest.raises(ConfigurationError) as caught:
        fork_run(folder, at, changes)
    assert message in str(caught.value)


def test_a_variant_or_folder_that_is_not_there(folder, tmp_path):
    with pytest.raises(RunFolderError, match="has no variant 'WCO'"):
        fork_run(folder, 2, {"decision.rule": "random"}, variant="WCO")
    with pytest.raises(RunFolderError, match="is not a run folder"):
        fork_run(tmp_path, 2, {"decision.rule": "random"})


def test_a_fork_cannot_be_resumed_as_if_it_were_the_run(folder, tmp_path, capsys):
    out = tmp_path / "fork"
    assert (
        call("fork", str(folder), "--at", "3", "--set", "decision.rule=random", "--quiet", "--out", str(out))
        == 0
    )
    assert call("run", "quickstart", "--resume", "--out", str(out), *SETTINGS) == 2
    said = capsys.readouterr().err
    assert f"holds the run of 'fork of quickstart'; cocogen fork --resume --out {out} goes on with it" in said


# -- on the scenarios as they are shipped ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    """The quickstart on the learning curve, a few rounds of it."""
    path = tmp_path_factory.mktemp("shipped") / "quickstart"
    words = ("--rounds", "4", "--set", "learning.kind=curve", "--quiet", "--out", str(path))
    assert call("run", "quickstart", *words) == 0
    return path


def played_on(path, at, changes):
    """Return the organizations table of the fork, and of the run as it was, after round ``at``."""
    _, models = fork_run(path, at, changes)
    tables = [models[name].run().tables()["organizations"] for name in (FORKED, CONTROL)]
    return [frame[frame["round"] > at].reset_index(drop=True) for frame in tables]


def forked(name, variant, at, before, after):
    """Return a scenario's variant after round ``at``, played under ``before``, and its fork, already under ``after``."""
    control = CoopetitionModel(load_scenario(name).variant_configs()[variant], **before)
    while control.round < at:
        control.step()
    fork = CoopetitionModel(control.config, **{f"{field}@{at + 1}": value for field, value in after.items()})
    restore_checkpoint(fork, save_checkpoint(control))
    fork.go_on_under(fork.config.in_force_at(at + 1))
    return control, fork


@pytest.mark.parametrize("rule", [name for name in redistribution_rules.names() if name != "pairwise"])
def test_what_pairwise_announced_does_not_bind_another_rule(quickstart, rule):
    after, _ = played_on(quickstart, 2, {"redistribution.rule": rule, "run.rounds": 5})
    assert (after["transfer"].abs().sum() > 0) == (rule != "none")


def test_the_readmes_fork_of_the_quickstart_as_it_is_shipped(tmp_path, capsys):
    path, out = tmp_path / "run", tmp_path / "fork"
    assert call("run", "quickstart", "--rounds", "2", "--quiet", "--out", str(path)) == 0
    words = ("--at", "1", "--set", "redistribution.rule=bargaining", "--out", str(out), "--json")
    assert call("fork", str(path), *words) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["rounds"] == 2
    assert (
        read_run(out).tables()["organizations"].query("variant == 'fork' and round == 2")["transfer"] != 0
    ).any()


def test_another_rate_is_announced_and_paid(quickstart):
    paid = {
        rate: played_on(quickstart, 2, {"redistribution.rate": rate})[0]["transfer"].abs().sum()
        for rate in (0.0, 0.001, 0.3)
    }
    assert paid[0.0] == 0 < paid[0.001] < paid[0.3]


def test_the_rate_that_was_announced_already_changes_nothing(quickstart):
    pd.testing.assert_frame_equal(*played_on(quickstart, 2, {"redistribution.rate": "optimal"}))


def test_a_rate_announced_for_other_costs_is_announced_anew():
    before = {"learning.kind": "curve", "environment.shock_round": 2, "environment.cost_shock": 2.0}
    control, fork = forked("quickstart", "CoCoGen+", 3, before, {"environment.cost_shock": 1.0})
    assert control.federation.announcement.terms
    assert not fork.federation.announcement.terms
    _, same = forked("quickstart", "CoCoGen+", 3, before, {"environment.drop_probability": 0.1})
    assert same.federation.announcement.terms == control.federation.announcement.terms


def test_whoever_has_come_stays_when_no_more_newcomers_may_come():
    control, fork = forked("newcomers", "pairwise", 20, {}, {"environment.newcomers": 0})
    came = {organization.name for organization in control.organizations}
    assert 6 < len(came) < 16
    for _ in range(20):
        control.step()
        fork.step()
    assert {organization.name for organization in fork.organizations} == came
    assert {organization.name for organization in control.organizations} > came


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"decision.rule": "logit"}, {"decision.rule": "roth-erev"}),
        ({"decision.rule": "roth-erev"}, {"decision.rule": "exp3"}),
        ({"decision.rule": "fictitious-play"}, {"decision.shares": {"logit": 0.5, "exp3": 0.5}}),
    ],
    ids=str,
)
def test_what_a_decision_rule_remembers_is_not_anothers(before, after):
    _, fork = forked("churn", "pairwise", 3, before, after)
    new = CoopetitionModel(fork.in_force)
    assert [o.decision.state() for o in fork.organizations] == [o.decision.state() for o in new.organizations]
    fork.step()


def test_a_decision_rule_with_other_parameters_keeps_what_still_fits():
    control, fork = forked("churn", "pairwise", 3, {"decision.rule": "roth-erev"}, {"decision.recency": 0.5})
    assert [o.decision.state() for o in fork.organizations] == [
        o.decision.state() for o in control.organizations
    ]


def test_strengths_of_another_grid_are_forgotten():
    control, fork = forked("churn", "pairwise", 3, {"decision.rule": "roth-erev"}, {"decision.points": 5})
    for old, new in zip(control.organizations, fork.organizations, strict=True):
        state = new.decision.state()
        assert (state["strengths"], state["choice"]) == ([1.0] * 5, None)
        assert state["earned"] == old.decision.state()["earned"] is not None
    fork.step()


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ({"participation.rule": "threshold"}, False),
        ({"participation.tolerance": 5.0}, False),
        ({"participation.rule": "logit"}, False),
        ({"redistribution.rule": "equal"}, True),
    ],
    ids=str,
)
def test_bad_rounds_are_counted_anew_by_another_participation_rule(after, kept):
    control, fork = forked("churn", "none", 8, {"participation.rule": "always"}, after)
    assert max(o.streak for o in control.organizations) > 3
    for old, new in zip(control.organizations, fork.organizations, strict=True):
        assert new.smoothed_advantage == old.smoothed_advantage
        assert new.streak == (old.streak if kept else 0)


@pytest.mark.parametrize(("before", "after"), [(0, 2), (3, 1), (2, 0)])
def test_another_delay_of_beliefs_looks_back_as_far_as_it_says(before, after):
    _, fork = forked("churn", "none", 5, {"decision.belief_delay": before}, {"decision.belief_delay": after})
    for _ in range(3):
        fork.step()
    totals = fork.tables()["rounds"]["total_contribution"].tolist()
    known = fork.federation.beliefs.state()["contributions"].sum(axis=1)
    assert known.tolist() == pytest.approx(totals[-(after + 1) :] if after else [])


def test_those_who_learn_no_longer_believe_what_they_are_set_to():
    learning = {"decision.learns_curve": True, "decision.believed_scale": 2.0}
    control, fork = forked("churn", "none", 3, learning, {"decision.learns_curve": False})
    estimate = fork.federation.beliefs.estimate
    assert estimate.curve == estimate.prior != control.federation.beliefs.estimate.curve


def test_calm_after_unrest_lets_costs_and_rivalry_come_back():
    calm = {"environment.cost_volatility": 0.0, "environment.competition_volatility": 0.0}
    _, fork = forked("shocks", "none", 4, {}, calm)
    for _ in range(4):
        fork.step()
    levels = np.log(fork.tables()["rounds"][["cost_level", "competition_level"]].to_numpy())
    np.testing.assert_allclose(levels[4:], levels[3] * 0.9 ** np.arange(1, 5)[:, None])


def test_labels_that_drifted_stay_where_they_are_when_drift_ends():
    control, fork = forked("shocks", "none", 4, {}, {"environment.drift": 0.0})
    fork.step()
    again = CoopetitionModel(fork.config)
    restore_checkpoint(again, save_checkpoint(fork))
    for model in (fork, again):
        np.testing.assert_array_equal(
            model.population.label_distributions, control.population.label_distributions
        )


def test_outages_end_where_a_fork_ends_them():
    _, fork = forked("flaky", "outages", 10, {}, {"environment.outage_probability": 0.0})
    assert not all(organization.is_available for organization in fork.organizations)
    for _ in range(15):
        fork.step()
    assert all(organization.is_available for organization in fork.organizations)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"environment.shock_round": 2}, "environment.shock_round must be 3 or later, got 2"),
        ({"environment.departure_round": 1}, "environment.departure_round must be 3 or later"),
        ({"environment.arrivals": 0.5}, "shared out before the first round, with parts for 0 newcomers"),
        ({"redistribution.rule@2": "none"}, "a fork keeps the past; it sets fields, from round 3 on"),
        ({"interventions": []}, "interventions: a fork keeps the past"),
    ],
)
def test_a_fork_changes_neither_the_past_nor_whose_data_are_whose(quickstart, changes, message):
    with pytest.raises(ConfigurationError, match=message):
        fork_run(quickstart, 2, changes)


def test_a_fork_is_the_run_with_an_intervention(quickstart):
    _, models = fork_run(quickstart, 2, {"redistribution.rule": "bargaining", "competition.intensity@4": 0.1})
    config = load_scenario("quickstart").variant_configs(
        {
            "learning.kind": "curve",
            "run.rounds": 4,
            "interventions": [
                {"round": 3, "redistribution.rule": "bargaining"},
                {"round": 4, "competition.intensity": 0.1},
            ],
        }
    )
    scheduled = CoopetitionModel(config["CoCoGen+ with redistribution.rule=bargaining from round 3"])
    assert models[FORKED].config == scheduled.config
    tables, expected = models[FORKED].run().tables(), scheduled.run().tables()
    assert len(expected["events"].query("event == 'intervention'")) == 2
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, expected[name], check_exact=True)


def test_the_past_of_a_fork_is_not_played_again_under_its_new_policy(quickstart, tmp_path):
    out = tmp_path / "fork"
    words = ("--at", "2", "--set", "redistribution.rule=equal", "--quiet", "--out", str(out))
    assert call("fork", str(quickstart), *words) == 0
    with pytest.raises(RunFolderError, match="is a fork and shares its first 2 rounds with"):
        fork_run(out, 1, {"redistribution.rule": "none"})
    _, models = fork_run(out, 3, {"redistribution.rule": "none"})
    paid = models[FORKED].tables()["transfers"]["round"].unique().tolist()
    assert (
        paid
        == read_run(out)
        .tables()["transfers"]
        .query("variant == 'fork' and round <= 3")["round"]
        .unique()
        .tolist()
    )
    _, models = fork_run(out, 4, {"redistribution.rule": "none", "run.rounds": 6})
    assert [model.run().round for model in models.values()] == [6, 6]
