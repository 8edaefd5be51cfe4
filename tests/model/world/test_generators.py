"""Generators of one's own: who has which, what that does to decisions, and that training uses them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from calibrations import TRUTH

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError, from_toml, to_toml
from cocogen.model.game import nash_equilibrium
from cocogen.model.learning.calibration import Worth
from cocogen.model.learning.calibration_files import save_calibration
from cocogen.model.simulation import CoopetitionModel
from cocogen.model.world.parameters import described_fidelity, resolve_parameters
from cocogen.scenarios.description.roster import Roster
from cocogen.scenarios.description.scenario import with_resolved_game

FEW = {
    "run.seed": 3,
    "run.rounds": 2,
    "learning.kind": "curve",
    "population.organizations": 4,
    "population.samples": 60.0,
    "competition.intensity": 0.01,
}
FROM_BAD_TO_GOOD = ["bootstrap", "mixture", "oracle", "vae"]
WORTHS = {"bootstrap": Worth(0.1, 0.05), "mixture": Worth(0.3, 0.2), "oracle": Worth(1.0, 0.9)}


@pytest.fixture
def measured(tmp_path):
    known = replace(TRUTH, setup={"generator": "vae"}, worths=WORTHS)
    return {"game.calibration": str(save_calibration(known, tmp_path / "fit.json"))}


def config_of(**fields):
    return SimulationConfig().with_overrides({**FEW, **fields})


def test_everybody_decides_by_what_its_own_samples_are_worth(measured):
    alike = {
        "population.valuation": 2000.0,
        "population.generation_cost": 0.1,
        "population.congestion": 0.01,
        "population.partition": "iid",
    }
    model = CoopetitionModel(config_of(**measured, **alike, **{"population.generator": FROM_BAD_TO_GOOD}))
    game = model.federation.whole_game
    assert model.population.generators == FROM_BAD_TO_GOOD
    assert game.fidelity.tolist() == [0.1, 0.3, 1.0, 0.6]
    assert game.own_market.fidelity.tolist() == [0.05, 0.2, 0.9, 0.5]
    amounts = nash_equilibrium(game).generation
    by_worth = amounts[[0, 1, 3, 2]]
    assert all(less < more for less, more in pairwise(by_worth)), "who generates well generates more"
    model.run()
    assert model.federation.whole_game.fidelity.tolist() == [0.1, 0.3, 1.0, 0.6]


def test_one_name_for_all_is_as_the_generator_of_learning(measured):
    one = CoopetitionModel(config_of(**measured, **{"population.generator": "mixture"})).run()
    all_of_them = CoopetitionModel(config_of(**measured, **{"learning.generator": "mixture"})).run()
    assert one.federation.utility.tolist() == all_of_them.federation.utility.tolist()
    plain = CoopetitionModel(config_of(**measured)).run()
    assert plain.population.generators == []
    assert plain.federation.utility.tolist() != one.federation.utility.tolist()


def test_a_choice_is_drawn_for_each_and_moves_no_other_draw(measured):
    fields = {
        **measured,
        "population.organizations": 40,
        "population.samples": 15.0,
        "population.generator": "choice(vae, mixture)",
    }
    drawn, without = (
        CoopetitionModel(config_of(**fields)),
        CoopetitionModel(config_of(**{**fields, "population.generator": None})),
    )
    assert 8 < drawn.population.generators.count("vae") < 32
    assert drawn.population.generators == CoopetitionModel(config_of(**fields)).population.generators
    np.testing.assert_array_equal(drawn.population.valuation, without.population.valuation)
    np.testing.assert_array_equal(drawn.population.real_samples, without.population.real_samples)


def test_newcomers_draw_from_a_choice_and_have_the_common_one_beside_a_list(measured):
    arriving = {"task.name": "abstract", "environment.arrivals": 5.0, "run.rounds": 3}
    listed = CoopetitionModel(config_of(**arriving, **{"population.generator": FROM_BAD_TO_GOOD})).run()
    assert len(listed.population.generators) == len(listed.population) > 4
    assert set(listed.population.generators[4:]) == {"vae"}
    chosen = CoopetitionModel(config_of(**arriving, **{"population.generator": "choice(oracle)"})).run()
    assert set(chosen.population.generators) == {"oracle"}


def test_a_column_of_the_file_of_firms_says_it(measured, tmp_path):
    firms = tmp_path / "firms.csv"
    firms.write_text("name,generator,tool\nA,vae,oracle\nB,mixture,oracle\n")
    own = {"population.file": str(firms), "population.organizations": 2}
    assert CoopetitionModel(config_of(**own)).population.generators == ["vae", "mixture"]
    other = config_of(**own, **{"population.generator": "column(tool)"})
    assert other.population.generators == ["oracle"]


def test_numbers_are_written_out_and_hold_without_the_calibration(measured):
    config = config_of(**measured, **{"population.generator": FROM_BAD_TO_GOOD})
    written = with_resolved_game(config)
    again = from_toml(to_toml(written))
    assert again.game.fidelities == {"bootstrap": 0.1, "mixture": 0.3, "oracle": 1.0, "vae": 0.6}
    assert resolve_parameters(again).in_use == resolve_parameters(config).in_use
    told = described_fidelity(again)
    assert told == described_fidelity(config)
    assert told.startswith("φ 0.1, as measured for bootstrap; φ 0.3, as measured for mixture")
    assert with_resolved_game(config_of(**measured)).game.fidelities == {}, "nothing without need"


def test_what_is_set_holds(measured):
    own = {**measured, "population.generator": FROM_BAD_TO_GOOD}
    same = CoopetitionModel(config_of(**own, **{"game.fidelity": 0.4})).federation.whole_game
    assert same.fidelity.tolist() == [0.4] * 4
    mine = config_of(**own, **{"game.fidelities.bootstrap": 0.7})
    found = CoopetitionModel(mine).federation.whole_game
    assert found.fidelity.tolist() == [0.7, 0.3, 1.0, 0.6]
    assert described_fidelity(mine).startswith("φ 0.7, as set; φ 0.3, as measured for mixture")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["vae", "mixture"], "population.generator: must have 4 entries, one for each organization, got 2"),
        ("vea", "unknown generator 'vea'; did you mean 'vae'?"),
        ("choice(vae, mixtur)", "did you mean 'mixture'?"),
        (["vae", "vae", "vae", "diffusoin"], "did you mean 'diffusion'?"),
        ("column(tool)", "must be a column of population.file"),
        (3, "must be a name, a list of one for each organization"),
        ([1, 2, 3, 4], "must be a name, a list of one for each organization"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(value, said):
    with pytest.raises(ConfigurationError) as refused:
        config_of(**{"population.generator": value})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("source", ["public", "own"])
def test_training_draws_from_everybodys_own(source, monkeypatch):
    from cocogen.model.learning.generators import fitting

    asked = []
    whole = fitting.fit_generator

    def noted(name, data, *given, **parameters):
        asked.append((name, len(data)))
        return whole(name, data, *given, **parameters)

    monkeypatch.setattr(fitting, "fit_generator", noted)
    trained = {"learning.kind": "federated", "learning.source": source, "run.rounds": 1}
    names = ["bootstrap", "oracle", "bootstrap", "mixture"]
    model = CoopetitionModel(config_of(**trained, **{"population.generator": names}))
    assert [name for name, _ in asked] == names
    sizes = [len(shard) for shard in model.population.shards]
    assert [size for _, size in asked] == (sizes if source == "own" else [len(model.task.public)] * 4)
    model.run()
    assert model.federation.generation.shape == (4,)


def test_who_asks_for_the_population_is_told():
    roster = Roster(config_of(**{"population.generator": FROM_BAD_TO_GOOD}))
    assert [row["generator"] for row in roster.rows()] == FROM_BAD_TO_GOOD
    assert roster.sources()["generator"] == "bootstrap, mixture, oracle, vae"
    plain = Roster(config_of())
    assert "generator" not in plain.rows()[0]
    assert "generator" not in plain.sources()
