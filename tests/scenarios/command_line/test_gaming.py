"""``cocogen game``: theory as tables, for people and machines."""

from __future__ import annotations

import json

import pytest
from markets import SMALL

from cocogen.model.game import nash_equilibrium, redistribution_rules
from cocogen.scenarios.command_line import main
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.scenario import MECHANISM_PRESETS
from cocogen.scenarios.description.theory import MOST_FOR_COALITIONS, Theory, theory_of

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["game", *words])
    return int(left.value.code)


@pytest.fixture(scope="module")
def theory() -> Theory:
    from cocogen.model.config import SimulationConfig

    return theory_of(SimulationConfig().with_overrides(SMALL))


def test_rows_say_what_the_game_says(theory):
    rows = {row["rule"]: row for row in theory.rules()}
    assert set(rows) == set(redistribution_rules.names())
    assert list(rows)[:3] == ["none", "pairwise", "pigouvian"]
    equilibrium = nash_equilibrium(theory.game)
    assert rows["none"]["welfare"] == pytest.approx(theory.game.social_welfare(equilibrium.generation))
    assert rows["pigouvian"]["efficiency"] == pytest.approx(1.0, abs=1e-6)
    assert rows["none"]["gainers"] == rows["none"]["losers"] == 0
    assert [row["name"] for row in theory.organizations()] == list("ABCDE")
    assert theory.as_dict()["optimal_welfare"] >= theory.as_dict()["equilibrium_welfare"]


def test_knowledge_lowers_what_is_worth_generating(theory):
    from cocogen.model.config import SimulationConfig

    later = theory_of(SimulationConfig().with_overrides(SMALL), knowledge=5000.0)
    assert later.equilibrium.generation.sum() < theory.equilibrium.generation.sum()


def test_coalitions_of_many_organizations_are_left_out():
    from cocogen.model.config import SimulationConfig

    many = {**SMALL, "population.organizations": MOST_FOR_COALITIONS + 1, "competition.intensity": 0.01}
    rows = theory_of(SimulationConfig().with_overrides(many)).rules()
    assert all(row["grand_coalition_stable"] is None for row in rows)


def test_tables_for_people(capsys, tmp_path):
    assert call("quickstart", "--out", str(tmp_path), *SETTINGS) == 0
    printed = capsys.readouterr().out
    for words in (
        "Organizations, first round",
        "bargaining",
        "of the optimal welfare is lost",
        "cocogen run quickstart",
    ):
        assert words in printed
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".pdf"}


def test_json_for_machines(capsys, tmp_path):
    assert call("quickstart", "--json", "--out", str(tmp_path), *SETTINGS) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenario"] == "quickstart"
    assert len(told["organizations"]) == 5
    assert told["converged"] is True


def test_who_there_is_for_people(capsys):
    assert call("quickstart", "--population", *SETTINGS) == 0
    printed = capsys.readouterr().out
    for words in (
        "Organizations of quickstart, seed",
        "Where it comes from",
        "600 .. 1,400",
        "the largest of 5",
    ):
        assert words in printed
    assert printed.endswith("Next     cocogen game quickstart\n")


def test_who_there_is_for_machines(capsys):
    assert call("airlines", "--population", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in told["organizations"]] == ["UA", "B6", "EV", "DL", "AA", "MQ", "US", "9E"]
    assert told["sources"]["names"] == "column name of airlines"


def test_long_tables_are_cut_and_json_has_all(capsys):
    settings = [*SETTINGS, "--set", "population.organizations=50"]
    assert call("quickstart", "--population", *settings) == 0
    assert "… and 10 more, all of them with --json" in capsys.readouterr().out
    assert call("quickstart", "--population", "--json", *settings) == 0
    assert len(json.loads(capsys.readouterr().out)["organizations"]) == 50


def test_a_configuration_in_a_file_has_a_game(capsys, tmp_path):
    from cocogen.model.config import SimulationConfig
    from cocogen.model.config.overrides import to_toml

    path = tmp_path / "mine.toml"
    path.write_text(to_toml(SimulationConfig().with_overrides(SMALL)), encoding="utf-8")
    assert call(str(path), "--out", str(tmp_path / "out")) == 0
    assert f"Next     cocogen game {path} --population" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pair", "message"),
    [("A", "two different organizations"), ("A,A", "two different"), ("A,Z", "unknown organization 'Z'")],
)
def test_a_wrong_pair_is_refused(capsys, pair, message):
    assert call("quickstart", "--pair", pair, *SETTINGS) == 2
    assert message in capsys.readouterr().err


def test_presets_cover_the_papers_baselines():
    assert list(MECHANISM_PRESETS) == ["VCFL", "WCO", "RaDG", "CoCoGen", "CoCoGen+"]


def test_baselines_go_beyond_the_paper_on_the_same_variant():
    configs = load_scenario("baselines").variant_configs()
    assert list(configs) == [*MECHANISM_PRESETS, "pigouvian", "bargaining", "planner"]
    alike = {
        config.with_overrides(
            {**MECHANISM_PRESETS["CoCoGen"], "learning.weighting": "contributions"}
        ).model_dump_json()
        for config in configs.values()
    }
    assert len(alike) == 1
    assert [name for name, c in configs.items() if c.learning.weighting == "samples"] == ["VCFL"]
