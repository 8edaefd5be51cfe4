"""What samples of other generators are worth: a calibration's runs once more with theirs, and φ and φ° fitted with all else held.

The calibration's own generator goes through the same; what another one is found to be worth is told relative to it, so that φ of the
calibration's own stays what the calibration says.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cocogen.model.learning import experiments
from cocogen.model.learning.calibration import Calibration, Worth
from cocogen.model.learning.calibration_fit import FIDELITY, OWN_FIDELITY, refitted
from cocogen.model.learning.generators import fit_generator, generators
from cocogen.model.learning.tasks import load_task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cocogen.model.learning.calibration import Measurement

LEAST = 0.01
"""Below it, a sample counts as worth no less."""


def measure_worths(
    calibration: Calibration,
    names: Sequence[str],
    *,
    rounds: int = 20,
    repeats: int = 1,
    progress: Callable[[int, int], None] | None = None,
    task_parameters: Mapping[str, Any] | None = None,
) -> Calibration:
    """Return a calibration that knows what samples of more generators are worth.

    Args:
        calibration: of a task that is registered, which knows the generator that it was made with.
        names: of the generators.
        rounds: rounds of every run.
        repeats: seeds of every setting.
        progress: called with (runs done, runs in all) after every run.
        task_parameters: of the task.

    Raises:
        UnknownNameError: if a generator or the task is unknown.
        ValueError: if the calibration does not say which generator it was made with.
    """
    for name in names:
        generators.factory(name)
    if not calibration.generator:
        raise ValueError(
            f"the calibration of {calibration.task!r} does not say which generator it was made with"
        )
    task = load_task(calibration.task, **(task_parameters or {}))
    plan = [one for one in experiments.grid(task, rounds, repeats)[0] if one.synthetic]
    others = [name for name in dict.fromkeys(names) if name != calibration.generator]
    found: dict[str, Worth] = {}
    for number, name in enumerate([calibration.generator, *others]):
        fitted = fit_generator(name, task.public, task.classes)
        runs: list[Measurement] = []
        for done, experiment in enumerate(plan, start=1 + number * len(plan)):
            run = experiments.measure(task, fitted, experiment)
            runs += [run] if run is not None else []
            if progress:
                progress(done, (1 + len(others)) * len(plan))
        found[name] = fitted_worth(calibration, runs)
    own = found.pop(calibration.generator)
    return replace(
        calibration,
        worths={**calibration.worths, **{n: relative_worth(w, own, calibration) for n, w in found.items()}},
    )


def fitted_worth(calibration: Calibration, runs: Sequence[Measurement]) -> Worth:
    """Return φ and φ° that predict runs best, with all other parameters held; not cut at one.

    Raises:
        ValueError: if there are no runs.
    """
    if not runs:
        raise ValueError(f"the worth of samples of {calibration.task!r} needs measured runs, got none")
    found = refitted(calibration, (FIDELITY, OWN_FIDELITY), runs)
    errors = {name: found.standard_errors[name] for name in ("fidelity", "own_fidelity")}
    return Worth(found.fidelity, found.own_fidelity, errors, len(runs))


def relative_worth(measured: Worth, own: Worth, calibration: Calibration) -> Worth:
    """Return what was measured of a generator in the calibration's terms: relative to its own generator, and no more than one.

    Args:
        measured: of the generator.
        own: the same of the calibration's own generator.
        calibration: which says what samples of its own are worth.
    """
    values, errors = {}, {}
    for name in ("fidelity", "own_fidelity"):
        said = getattr(calibration, name)
        most = (
            said if math.isclose(said, 1.0) else 1.0
        )  # a fit stops a hair below its bound; as good is equal
        factor = said / getattr(own, name)
        values[name] = min(max(factor * getattr(measured, name), LEAST), most)
        error = measured.standard_errors[name]
        free = error is not None and LEAST < values[name] < most
        errors[name] = values[name] * _relative_error(measured, own, name) if free else None
    return Worth(**values, standard_errors=errors, runs=measured.runs)


def _relative_error(measured: Worth, own: Worth, name: str) -> float:
    """Return the standard error of the quotient of two worths, as a share of it."""
    errors = [(worth.standard_errors[name] or 0.0) / getattr(worth, name) for worth in (measured, own)]
    return math.hypot(*errors)
