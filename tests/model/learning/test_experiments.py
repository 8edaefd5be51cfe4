"""The runs behind a calibration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cocogen.model.learning import experiments
from cocogen.model.learning.experiments import Experiment, calibrate, grid, measure, sizes
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.tasks import load_task, task_from_arrays, tasks

IID = Experiment("iid", 4, np.inf, None, synthetic=0.5, alone=0.25, seed=1, rounds=3)


@pytest.fixture
def owned_task(blobs):
    data = blobs(300)
    return task_from_arrays("t", data.x, data.y, owners=np.arange(300) % 4, test_per_class=10)


def test_the_grid_holds_other_seeds_skews_and_amounts_out():
    task = load_task("digits")
    fitted, held_out = grid(task, rounds=7, repeats=2)
    assert (len(fitted), len(held_out)) == (64, 36)
    assert not {e.seed for e in fitted} & {e.seed for e in held_out}
    assert not {e.alpha for e in fitted} & {e.alpha for e in held_out}
    assert {e.synthetic for e in fitted} & {e.synthetic for e in held_out} == {0.0}
    assert {e.rounds for e in (*fitted, *held_out)} == {7}
    assert {e.samples for e in fitted} == {None, 50.0}


def test_organizations_of_one_setting_are_the_same_whatever_they_generate():
    fitted, _ = grid(load_task("digits"))
    settings: dict[str, set[float]] = {}
    for experiment in fitted:
        settings.setdefault(experiment.setting, set()).add(experiment.synthetic)
    assert {frozenset(amounts) for amounts in settings.values()} == {frozenset(experiments.FITTED_SYNTHETIC)}


def test_natural_owners_are_a_setting_of_their_own(owned_task):
    fitted, held_out = grid(owned_task)
    assert {e.organizations for e in (*fitted, *held_out) if e.partition == "natural"} == {4}


def test_a_large_pool_is_not_shared_out_as_a_whole(blob_task):
    assert sizes(blob_task)[0] is None
    large = replace(blob_task, pool=blob_task.pool.take(np.zeros(10_000, dtype=np.int64)))
    assert sizes(large) == list(experiments.LARGE_SIZES)


@pytest.mark.parametrize("experiment", [IID, replace(IID, partition="dirichlet", alpha=0.5, samples=30.0)])
def test_an_experiment_measures_a_run(experiment):
    task = load_task("digits")
    generator = fit_generator("oracle", task.public, 10)
    run = measure(task, generator, experiment)
    if experiment.samples is None:
        assert run.real_samples.sum() == len(task.pool)
    assert run.accuracy.shape == (4,)
    assert run.accuracy[-1] > run.accuracy[0]
    assert run.market_accuracy.shape == run.standalone_accuracy.shape == (3, 4)
    assert run.markets.shape == (4, 10)
    assert run.generation.max() <= run.real_samples.mean() + 1
    assert run.standalone_generation.sum() < run.generation.sum() * 2
    again = measure(task, generator, experiment)
    assert np.array_equal(run.market_accuracy, again.market_accuracy)


def test_what_is_generated_changes_nobodys_data(blob_task, blob_generator):
    some = measure(blob_task, blob_generator, replace(IID, rounds=1))
    none = measure(blob_task, blob_generator, replace(IID, rounds=1, synthetic=0.0))
    assert none.generation.tolist() == [0] * 4
    assert none.markets.tolist() == some.markets.tolist()
    assert none.standalone_accuracy.tolist() == some.standalone_accuracy.tolist()


def test_natural_owners_stay_owners(owned_task):
    generator = fit_generator("mixture", owned_task.public, 3)
    run = measure(owned_task, generator, replace(IID, partition="natural", rounds=1))
    assert sorted(run.real_samples.tolist()) == sorted(np.bincount(owned_task.owners).tolist())


def test_a_setting_that_the_pool_does_not_allow_is_left_out(blob_task, blob_generator):
    assert measure(blob_task, blob_generator, replace(IID, samples=10_000.0)) is None


def test_calibrate_runs_the_grid_and_fits(monkeypatch):
    small = [
        replace(IID, synthetic=synthetic, seed=seed, rounds=6) for seed in (1, 2) for synthetic in (0.0, 0.5)
    ]
    monkeypatch.setattr(experiments, "grid", lambda task, rounds, repeats: (small[:2], small[2:]))
    seen = []
    calibration, held_out = calibrate(
        "digits", generator="mixture", rounds=6, progress=lambda *done: seen.append(done), epochs=3.0
    )
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(held_out) == 2
    assert calibration.task == "digits"
    assert calibration.held_out.errors["member"] < 0.2
    assert len(calibration.held_out.effects) == 1
    assert calibration.setup["generator"] == "mixture"
    assert calibration.setup["epochs"] == 3.0
    assert calibration.setup["runs"] == 2


def test_too_few_data_are_refused(monkeypatch, blob_task):
    tiny = replace(blob_task, pool=blob_task.pool.take(np.arange(5)))
    monkeypatch.setattr(experiments, "load_task", lambda name, **_: tiny)
    with pytest.raises(ValueError, match="the data are too few to calibrate with: 8 organizations cannot"):
        calibrate("blobs", generator="mixture", rounds=5)


def test_the_real_thing_predicts_blobs(blob_task, monkeypatch):
    """Fit to real training of the blob task and predict other seeds and settings."""
    monkeypatch.setattr(experiments, "load_task", lambda name, **_: blob_task)
    assert "digits" in tasks.names()
    calibration, held_out = calibrate("blobs", generator="mixture", rounds=8, learning_rate=0.03)
    assert len(held_out) >= 9
    assert calibration.held_out.errors["member"] < 0.04
    assert calibration.held_out.errors["alone"] < 0.04
    assert calibration.ceiling > calibration.floor + 0.4
