"""Who there is: a market's organizations with all that they own, as plain rows, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from cocogen.model.config.names import ABSTRACT
from cocogen.model.config.population_fields import GENERATOR, QUANTITIES
from cocogen.model.config.quantities.notation import column_of, each_of
from cocogen.model.randomness import Streams
from cocogen.model.records.numerals import count, percent, short
from cocogen.model.world.population import TRAITS, draw_population

if TYPE_CHECKING:
    from cocogen.model.config import SimulationConfig


class Roster:
    """The organizations that are there from the start.

    Args:
        config: the configuration from which they are drawn.

    Raises:
        ValueError: if the pool cannot be shared out as asked.
    """

    def __init__(self, config: SimulationConfig) -> None:
        self.config = config
        self.population = draw_population(config, _task(config), Streams(config.run.seed))
        rivalry = sparse.csr_array(self.population.competition)
        self.rivals = np.diff(rivalry.indptr)
        self.rivalry = np.asarray(rivalry.sum(axis=1)).ravel()

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per organization, money in k$, costs of membership and of working alone per round."""
        population = self.population
        columns = {
            "name": population.names,
            "real_samples": population.real_samples.tolist(),
            "heterogeneity": population.heterogeneity.tolist(),
            **{trait: getattr(population, trait).tolist() for trait in TRAITS},
            **({"generator": population.generators} if population.generators else {}),
            "rivals": self.rivals.tolist(),
            "rivalry": self.rivalry.tolist(),
        }
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def sources(self) -> dict[str, str]:
        """Return by field where its values come from, in words."""
        section, competition = self.config.population, self.config.competition
        told = {field: self._source(field) for field in QUANTITIES}
        if section.generator:
            told[GENERATOR] = self._source(GENERATOR)
        rivals = competition.parameters.get("path") or competition.structure
        shared = (
            ""
            if competition.parameters.get("scaled") is False
            else f", mean γ {short(competition.intensity)}"
        )
        named = f"column name of {section.file}" if section.names else ""
        return {**({"names": named} if named else {}), **told, "rivalry": f"{rivals}{shared}"}

    def reading(self) -> str:
        """Return one sentence that reads the table."""
        sizes, values = self.population.real_samples, self.population.valuation
        half = int(np.searchsorted(np.cumsum(np.sort(sizes)[::-1]), sizes.sum() / 2)) + 1
        largest = self.population.names[int(np.argmax(sizes))]
        together = f", and the largest {count(half)} have half of them" if half > 1 else ""
        return (
            f"{largest}, the largest of {count(len(sizes))}, has {percent(sizes.max() / sizes.sum())} of all samples{together}; "
            f"valuations go from {short(values.min())} to {short(values.max())} k$, "
            f"the median is {short(float(np.median(values)))}; an organization loses to {short(float(self.rivals.mean()))} "
            f"rivals {short(float(self.rivalry.mean()))} of γ in all on average."
        )

    def _source(self, field: str) -> str:
        section = self.config.population
        value = getattr(section, field)
        column = column_of(value, field)
        if column is not None:
            return f"column {column} of {section.file}"
        if value is None:
            return f"the pool of {self.config.task.name}, shared out by {section.partition}"
        if field == "samples" and isinstance(value, float):
            return (
                f"{short(value)}, spread {short(section.size_spread)}"
                if section.size_spread
                else short(value)
            )
        if field == GENERATOR:
            return ", ".join(dict.fromkeys(value)) if isinstance(value, tuple) else str(value)
        if each_of(value) is not None:
            return "one number for each"
        if isinstance(value, tuple):
            low, high = map(short, value)
            return low if low == high else f"{low} .. {high}"
        return str(value)


def _task(config: SimulationConfig) -> Any:
    if config.task.name == ABSTRACT:
        return None
    from cocogen.model.learning.tasks import load_task

    return load_task(config.task.name, **config.task.parameters)
