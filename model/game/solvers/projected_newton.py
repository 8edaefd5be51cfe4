"""Projected Newton's method on a box for functions whose Hessian is a diagonal plus rank two, O(N) per step.

The welfare and the potential are such functions: members meet only through the total. Works on one problem (N,) or on
many side by side (B, N).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class SecondOrder:
    """Gradient and Hessian at a point; the Hessian is diag(diagonal) + common·uuᵀ − uwᵀ − wuᵀ.

    Args:
        gradient: shape (..., N).
        diagonal: negative, shape (..., N).
        u: shape (..., N).
        w: shape (..., N).
        common: shape (..., 1).
    """

    gradient: FloatArray
    diagonal: FloatArray
    u: FloatArray
    w: FloatArray
    common: FloatArray


class Objective(ABC):
    """A function to be maximised on [0, capacity]."""

    capacity: FloatArray

    @abstractmethod
    def value(self, g: FloatArray) -> FloatArray:
        """Return the function, shape (..., 1)."""

    @abstractmethod
    def second_order(self, g: FloatArray) -> SecondOrder:
        """Return gradient and Hessian at ``g``."""


@dataclass(frozen=True)
class Maximum:
    """Where the method ended.

    Args:
        point: shape (..., N).
        gradient: the gradient there, shape (..., N).
        iterations: steps taken.
    """

    point: FloatArray
    gradient: FloatArray
    iterations: int


def blocked(point: FloatArray, gradient: FloatArray, capacity: FloatArray) -> BoolArray:
    """Return where a bound stops the gradient, shape (..., N)."""
    return ((point <= 0.0) & (gradient <= 0.0)) | ((point >= capacity) & (gradient >= 0.0))


def maximise(objective: Objective, start: FloatArray, *, max_iterations: int) -> Maximum:
    """Climb from ``start`` until a full Newton step moves nothing.

    Args:
        objective: what to maximise.
        start: shape (..., N), inside the box.
        max_iterations: most Newton steps.
    """
    g = start
    value = objective.value(g)
    iterations = 0
    order = objective.second_order(g)
    while iterations < max_iterations:
        iterations += 1
        free = ~blocked(g, order.gradient, objective.capacity)
        direction = _newton_direction(order, free)
        g, value, moved = _search(objective, g, value, order.gradient, direction)
        order = objective.second_order(g)
        if not moved.any():
            break
    return Maximum(g, order.gradient, iterations)


def _newton_direction(order: SecondOrder, free: BoolArray) -> FloatArray:
    """Return −H⁻¹ gradient on the free coordinates by the Woodbury identity, or the diagonal step where that descends."""
    diagonal, common = order.diagonal, order.common
    plain = np.where(free, -order.gradient / diagonal, 0.0)
    u, w = order.u * free, order.w * free
    ud, wd = u / diagonal, w / diagonal
    uu = (u * ud).sum(axis=-1, keepdims=True)
    uw = (u * wd).sum(axis=-1, keepdims=True)
    ww = (w * wd).sum(axis=-1, keepdims=True)
    a = -(u * plain).sum(axis=-1, keepdims=True)
    b = -(w * plain).sum(axis=-1, keepdims=True)
    m11, m12 = 1.0 + common * uu - uw, common * uw - ww
    m21, m22 = -uu, 1.0 - uw
    r1, r2 = common * a - b, -a
    determinant = m11 * m22 - m12 * m21
    usable = determinant > 0.0
    safe = np.where(usable, determinant, 1.0)
    y1, y2 = (m22 * r1 - m12 * r2) / safe, (m11 * r2 - m21 * r1) / safe
    newton = plain + ud * y1 + wd * y2
    ascends = usable & ((newton * order.gradient).sum(axis=-1, keepdims=True) > 0.0)
    return np.where(ascends, newton, plain)


def _search(
    objective: Objective, g: FloatArray, value: FloatArray, gradient: FloatArray, direction: FloatArray
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Backtrack along the projected direction; return the new point, its value and which coordinates moved."""
    slack = 1e-14 * (1.0 + np.abs(value))
    step = np.ones_like(value)
    found, found_value = g, value
    pending = np.ones_like(value, dtype=np.bool_)
    for _ in range(60):
        trial = np.clip(g + step * direction, 0.0, objective.capacity)
        shift = trial - g
        trial_value = objective.value(trial)
        promised = (gradient * shift).sum(axis=-1, keepdims=True)
        good = pending & (trial_value >= value + 1e-4 * promised - slack)
        found = np.where(good, trial, found)
        found_value = np.where(good, trial_value, found_value)
        pending &= ~good
        if not pending.any():
            break
        step = np.where(pending, 0.5 * step, step)
    shifted: BoolArray = np.abs(found - g) > 1e-13 * (1.0 + np.abs(g))
    return found, found_value, shifted
