"""The game's parameters of one simulation: what the configuration sets, and the task's calibration for the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocogen.model.config.game_fields import ALIKE, COMMON, OWN, kind_of_markets, open_fields
from cocogen.model.config.interventions import stages
from cocogen.model.config.names import ABSTRACT
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.market_law import OwnMarketLaw
from cocogen.model.records.numerals import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocogen.model.config import SimulationConfig

TABLES = {"fidelities": "fidelity", "own_fidelities": "own_fidelity"}
"""Fields that hold by generator what another one holds for all."""


@dataclass(frozen=True)
class GameParameters:
    """The learning curve, the weights of skew, and the law of own markets, with the units of docs/model.md.

    The defaults describe the ``abstract`` task; they are this project's choice and measured on nothing. ``markets`` says whether
    ``alignment_loss`` holds for all markets alike, or the parameters after it give every organization a market of its own.
    """

    floor: float = 0.1
    ceiling: float = 0.95
    scale: float = 250.0
    exponent: float = 0.6
    skew_penalty: float = 0.6
    fidelity: float = 0.7
    fidelities: Mapping[str, float] = field(default_factory=dict)
    knowledge_retention: float = 0.0
    markets: Literal["alike", "own"] = "alike"
    alignment_loss: float = 0.6
    own_error: float = 0.05
    own_scale: float = 100.0
    own_classes: float = 0.3
    own_exponent: float = 1.5
    own_fidelity: float = 0.7
    own_fidelities: Mapping[str, float] = field(default_factory=dict)
    own_retention: float = 0.0
    tuned_base: float = 0.2
    tuned_majority: float = 0.6
    tuned_own: float = 0.1
    tuned_slope: float = 0.7
    tuning_samples: float = 5.0
    prevalence_gain: float = 0.0

    @property
    def learning_curve(self) -> LearningCurve:
        """G, the law of the common model."""
        return LearningCurve(floor=self.floor, ceiling=self.ceiling, scale=self.scale, exponent=self.exponent)

    @property
    def law(self) -> OwnMarketLaw | None:
        """The law of own markets; None where all are alike."""
        if self.markets == "alike":
            return None
        return OwnMarketLaw(**{of.name: getattr(self, of.name) for of in fields(OwnMarketLaw)})

    def fidelity_of(self, generators: Sequence[str]) -> Any:
        """Return φ of organizations by their generators, shape (N,); one number where no generators are given."""
        if not generators:
            return self.fidelity
        return np.array([self.fidelities.get(name, self.fidelity) for name in generators])

    def law_of(self, generators: Sequence[str]) -> OwnMarketLaw | None:
        """Return the law of own markets with φ° of organizations by their generators; None where all are alike."""
        if self.law is None or not generators:
            return self.law
        each: Any = np.array([self.own_fidelities.get(name, self.own_fidelity) for name in generators])
        return replace(self.law, own_fidelity=each)

    @property
    def in_use(self) -> dict[str, Any]:
        """The parameters that mean something for markets of this kind, by name."""
        idle = (*OWN, "own_fidelities") if self.markets == "alike" else ALIKE
        told = {of.name: getattr(self, of.name) for of in fields(self) if of.name not in idle}
        return {name: value for name, value in told.items() if name not in TABLES or value}

    @property
    def standalone_retention(self) -> float:
        """μ°, share of its samples that an organization's own model remembers a round later."""
        return self.knowledge_retention if self.markets == "alike" else self.own_retention


def resolve_parameters(config: SimulationConfig) -> GameParameters:
    """Return the parameters that the configuration sets, completed by the calibration that it uses.

    Raises:
        ValueError: if the calibration cannot be had, the task has none and the configuration leaves a parameter open, or one is
            set that means nothing for the kind of markets.
    """
    given: dict[str, Any] = config.game.model_dump(exclude_none=True, exclude={"calibration"})
    source, kind = calibration_of(config), kind_of_markets(config)
    _refuse_idle(config, kind)
    if source is None or source == ABSTRACT or not open_fields(config):
        return GameParameters(**{**given, "markets": kind})
    from cocogen.model.learning.calibration_files import load_calibration, shipped_calibrations

    if config.game.calibration is None and source not in shipped_calibrations():
        raise ValueError(_no_calibration(config))
    calibration = load_calibration(source)
    known = {name: getattr(calibration, name) for name in (*COMMON, *OWN)}
    worth = calibration.worth_of(config.learning.generator)
    known |= {"fidelity": worth.fidelity, "own_fidelity": worth.own_fidelity}
    for table, one in TABLES.items():
        if one not in given:
            each = {name: getattr(calibration.worth_of(name), one) for name in config.population.generators}
            given[table] = {**each, **given.get(table, {})}
    return GameParameters(**{"alignment_loss": 0.0, **known, **given, "markets": kind})


def check_schedule(config: SimulationConfig, after: int = 0) -> None:
    """Refuse a schedule of which something would never happen, or that leaves the game without numbers.

    Args:
        config: with a schedule, all of which was applied once when it was made.
        after: the last round that was played; what has taken effect until then is not asked again.

    Raises:
        ValueError: one line that names the round.
    """
    for first, stage in stages(config):
        if first > after:
            if first > config.run.rounds:
                raise ConfigurationError(
                    f"intervention in round {first}: the run has {config.run.rounds} rounds (run.rounds)"
                )
            resolve_parameters(stage)


def calibration_of(config: SimulationConfig) -> str | None:
    """Return which calibration completes the game's parameters; None where every one is set and none is named.

    A calibration of one's own is used only where ``game.calibration`` names it.

    Example:
        >>> from cocogen.model.config import SimulationConfig
        >>> calibration_of(SimulationConfig())
        'digits'
    """
    if config.game.calibration is None and not open_fields(config):
        return None
    return config.game.calibration or config.task.name


def described_calibration(config: SimulationConfig) -> str:
    """Return which calibration a configuration uses, in words for people."""
    source = calibration_of(config)
    if source is None:
        return "none, every field of game is set"
    if source == ABSTRACT:
        return "none, the abstract task has numbers of its own"
    from cocogen.model.learning.calibration_files import is_shipped

    return f"{source} (shipped)" if is_shipped(source) else source


def described_fidelity(config: SimulationConfig) -> str:
    """Return which worth of a synthetic sample a configuration uses, and where that comes from, in words for people.

    Example:
        >>> from cocogen.model.config import SimulationConfig
        >>> described_fidelity(SimulationConfig().with_overrides({"game.fidelity": 0.5}))
        'φ 0.5, as set'
    """
    found = resolve_parameters(config)
    each = {name: found.fidelities.get(name, found.fidelity) for name in config.population.generators} or {
        config.learning.generator: found.fidelity
    }
    return "; ".join(
        f"φ {short(value)}, {_origin_of_fidelity(config, name, value)}" for name, value in each.items()
    )


def _origin_of_fidelity(config: SimulationConfig, generator: str, value: float) -> str:
    """Say where φ comes from; a configuration whose numbers are written out is held against its calibration."""
    from cocogen.model.learning.calibration_files import load_calibration

    source = calibration_of(config)
    if source is None or (source == ABSTRACT and config.game.fidelity is not None):
        return "as set"
    if source == ABSTRACT:
        return "of the abstract task"
    try:
        calibration = load_calibration(source)
    except ValueError:
        return "as written out"
    if not math.isclose(value, calibration.worth_of(generator).fidelity):
        return "as set"
    if generator in calibration.worths or generator == calibration.generator:
        return f"as measured for {generator}"
    if not calibration.generator:
        return "as calibrated"
    return f"as measured for {calibration.generator}; for {generator} it has not been measured"


def _refuse_idle(config: SimulationConfig, kind: str) -> None:
    """Refuse what is set although markets of this kind have no use for it; a written-out 0 is no setting."""
    idle = ALIKE if kind == "own" else ()
    for name in idle:
        value = getattr(config.game, name)
        if value:
            raise ConfigurationError(
                f"game.{name} is {value:g}; it must be left out or 0 where game.markets is 'own', whose numbers stand in its "
                "place (or set game.markets=alike)"
            )


def _no_calibration(config: SimulationConfig) -> str:
    """Say how to get a calibration of a task that has none, or which one of one's own there is."""
    from cocogen.model.config.overrides import assignment
    from cocogen.model.learning.calibration_files import OWN, own_calibrations, own_name

    task, parameters = config.task.name, config.task.parameters
    own = own_name(task, parameters)
    if own in own_calibrations():
        how = "yours is used with"
    else:
        set_ones = {f"task.{name}": value for name, value in parameters.items() if value is not None}
        settings = "".join(f" --set {assignment(name, value)}" for name, value in set_ones.items())
        how = f"`cocogen calibrate {task}{settings}` fits one, which is then used with"
    return (
        f"task {task!r} has no calibration; {how} `--set game.calibration={OWN}{own}`; "
        "or take another task's, `--set game.calibration=digits`"
    )
