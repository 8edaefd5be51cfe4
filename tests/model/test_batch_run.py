"""Mesa's own ``batch_run`` plays this model as it plays any other: fresh seeds, an end, parameters by dotted name."""

from __future__ import annotations

import warnings

import mesa
import numpy as np
import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.randomness import root_seed
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel

QUICK = {"learning.kind": "curve", "run.rounds": 4}
"""The quickstart's market, which is the model's default, for a few rounds on the curve."""


def batch_run(parameters, **options):
    """Call Mesa's function; its later versions deprecate ``iterations``, and the word ``seed`` in a signature."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", category=FutureWarning)
        return mesa.batch_run(CoopetitionModel, parameters, display_progress=False, **options)


def test_iterations_are_runs_of_their_own_and_end_with_the_last_configured_round():
    rows = batch_run(QUICK, iterations=3, data_collection_period=1)
    assert len(rows) == 12
    for iteration in range(3):
        assert [row["Step"] for row in rows if row["iteration"] == iteration] in ([0, 1, 2, 3], [1, 2, 3, 4])
    assert len({row["social_welfare"] for row in rows}) == 12


def test_seeds_among_the_parameters_are_honoured():
    rows = batch_run({**QUICK, "run.seed": [1, 2, 1]})
    welfare = [row["welfare_everyone"] for row in rows]
    assert welfare[0] == welfare[2] != welfare[1]
    assert welfare[1] == CoopetitionModel(seed=2, **QUICK).run().measures["welfare_everyone"]


def test_generators_among_the_parameters_are_honoured():
    rows = batch_run({**QUICK, "rng": [1, np.random.SeedSequence(1), np.random.default_rng(1)]})
    welfare = [row["welfare_everyone"] for row in rows]
    assert len(set(welfare)) == 3
    assert welfare[0] == CoopetitionModel(rng=1, **QUICK).run().measures["welfare_everyone"]


def test_parameters_are_configuration_fields_by_dotted_name():
    stay = {"participation.rule": "always", "decision.rule": "none"}
    rows = batch_run({**QUICK, **stay, "run.seed": 1, "population.organizations": [3, 5]})
    assert [row["members"] for row in rows] == [3, 5]
    assert [row["generation_total"] for row in rows] == [0, 0]


def test_reporters_of_ones_own_are_rows_per_organization():
    rows = batch_run({**QUICK, "agent_reporters": [{"who": "name"}], "model_reporters": [{"now": "round"}]})
    assert [row["who"] for row in rows] == list("ABCDEFGH")
    assert {row["now"] for row in rows} == {4}


def test_later_versions_of_mesa_say_that_no_seed_is_given():
    """Mesa 3.5 passes ``seed=None`` in every iteration, beside whatever the parameters say."""
    assert CoopetitionModel(**QUICK, **{"run.seed": 5}, seed=None).config.run.seed == 5
    assert len({CoopetitionModel(**QUICK, seed=None).config.run.seed for _ in range(3)}) == 3


def test_a_configuration_keeps_its_own_seed():
    config = SimulationConfig().with_overrides(QUICK)
    assert CoopetitionModel(config).config == config
    assert CoopetitionModel(**QUICK, **{"run.seed": 5}).config.run.seed == 5
    assert CoopetitionModel(config, seed="7").config.run.seed == 7
    assert CoopetitionModel(config, rng=8).config.run.seed == 8


def test_a_run_without_any_seed_can_be_repeated_by_the_seed_that_it_drew():
    first, second = CoopetitionModel(**QUICK), CoopetitionModel(**QUICK)
    assert first.config.run.seed != second.config.run.seed
    again = CoopetitionModel(**QUICK, seed=first.config.run.seed)
    assert again.run().measures == pytest.approx(first.run().measures, rel=0, abs=0, nan_ok=True)


def test_mesas_own_loop_ends_and_a_finished_run_that_is_restored_does_not_begin_again():
    model = CoopetitionModel(seed=1, **QUICK)
    model.run_model()
    assert (model.round, model.running) == (4, False)
    restored = CoopetitionModel(seed=1, **QUICK)
    restore_checkpoint(restored, save_checkpoint(model))
    assert not restored.running
    longer = CoopetitionModel(seed=1, **{**QUICK, "run.rounds": 5})
    restore_checkpoint(longer, save_checkpoint(model))
    longer.run_model()
    assert longer.round == 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"seed": 1, "rng": 2}, "seed and rng are two words for the same; give one of them"),
        ({"rng": {"a": 1}}, "seed must be a whole number, or what numpy makes a generator of, got {'a': 1}"),
        ({"rng": [-1]}, "seed must be a whole number"),
        ({"seed": -1}, "run.seed"),
        ({"seed": "one"}, "run.seed"),
    ],
)
def test_what_is_no_seed_is_said_in_one_line(words, message):
    with pytest.raises(ValueError, match=message) as caught:
        CoopetitionModel(**QUICK, **words)
    assert "\n" not in str(caught.value)


def test_every_kind_of_seed_becomes_a_number_that_a_configuration_takes():
    kinds = [
        np.int64(3),
        [3, 4],
        np.random.SeedSequence(3),
        np.random.PCG64(4),
        np.random.default_rng(3),
        None,
    ]
    seeds = [root_seed(kind) for kind in kinds]
    assert seeds[0] == 3
    assert seeds[1] == root_seed((3, 4))
    assert len(set(seeds)) == len(seeds)
    assert all(isinstance(seed, int) and 0 <= seed < 2**63 for seed in seeds)
    generator = np.random.default_rng(3)
    assert root_seed(generator) != root_seed(generator)
