"""Calibration: what a task's real training was measured to give, as the numbers of the game (docs/model.md, "Calibration").

The predictions are the game's own, by its own laws: contributions add up to a total that the common curve turns into accuracy; an
organization's own samples give its own model an accuracy on its own market; and a member that tunes the common model reaches a mixture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field

from cocogen.model.game.contribution import Contribution
from cocogen.model.game.learning_curve import PowerLaw
from cocogen.model.game.market_law import OwnMarketLaw
from cocogen.model.game.own_market import MarketView

Reals = NDArray[np.float64]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
PositiveShare = Annotated[float, Field(gt=0, le=1)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Retention = Annotated[float, Field(ge=0, lt=1)]
Samples = Annotated[float, Field(ge=1e-6, allow_inf_nan=False)]

CURVE = ("floor", "ceiling", "scale", "exponent", "knowledge_retention", "skew_penalty", "fidelity")
"""Parameters of the common model."""
OWN = ("own_error", "own_scale", "own_classes", "own_exponent", "own_fidelity", "own_retention")
"""Parameters of own models."""
TUNED = (
    "tuned_base",
    "tuned_majority",
    "tuned_own",
    "tuned_slope",
    "tuning_samples",
    "prevalence_gain",
)
"""Parameters of what members serve with."""


@dataclass(frozen=True)
class Measurement:
    """One measured run: who took part with what, and what came out round by round.

    Args:
        setting: what distinguishes it from other runs, in words.
        markets: label distribution p of every organization's market, shape (N, C).
        real_samples: n_i, shape (N,).
        heterogeneity: h_i, shape (N,).
        generation: synthetic samples g_i per round as a member, shape (N,).
        standalone_generation: synthetic samples g_i° per round for the own model, shape (N,).
        accuracy: on the balanced test set before the first and after every round, shape (rounds + 1,).
        market_accuracy: of what each serves with as a member, on its own market, shape (rounds, N).
        standalone_accuracy: of each one's own model on its own market, shape (rounds, N).
    """

    setting: str
    markets: Reals
    real_samples: Reals
    heterogeneity: Reals
    generation: Reals
    standalone_generation: Reals
    accuracy: Reals
    market_accuracy: Reals
    standalone_accuracy: Reals

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return len(self.market_accuracy)


@dataclass(frozen=True)
class Effect:
    """What generating did in one cell of the grid, against the same organizations generating nothing.

    Args:
        setting: of the cell, in words.
        synthetic: mean synthetic samples per real sample.
        measured: change of the mean accuracy that members serve with, from the fifth round on.
        standard_error: of ``measured``, over organizations.
        predicted: the change that the calibration predicts.
    """

    setting: str
    synthetic: NonNegative
    measured: Finite
    standard_error: NonNegative
    predicted: Finite

    @property
    def verdict(self) -> str:
        """Return right, wrong, or undecided where the measured change cannot be told from none."""
        if abs(self.measured) <= 1.96 * self.standard_error:
            return "undecided"
        return "right" if self.measured * self.predicted > 0 else "wrong"


@dataclass(frozen=True)
class HeldOut:
    """What the calibration is off by on runs that it was not fitted to: other seeds and other settings.

    Args:
        errors: mean absolute error of predicted accuracy by what is predicted: ``common`` (balanced test set), ``member`` and
            ``alone`` (each organization on its own market), from round 5 on.
        early_errors: the same for rounds 1 to 4.
        settings: of every held-out run, in words.
        member: by run and organization, predicted minus measured accuracy of members, mean from round 5 on.
        alone: the same for own models.
        effects: what generating did, by cell.
    """

    errors: dict[str, NonNegative]
    early_errors: dict[str, NonNegative]
    settings: list[str]
    member: list[list[Finite]]
    alone: list[list[Finite]]
    effects: list[Effect]


@dataclass(frozen=True)
class Worth:
    """What synthetic samples of a generator are worth in real ones, measured as the calibration's own generator was.

    Args:
        fidelity: φ, to the common model.
        own_fidelity: φ°, to own models.
        standard_errors: of both by name, over runs; None where a bound holds one.
        runs: how many were trained.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    fidelity: PositiveShare
    own_fidelity: PositiveShare
    standard_errors: dict[str, NonNegative | None] = field(default_factory=dict)
    runs: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True)
class Calibration:
    """The fitted parameters of one task; names and units as in docs/model.md.

    Args:
        task: name of the task.
        floor: A₀, accuracy of the common model without learning.
        ceiling: A∞, accuracy that it approaches.
        scale: S, in effective samples.
        exponent: β.
        knowledge_retention: μ, share of its effective samples that the common model still remembers a round later.
        skew_penalty: δ.
        fidelity: φ, worth of a synthetic sample in real ones to the common model.
        own_error, own_scale, own_classes, own_exponent, own_fidelity, tuned_base, tuned_majority, tuned_own, tuned_slope,
            tuning_samples, prevalence_gain: of `OwnMarketLaw`.
        own_retention: μ°, share of its samples that an own model still remembers a round later.
        standard_errors: by parameter, clustered by run; None where a bound holds the parameter.
        held_out: errors on runs that were not fitted to; None without such runs.
        setup: what was trained (network, generator, learning rate, ...), for the record.
        worths: what samples of other generators are worth, by generator.

    The bounds hold where a calibration is read from a file.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    task: str
    floor: Share
    ceiling: Share
    scale: Samples
    exponent: Positive
    knowledge_retention: Retention
    skew_penalty: Share
    fidelity: PositiveShare
    own_error: Annotated[float, Field(ge=0, lt=1)]
    own_scale: Samples
    own_classes: Annotated[float, Field(ge=-10, le=10)]
    own_exponent: Positive
    own_fidelity: PositiveShare
    own_retention: Retention
    tuned_base: Finite
    tuned_majority: Finite
    tuned_own: NonNegative
    tuned_slope: NonNegative
    tuning_samples: NonNegative
    prevalence_gain: Finite
    standard_errors: dict[str, NonNegative | None] = field(default_factory=dict)
    held_out: HeldOut | None = None
    setup: dict[str, str | float | int | bool | None] = field(default_factory=dict)
    worths: dict[str, Worth] = field(default_factory=dict)

    @property
    def generator(self) -> str:
        """Name of the generator whose samples the runs were trained with; empty where the record does not say."""
        return str(self.setup.get("generator") or "")

    def worth_of(self, generator: str) -> Worth:
        """Return what samples of a generator are worth; where that was not measured, what those of the calibration's own are."""
        own = Worth(self.fidelity, self.own_fidelity)
        return own if generator == self.generator else self.worths.get(generator, own)

    @property
    def learning_curve(self) -> PowerLaw:
        """G, accuracy of the common model by effective samples."""
        return PowerLaw(self.floor, self.ceiling, self.scale, self.exponent)

    @property
    def law(self) -> OwnMarketLaw:
        """What own markets follow."""
        names = [name for name in (*OWN, *TUNED) if name != "own_retention"]
        return OwnMarketLaw(**{name: getattr(self, name) for name in names})

    @property
    def on_bounds(self) -> tuple[str, ...]:
        """Names of the parameters that a bound holds."""
        return tuple(name for name, error in self.standard_errors.items() if error is None)

    def predict(self, run: Measurement) -> Reals:
        """Return the predicted balanced accuracy before the first and after every round, shape (rounds + 1,)."""
        n, h = run.real_samples, run.heterogeneity
        contribution = Contribution.of(n, h, np.full_like(n, self.fidelity), self.skew_penalty)
        total = contribution(run.generation).sum()
        return self.learning_curve(total * remembered(self.knowledge_retention, run.rounds))

    def predict_alone(self, run: Measurement) -> Reals:
        """Return the predicted accuracy of each one's own model after every round, shape (rounds, N)."""
        known = self._known_alone(run)
        this_round = run.real_samples + self.own_fidelity * run.standalone_generation
        return self._markets(run, known).alone(known + this_round)

    def predict_member(self, run: Measurement) -> Reals:
        """Return the predicted accuracy of what each member serves with after every round, shape (rounds, N)."""
        gained = self.predict(run)[1:, None] - self.floor
        return self._markets(run, self._known_alone(run)).served(gained)

    def _markets(self, run: Measurement, known: Reals) -> MarketView:
        return self.law.view(run.markets, run.real_samples, known, self.floor)

    def _known_alone(self, run: Measurement) -> Reals:
        """Return K_i° at the start of every round, samples, shape (rounds, N)."""
        each = run.real_samples + self.own_fidelity * run.standalone_generation
        return self.own_retention * remembered(self.own_retention, run.rounds)[:-1, None] * each


def remembered(retention: float, rounds: int) -> Reals:
    """Return what a constant contribution of one has grown to after 0, 1, ..., rounds rounds: 0, 1, 1 + μ and so on."""
    return np.concatenate([[0.0], np.cumsum(retention ** np.arange(rounds))])
