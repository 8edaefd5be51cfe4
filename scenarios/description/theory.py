"""The theory of a variant: its game solved, every rule compared, coalitions tested, as plain rows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.game import (
    CoalitionTable,
    CoopetitionGame,
    compare_rules,
    nash_equilibrium,
    price_of_anarchy,
    redistribution,
    social_optimum,
)
from cocogen.model.records.numerals import decimals
from cocogen.model.simulation import CoopetitionModel

if TYPE_CHECKING:
    from cocogen.model.config import SimulationConfig

MOST_FOR_COALITIONS = 12
"""Organizations up to which every coalition is solved under every rule here; a table by itself goes to 16."""


class Theory:
    """A game with its solutions as rows for tables.

    Args:
        game: the game among all organizations.
        names: their names.
    """

    def __init__(self, game: CoopetitionGame, names: list[str]) -> None:
        self.game = game
        self.names = names
        self.equilibrium = nash_equilibrium(game)
        self.optimum = social_optimum(game)

    def organizations(self) -> list[dict[str, Any]]:
        """Return one row per organization, money in k$ and amounts in samples."""
        game, g = self.game, self.equilibrium.generation
        columns = {
            "name": self.names,
            "real_samples": game.real_samples.tolist(),
            "heterogeneity": game.heterogeneity.tolist(),
            "weight": game.weights.tolist(),
            "equilibrium_generation": g.tolist(),
            "optimal_generation": self.optimum.generation.tolist(),
            "payoff": game.payoffs(g).tolist(),
            "standalone_payoff": game.standalone_payoffs().tolist(),
        }
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def rules(self) -> list[dict[str, Any]]:
        """Return one row per redistribution rule with its defaults, at the equilibrium under it."""
        return self._rules

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        anarchy = price_of_anarchy(self.game)
        return {
            "organizations": self.organizations(),
            "rules": self.rules(),
            "equilibrium_welfare": anarchy.equilibrium,
            "optimal_welfare": anarchy.optimum,
            "price_of_anarchy": None if np.isnan(anarchy.ratio) else anarchy.ratio,
            "regret": float(self.equilibrium.regret),
            "converged": bool(self.equilibrium.converged and self.optimum.converged),
        }

    def reading(self) -> str:
        """Return one sentence that reads the tables."""
        anarchy = price_of_anarchy(self.game)
        best = max(self.rules(), key=lambda row: row["welfare"])
        lost = 100 * anarchy.difference / abs(anarchy.optimum) if anarchy.optimum else 0.0
        keepers = [row["rule"] for row in self.rules() if row["worst_advantage"] >= 0]
        which = "any rule" if len(keepers) == len(self.rules()) else ", ".join(keepers)
        kept = f"nobody is worse off than alone under {which}" if keepers else "no rule satisfies everybody"
        return (
            f"Without redistribution {decimals(lost, 1)} % of the optimal welfare is lost; {best['rule']} recovers most "
            f"({decimals(100 * best['efficiency'], 2)} % of the optimum); {kept}."
        )

    @cached_property
    def _rules(self) -> list[dict[str, Any]]:
        rows = []
        for outcome in compare_rules(self.game):
            stable, largest = self._stability(outcome.rule)
            rows.append(
                {
                    "rule": outcome.rule,
                    "welfare": outcome.welfare,
                    "efficiency": outcome.efficiency,
                    "generation_mean": float(outcome.equilibrium.generation.mean()),
                    "gainers": int(outcome.gains.sum()),
                    "losers": int(outcome.loses.sum()),
                    "worst_advantage": float(outcome.advantage.min()),
                    "gini": outcome.gini,
                    "jain": outcome.jain,
                    "grand_coalition_stable": stable,
                    "largest_stable_size": largest,
                }
            )
        order = {name: position for position, name in enumerate(RULE_ORDER)}
        return sorted(rows, key=lambda row: order.get(row["rule"], len(order)))

    def _stability(self, rule: str) -> tuple[bool | None, int | None]:
        if self.game.organizations > MOST_FOR_COALITIONS:
            return None, None
        table = CoalitionTable(self.game, redistribution(rule))
        return table.grand_coalition in table.stable(), int(table.largest_stable()).bit_count()


RULE_ORDER = (
    "none",
    "pairwise",
    "pigouvian",
    "bargaining",
    "compensation",
    "shapley",
    "leave-one-out",
    "equal",
)
"""Rules in the order of model.md; others follow."""


def theory_of(config: SimulationConfig, *, knowledge: float = 0.0) -> Theory:
    """Build and solve the game that a variant's organizations play in its first round.

    Args:
        config: the variant.
        knowledge: K and everybody's K°, effective samples.
    """
    model = CoopetitionModel(config.with_overrides({"learning.kind": "curve"}))
    game = model.federation.whole_game.replace(knowledge=knowledge, standalone_knowledge=knowledge)
    return Theory(game, model.population.names)
