"""The study: a short declaration of what is varied on which scenario, and the plan that follows from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Self

from annotated_types import Ge, Lt
from pydantic import Field, field_validator, model_validator

from cocogen.agents.typed import Typed
from cocogen.model.records.measures import all_measures
from cocogen.scenarios.studies.designs import design_points
from cocogen.scenarios.studies.factors import Factor, first_message
from cocogen.scenarios.studies.plan import Plan, Row, canonical
from cocogen.scenarios.studies.simulating import Inputs, simulation_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cocogen.model.config import SimulationConfig
    from cocogen.model.config.inputs import Input

NAME = re.compile(r"[^\W_][^/\\:\x00-\x1f\x7f]{0,99}")
MOST_ROWS = 200_000
"""Of a result table: what a plan holds in memory with some comfort."""
USUAL = tuple(known.name for known in all_measures.own("run") if "sweep" in known.shown)
"""Measures that a study shows unless it says which."""


class StudyError(ValueError):
    """A study that cannot be played; the message is one line."""


class Study(Typed):
    """A question, the scenario that it is asked of, and what is varied.

    The parameters that a task's calibration brings are written into every cell, so that a cell means the same everywhere.
    Every point of the design is played on the same seeds, and every draw of a simulation is keyed by its seed, so
    that differences between points or variants are differences on common random numbers, paired seed by seed.

    Args:
        name: as typed on the command line.
        question: what it answers, one sentence.
        scenario: name of the scenario whose variants are played.
        variants: which of them; all by default.
        settings: configuration fields by dotted name, on top of the scenario's.
        factors: what is varied, by dotted name.
        design: ``grid``, ``latin-hypercube``, ``sobol``, ``saltelli`` or ``morris``.
        points: points of the designs that are not grids.
        seeds: root seeds; a number n means 0 to n − 1.
        measures: which measures are shown; the table holds all.
        reference: variant that differences are taken against; the first one by default.
        next_command: the command worth trying next.
    """

    name: str
    question: str = ""
    scenario: str
    variants: tuple[str, ...] = ()
    settings: dict[str, Any] = Field(default_factory=dict)
    factors: dict[str, Factor] = Field(default_factory=dict)
    design: str = "grid"
    points: int | None = None
    seeds: tuple[Annotated[int, Ge(0), Lt(2**63)], ...] = tuple(range(10))
    measures: tuple[str, ...] = USUAL
    reference: str | None = None
    next_command: str = ""

    @field_validator("name")
    @classmethod
    def _is_part_of_a_folders_name(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError(
                f"a name begins with a letter or digit, has no / \\ : in it, and at most 100 characters, got {value[:120]!r}"
            )
        return value

    @field_validator("settings", "factors", mode="before")
    @classmethod
    def _dotted(cls, value: Any) -> Any:
        return _flat(value) if isinstance(value, dict) else value

    @field_validator("seeds", mode="before")
    @classmethod
    def _a_number_of_seeds(cls, value: Any) -> Any:
        if isinstance(value, int):
            if not 1 <= value <= 100_000:
                raise ValueError(f"the number of seeds is 1 to 100000, got {value}")
            return tuple(range(value))
        return value

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"seeds are different numbers, one at least, got {list(self.seeds)}")
        if not self.measures:
            raise ValueError("a study shows at least one measure")
        for field in ("run.seed", *self.settings):
            if field in self.factors:
                raise ValueError(
                    f"{field} cannot be a factor: it is set by {'seeds' if field == 'run.seed' else 'settings'}"
                )
        if "run.seed" in self.settings:
            raise ValueError("run.seed cannot be set: a study has seeds")
        return self

    def changed(self, **changes: Any) -> Study:
        """Return the study with fields replaced, checked again.

        Raises:
            StudyError: if the result is not a study.
        """
        return build_study(self.model_dump() | changes)

    def design_points(self) -> list[dict[str, Any]]:
        """Return the values of the factors at every point of the design."""
        return design_points(self.design, self.factors, self.points)

    def plan(self) -> Plan:
        """Return all rows and cells: for each point and variant, one row per seed.

        Raises:
            ConfigurationError: if a point makes an impossible configuration.
            UnknownNameError: if the scenario, a variant or a measure is unknown.
            StudyError: if the design is impossible.
        """
        from cocogen.model.config.interventions import expanded
        from cocogen.model.world.parameters import described_calibration
        from cocogen.scenarios.description.catalog import load_scenario
        from cocogen.scenarios.description.overridden import overrides_in_words
        from cocogen.scenarios.studies.variants import variants_at

        scenario = load_scenario(self.scenario)
        all_measures.check(self.measures)
        about = self.model_dump(mode="json", exclude_defaults=True)
        inputs = Inputs()
        calibrations: dict[str, None] = {}
        rows: dict[str, list[Row]] = {}
        points = self._points()
        varied = [name for name, factor in self.factors.items() if self.design != "grid" or factor.is_numeric]
        chosen = scenario.chosen({**self.settings, **points[0]}, varied)
        if self.reference:
            chosen.variant_named(self.reference)
        told = overrides_in_words({n: chosen.overrides[n] for n in expanded(self.settings)}, chosen.variants)
        for point in points:
            variants = variants_at(scenario, self.settings, point, self.variants, varied)
            self._check_size(len(points) * len(variants))
            for name, variant in variants.items():
                labels = {"variant": name, **{f: label_of(level) for f, level in variant.levels.items()}}
                if canonical(labels) not in rows:
                    calibrations[described_calibration(variant.config)] = None
                    rows[canonical(labels)] = [*self._rows(labels, variant.config, inputs.of(variant.config))]
        flat = tuple(row for of_combination in rows.values() for row in of_combination)
        return Plan(self.name, about, flat, inputs.all(), tuple(calibrations), told)

    def _check_size(self, combinations: int) -> None:
        rows = combinations * len(self.seeds)
        if rows > MOST_ROWS:
            raise StudyError(
                f"study {self.name!r}: {combinations:,} combinations on {len(self.seeds):,} seeds make {rows:,} rows, "
                f"and a study has at most {MOST_ROWS:,}"
            )

    def _points(self) -> list[dict[str, Any]]:
        try:
            return self.design_points()
        except ValueError as error:
            raise StudyError(f"study {self.name!r}: {error}") from None

    def _rows(
        self, labels: Mapping[str, Any], config: SimulationConfig, inputs: Sequence[Input]
    ) -> Iterator[Row]:
        for seed in self.seeds:
            yield Row({**labels, "seed": seed}, simulation_cell(config, seed, inputs))


def build_study(data: Mapping[str, Any]) -> Study:
    """Validate data into a study.

    Raises:
        StudyError: one line on the first thing that is wrong.
    """
    try:
        return Study.model_validate(dict(data))
    except ValueError as error:
        name = data.get("name", "?")
        raise StudyError(f"study {name!r}: {first_message(error)}") from None


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn TOML's ``population.alpha = ...``, which nests, into fields by dotted name."""
    flat: dict[str, Any] = {}
    for name, value in nested.items():
        if isinstance(value, dict) and "." not in f"{prefix}{name}":
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def label_of(value: Any) -> Any:
    """Return a factor's value as it stands in a result table."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
