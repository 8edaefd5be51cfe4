"""The register of measures: one entry for each, and every table made of it."""

from __future__ import annotations

import math

import pytest
from markets import small_model

from cocogen.agents.names import UnknownNameError
from cocogen.model.records.measures import all_measures, measure, of_organizations, of_rounds, of_runs
from cocogen.model.records.measures.register import Register
from cocogen.model.records.recorder import columns
from cocogen.model.records.summary import summarize


@pytest.fixture
def register() -> Register:
    """A register of its own, without plugins."""
    return Register((of_rounds, of_organizations, of_runs))


def test_the_tables_of_a_run_are_made_of_the_register() -> None:
    tables = small_model().run().tables()
    for name, types in columns().items():
        assert list(tables[name]) == list(types)
        assert (tables[name].dtypes == tables[name].astype(types).dtypes).all()
    assert tuple(tables["rounds"]) == ("round", *all_measures.names("round"))
    assert set(all_measures.names("organization")) < set(tables["organizations"])
    assert tuple(summarize(tables)) == all_measures.names("run")


@pytest.mark.parametrize("level", ["round", "organization", "run"])
def test_every_measure_of_ours_says_what_it_is(level) -> None:
    for known in all_measures.own(level):
        assert known.meaning, known.name
        assert known.label[0].isupper(), known.name
        assert known.header.count("\n") <= 2, known.name


def test_a_measure_of_a_round_is_one_of_a_run_as_it_was_at_the_end() -> None:
    tables = small_model().run().tables()
    assert summarize(tables)["potential"] == tables["rounds"]["potential"].iloc[-1]
    assert summarize(tables)["transfer_volume"] == tables["rounds"]["transfer_volume"].sum()


def test_a_run_that_was_played_before_there_was_a_measure_has_not_got_it() -> None:
    tables = small_model().run().tables()
    tables["rounds"] = tables["rounds"].drop(columns="potential")
    assert math.isnan(summarize(tables)["potential"])


def test_a_round_without_players_has_no_equilibrium() -> None:
    nobody = small_model(**{"environment.outage_probability": 1.0})
    rounds = nobody.run().tables()["rounds"]
    alone = rounds[rounds["players"] == 0]
    assert len(alone)
    assert alone["regret"].isna().all()
    assert (alone["generation_mean"] == 0).all()


def test_what_is_added_becomes_columns(register: Register) -> None:
    @measure("round", "share", "Members' share")
    def inside(now):
        """Who is in, of all."""
        return len(now.players) / len(now.organizations)

    register.add(inside)
    assert register.names("round")[-1] == "inside"
    assert register.names("run")[-1] == "inside"
    assert register.described("inside").axis == "Members' share (share)"
    assert inside.meaning == "Who is in, of all."
    assert "inside" not in [known.name for known in register.own("round")]


def test_names_are_free_and_fit_a_column(register: Register) -> None:
    def accuracy(now):
        return 0.0

    def seed(run):
        return 0.0

    with pytest.raises(ValueError, match="the name is taken by one of cocogen's own"):
        register.add(measure("organization", "", "Mine")(accuracy))
    with pytest.raises(ValueError, match="'seed' cannot name a column"):
        register.add(measure("run", "", "Mine")(seed))
    with pytest.raises(ValueError, match="level must be one of round, organization, run, got 'week'"):
        measure("week", "", "Mine")


def test_a_name_is_added_once(register: Register) -> None:
    def mine(now):
        return 0.0

    register.add(measure("round", "", "Mine")(mine))
    with pytest.raises(ValueError, match="'mine' is registered twice"):
        register.add(measure("round", "", "Mine")(mine))


def test_a_typo_is_answered_with_the_nearest_name(register: Register) -> None:
    register.check(["accuracy", "mean_stay"])
    with pytest.raises(UnknownNameError, match="did you mean 'accuracy'"):
        register.check(["acuracy"])


def test_a_column_that_is_no_measure_is_called_by_its_name(register: Register) -> None:
    known = register.described("largest_gap")
    assert (known.label, known.axis, known.header) == ("Largest gap", "Largest gap", "largest\ngap\n")
    assert known.written(0.5) == "0.500"
