"""The section ``population``: who takes part, drawn from numbers and distributions, listed, or read from a file of firms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from annotated_types import Ge, Le
from pydantic import BeforeValidator, model_validator

from cocogen.agents.allowed import Said
from cocogen.agents.inputs import InputFile
from cocogen.agents.shown import shown
from cocogen.agents.typed import refused
from cocogen.model.config.names import ORDER, OWNERS
from cocogen.model.config.quantities.amounts import Amounts, amounts
from cocogen.model.config.quantities.choices import WORDS, Choice, chosen_in_one_form, names_in
from cocogen.model.config.quantities.firms import Firms, misspelt, read_firms
from cocogen.model.config.quantities.notation import COLUMN, Takes, column_of, in_one_form
from cocogen.model.config.sections import PartName, PartSection
from cocogen.model.files.text_files import TextFileError

if TYPE_CHECKING:
    from cocogen.agents.registry import Registry

Spread = Annotated[float, Ge(0), Le(10)]
"""A standard deviation of logarithms: 10 is a factor of 22,000."""

ANY = Takes()
WHOLE = Takes(1.0, 1e9)
"""How many samples there may be."""

Quantity = Annotated[
    tuple[float, ...] | str, BeforeValidator(partial(in_one_form, takes=ANY)), Said(ANY.words)
]
"""What organizations have of something: each draws its own value. One number means no spread."""


def _samples(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Real | str) and not isinstance(value, bool):
        try:
            number = float(value)
        except ValueError:
            return in_one_form(value, WHOLE)
        if not 0 < number <= WHOLE.high:
            raise ValueError(f"must be a number above 0 and at most {WHOLE.high:,.0f}, got {shown(value)}")
        return number
    form = in_one_form(value, WHOLE)
    return form[0] if isinstance(form, tuple) and len(form) == 2 and form[0] == form[1] else form


Samples = Annotated[
    float | tuple[float, ...] | str | None,
    BeforeValidator(_samples),
    Said(f"a number above 0, or as any quantity: {WHOLE.words}"),
]

FILE = "file"
ORGANIZATIONS = "organizations"
QUANTITIES = (
    "samples",
    "valuation",
    "generation_cost",
    "congestion",
    "capacity",
    "membership_cost",
    "standalone_cost",
)
"""Fields that may differ between organizations, and be columns of a file of firms."""

GENERATOR = "generator"
COLUMNS = (*QUANTITIES, GENERATOR)
"""Fields that a column of their name in a file of firms says."""

Generators = Annotated[Choice, BeforeValidator(chosen_in_one_form), Said(f"{WORDS}, of generators")]


class PopulationConfig(PartSection):
    """Who takes part: how many organizations, their data, what accuracy is worth to them, what they pay."""

    part_field: ClassVar[str] = "partition"

    organizations: Annotated[int, Ge(2), Le(1_000_000)] = 8
    """N, how many there are at the start; with a ``file`` its rows, unless fewer are wanted: then the first ones."""
    file: InputFile = ""
    """A CSV file of firms, or a shipped one (``airlines``): a row for each, with its ``name``; columns named as fields of this section hold."""
    partition: PartName = "dirichlet"
    """How the samples are divided among them."""
    samples: Samples = None
    """Real training samples of each; of one number the median; None: the whole pool is shared out."""
    size_spread: Spread = 0.0
    """Standard deviation of the logarithm of the sample counts (log-normal) around ``samples``, where that is one number."""
    valuation: Quantity = (600.0, 1400.0)
    """v, money per unit of accuracy and round."""
    generation_cost: Quantity = (0.0002, 0.001)
    """c, money per synthetic sample."""
    congestion: Quantity = (3e-4, 1e-3)
    """κ, money per squared synthetic sample."""
    capacity: Quantity = (1000.0, 1000.0)
    """ḡ, synthetic samples per round."""
    membership_cost: Quantity = (0.3, 0.3)
    """f, money per real sample and round."""
    standalone_cost: Quantity = (0.3, 0.3)
    """l, money per real sample and round."""
    generator: Generators = None
    """What each draws synthetic samples from, which are worth what they were measured to be (φ); None: ``learning.generator`` for all."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of partitions."""
        from cocogen.model.learning.partitions import partitions

        return partitions

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the partition's parameters but for natural owners and their order, which task and file bring."""
        return tuple(name for name in super().known_parameters(part) if name not in (OWNERS, ORDER))

    @property
    def firms(self) -> Firms | None:
        """The file of firms; None where there is none.

        Raises:
            TextFileError: if it cannot be read any more.
        """
        return read_firms(self.file) if self.file else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the organizations as the file of firms has them; nothing where it has none."""
        firms = self.firms
        return firms.names[: self.organizations] if firms is not None else ()

    @property
    def has_natural_owners(self) -> bool:
        """Whether the task's natural owners say whose the samples are."""
        return OWNERS in self.registry().parameters(self.partition)

    def amounts(self, field: str) -> Amounts:
        """Return what organizations have of a quantity.

        Args:
            field: its name, one of :data:`QUANTITIES`; ``samples`` only where it is more than one number.
        """
        takes = WHOLE if field == "samples" else ANY
        return amounts(getattr(self, field), takes, field, self.firms, self.organizations)

    @property
    def generators(self) -> list[str]:
        """Names of the generators that organizations may have of their own; none where all have ``learning.generator``.

        Raises:
            ValueError: one line, if one is unknown, or there is not one for each.
        """
        if self.generator is None:
            return []
        from cocogen.model.learning.generators import generators

        return names_in(self.generator, GENERATOR, self.firms, self.organizations, generators.names())

    @model_validator(mode="before")
    @classmethod
    def _the_file_says_what_is_not_set(cls, data: Any) -> Any:
        """Let columns hold for the fields of their names that are not set, and rows for how many there are."""
        if not isinstance(data, Mapping) or not isinstance(data.get(FILE), str) or not data[FILE]:
            return data
        try:
            firms = read_firms(data[FILE])
        except TextFileError as error:
            raise refused(((FILE,), str(error))) from None
        used = {column_of(value, field) for field, value in data.items() if field in COLUMNS}
        slip = misspelt([name for name in firms.header if name not in used], COLUMNS)
        if slip is not None:
            said = f"{firms.path}: the column {slip[0]!r} is none of this section's fields; did you mean {slip[1]!r}?"
            raise refused(((FILE,), said))
        return {
            ORGANIZATIONS: len(firms),
            **{field: COLUMN for field in COLUMNS if field in firms.header},
            **data,
        }

    @model_validator(mode="after")
    def _quantities_fit(self) -> Self:
        firms = self.firms
        if firms is not None and self.organizations > len(firms):
            said = f"must be at most {len(firms)}, the rows of {firms.path}, got {self.organizations:,}"
            raise refused(((ORGANIZATIONS,), said))
        for field in QUANTITIES:
            if isinstance(getattr(self, field), str | tuple):
                try:
                    self.amounts(field)
                except ValueError as error:
                    raise refused(((field,), str(error))) from None
        try:
            _ = self.generators
        except ValueError as error:
            raise refused(((GENERATOR,), str(error))) from None
        return self

    def _try_part(self) -> None:
        if not self.has_natural_owners:
            super()._try_part()


def covered_by(file: Any) -> tuple[str, ...]:
    """Return the fields that a file of firms says, unless they are set; nothing where it cannot be read."""
    try:
        header = read_firms(file).header if isinstance(file, str) and file else ()
    except TextFileError:
        return ()
    return (ORGANIZATIONS, *(field for field in COLUMNS if field in header)) if header else ()
