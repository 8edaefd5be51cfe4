"""The configuration of a simulation: one typed, frozen, validated object, nested as the house is.

A section that names a part (a rule, a generator, a partition) also takes that part's own parameters as fields:
``decision.rule = "logit"`` brings ``decision.temperature``. Their names and values are checked by the part itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.registry import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agents.registry import Registry

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Interval = tuple[NonNegative, NonNegative]
"""A range (low, high); each organization draws its own value uniformly from it. One number means no spread."""


class Section(BaseModel):
    """A frozen part of the configuration that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _one_number_is_a_range(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        ranges = set(cls.ranges())
        return {
            name: (value, value) if name in ranges and isinstance(value, int | float) else value
            for name, value in data.items()
        }

    @model_validator(mode="after")
    def _ranges_ascend(self) -> Self:
        for name in self.ranges():
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name} is a range (low, high), got ({low:g}, {high:g})")
        return self

    @classmethod
    def ranges(cls) -> tuple[str, ...]:
        """Return the names of the fields that hold a range."""
        wanted: object = Interval
        return tuple(name for name, field in cls.model_fields.items() if field.annotation == wanted)


class PartSection(Section):
    """A section that names a registered part and carries that part's own parameters as extra fields."""

    model_config = ConfigDict(frozen=True, extra="allow", validate_default=True)
    part_field: ClassVar[str]

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry in which the section's part is looked up."""
        raise NotImplementedError

    @property
    def part(self) -> str:
        """The name of the part."""
        return str(getattr(self, self.part_field))

    @property
    def parameters(self) -> dict[str, Any]:
        """The part's own parameters that were set; the part's defaults hold for the others."""
        return dict(self.__pydantic_extra__ or {})

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the names of the parameters that ``part`` understands."""
        return tuple(cls.registry().parameters(part))

    @model_validator(mode="after")
    def _part_accepts_its_parameters(self) -> Self:
        known = self.known_parameters(self.part)
        for name in self.parameters:
            if name not in known:
                allowed = (*(field for field in type(self).model_fields), *known)
                raise unknown_name("field", name, allowed)
        self.registry().create(self.part, **self.parameters)
        return self


class TaskConfig(Section):
    """What is learned. ``abstract`` has no data: label distributions only, for the curve learner."""

    name: str = "digits"
    classes: Annotated[int, Field(ge=2, le=1000)] = 10
    """Number of classes of the ``abstract`` task; other tasks bring their own."""

    @model_validator(mode="after")
    def _task_exists(self) -> Self:
        from model.learning.tasks import tasks
        from model.population import ABSTRACT

        if self.name != ABSTRACT and self.name not in tasks.names():
            raise unknown_name("task", self.name, (ABSTRACT, *tasks.names()))
        return self


class PopulationConfig(PartSection):
    """Who takes part: how many organizations, their data, what accuracy is worth to them, what they pay."""

    part_field: ClassVar[str] = "partition"

    organizations: Annotated[int, Field(ge=2, le=1_000_000)] = 8
    partition: str = "dirichlet"
    samples: Positive | None = None
    """Median of real training samples per organization; None: the whole pool is shared out."""
    size_spread: NonNegative = 0.0
    """Standard deviation of the logarithm of the sample counts (log-normal), used when ``samples`` is given."""
    valuation: Interval = (600.0, 1400.0)
    """v, money per unit of accuracy and round."""
    generation_cost: Interval = (0.0002, 0.001)
    """c, money per synthetic sample."""
    congestion: Interval = (3e-4, 1e-3)
    """κ, money per squared synthetic sample."""
    capacity: Interval = (1000.0, 1000.0)
    """ḡ, synthetic samples per round."""
    membership_cost: Interval = (0.3, 0.3)
    """f, money per real sample and round."""
    standalone_cost: Interval = (1.0, 1.0)
    """l, money per real sample and round."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of partitions."""
        from model.learning.partitions import partitions

        return partitions


class CompetitionConfig(PartSection):
    """Who is whose rival, and how much rivals take from each other."""

    part_field: ClassVar[str] = "structure"

    structure: str = "random-symmetric"
    intensity: NonNegative = 0.06
    """Mean γ between two rivals: the share of a rival's market gain that an organization loses."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of rivalry structures."""
        from model.game.rivalry import rivalry_structures

        return rivalry_structures


class GameConfig(Section):
    """The learning curve and how skew spoils contributions. None: the task's calibrated value."""

    floor: Share | None = None
    """A₀, accuracy without training."""
    ceiling: Share | None = None
    """A∞, accuracy with endless data."""
    scale: Positive | None = None
    """S, effective samples."""
    exponent: Positive | None = None
    """β."""
    skew_penalty: Share | None = None
    """δ, how much label skew spoils a contribution."""
    alignment_loss: Share | None = None
    """η, how much worse the common model serves a skewed market."""
    fidelity: Annotated[float, Field(gt=0, le=1)] | None = None
    """φ, worth of one synthetic sample in real samples."""
    knowledge_retention: Annotated[float, Field(ge=0, lt=1)] | None = None
    """μ, share of the effective samples that a model still remembers a round later."""


class DecisionConfig(PartSection):
    """How organizations revise how much they generate."""

    part_field: ClassVar[str] = "rule"

    rule: str = "best-response"
    activation: Literal["simultaneous", "sequential", "asynchronous"] = "simultaneous"
    activation_probability: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Chance that an organization revises in a round, under ``asynchronous`` activation."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of decision rules."""
        from agents.decisions import decision_rules

        return decision_rules


class ParticipationConfig(PartSection):
    """When organizations leave, and when they look again."""

    part_field: ClassVar[str] = "rule"

    rule: str = "threshold"
    observation_noise: NonNegative = 0.0
    """Standard deviation (money) of the error with which an organization observes its membership advantage."""
    review_probability: Share = 0.2
    """Chance per round that an outsider considers coming back."""
    entry_cost: NonNegative = 10.0
    """Money that the predicted advantage must exceed before an outsider comes back."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of participation rules."""
        from agents.participation import participation_rules

        return participation_rules


class RedistributionConfig(PartSection):
    """Which rule the mechanism pays by."""

    part_field: ClassVar[str] = "rule"

    rule: str = "pairwise"

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of redistribution rules."""
        from model.game import redistribution_rules

        return redistribution_rules


class LearningConfig(Section):
    """Whether performance comes from the learning curve or from real federated training, and how training goes."""

    kind: Literal["curve", "federated"] = "federated"
    generator: str = "vae"
    epochs: Annotated[float, Field(gt=0, le=1000)] = 2.0
    """Passes over real and synthetic samples per round."""
    batch_size: Annotated[int, Field(ge=1, le=100_000)] = 32
    learning_rate: Positive = 0.3
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    """Threads of torch inside this process; more than one is slower for small networks."""

    @model_validator(mode="after")
    def _generator_exists(self) -> Self:
        from model.learning.generators import generators

        if self.generator not in generators.names():
            raise unknown_name("generator", self.generator, generators.names())
        return self


class RunConfig(Section):
    """How long, and from which seed."""

    rounds: Annotated[int, Field(ge=1, le=10_000_000)] = 20
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0


class SimulationConfig(BaseModel):
    """Everything that determines a simulation.

    Example:
        >>> config = SimulationConfig().with_overrides({"population.alpha": 1.0, "run.seed": 7})
        >>> config.population.parameters, config.run.seed
        ({'alpha': 1.0}, 7)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: TaskConfig = TaskConfig.model_construct()
    population: PopulationConfig = PopulationConfig.model_construct()
    competition: CompetitionConfig = CompetitionConfig.model_construct()
    game: GameConfig = GameConfig.model_construct()
    decision: DecisionConfig = DecisionConfig.model_construct()
    participation: ParticipationConfig = ParticipationConfig.model_construct()
    redistribution: RedistributionConfig = RedistributionConfig.model_construct()
    learning: LearningConfig = LearningConfig.model_construct()
    run: RunConfig = RunConfig.model_construct()

    @model_validator(mode="after")
    def _real_training_needs_data(self) -> Self:
        from model.population import ABSTRACT

        if self.task.name == ABSTRACT and self.learning.kind == "federated":
            raise ValueError(
                "task 'abstract' has no data to train on; set learning.kind to 'curve' or name a task"
            )
        if self.task.name == ABSTRACT and self.population.samples is None:
            raise ValueError("task 'abstract' has no pool to share out; set population.samples")
        return self

    def with_overrides(self, overrides: Mapping[str, Any]) -> SimulationConfig:
        """Return the configuration with fields replaced by dotted name; see :mod:`model.overrides`.

        Raises:
            ConfigurationError: one line that names the field, what was given and what is allowed.
        """
        from model.overrides import with_overrides

        return with_overrides(self, overrides)

    def fingerprint(self) -> str:
        """Return a short hash of all fields: two configurations with the same fingerprint are the same run."""
        from hashlib import sha256

        return sha256(self.model_dump_json().encode()).hexdigest()[:16]
