"""The claims that are checked: those of the papers' abstracts, and our own.

The abstracts say that rounds form a weighted potential game, that the redistribution is balanced, and that CoCoGen+ outperforms its
baselines. That heterogeneity, competition and incentives shape strategies and welfare they say, too, but not in which direction: every direction is ours.
"""

from __future__ import annotations

from functools import partial

from cocogen.scenarios.studies.claims import AgainstBest, Bound, Claim, Difference
from cocogen.scenarios.studies.experiments import BEYOND, INTENSITY, RIVALS, SKEW

WELFARE = "mean_welfare_everyone"
MONEY = "k$/round"
SAMPLES = "samples"
ROUNDING = "of payoffs"


def claims() -> tuple[Claim, ...]:
    """Return all claims, theory first."""
    return (*_theory(), *_strategies(), *_redistribution(), *_baselines())


def _theory() -> tuple[Claim, ...]:
    return (
        Claim(
            "potential-identity",
            "A unilateral move changes utility by exactly z times the change of the potential",
            "paper",
            "potential_identity",
            "violation",
            ROUNDING,
            Bound(1e-9),
            cites_theorem=True,
        ),
        Claim(
            "best-response-converges",
            "Best responses in turn end at the computed equilibrium, from any start",
            "ours",
            "convergence",
            "violation",
            "of capacity",
            Bound(1e-6),
            cites_theorem=True,
        ),
        Claim(
            "transfers-balance",
            "The transfers of every rule sum to zero",
            "paper",
            "balance",
            "violation",
            "of the largest",
            Bound(1e-9),
        ),
        Claim(
            "bargaining-keeps-everyone",
            "Under bargaining nobody is worse off than alone, whenever the surplus allows",
            "ours",
            "bargaining",
            "violation",
            ROUNDING,
            Bound(1e-9),
            cites_theorem=True,
        ),
        Claim(
            "pigouvian-is-first-best",
            "The equilibrium under the pigouvian rule is the social optimum",
            "ours",
            "first_best",
            "violation",
            ROUNDING,
            Bound(1e-8),
            cites_theorem=True,
        ),
        Claim(
            "simulation-reaches-equilibrium",
            "Where nobody comes or goes, organizations that respond best with inertia end at the computed equilibrium",
            "ours",
            "settled",
            "distance_to_equilibrium",
            SAMPLES,
            Bound(0.5),
            cites_theorem=True,
        ),
    )


def _strategies() -> tuple[Claim, ...]:
    skew = partial(Difference, "condition", SKEW[0], SKEW[1])
    sharp = partial(Difference, "condition", INTENSITY[1], INTENSITY[0])
    alone, paid = {"variant": "CoCoGen"}, {"variant": "CoCoGen+"}
    return (
        Claim(
            "skew-raises-generation",
            "Without redistribution, organizations with more skewed data generate more",
            "ours",
            "skew",
            "mean_generation",
            SAMPLES,
            skew(where=alone),
        ),
        Claim(
            "skew-raises-generation-with-redistribution",
            "With redistribution, organizations with more skewed data generate more",
            "ours",
            "skew",
            "mean_generation",
            SAMPLES,
            skew(where=paid),
        ),
        Claim(
            "competition-lowers-generation",
            "Without redistribution, sharper competition lowers generation",
            "ours",
            "competition",
            "mean_generation",
            SAMPLES,
            sharp(where=alone, rises=False),
        ),
        Claim(
            "competition-lowers-welfare",
            "Without redistribution, sharper competition lowers welfare",
            "ours",
            "competition",
            WELFARE,
            MONEY,
            sharp(where=alone, rises=False),
        ),
        Claim(
            "competition-raises-generation-with-redistribution",
            "With redistribution at a fixed rate, generation rises with competition",
            "ours",
            "fixed-rate",
            "mean_generation",
            SAMPLES,
            sharp(where=paid),
        ),
        Claim(
            "competition-raises-generation-at-the-best-rate",
            "With redistribution at the best rate, generation rises with competition",
            "ours",
            "competition",
            "mean_generation",
            SAMPLES,
            sharp(where=paid),
        ),
    )


def _redistribution() -> tuple[Claim, ...]:
    pairwise = partial(Difference, "variant", "pairwise", "none")
    return (
        Claim(
            "redistribution-raises-welfare",
            "Under stress, redistribution raises the welfare of everyone, those who left included",
            "ours",
            "stress",
            WELFARE,
            MONEY,
            pairwise(),
        ),
        Claim(
            "redistribution-raises-retention",
            "Under stress, redistribution keeps more members to the end",
            "ours",
            "stress",
            "members",
            "members",
            pairwise(),
        ),
        Claim(
            "redistribution-lengthens-stays",
            "Under stress, first memberships last longer with redistribution",
            "ours",
            "stress",
            "mean_stay",
            "rounds",
            pairwise(),
        ),
        Claim(
            "redistribution-prevents-exits",
            "Under stress, redistribution lowers the number of exits",
            "ours",
            "stress",
            "exits",
            "exits",
            pairwise(rises=False),
        ),
        Claim(
            "bargaining-keeps-more-than-pairwise",
            "Under stress, bargaining has fewer exits than pairwise redistribution",
            "ours",
            "stress",
            "exits",
            "exits",
            Difference("variant", "bargaining", "pairwise", rises=False),
        ),
    )


def _baselines() -> tuple[Claim, ...]:
    welfare = tuple(
        Claim(
            f"CoCoGen+-beats-{rival}",
            f"CoCoGen+ has higher welfare than {rival}",
            "paper",
            "mechanisms",
            WELFARE,
            MONEY,
            Difference("variant", "CoCoGen+", rival),
        )
        for rival in RIVALS
    )
    per_cost = tuple(
        Claim(
            f"CoCoGen+-beats-{rival}-per-cost",
            f"CoCoGen+ has higher welfare per unit of cost than {rival}",
            "ours",
            "mechanisms",
            "welfare_per_cost",
            "k$ per k$",
            Difference("variant", "CoCoGen+", rival),
        )
        for rival in RIVALS
    )
    fewer_exits = Claim(
        "CoCoGen+-keeps-more-than-CoCoGen",
        "CoCoGen+ has fewer exits than CoCoGen",
        "ours",
        "mechanisms",
        "exits",
        "exits",
        Difference("variant", "CoCoGen+", "CoCoGen", rises=False),
    )
    beyond = tuple(
        Claim(
            f"{rule}-beats-CoCoGen+",
            f"{rule.capitalize()} redistribution has higher welfare than CoCoGen+",
            "ours",
            "mechanisms",
            WELFARE,
            MONEY,
            Difference("variant", rule, "CoCoGen+"),
        )
        for rule in BEYOND
    )
    tuned = tuple(
        Claim(
            f"CoCoGen+-beats-the-best-{rival}",
            f"CoCoGen+ has higher welfare than {rival} with its best {what}",
            "ours",
            "best-baselines",
            WELFARE,
            MONEY,
            AgainstBest("CoCoGen+", rival),
        )
        for rival, what in (("WCO", "multiple of its amounts"), ("RaDG", "range of amounts"))
    )
    bargaining_keeps = Claim(
        "bargaining-keeps-more-than-CoCoGen+",
        "Bargaining redistribution has fewer exits than CoCoGen+",
        "ours",
        "mechanisms",
        "exits",
        "exits",
        Difference("variant", "bargaining", "CoCoGen+", rises=False),
    )
    return (*welfare, *tuned, fewer_exits, *per_cost, *beyond, bargaining_keeps)
