"""The learning curve: closed forms, concavity, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import LearningCurve
from cocogen.model.game.learning_curve import PowerLaw
from strategies import learning_curves, property_test

amounts = st.floats(0.0, 1e6)


@property_test
@given(learning_curves(), amounts, st.floats(1e-3, 1e5))
def test_increasing_concave_and_bounded(curve, x, step):
    assert curve.floor == pytest.approx(float(curve(0.0)), abs=1e-15)
    assert curve(x) <= curve(x + step) <= curve.ceiling
    assert curve.derivative(x) > curve.derivative(x + step) > 0.0
    assert curve.second_derivative(x) < 0.0


@property_test
@given(learning_curves(), st.floats(0.0, 1e4))
def test_derivatives_match_differences(curve, x):
    step = 1e-4 * (curve.scale + x)
    slope = (curve(x + step) - curve(max(x - step, 0.0))) / (x + step - max(x - step, 0.0))
    assert curve.derivative(x) == pytest.approx(float(slope), rel=1e-3)
    bend = (curve.derivative(x + step) - curve.derivative(x)) / step
    assert curve.second_derivative(x) == pytest.approx(float(bend), rel=1e-3)


@property_test
@given(learning_curves(), amounts, st.floats(0.0, 1e5))
def test_increment_is_the_difference(curve, x, added):
    assert curve.increment(x, added) == pytest.approx(float(curve(x + added) - curve(x)), abs=1e-14)


def test_increment_keeps_digits_where_the_difference_loses_them():
    curve = LearningCurve(floor=0.1, ceiling=0.9, scale=10.0, exponent=1.0)
    assert curve.increment(1e9, 1.0) == pytest.approx(0.8 * 10.0 / 1e18, rel=1e-7)


@property_test
@given(learning_curves(), st.floats(0.0, 1e5))
def test_a_slope_bends_as_the_second_derivative_says(curve, x):
    at = np.array([x])
    bend = curve.bend(3.0 * curve.derivative(at), at)
    np.testing.assert_allclose(bend, 3.0 * curve.second_derivative(at), rtol=1e-11)


@property_test
@given(learning_curves(), st.floats(1.0, 1e5))
def test_sensitivity_is_the_derivative_by_the_parameters(curve, x):
    accuracy, by_log_scale, by_ceiling = (float(value) for value in curve.sensitivity(np.float64(x)))
    step = 1e-6
    assert accuracy == pytest.approx(float(curve(x)), abs=1e-12)
    later = PowerLaw(curve.floor, curve.ceiling, curve.scale * np.exp(step), curve.exponent)
    higher = PowerLaw(curve.floor, curve.ceiling + step, curve.scale, curve.exponent)
    assert by_log_scale == pytest.approx(float(later(x) - curve(x)) / step, abs=1e-5)
    assert by_ceiling == pytest.approx(float(higher(x) - curve(x)) / step, abs=1e-5)


@property_test
@given(learning_curves(), st.floats(0.0, 1e4))
def test_inverse(curve, x):
    reached = curve(x)
    if reached < curve.ceiling - 1e-6:
        assert curve.inverse(reached) == pytest.approx(x, rel=1e-6, abs=1e-6)


def test_vectorised():
    curve = LearningCurve(floor=0.0, ceiling=1.0, scale=1.0, exponent=1.0)
    np.testing.assert_allclose(curve([0.0, 1.0, 3.0]), [0.0, 0.5, 0.75])
    np.testing.assert_allclose(curve.inverse([0.0, 0.5, 0.75]), [0.0, 1.0, 3.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"floor": -0.1}, r"learning_curve.floor is -0.1; it must lie in \[0, 1\)"),
        ({"floor": 0.95}, "ceiling is 0.9; it must lie above the floor 0.95"),
        ({"ceiling": 1.2}, "ceiling is 1.2"),
        ({"scale": 0.0}, "scale is 0; it must be positive"),
        ({"exponent": float("nan")}, "exponent is nan; it must be finite"),
        ({"exponent": "steep"}, "exponent is 'steep'; it must be a number"),
    ],
)
def test_refuses(change, message):
    arguments = {"floor": 0.1, "ceiling": 0.9, "scale": 100.0, "exponent": 0.5} | change
    with pytest.raises(ValueError, match=message):
        LearningCurve(**arguments)


@pytest.mark.parametrize("accuracy", [0.05, 0.9, float("nan")])
def test_inverse_refuses_what_is_never_reached(accuracy):
    with pytest.raises(ValueError, match="is not reached by this learning curve"):
        LearningCurve(floor=0.1, ceiling=0.9, scale=100.0, exponent=0.5).inverse(accuracy)
