"""Calibration: the learning curve and its companions, fitted to real federated training (model.md, "Calibration").

The prediction of a run is the model's own, by the game's own laws: contributions add up to a total, knowledge carries a share of
it into the next round, and the curve turns both into accuracy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field

from cocogen.model.game.contribution import Contribution
from cocogen.model.game.learning_curve import PowerLaw

Reals = NDArray[np.float64]

FITTED = ("floor", "ceiling", "scale", "exponent", "knowledge_retention", "skew_penalty", "fidelity")
_LOWER = (0.0, 0.0, 1.0, 0.1, 0.0, 0.0, 0.01)
_UPPER = (1.0, 1.0, 1e7, 20.0, 0.999, 1.0, 1.0)
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_AT_BOUND = 1e-3  # relative distance below which a parameter counts as held by its bound


@dataclass(frozen=True)
class Measurement:
    """One measured run: who took part with what, and what came out round by round.

    Args:
        real_samples: n_i, shape (N,).
        heterogeneity: h_i, shape (N,).
        generation: synthetic samples g_i per round, shape (N,).
        accuracy: on the balanced test set before the first and after every round, shape (rounds + 1,).
        market_accuracy: of the global model on every market, shape (rounds, N).
        standalone_accuracy: of each one's own model on its own market, shape (rounds, N), or None if not trained.
    """

    real_samples: Reals
    heterogeneity: Reals
    generation: Reals
    accuracy: Reals
    market_accuracy: Reals
    standalone_accuracy: Reals | None = None


@dataclass(frozen=True)
class Calibration:
    """The fitted parameters of one task; names and units as in model.md.

    Args:
        task: name of the task.
        floor: A₀, accuracy without learning.
        ceiling: A∞, accuracy that learning approaches.
        scale: S, in effective samples.
        exponent: β.
        knowledge_retention: μ.
        skew_penalty: δ.
        alignment_loss: η.
        fidelity: φ.
        standalone_speed: how many times faster than the joint curve says a model trained alone learns its own
            market (joint training averages models, so the curve counts all members' samples for one step); 1 where
            it was not measured.
        standard_errors: by parameter, clustered by run; None where a bound holds the parameter.
        mean_absolute_error: of predicted accuracy in rounds 5 and later on held-out seeds and settings; None
            without held-out runs.
        setup: what was trained (network, generator, learning rate, ...), for the record.

    The bounds hold where a calibration is read from a file.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    task: str
    floor: Share
    ceiling: Share
    scale: Annotated[float, Field(ge=1e-6, allow_inf_nan=False)]
    exponent: Positive
    knowledge_retention: Annotated[float, Field(ge=0, lt=1)]
    skew_penalty: Share
    alignment_loss: Share
    fidelity: Annotated[float, Field(gt=0, le=1)]
    standalone_speed: Positive = 1.0
    standard_errors: dict[str, NonNegative | None] = field(default_factory=dict)
    mean_absolute_error: NonNegative | None = None
    setup: dict[str, str | float | int | bool | None] = field(default_factory=dict)

    @property
    def learning_curve(self) -> PowerLaw:
        """G, accuracy by effective samples."""
        return PowerLaw(self.floor, self.ceiling, self.scale, self.exponent)

    def predict(self, run: Measurement, rounds: int) -> Reals:
        """Return the predicted balanced accuracy before the first and after every round, shape (rounds + 1,).

        Args:
            run: who takes part with what; its accuracies are not looked at.
            rounds: number of rounds.
        """
        n, h = run.real_samples, run.heterogeneity
        contribution = Contribution.of(n, h, np.full_like(n, self.fidelity), self.skew_penalty)
        total = contribution(run.generation).sum()
        return self.learning_curve(total * _memory(self.knowledge_retention, rounds))

    def predict_standalone(self, run: Measurement, rounds: int) -> Reals:
        """Return the predicted accuracy of each one's own model after every round, shape (rounds, N)."""
        n = run.real_samples
        samples = Contribution.unskewed(n, np.full_like(n, self.fidelity))(run.generation)
        memory = _memory(self.knowledge_retention, rounds)[1:, None]
        return self.learning_curve(self.standalone_speed * samples * memory)


def fit_calibration(
    task: str,
    runs: Sequence[Measurement],
    held_out: Sequence[Measurement] = (),
    setup: dict[str, str | float | int | bool | None] | None = None,
) -> Calibration:
    """Fit all parameters to measured runs by least squares.

    The curve, μ, δ and φ are fitted together to the balanced accuracies of all rounds; η to the accuracies on the
    markets, given the measured balanced ones; the standalone speed to the standalone models, given the curve.

    Args:
        task: name of the task.
        runs: what to fit to.
        held_out: runs that only measure the error.
        setup: what was trained, for the record.

    Raises:
        ValueError: if there are no runs.
    """
    from scipy.optimize import least_squares

    if not runs:
        raise ValueError(f"the calibration of {task!r} needs measured runs, got none")
    best = max(float(run.accuracy.max()) for run in runs)
    total = float(np.mean([(run.real_samples + run.generation).sum() for run in runs]))
    start = (
        float(np.mean([run.accuracy[0] for run in runs])), min(best, 0.999), 5 * total, 2.0, 0.9, 0.6, 0.8,
    )  # fmt: skip

    def residuals(parameters: Reals) -> Reals:
        curve = _unfinished(task, parameters)
        return np.concatenate([curve.predict(run, len(run.accuracy) - 1) - run.accuracy for run in runs])

    scales = np.maximum(np.abs(start), 0.1)
    solution = least_squares(residuals, start, bounds=(_LOWER, _UPPER), x_scale=scales, max_nfev=2000)
    lengths = [len(run.accuracy) for run in runs]
    errors = _clustered_errors(solution.x, solution.jac, solution.fun, lengths)
    curve = _unfinished(task, solution.x)
    alignment_loss, errors["alignment_loss"] = _fit_alignment(curve.floor, runs)
    return replace(
        curve,
        alignment_loss=alignment_loss,
        standard_errors=errors,
        mean_absolute_error=prediction_error(curve, held_out) if held_out else None,
        setup=setup or {},
        standalone_speed=_fit_standalone_speed(curve, runs),
    )


def prediction_error(calibration: Calibration, runs: Sequence[Measurement], first_round: int = 5) -> float:
    """Return the mean absolute error of predicted balanced accuracy from ``first_round`` on, over all runs."""
    errors = [
        np.abs(calibration.predict(run, len(run.accuracy) - 1) - run.accuracy)[first_round:] for run in runs
    ]
    return float(np.concatenate(errors).mean())


def _unfinished(task: str, parameters: Reals) -> Calibration:
    fitted: dict[str, Any] = dict(zip(FITTED, map(float, parameters), strict=True))
    return Calibration(task=task, alignment_loss=0.0, **fitted)


def _memory(retention: float, rounds: int) -> Reals:
    """Return what a constant contribution of one has grown to after 0, 1, ..., rounds rounds: 1 + μ + μ² and so on."""
    return np.concatenate([[0.0], np.cumsum(retention ** np.arange(rounds))])


def _clustered_errors(
    parameters: Reals, jacobian: Reals, residuals: Reals, lengths: Sequence[int]
) -> dict[str, float | None]:
    """Return standard errors that allow for errors that hang together within a run (sandwich estimator)."""
    span = np.subtract(_UPPER, _LOWER)
    free = (parameters - _LOWER > _AT_BOUND * span) & (np.subtract(_UPPER, parameters) > _AT_BOUND * span)
    free[FITTED.index("scale")] = True
    slopes = jacobian[:, free]
    bread = np.linalg.pinv(slopes.T @ slopes)
    ends = np.cumsum(lengths)
    scores = np.stack(
        [
            slopes[end - length : end].T @ residuals[end - length : end]
            for end, length in zip(ends, lengths, strict=True)
        ]
    )
    deviations = iter(np.sqrt(np.diag(bread @ scores.T @ scores @ bread)))
    return {
        name: float(next(deviations)) if is_free else None for name, is_free in zip(FITTED, free, strict=True)
    }


def _fit_alignment(floor: float, runs: Sequence[Measurement]) -> tuple[float, float | None]:
    """Fit η in market gain = (1 − η h_i)(accuracy − A₀) and return it within 0..1 with its standard error by run."""
    products, squares = [], []
    for run in runs:
        gain = (run.accuracy[1:] - floor)[:, None]
        slope = gain * run.heterogeneity
        products.append(float((slope * (gain - (run.market_accuracy - floor))).sum()))
        squares.append(float((slope**2).sum()))
    if not sum(squares):
        return 0.0, None
    eta = sum(products) / sum(squares)
    scores = np.subtract(products, np.multiply(eta, squares))
    error = float(np.sqrt((scores**2).sum()) / sum(squares))
    return float(np.clip(eta, 0.0, 1.0)), error if 0 <= eta <= 1 else None


def _fit_standalone_speed(curve: Calibration, runs: Sequence[Measurement]) -> float:
    from scipy.optimize import minimize_scalar

    alone = [(run, run.standalone_accuracy) for run in runs if run.standalone_accuracy is not None]
    if not alone:
        return 1.0

    def squared_error(log_speed: float) -> float:
        faster = replace(curve, standalone_speed=float(np.exp(log_speed)))
        return sum(float(np.square(faster.predict_standalone(run, len(a)) - a).sum()) for run, a in alone)

    found = minimize_scalar(squared_error, bounds=(np.log(0.1), np.log(100.0)), method="bounded")
    return float(np.exp(found.x))
