"""The box-constrained Newton method on functions with known maxima."""

import numpy as np
import pytest

from cocogen.model.game.solvers.projected_newton import Objective, SecondOrder, blocked, maximise


class Quadratic(Objective):
    """−½ Σ (g − target)² − ½ c (Σ g)², the coupling as a rank-one part."""

    def __init__(self, target, coupling, capacity):
        self.target, self.coupling, self.capacity = target, coupling, capacity

    def value(self, g):
        """Return the function."""
        total = g.sum(axis=-1, keepdims=True)
        return -0.5 * ((g - self.target) ** 2).sum(axis=-1, keepdims=True) - 0.5 * self.coupling * total**2

    def second_order(self, g):
        """Return gradient and Hessian."""
        total = g.sum(axis=-1, keepdims=True)
        ones = np.ones_like(g)
        return SecondOrder(
            self.target - g - self.coupling * total, -ones, ones, 0 * ones, -self.coupling + 0 * total
        )


def test_one_step_solves_a_quadratic():
    target = np.array([3.0, 5.0])
    end = maximise(Quadratic(target, 2.0, np.full(2, 100.0)), np.ones(2), max_iterations=50)
    expected = np.linalg.solve(np.eye(2) + 2.0, target)
    assert expected[0] < 0.0
    assert end.point[0] == 0.0
    assert end.point[1] == pytest.approx(5.0 / 3.0)
    assert blocked(end.point, end.gradient, np.full(2, 100.0)).tolist() == [True, False]


def test_many_problems_side_by_side():
    targets = np.array([[1.0, 2.0], [50.0, 1.0], [-3.0, -4.0]])
    end = maximise(Quadratic(targets, 0.1, np.full(2, 10.0)), np.zeros((3, 2)), max_iterations=50)
    for target, point in zip(targets, end.point, strict=True):
        alone = maximise(Quadratic(target, 0.1, np.full(2, 10.0)), np.zeros(2), max_iterations=50)
        np.testing.assert_allclose(point, alone.point, atol=1e-12)
    np.testing.assert_allclose(end.point[1], [10.0, 0.0])
    np.testing.assert_allclose(end.point[2], 0.0)


class Saturating(Objective):
    """−log cosh(g − 30): a full Newton step overshoots far from the maximum."""

    capacity = np.full(1, 100.0)

    def value(self, g):
        """Return the function."""
        return -np.log(np.cosh(g - 30.0))

    def second_order(self, g):
        """Return gradient and Hessian."""
        slope = -np.tanh(g - 30.0)
        return SecondOrder(slope, np.minimum(slope**2 - 1.0, -1e-6), 0 * g, 0 * g, 0 * g)


def test_backtracks_where_newton_overshoots():
    end = maximise(Saturating(), np.zeros(1), max_iterations=100)
    assert end.point[0] == pytest.approx(30.0)


def test_an_indefinite_model_still_ascends():
    class Saddle(Quadratic):
        def second_order(self, g):
            """Return gradient and Hessian."""
            order = super().second_order(g)
            return SecondOrder(order.gradient, order.diagonal, order.u, order.w, 50.0 + 0 * order.common)

    end = maximise(Saddle(np.array([3.0, 4.0]), 0.0, np.full(2, 100.0)), np.zeros(2), max_iterations=50)
    np.testing.assert_allclose(end.point, [3.0, 4.0])
