"""What an organization can see and expect when it decides: the protocol between agents and their world.

Decision rules depend on this protocol only; the market of the running model implements it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


@runtime_checkable
class Outlook(Protocol):
    """One organization's view of the round in which it revises its strategy.

    Expectations hold the others' total effective contribution fixed at what the organization believes
    (model.md, section "Bounded rationality and participation").
    """

    @property
    def round(self) -> int:
        """Number of the round, from 1."""

    @property
    def generation(self) -> float:
        """Own synthetic samples of the last round."""

    @property
    def capacity(self) -> float:
        """Most synthetic samples that the organization can generate in a round."""

    @property
    def believed_others(self) -> float:
        """Believed effective samples of all others together, E_{−i}."""

    @property
    def weight(self) -> float:
        """z_i, money that the organization gains by one unit of the potential."""

    @property
    def last_utility(self) -> float:
        """Money that the organization earned last round, transfers included; NaN if it did not train with the others."""

    def best_response(self, others: float | None = None) -> float:
        """Return the best own amount (samples) against ``others`` effective samples, the belief by default."""

    def blind_response(self) -> float:
        """Return the best own amount (samples) if there were no competition and no reward."""

    def equilibrium_generation(self) -> float:
        """Return the own amount (samples) at the round's Nash equilibrium."""

    def planned_generation(self) -> float:
        """Return the amount (samples) that a welfare-maximising planner assigns to the organization."""

    def utilities(self, generation: FloatArray) -> FloatArray:
        """Return the expected utility (money, up to a constant) of each own amount in ``generation`` (samples)."""

    def marginal_utility(self, generation: float) -> float:
        """Return the expected change of utility per sample (money / sample) at an own amount."""

    def peers(self) -> tuple[FloatArray, FloatArray]:
        """Return the last amounts (samples) and utilities (money) of all others that trained in the last round."""
