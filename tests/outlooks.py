"""A made-up outlook: one organization in a concave game of its own, without a market."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class ToyOutlook:
    """U(g) = −(g − target(E))² / 100 with target = 80 − E/10, on [0, capacity]."""

    generation: float = 0.0
    believed_others: float = 300.0
    capacity: float = 100.0
    last_utility: float = 0.0
    weight: float = 1.0
    round: int = 1
    others: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    def target(self, others=None):
        """Return the amount at the top of the parabola."""
        return 80.0 - (self.believed_others if others is None else others) / 10.0

    def best_response(self, others=None):
        """Return the top within reach."""
        return min(max(self.target(others), 0.0), self.capacity)

    def blind_response(self):
        """Return capacity."""
        return self.capacity

    def equilibrium_generation(self):
        """Return a number of its own."""
        return 42.0

    def planned_generation(self):
        """Return another number of its own."""
        return 77.0

    def utilities(self, generation):
        """Return the parabola."""
        return -((np.asarray(generation) - self.target()) ** 2) / 100.0

    def marginal_utility(self, generation):
        """Return its slope."""
        return -2.0 * (generation - self.target()) / 100.0

    def peers(self):
        """Return what the test says."""
        return np.array(self.others[0]), np.array(self.others[1])
