"""How much a silo trains, and on which samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.model.learning.engine.batches import LocalWork


@given(
    samples=st.integers(1, 200),
    epochs=st.floats(0.1, 4),
    batch_size=st.integers(1, 64),
    steps=st.none() | st.integers(1, 20),
)
@settings(deadline=None, derandomize=True)
def test_batches_are_passes_over_the_samples(samples, epochs, batch_size, steps):
    work = LocalWork(epochs, steps, batch_size)
    positions = 1000 + np.arange(samples)
    batches = work.batches(positions, np.random.default_rng(0))
    assert batches.shape == (steps or int(np.ceil(epochs * samples / batch_size)), batch_size)
    seen = np.bincount(batches.reshape(-1) - 1000, minlength=samples)
    assert seen.max() - seen.min() <= 1


def test_more_data_is_more_work_unless_steps_are_fixed():
    assert LocalWork(epochs=2, batch_size=32).steps_for(160) == 10
    assert LocalWork(epochs=2, batch_size=32).steps_for(161) == 11
    assert LocalWork(steps=20).steps_for(161) == 20


@pytest.mark.parametrize(
    "parameters", [{"epochs": 0}, {"epochs": float("nan")}, {"steps": 0}, {"batch_size": -1}]
)
def test_numbers_must_be_positive(parameters):
    (name,) = parameters
    with pytest.raises(ValueError, match=f"{name} of local training must be positive"):
        LocalWork(**parameters)
