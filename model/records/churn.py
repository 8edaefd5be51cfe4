"""Churn of one run in numbers: who stays, for how long, what it is worth, and when it comes to rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game import CoalitionTable
from cocogen.model.records.spells import churn_by_round, membership_spells

if TYPE_CHECKING:
    from cocogen.model.records.runs import Tables
    from cocogen.model.simulation import CoopetitionModel

QUIET = 10
"""Rounds without a move at the end of a run after which a coalition is at rest."""
MOVES = ("exits", "returns", "entries")


@dataclass(frozen=True)
class Stability:
    """Whether a coalition is Nash-stable by the game's own test (model.md, section "Coalitions").

    Args:
        members: names of the organizations that are in.
        is_stable: no member would gain by leaving, no outsider by joining.
        would_leave: members that would be better off alone.
        would_join: outsiders that would be better off inside.
        largest: names of the largest stable coalition of this game.
    """

    members: tuple[str, ...]
    is_stable: bool
    would_leave: tuple[str, ...]
    would_join: tuple[str, ...]
    largest: tuple[str, ...]


def stability_of(model: CoopetitionModel) -> Stability:
    """Test the coalition that a simulation has reached, in the game as it stands after the last round.

    Args:
        model: a simulation of at most 16 organizations.

    Raises:
        ValueError: if there are more; the table of all coalitions would not fit.
    """
    game, names = model.federation.whole_game, model.population.names
    table = CoalitionTable(game, model.federation.rule)
    coalition = sum(1 << organization.index for organization in model.members)
    members = [i for i in range(len(names)) if coalition >> i & 1]
    outsiders = [i for i in range(len(names)) if not coalition >> i & 1]
    gained = table.advantages()[coalition]
    leave = [i for i in members if gained[i] < -table.slack]
    join = [i for i in outsiders if gained[i] > table.slack]
    largest = int(table.largest_stable())
    return Stability(
        members=tuple(names[i] for i in members),
        is_stable=coalition in table.stable(),
        would_leave=tuple(names[i] for i in leave),
        would_join=tuple(names[i] for i in join),
        largest=tuple(name for i, name in enumerate(names) if largest >> i & 1),
    )


def last_move(tables: Tables, *, quiet: int = QUIET) -> int | None:
    """Return the round after which nobody moved any more; None if somebody still did in the last ``quiet`` rounds.

    Args:
        tables: of one run.
        quiet: rounds without a move that are rest, >= 1.
    """
    moves = churn_by_round(tables)
    moving = moves.loc[moves[list(MOVES)].sum(axis=1) > 0, "round"]
    last, end = int(moving.max()) if len(moving) else 0, int(moves["round"].max())
    return last if end - last >= quiet else None


def churn_measures(tables: Tables) -> dict[str, float]:
    """Return the churn of one run in numbers.

    ``members_end`` and ``training_end`` count organizations; ``exits``, ``returns``, ``entries`` events; ``churn_rate`` is exits
    per member and round; ``mean_tenure`` (rounds) is time as a member per spell, censored spells as long as they were
    seen; ``at_rest`` is 1 where the coalition moves no more, and ``last_move`` when (NaN if not); ``welfare`` and
    ``welfare_everyone`` are mean money per round without and with outsiders.
    """
    moves, rounds, spells = churn_by_round(tables), tables["rounds"], membership_spells(tables)
    last = last_move(tables)
    exits, member_rounds = int(moves["exits"].sum()), int(moves["members"].sum() + moves["exits"].sum())
    return {
        "members_end": float(moves["members"].iloc[-1]),
        "training_end": float(rounds["players"].iloc[-1]),
        **{name: float(moves[name].sum()) for name in MOVES},
        "churn_rate": exits / member_rounds if member_rounds else 0.0,
        "mean_tenure": float(spells["tenure"].mean()),
        "at_rest": float(last is not None),
        "last_move": np.nan if last is None else float(last),
        "welfare": float(rounds["social_welfare"].mean()),
        "welfare_everyone": float(rounds["welfare_everyone"].mean()),
    }
