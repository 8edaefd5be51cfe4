"""Fitting a calibration to measured runs, in three steps, and measuring what it is off by on others.

The common curve (with μ, δ and φ) is fitted to balanced accuracies; own models (with ε, S°, ν, β°, φ° and μ°) to what organizations
reached alone; and what members owe to both (c₀, c₁, ω, λ, T, ψ) to the accuracies that they served with, given the two *predictions*, so
that the errors are those of use. Large residuals count less than squared (soft L1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocogen.model.learning.calibration import Calibration, Effect, HeldOut, Measurement

Reals = NDArray[np.float64]
Prediction = Callable[[Calibration, Measurement], Reals]

FIRST_ROUND = 5
"""Errors are told from this round on; the first rounds are the optimiser's more than the data's."""
OUTLYING = 0.03
"""Residual (share) from which on soft L1 is nearer to the absolute value than to the square."""
EARLY_WEIGHT = 0.3
"""Weight of residuals of the rounds before."""
_AT_BOUND = 1e-3  # distance, as a share of the range, below which a parameter counts as held by its bound


@dataclass(frozen=True)
class Step:
    """One step of the fit.

    Args:
        bounds: by parameter, the lowest and the highest value.
        start: by parameter, where the search begins.
        predict: what the step predicts of a run.
        measured: what was measured of it, of the same shape.
    """

    bounds: dict[str, tuple[float, float]]
    start: dict[str, float]
    predict: Prediction
    measured: Callable[[Measurement], Reals]


COMMON = {
    "floor": (0.0, 1.0),
    "ceiling": (0.0, 1.0),
    "scale": (1.0, 1e7),
    "exponent": (0.1, 20.0),
    "knowledge_retention": (0.0, 0.999),
    "skew_penalty": (0.0, 1.0),
    "fidelity": (0.01, 1.0),
}
OWN = {
    "own_error": (0.0, 0.99),
    "own_scale": (1.0, 1e7),
    "own_classes": (-3.0, 3.0),
    "own_exponent": (0.05, 20.0),
    "own_fidelity": (0.01, 1.0),
    "own_retention": (0.0, 0.999),
}
TUNED = {
    "tuned_base": (-3.0, 3.0),
    "tuned_majority": (-3.0, 3.0),
    "tuned_own": (0.0, 3.0),
    "tuned_slope": (0.0, 5.0),
    "tuning_samples": (0.0, 1e4),
    "prevalence_gain": (-2.0, 2.0),
}
MOST_WORTH = 20.0
"""Highest φ where it is not cut at one, in order to compare generators."""
FIDELITY = Step({"fidelity": (0.01, MOST_WORTH)}, {}, Calibration.predict, lambda run: run.accuracy)
OWN_FIDELITY = Step(
    {"own_fidelity": (0.01, MOST_WORTH)},
    {},
    Calibration.predict_alone,
    lambda run: run.standalone_accuracy,
)


def refitted(calibration: Calibration, steps: Sequence[Step], runs: Sequence[Measurement]) -> Calibration:
    """Return a calibration with the parameters of some steps fitted anew, in turn, and all others held."""
    for step in steps:
        calibration = _fitted(calibration, step, runs)
    return calibration


def fit_calibration(
    task: str,
    runs: Sequence[Measurement],
    held_out: Sequence[Measurement] = (),
    setup: dict[str, str | float | int | bool | None] | None = None,
) -> Calibration:
    """Fit all parameters to measured runs.

    Args:
        task: name of the task.
        runs: what to fit to.
        held_out: runs that only measure the errors.
        setup: what was trained, for the record.

    Raises:
        ValueError: if there are no runs.
    """
    if not runs:
        raise ValueError(f"the calibration of {task!r} needs measured runs, got none")
    lowest = float(np.mean([run.accuracy[0] for run in runs]))
    best = max(float(run.accuracy.max()) for run in runs)
    total = float(np.mean([(run.real_samples + run.generation).sum() for run in runs]))
    steps = (
        Step(
            COMMON,
            {
                "floor": lowest, "ceiling": min(best, 0.999), "scale": 5 * total, "exponent": 2.0,
                "knowledge_retention": 0.9, "skew_penalty": 0.6, "fidelity": 0.8,
            },
            Calibration.predict,
            lambda run: run.accuracy,
        ),
        Step(
            OWN,
            {
                "own_error": 0.05, "own_scale": total / 10, "own_classes": 0.5, "own_exponent": 1.5,
                "own_fidelity": 0.5, "own_retention": 0.9,
            },
            Calibration.predict_alone,
            lambda run: run.standalone_accuracy,
        ),
        Step(
            TUNED,
            {
                "tuned_base": 0.2, "tuned_majority": 0.5, "tuned_own": 0.2, "tuned_slope": 0.5,
                "tuning_samples": 30.0, "prevalence_gain": 0.1,
            },
            Calibration.predict_member,
            lambda run: run.market_accuracy,
        ),
    )  # fmt: skip
    start: dict[str, Any] = {name: value for step in steps for name, value in step.start.items()}
    calibration = Calibration(task=task, **start, setup=setup or {})
    calibration = refitted(calibration, steps, runs)
    if held_out:
        calibration = replace(calibration, held_out=held_out_errors(calibration, held_out))
    return calibration


def held_out_errors(calibration: Calibration, runs: Sequence[Measurement]) -> HeldOut:
    """Return what a calibration is off by on runs, and what generating did in each cell of them."""
    late, early = (
        {
            name: float(np.concatenate([np.abs(off[part]).ravel() for off in offs]).mean())
            for name, offs in _offs(calibration, runs).items()
        }
        for part in (slice(FIRST_ROUND - 1, None), slice(None, FIRST_ROUND - 1))
    )
    offs = _offs(calibration, runs)

    def by_organization(name: str) -> list[list[float]]:
        return [off[FIRST_ROUND - 1 :].mean(axis=0).round(4).tolist() for off in offs[name]]

    return HeldOut(
        errors=late,
        early_errors=early,
        settings=[run.setting for run in runs],
        member=by_organization("member"),
        alone=by_organization("alone"),
        effects=effects(calibration, runs),
    )


def effects(calibration: Calibration, runs: Sequence[Measurement]) -> list[Effect]:
    """Return what generating did to the accuracy that members serve with, against the run that generates nothing.

    Runs of one setting are of the same organizations, with the same luck. Settings without such a run are passed over.
    """
    without = {run.setting: run for run in runs if not run.generation.any()}
    found = []
    for run in runs:
        plain = without.get(run.setting)
        if plain is None or run is plain:
            continue
        measured = (run.market_accuracy - plain.market_accuracy)[FIRST_ROUND - 1 :].mean(axis=0)
        predicted = (calibration.predict_member(run) - calibration.predict_member(plain))[FIRST_ROUND - 1 :]
        found.append(
            Effect(
                setting=run.setting,
                synthetic=round(float(run.generation.sum() / run.real_samples.sum()), 3),
                measured=float(measured.mean()),
                standard_error=float(measured.std(ddof=1) / np.sqrt(len(measured))),
                predicted=float(predicted.mean()),
            )
        )
    return found


def _offs(calibration: Calibration, runs: Sequence[Measurement]) -> dict[str, list[Reals]]:
    """Return predicted minus measured accuracy of every run after every round, by what is predicted."""
    return {
        "common": [(calibration.predict(run) - run.accuracy)[1:] for run in runs],
        "member": [calibration.predict_member(run) - run.market_accuracy for run in runs],
        "alone": [calibration.predict_alone(run) - run.standalone_accuracy for run in runs],
    }


def _fitted(calibration: Calibration, step: Step, runs: Sequence[Measurement]) -> Calibration:
    """Return the calibration with the parameters of one step fitted, and their standard errors."""
    from scipy.optimize import least_squares

    names = tuple(step.bounds)
    lower, upper = (np.array([step.bounds[name][end] for name in names]) for end in (0, 1))
    start = np.clip([getattr(calibration, name) for name in names], lower, upper)
    measured = [step.measured(run) for run in runs]

    def residuals(parameters: Reals) -> Reals:
        values: dict[str, Any] = dict(zip(names, map(float, parameters), strict=True))
        tried = replace(calibration, **values)
        pairs = zip(runs, measured, strict=True)
        return np.concatenate([_weighted(step.predict(tried, run) - seen, run) for run, seen in pairs])

    solution = least_squares(
        residuals,
        start,
        bounds=(lower, upper),
        x_scale=np.maximum(np.abs(start), 0.1),
        loss="soft_l1",
        f_scale=OUTLYING,
        max_nfev=500,
    )
    values: dict[str, Any] = dict(zip(names, map(float, solution.x), strict=True))
    lengths = [seen.size for seen in measured]
    errors = _clustered_errors(solution.x, solution.jac, solution.fun, lengths, lower, upper)
    return replace(
        calibration,
        **values,
        standard_errors=calibration.standard_errors | dict(zip(names, errors, strict=True)),
    )


def _weighted(residuals: Reals, run: Measurement) -> Reals:
    """Return residuals of a run, shape (rounds or rounds + 1, ...), flat, those of the first rounds weighing less."""
    early = len(residuals) - run.rounds + FIRST_ROUND - 1
    return np.concatenate([EARLY_WEIGHT * residuals[:early].ravel(), residuals[early:].ravel()])


def _clustered_errors(
    parameters: Reals,
    jacobian: Reals,
    residuals: Reals,
    lengths: Sequence[int],
    lower: Reals,
    upper: Reals,
) -> list[float | None]:
    """Return standard errors that allow for errors that hang together within a run (sandwich estimator).

    A parameter on its bound has none.
    """
    close = _AT_BOUND * np.minimum(upper - lower, 1.0)
    free = (parameters - lower > close) & (upper - parameters > close)
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
    return [float(next(deviations)) if is_free else None for is_free in free]
