"""What measures are taken of: a round, or a whole run, with what several of them need worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from cocogen.agents.organization import Organization
    from cocogen.model.game import CoopetitionGame
    from cocogen.model.simulation import CoopetitionModel


@dataclass
class RoundView:
    """A model after a round was played, before the next one begins.

    Args:
        model: the simulation.
    """

    model: CoopetitionModel

    @cached_property
    def organizations(self) -> list[Organization]:
        """All organizations, in the order of their index."""
        return list(self.model.organizations)

    @cached_property
    def players(self) -> list[Organization]:
        """Those that trained in this round."""
        return [organization for organization in self.organizations if organization.plays]

    @property
    def game(self) -> CoopetitionGame:
        """The players' game; there is none in a round without players."""
        return self.model.federation.game

    @cached_property
    def played(self) -> NDArray[np.float64]:
        """What the players generated (samples)."""
        return self.model.federation.played_generation


@dataclass
class RunView:
    """A run as its tables tell it.

    Args:
        tables: of one variant; see docs/tables.md.
    """

    tables: Mapping[str, pd.DataFrame]

    @property
    def rounds(self) -> pd.DataFrame:
        """One row per round."""
        return self.tables["rounds"]

    @property
    def organizations(self) -> pd.DataFrame:
        """One row per round and organization, outsiders included."""
        return self.tables["organizations"]

    @property
    def transfers(self) -> pd.DataFrame:
        """One row per round and payment."""
        return self.tables["transfers"]

    @property
    def events(self) -> pd.DataFrame:
        """One row per event."""
        return self.tables["events"]

    @cached_property
    def happened(self) -> dict[str, int]:
        """How often each kind of event happened."""
        return {str(kind): int(times) for kind, times in self.events["event"].value_counts().items()}

    @cached_property
    def retention(self) -> dict[str, float]:
        """How long first memberships last, see :func:`cocogen.model.records.survival.retention_of`."""
        from cocogen.model.records.survival import retention_of

        return retention_of(self.organizations)
