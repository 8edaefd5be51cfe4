"""Measured fidelity: good generators are worth their weight, bad ones are not."""

import numpy as np
import pytest

from cocogen.model.learning.fidelity import _worth, draw_samples, measure_fidelity
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.tasks import load_task, task_from_arrays


class Perfect:
    """A generator that knows the truth behind the task, and can be made to lie."""

    def __init__(self, task, lies=0.0):
        self.x, self.y, self.lies = task.pool.x, task.pool.y, lies

    def sample(self, labels, rng):
        """Draw real samples, with wrong labels at a share of ``lies``."""
        wrong = rng.random(len(labels)) < self.lies
        labels = np.where(wrong, rng.integers(0, self.y.max() + 1, len(labels)), labels)
        return np.stack([self.x[rng.choice(np.flatnonzero(self.y == label))] for label in labels])


@pytest.fixture(scope="module")
def digits():
    return load_task("digits")


def test_real_samples_are_worth_themselves_and_lies_less(digits):
    truth = measure_fidelity(digits, Perfect(digits), amounts=4, repeats=3, steps=300)
    lies = measure_fidelity(digits, Perfect(digits, lies=0.4), amounts=4, repeats=3, steps=300)
    assert truth.ratio == pytest.approx(1.0, abs=0.3)
    assert lies.value < 0.6 < truth.value <= 1
    assert truth.standard_error > 0
    assert (np.diff(truth.samples) > 0).all()
    assert truth.real_accuracy[-1] > truth.real_accuracy[0]
    assert truth.synthetic_accuracy.shape == truth.samples.shape


def test_worth_reads_the_real_curve_backwards():
    sizes, real = np.array([10, 100, 1000]), np.array([0.5, 0.7, 0.9])
    assert _worth(sizes, real, real) == pytest.approx(1.0)
    assert _worth(sizes, real, np.array([0.5, 0.6, 0.8])) == pytest.approx(
        (1 * 10**-0.5 * 10**-0.5) ** (1 / 3)
    )
    assert _worth(sizes, np.array([0.5, 0.7, 0.6]), np.array([0.4, 0.7, 0.95])) == pytest.approx(
        1.0, abs=1e-3
    )


@pytest.mark.parametrize("arguments", [{"amounts": 1}, {"repeats": 1}])
def test_one_of_something_is_not_enough(digits, arguments):
    with pytest.raises(ValueError, match="needs at least 2 amounts and 2 repeats"):
        measure_fidelity(digits, Perfect(digits), **arguments)


def test_a_tiny_pool_is_refused():
    x = np.random.default_rng(0).normal(size=(12, 2))
    task = task_from_arrays("t", x, np.arange(12) % 2, test_per_class=5, public=0)
    with pytest.raises(ValueError, match="a pool of 2 balanced samples is too small"):
        measure_fidelity(task, Perfect(task))


def test_the_picture_shows_real_above_made(digits):
    generator = fit_generator("oracle", digits.public, 10)
    figure = draw_samples(digits, generator, columns=3)
    assert len(figure.axes) == 60
    assert all(len(axes.images) == 1 for axes in figure.axes)
    assert {axes.get_ylabel() for axes in figure.axes} == {"real", "made", ""}


def test_colours_and_signals_are_drawn_and_tables_refused(digits):
    rng = np.random.default_rng(0)
    for shape, drawn in (((3, 5, 5), "images"), ((1, 12), "lines")):
        task = task_from_arrays("t", rng.random((40, *shape)), np.arange(40) % 2, test_per_class=5)
        figure = draw_samples(task, fit_generator("oracle", task.public, 2, cache=False), columns=20)
        assert all(len(getattr(axes, drawn)) == 1 for axes in figure.axes)
    with pytest.raises(ValueError, match=r"samples of shape \(30,\) cannot be drawn"):
        draw_samples(load_task("breast-cancer"), Perfect(digits))
