"""Feature shift: what each one's instrument does to samples."""

import numpy as np
import pytest

from cocogen.model.learning.partitions import partition
from cocogen.model.learning.partitions.features import Instrument


def test_a_quarter_turn_is_a_quarter_turn():
    x = np.zeros((1, 1, 5, 5), dtype=np.float32)
    x[0, 0, 0, 1] = 1.0
    turned = Instrument(90.0, 0.0, 0)(x)
    assert turned.shape == x.shape
    assert turned.dtype == np.float32
    assert np.allclose(np.rot90(x[0, 0], 1), turned[0, 0], atol=1e-5) or np.allclose(
        np.rot90(x[0, 0], -1), turned[0, 0], atol=1e-5
    )


def test_tables_are_scaled_instead():
    x = np.ones((2, 3), dtype=np.float32)
    assert np.allclose(Instrument(45.0, 0.0, 0)(x), 1.5)


def test_noise_has_its_size_and_is_the_same_every_time():
    x = np.zeros((2000, 1, 2, 2), dtype=np.float32)
    instrument = Instrument(0.0, 0.3, 7)
    assert np.array_equal(instrument(x), instrument(x))
    assert instrument(x).std() == pytest.approx(0.3, rel=0.05)


def test_no_samples_are_no_problem():
    assert Instrument(30.0, 0.1, 0)(np.zeros((0, 1, 8, 8), dtype=np.float32)).shape == (0, 1, 8, 8)


def test_everybody_gets_an_instrument_of_its_own():
    shift = partition("feature-shift", angle=20, noise=0.2)
    instruments = shift.transforms(5, np.random.default_rng(0))
    assert sorted(i.angle for i in instruments) == [-20, -10, 0, 10, 20]
    assert sorted(i.noise for i in instruments) == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    assert len({i.seed for i in instruments}) == 5


@pytest.mark.parametrize("parameters", [{"angle": -1}, {"noise": -0.1}, {"noise": float("nan")}])
def test_parameters_are_checked(parameters):
    with pytest.raises(ValueError, match=r"must be a number from 0 to (180|1,000), got"):
        partition("feature-shift", **parameters)
