"""The runs behind a calibration."""

import numpy as np
import pytest

from cocogen.model.learning import experiments
from cocogen.model.learning.experiments import Experiment, calibrate, grid, measure
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.tasks import load_task, tasks


def test_the_grid_holds_other_seeds_and_settings_out():
    fitted, held_out = grid(rounds=7, repeats=2)
    assert len(fitted) == 80
    assert len(held_out) == 36
    assert not {e.seed for e in fitted} & {e.seed for e in held_out}
    assert len({e.seed for e in (*fitted, *held_out)}) == 116
    settings = {(e.alpha, e.share, e.synthetic) for e in fitted}
    assert sum((e.alpha, e.share, e.synthetic) in settings for e in held_out) < len(held_out) / 2
    assert {e.organizations for e in fitted} == {6, 8, 10}
    assert {e.rounds for e in fitted} == {7}


@pytest.mark.parametrize("alpha", [0.5, np.inf])
def test_an_experiment_measures_a_run(alpha):
    task = load_task("digits")
    generator = fit_generator("oracle", task.public, 10)
    run = measure(task, generator, Experiment(4, alpha, 0.5, 0.5, seed=1, rounds=3))
    assert run.real_samples.sum() == pytest.approx(0.5 * len(task.pool), abs=1)
    assert run.accuracy.shape == (4,)
    assert run.accuracy[-1] > run.accuracy[0]
    assert run.market_accuracy.shape == run.standalone_accuracy.shape == (3, 4)
    assert run.generation.max() <= run.real_samples.mean() + 1
    again = measure(task, generator, Experiment(4, alpha, 0.5, 0.5, seed=1, rounds=3))
    assert np.array_equal(run.accuracy, again.accuracy)


def test_standalone_models_can_be_left_out(blob_task, blob_generator):
    run = measure(blob_task, blob_generator, Experiment(3, 1.0, 1.0, 0.0, seed=1, rounds=2, standalone=False))
    assert run.standalone_accuracy is None
    assert run.generation.tolist() == [0, 0, 0]


def test_natural_owners_stay_owners(blobs):
    from cocogen.model.learning.tasks import task_from_arrays

    data = blobs(300)
    task = task_from_arrays("t", data.x, data.y, owners=np.arange(300) % 4, test_per_class=10)
    generator = fit_generator("mixture", task.public, 3)
    run = measure(task, generator, Experiment(9, 0.1, 1.0, 0.2, seed=1, rounds=1))
    assert sorted(run.real_samples.tolist()) == sorted(np.bincount(task.owners).tolist())


def test_calibrate_runs_the_grid_and_fits(monkeypatch):
    small = [
        Experiment(3, a, 1.0, s, seed, 6) for seed, (a, s) in enumerate([(0.5, 0), (np.inf, 0.5), (1.0, 1.0)])
    ]
    monkeypatch.setattr(experiments, "grid", lambda rounds, repeats, standalone: (small[:2], small[2:]))
    seen = []
    calibration, held_out = calibrate(
        "digits", generator="mixture", rounds=6, progress=lambda *done: seen.append(done), epochs=3.0
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert len(held_out) == 1
    assert calibration.task == "digits"
    assert calibration.mean_absolute_error < 0.3
    assert calibration.setup["generator"] == "mixture"
    assert calibration.setup["epochs"] == 3.0
    assert calibration.setup["runs"] == 2


def test_the_real_thing_predicts_digits(blob_task, blob_generator, monkeypatch):
    """Fit to real training of the blob task and predict other seeds within 0.03."""
    monkeypatch.setattr(experiments, "load_task", lambda name, **_: blob_task)
    assert "digits" in tasks.names()
    calibration, held_out = calibrate(
        "blobs", generator="mixture", rounds=10, repeats=1, standalone=False, learning_rate=0.03
    )
    assert len(held_out) == 18
    assert calibration.mean_absolute_error < 0.03
    assert calibration.ceiling > calibration.floor + 0.4
