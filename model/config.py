"""The configuration of a simulation: one typed, frozen, validated object, nested as the house is.

A section that names a part (a rule, a generator, a partition) also takes that part's own parameters as fields:
``decision.rule = "logit"`` brings ``decision.temperature``. Their names and values are checked by the part itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.inputs import InputFile
from agents.registry import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agents.registry import Registry

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Interval = tuple[NonNegative, NonNegative]
"""A range (low, high); each organization draws its own value uniformly from it. One number means no spread."""


OWNERS = "owners"
"""The parameter by which a partition asks for the natural owners of a task's samples."""


class Section(BaseModel):
    """A frozen part of the configuration that refuses unknown fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True
    )

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

    model_config = ConfigDict(
        frozen=True, extra="allow", validate_default=True, use_attribute_docstrings=True
    )
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
        self._try_part()
        return self

    def _try_part(self) -> None:
        """Let the part refuse its parameters."""
        self.registry().create(self.part, **self.parameters)


class TaskConfig(PartSection):
    """What is learned. ``abstract`` has no data: label distributions only, for the curve learner."""

    part_field: ClassVar[str] = "name"

    name: str = "digits"
    classes: Annotated[int, Field(ge=2, le=1000)] = 10
    """Number of classes of the ``abstract`` task; other tasks bring their own."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of tasks with data."""
        from model.learning.tasks import tasks

        return tasks

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the parameters of a task; the abstract one has none."""
        from model.population import ABSTRACT

        if part == ABSTRACT:
            return ()
        if part not in cls.registry().names():
            raise unknown_name("task", part, (ABSTRACT, *cls.registry().names()))
        return super().known_parameters(part)

    def _try_part(self) -> None:
        """Do nothing: building a task loads its data, which says what is wrong when it is needed."""


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

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the partition's parameters but for natural owners, which the task brings."""
        return tuple(name for name in super().known_parameters(part) if name != OWNERS)

    def _try_part(self) -> None:
        if OWNERS not in self.registry().parameters(self.partition):
            super()._try_part()


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
    """The learning curve and how skew spoils contributions. None: the value of the calibration."""

    calibration: str | None = None
    """Whose values hold where none is set: a task's shipped calibration, ``own:NAME``, or a ``.json`` file; None: that of ``task.name``."""
    floor: Share | None = None
    """A₀, accuracy without training."""
    ceiling: Share | None = None
    """A∞, accuracy with endless data."""
    scale: Annotated[float, Field(ge=1e-6, allow_inf_nan=False)] | None = None
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
    """How organizations revise how much they generate, and what they believe when they do."""

    part_field: ClassVar[str] = "rule"

    rule: str = "best-response"
    shares: dict[str, Share] = Field(default_factory=dict)
    """Shares of decision rules in a mixed population, summing to one; empty: everybody follows ``rule``."""
    rule_parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Parameters of the rules in ``shares``, by rule; those of ``rule`` itself are fields of this section."""
    activation: Literal["simultaneous", "sequential", "asynchronous"] = "simultaneous"
    activation_probability: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Chance that an organization revises in a round, under ``asynchronous`` activation."""
    belief_noise: NonNegative = 0.0
    """Standard deviation of the logarithm of the error in the believed total of the others."""
    belief_delay: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Trained rounds by which the believed total of the others is older than the last one."""
    believed_scale: Positive = 1.0
    """S of the learning curve as believed at first, as a multiple of the true one."""
    learns_curve: bool = False
    """Whether organizations estimate the learning curve from the accuracies seen so far."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of decision rules."""
        from agents.decisions import decision_rules

        return decision_rules

    @model_validator(mode="after")
    def _shares_are_of_rules_and_sum_to_one(self) -> Self:
        for name in (*self.shares, *self.rule_parameters):
            self.registry().create(name, **self.parameters_of(name))
        total = sum(self.shares.values())
        if self.shares and abs(total - 1.0) > 1e-9:
            listed = ", ".join(f"{name} {share:g}" for name, share in self.shares.items())
            raise ValueError(f"shares must sum to 1, got {total:g} ({listed})")
        unused = [name for name in self.rule_parameters if name not in self.shares]
        if unused:
            raise ValueError(f"rule_parameters names {unused[0]!r}, which is not in shares")
        return self

    def parameters_of(self, rule: str) -> dict[str, Any]:
        """Return the parameters that were set for a rule."""
        own = self.parameters if rule == self.rule else {}
        return {**own, **self.rule_parameters.get(rule, {})}


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


class EnvironmentConfig(Section):
    """What happens to organizations without their choosing: arrivals, failures, shocks. Nothing unless set."""

    arrivals: NonNegative = 0.0
    """Mean number of organizations that newly appear in a round (a Poisson process)."""
    newcomers: Annotated[int, Field(ge=0, le=100_000)] = 10
    """Most organizations that ever appear."""
    reserve: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Share of a real task's pool that is held back for newcomers, when there are ``arrivals``."""
    drop_probability: Share = 0.0
    """Chance that a player's update of a round is lost on its way: it has paid, and nothing arrives."""
    outage_probability: Share = 0.0
    """Chance per round that an available organization becomes unavailable (Markov on/off)."""
    recovery_probability: Share = 0.5
    """Chance per round that an unavailable organization becomes available again."""
    trace: InputFile = ""
    """CSV file with the columns organization, from, to: rounds (both included) in which one is unavailable."""
    departure_round: Annotated[int, Field(ge=1)] | None = None
    """Round in which ``departing`` leaves for good; None: never."""
    departing: str = "largest"
    """Who leaves for good: ``largest`` (in real samples) or an organization's name."""
    shock_round: Annotated[int, Field(ge=1)] | None = None
    """Round from which costs and competition are multiplied by ``cost_shock`` and ``competition_shock``."""
    cost_shock: Positive = 1.0
    """Factor of all costs (generation, congestion, membership, standalone) from the ``shock_round`` on."""
    competition_shock: NonNegative = 1.0
    """Factor of γ from the ``shock_round`` on."""
    cost_volatility: NonNegative = 0.0
    """Standard deviation of a round's shock to the logarithm of all costs (AR(1))."""
    competition_volatility: NonNegative = 0.0
    """Standard deviation of a round's shock to the logarithm of γ (AR(1))."""
    persistence: Annotated[float, Field(ge=0, lt=1)] = 0.9
    """Share of the deviation of log costs and log γ that is still there a round later."""
    drift: Share = 0.0
    """Share of its label distribution that an organization exchanges each round for a fresh draw; curve only."""


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
    source: Literal["public", "own"] = "public"
    """Whether the generator learns from the public split, or each organization's from its own data."""
    aggregator: str = "fedavg"
    """How the server combines models."""
    epochs: Annotated[float, Field(gt=0, le=1000)] = 2.0
    """Passes over real and synthetic samples per round."""
    batch_size: Annotated[int, Field(ge=1, le=100_000)] = 32
    learning_rate: Positive | None = None
    """Step size of local training; None: what suits the network."""
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    """Threads of torch inside this process; more than one is slower for small networks."""
    device: Literal["auto", "cpu", "cuda"] = "cpu"
    """Where training runs; auto is CUDA where there is one."""

    @model_validator(mode="after")
    def _parts_exist(self) -> Self:
        from model.learning.engine import aggregators
        from model.learning.generators import generators

        if self.generator not in generators.names():
            raise unknown_name("generator", self.generator, generators.names())
        if self.aggregator not in aggregators.names():
            raise unknown_name("aggregator", self.aggregator, aggregators.names())
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
    environment: EnvironmentConfig = EnvironmentConfig.model_construct()
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

    @model_validator(mode="after")
    def _environment_fits(self) -> Self:
        from model.availability import read_trace
        from model.population import organization_name

        section, names = (
            self.environment,
            [organization_name(i) for i in range(self.population.organizations)],
        )
        if section.drift and self.learning.kind == "federated":
            raise ValueError("environment.drift: real data cannot drift; set learning.kind to 'curve'")
        if section.departing not in ("largest", *names):
            raise unknown_name("environment.departing", section.departing, ("largest", *names))
        if section.trace:
            read_trace(section.trace, names)
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
