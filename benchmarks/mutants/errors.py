"""Deliberate errors in the formulas of the game, of its rules, of behaviour and of statistics: what tests must catch."""

from __future__ import annotations

from typing import NamedTuple

GAME, RULES, SOLVERS = "model/game", "model/game/rules", "model/game/solvers"
PREMISES = "scenarios/studies/premises.py"
REALISED, WORLDS = "scenarios/studies/realised.py", "scenarios/studies/worlds.py"
REALISED_TESTS, WORLDS_TESTS = (f"tests/scenarios/studies/test_{name}.py" for name in ("realised", "worlds"))
STATISTICS, SURVIVAL = "model/records/intervals.py", "model/records/survival.py"


class Mutant(NamedTuple):
    """An error: in ``file`` the text ``right``, which stands there once, becomes ``wrong``; ``tests`` should notice."""

    file: str
    right: str
    wrong: str
    tests: str


def mutants() -> tuple[Mutant, ...]:
    """Return all errors, from the formulas outwards."""
    return (*_laws(), *_rivalry(), *_rules(), *_solvers(), *_coalitions(), *_behaviour(), *_statistics())


def _laws() -> tuple[Mutant, ...]:
    contribution, cost, curve = (f"{GAME}/{name}.py" for name in ("contribution", "cost", "learning_curve"))
    own, law, alone = (f"{GAME}/{name}.py" for name in ("own_market", "market_law", "alone"))
    near = "tests/model/game"
    return (
        Mutant(contribution, "* (1.0 - lost)", "* (1.0 + lost)", f"{near}/test_contribution.py"),
        Mutant(
            contribution,
            "(self.real_samples + self.fidelity * g)",
            "(self.real_samples + g)",
            f"{near}/test_contribution.py",
        ),
        Mutant(
            contribution,
            "self.skew_loss * (self.fidelity + self.skew_tail / mixed) / (mixed * mixed)",
            "self.skew_loss * self.fidelity / (mixed * mixed)",
            f"{near}/test_contribution.py",
        ),
        Mutant(
            contribution,
            "3.0 * self.skew_tail / mixed) / mixed**3",
            "2.0 * self.skew_tail / mixed) / mixed**3",
            f"{near}/test_contribution.py",
        ),
        Mutant(
            cost,
            "return g * (self.generation_cost + 0.5 * self.congestion * g)",
            "return g * (self.generation_cost + self.congestion * g)",
            f"{near}/test_cost.py",
        ),
        Mutant(
            cost,
            "0.5 * self.congestion * (new + old)",
            "0.5 * self.congestion * (new - old)",
            f"{near}/test_cost.py",
        ),
        Mutant(
            cost,
            "return self.generation_cost + self.congestion * g",
            "return self.generation_cost + 0.5 * self.congestion * g",
            f"{near}/test_cost.py",
        ),
        Mutant(
            curve,
            "self.span * self.exponent / self.scale * self._decay(x, self.exponent + 1.0)",
            "self.span * self.exponent / self.scale * self._decay(x, self.exponent)",
            f"{near}/test_learning_curve.py",
        ),
        Mutant(
            curve,
            "self.exponent * (self.exponent + 1.0) / self.scale**2",
            "self.exponent**2 / self.scale**2",
            f"{near}/test_learning_curve.py",
        ),
        Mutant(
            curve,
            "return self.scale * np.expm1(-np.log(error) / self.exponent)",
            "return self.scale * np.exp(-np.log(error) / self.exponent)",
            f"{near}/test_learning_curve.py",
        ),
        Mutant(
            own,
            "return self.base + self.slope * gained",
            "return self.base + gained",
            f"{near}/test_own_market.py {near}/test_vectors.py",
        ),
        Mutant(
            own,
            "slope = frozen(1.0 - alignment_loss * heterogeneity)",
            "slope = frozen(1.0 - heterogeneity)",
            f"{near}/test_own_market.py {near}/test_vectors.py",
        ),
        Mutant(
            law,
            "base = tuned * as_tuned + (1.0 - tuned) * as_it_comes",
            "base = (1.0 - tuned) * as_tuned + tuned * as_it_comes",
            f"{near}/test_market_law.py",
        ),
        Mutant(
            law,
            "effective_classes(labels) ** self.own_classes",
            "effective_classes(labels)",
            f"{near}/test_market_law.py",
        ),
        Mutant(
            alone,
            "own.curve.increment(0.0, known + e)",
            "own.curve.increment(0.0, e)",
            f"{near}/test_alone.py {near}/test_vectors.py",
        ),
        Mutant(
            alone,
            "payoffs=frozen(gain - game.standalone_cost - game.cost(g))",
            "payoffs=frozen(gain - game.membership_cost - game.cost(g))",
            f"{near}/test_alone.py {near}/test_vectors.py",
        ),
    )


def _rivalry() -> tuple[Mutant, ...]:
    accounting, game = f"{GAME}/rivalry/accounting.py", f"{GAME}/round_game.py"
    near = "tests/model/game/rivalry tests/model/game/test_vectors.py tests/model/game/test_game.py"
    return (
        Mutant(accounting, "return curve.increment(x - e, e)", "return curve.increment(x, e)", near),
        Mutant(
            accounting,
            "return curve.derivative(x - e)",
            "return curve.derivative(x)",
            f"{near} tests/model/game/solvers/test_optimum.py",
        ),
        Mutant(
            accounting,
            "return np.broadcast_to(curve.increment(0.0, x), e.shape)",
            "return np.broadcast_to(curve.increment(e, x - e), e.shape)",
            near,
        ),
        Mutant(
            game,
            "return frozen(self.market_value - self.exposure)",
            "return frozen(self.market_value + self.exposure)",
            near,
        ),
        Mutant(
            game,
            "self.gains(generation) - self.costs(generation) - self.damages(generation)",
            "self.gains(generation) - self.costs(generation) + self.damages(generation)",
            near,
        ),
        Mutant(
            game,
            "return self.membership_cost + self.cost(self.profiles(generation))",
            "return self.cost(self.profiles(generation))",
            near,
        ),
        Mutant(
            game,
            "0.5 * (self.competition_times(values) + self.transposed_competition_times(values))",
            "self.competition_times(values)",
            f"{near} {RULES_TESTS}",
        ),
        Mutant(
            game,
            "return self.learning_curve.increment(self.effective_samples(e) - e, e)",
            "return self.learning_curve.increment(self.effective_samples(e), e)",
            near,
        ),
        Mutant(
            f"{GAME}/rivalry/linear.py",
            "return game.competition_times(won)",
            "return game.transposed_competition_times(won)",
            near,
        ),
    )


RULES_TESTS = "tests/model/game/rules"


def _rules() -> tuple[Mutant, ...]:
    pairwise, best, after = (f"{RULES}/{name}.py" for name in ("pairwise", "first_best", "after_the_round"))
    return (
        Mutant(
            pairwise,
            "game.rivalry * e - game.rivalry_times(e)",
            "game.rivalry * e - 0.99 * game.rivalry_times(e)",
            RULES_TESTS,
        ),
        Mutant(
            pairwise,
            "return self.rates(game) * game.rivalry\n",
            "return 2.0 * self.rates(game) * game.rivalry\n",
            f"{RULES_TESTS} tests/model/game/test_vectors.py",
        ),
        Mutant(best, "(values.shape[-1] - 1)", "values.shape[-1]", RULES_TESTS),
        Mutant(
            best,
            "levy = game.payoffs(best) + planned - self.outside(game)",
            "levy = game.payoffs(best) - planned - self.outside(game)",
            RULES_TESTS,
        ),
        Mutant(
            best,
            "- self.shares(game) * self.surplus(game)",
            "- self.shares(game) * np.abs(self.surplus(game)) * 0.5",
            RULES_TESTS,
        ),
        Mutant(
            after,
            "game.exposure * lifts - game.market_model.takings(game, lifts)",
            "game.exposure * lifts - game.market_model.takings(game, 1.01 * lifts)",
            RULES_TESTS,
        ),
        Mutant(
            after,
            "self.share * (pool * _portion(merit, total, game.organizations) - gains)",
            "self.share * pool * _portion(merit, total, game.organizations) - gains",
            RULES_TESTS,
        ),
        Mutant(
            f"{RULES}/anticipation.py",
            "game.payoffs(profiles)[:, member] + paid",
            "game.payoffs(profiles)[:, member]",
            RULES_TESTS,
        ),
        Mutant(
            f"{RULES}/rate_welfare.py",
            "fall = game.cost.curvature + reward",
            "fall = game.cost.curvature - reward",
            RULES_TESTS,
        ),
        Mutant(
            f"{RULES}/rate_spans.py",
            "np.maximum(self._steepest(end, sign), 0.0)",
            'np.maximum(sign * self.at("slope")[end], 0.0)',
            RULES_TESTS,
        ),
    )


def _solvers() -> tuple[Mutant, ...]:
    near, optimum = "tests/model/game/solvers", f"{SOLVERS}/optimum.py"
    return (
        Mutant(
            f"{SOLVERS}/supply.py",
            "reward = players.weight * slope + players.subsidy",
            "reward = players.weight * slope",
            f"{near} {RULES_TESTS}",
        ),
        Mutant(
            optimum,
            "own.sum(axis=-1, keepdims=True) - own",
            "own.sum(axis=-1, keepdims=True)",
            f"{near} {RULES_TESTS}",
        ),
        Mutant(
            optimum,
            "own = game.gains_of(e) - game.cost(g) - game.damages_of(e)",
            "own = game.gains_of(e) - game.cost(g)",
            f"{near} {RULES_TESTS}",
        ),
    )


def _coalitions() -> tuple[Mutant, ...]:
    shapley, near = f"{GAME}/coalitions/shapley.py", "tests/model/game/coalitions"
    return (
        Mutant(shapley, "1.0 / (players * comb(players - 1, m))", "1.0 / (players * comb(players, m))", near),
        Mutant(
            shapley,
            "np.sqrt(squares / max(pairs - 1, 1) / pairs)",
            "np.sqrt(squares / max(pairs - 1, 1))",
            near,
        ),
    )


def _behaviour() -> tuple[Mutant, ...]:
    decisions, near = "agents/decisions", "tests/agents"
    who = "agents/participation/rules.py"
    return (
        Mutant(
            f"{decisions}/response.py",
            "if rng.random() < self.inertia",
            "if rng.random() > self.inertia",
            near,
        ),
        Mutant(
            f"{decisions}/response.py",
            "outlook.generation + self.step * (outlook.best_response() - outlook.generation)",
            "outlook.generation + self.step * outlook.best_response()",
            near,
        ),
        Mutant(f"{decisions}/response.py", "<= self.epsilon else best", ">= self.epsilon else best", near),
        Mutant(f"{decisions}/logit.py", "np.exp(below / temperature)", "np.exp(below * temperature)", near),
        Mutant(
            f"{decisions}/fictitious_play.py",
            "newest * (outlook.believed_others - self.mean)",
            "newest * outlook.believed_others",
            near,
        ),
        Mutant(
            f"{decisions}/reinforcement.py",
            "(1.0 - self.recency) * strength",
            "self.recency * strength",
            near,
        ),
        Mutant(
            who, "return standing.streak >= self.patience", "return standing.streak > self.patience", near
        ),
        Mutant(
            who, "return predicted_advantage > entry_cost", "return predicted_advantage > -entry_cost", near
        ),
        Mutant(
            who,
            "logistic(-self.sensitivity * (standing.smoothed + self.tolerance))",
            "logistic(self.sensitivity * (standing.smoothed + self.tolerance))",
            near,
        ),
    )


def _statistics() -> tuple[Mutant, ...]:
    near = "tests/model/records/test_intervals.py"
    spells = "tests/model/records/test_survival.py"
    claims = "scenarios/studies/claims.py"
    premises = "tests/scenarios/studies/test_premises.py"
    return (
        Mutant(STATISTICS, "stdtrit(n - 1, (1 + CONFIDENCE) / 2)", "stdtrit(n - 1, CONFIDENCE)", near),
        Mutant(STATISTICS, "-np.sqrt(n / (n - 1)) * quantile", "-quantile", near),
        Mutant(STATISTICS, "(new - old).dropna()", "(new - old).fillna(0.0)", near),
        Mutant(STATISTICS, "np.abs(_signs(n) @ values) >= reached", "_signs(n) @ values >= reached", near),
        Mutant(STATISTICS, "(1 + as_far.sum()) / (1 + len(as_far))", "as_far.sum() / len(as_far)", near),
        Mutant(STATISTICS, "1.0 - 2.0 * drawn,", "1.0 - drawn,", near),
        Mutant(SURVIVAL, "stays[name] - stays[first]", "stays[first] - stays[name]", spells),
        Mutant(
            SURVIVAL,
            'fitter.fit(data.assign(run=spells["run"])',
            "fitter.fit(data.assign(run=range(len(spells)))",
            spells,
        ),
        Mutant(SURVIVAL, "np.sqrt(seeds / (seeds - 1))", "np.sqrt((seeds - 1) / seeds)", spells),
        Mutant(SURVIVAL, "freedom = seeds - 1 if clustered", "freedom = 100 * seeds if clustered", spells),
        Mutant(PREMISES, "(shares > 0).mean()", "(shares >= 0).mean()", premises),
        Mutant(PREMISES, "float(shares.mean())", "float(shares.max())", premises),
        Mutant(
            claims,
            '"holds" if above == rises',
            '"holds" if below == rises',
            "tests/scenarios/studies/test_claims.py",
        ),
        Mutant(
            claims,
            "(len(order) - place) * p[i]",
            "len(order) * p[i]",
            "tests/scenarios/studies/test_claims.py",
        ),
        Mutant(claims, "(known.sum() - known)", "(known.sum() + 0.0 * known)", REALISED_TESTS),
        Mutant(REALISED, "gain = (earned - alone)", "gain = (earned + 0.0 * alone)", REALISED_TESTS),
        Mutant(REALISED, "x.mean() * y.mean() - t2 * xy", "x.mean() * y.mean() + t2 * xy", REALISED_TESTS),
        Mutant(WORLDS, "level.cost_ratio * membership_cost", "level.cost_ratio", WORLDS_TESTS),
        Mutant(
            WORLDS,
            "own = world.decisions() if plays_for_itself else {}",
            "own = world.decisions()",
            WORLDS_TESTS,
        ),
        Mutant(f"{GAME}/welfare.py", "- x.size - 1.0", "- x.size", "tests/model/game/test_welfare.py"),
    )
