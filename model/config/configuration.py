"""The configuration of a simulation: one typed, frozen, validated object, nested as the house is.

A section that names a part (a rule, a generator, a partition) also takes that part's own parameters as fields:
``decision.rule = "logit"`` brings ``decision.temperature``. Their names and values are checked by the part itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from annotated_types import Ge, Gt, Le, Lt
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from cocogen.agents.allowed import Said
from cocogen.agents.bounds import LARGEST, NonNegative, PositiveShare, Share, ShareBelowOne
from cocogen.agents.inputs import InputFile
from cocogen.agents.names import UnknownNameError, unknown_name
from cocogen.agents.typed import Typed, refused
from cocogen.model.config.interventions import Schedule
from cocogen.model.config.names import ABSTRACT, NAMES, organization_name
from cocogen.model.config.population_fields import PopulationConfig, Spread
from cocogen.model.config.sections import PartName, PartSection, Round, Section, refusing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.agents.registry import Registry

Factor = Annotated[float, Ge(0), Le(1_000_000)]
"""What something is multiplied by."""


class TaskConfig(PartSection):
    """What is learned. ``abstract`` has no data: label distributions only, for the curve learner."""

    part_field: ClassVar[str] = "name"

    name: PartName = "digits"
    """The task: data that is learned from, or ``abstract``."""
    classes: Annotated[int, Ge(2), Le(1000)] = 10
    """Number of classes of the ``abstract`` task; other tasks bring their own."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of tasks with data."""
        from cocogen.model.learning.tasks import tasks

        return tasks

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the parameters of a task; the abstract one has none.

        Raises:
            UnknownNameError: if there is no such task.
        """
        if part == ABSTRACT:
            return ()
        if part not in cls.registry().names():
            raise unknown_name("task", part, (ABSTRACT, *cls.registry().names()))
        return super().known_parameters(part)

    def _try_part(self) -> None:
        """Do nothing: building a task loads its data, which says what is wrong when it is needed."""


class CompetitionConfig(PartSection):
    """Who is whose rival, and how much rivals take from each other."""

    part_field: ClassVar[str] = "structure"

    structure: PartName = "random-symmetric"
    """Who is whose rival."""
    intensity: Annotated[float, Ge(0), Le(1000)] = 0.06
    """Mean γ between two rivals: the share of a rival's market gain that an organization loses."""
    market_model: Annotated[str, Said("the name of a market model")] = "linear"
    """What rivals take of an organization's gain: γ times what they gain themselves, or as another model says."""
    accounting: Annotated[str, Said("the name of an account of rivalry")] = "marginal"
    """For which accuracy of its rivals an organization is charged: what its own contribution adds, or in full."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of rivalry structures."""
        from cocogen.model.game.rivalry.structures import rivalry_structures

        return rivalry_structures

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the structure's parameters but for the names of organizations, which the population brings."""
        return tuple(name for name in super().known_parameters(part) if name != NAMES)

    @model_validator(mode="after")
    def _model_and_account_exist(self) -> Self:
        from cocogen.model.game.rivalry.accounting import accountings
        from cocogen.model.game.rivalry.base import market_models

        for field, registry in (("market_model", market_models), ("accounting", accountings)):
            name, known = getattr(self, field), registry.names()
            if name not in known:
                raise refused(((field,), str(unknown_name(registry.kind, name, known))))
        return self


Weight = Annotated[float, Ge(-100), Le(100)]
"""What a share of something counts for."""


Worths = Annotated[dict[str, PositiveShare], Said("a table of numbers above 0 and at most 1 by generator")]


class GameConfig(Section):
    """The learning curve, how skew spoils contributions, and what markets are like. None: the value of the calibration."""

    calibration: str | None = None
    """Whose values hold where none is set: a task's shipped calibration, ``own:NAME``, or a ``.json`` file; None: that of ``task.name``."""
    floor: ShareBelowOne | None = None
    """A₀, accuracy without training."""
    ceiling: PositiveShare | None = None
    """A∞, accuracy with endless data."""
    scale: Annotated[float, Ge(1e-6), Le(LARGEST)] | None = None
    """S, effective samples."""
    exponent: Annotated[float, Gt(0), Le(1000)] | None = None
    """β."""
    skew_penalty: Share | None = None
    """δ, how much label skew spoils a contribution."""
    fidelity: PositiveShare | None = None
    """φ, worth of one synthetic sample in real samples; None: as the calibration has measured it for the generator."""
    fidelities: Worths = Field(default_factory=dict)
    """φ by generator, where organizations have their own (``population.generator``); empty: as measured, unless ``fidelity`` is set."""
    knowledge_retention: ShareBelowOne | None = None
    """μ, share of the effective samples that the common model still remembers a round later."""
    markets: Literal["alike", "own"] | None = None
    """Whether one curve serves all markets, worse the more skewed they are, or each has its own; None: own where the calibration has them."""
    alignment_loss: Share | None = None
    """η, how much worse the common model serves a skewed market, where markets are alike."""
    own_error: ShareBelowOne | None = None
    """ε, share of an own market beyond its largest class that the own model never gets right."""
    own_scale: Annotated[float, Ge(1e-6), Le(LARGEST)] | None = None
    """S°, samples by which an own model learns a market of one class."""
    own_classes: Annotated[float, Ge(-10), Le(10)] | None = None
    """ν, how much slower own models learn markets of more classes."""
    own_exponent: Annotated[float, Gt(0), Le(1000)] | None = None
    """β°, of the curve of own models."""
    own_fidelity: PositiveShare | None = None
    """φ°, worth of one synthetic sample in real samples to an own model; None: as for φ."""
    own_fidelities: Worths = Field(default_factory=dict)
    """φ° by generator, likewise."""
    own_retention: ShareBelowOne | None = None
    """μ°, share of its samples that an own model still remembers a round later."""
    tuned_base: Weight | None = None
    """c₀ of the accuracy that a member serves with."""
    tuned_majority: Weight | None = None
    """c₁, what it owes to the largest class of its market."""
    tuned_own: Annotated[float, Ge(0), Le(100)] | None = None
    """ω, what it owes to what its own samples give it alone."""
    tuned_slope: Annotated[float, Ge(0), Le(100)] | None = None
    """λ, what it owes to the common model, per share of its market beyond the largest class."""
    tuning_samples: Annotated[float, Ge(0), Le(LARGEST)] | None = None
    """T, own samples at which tuning has gone half its way."""
    prevalence_gain: Weight | None = None
    """ψ, what an untuned model gains on a market whose classes are frequent in all data."""

    @model_validator(mode="after")
    def _the_ceiling_is_above_the_floor(self) -> Self:
        if self.floor is not None and self.ceiling is not None and self.ceiling <= self.floor:
            raise refused((("ceiling",), f"must be above the floor {self.floor:g}, got {self.ceiling:g}"))
        return self


class DecisionConfig(PartSection):
    """How organizations revise how much they generate, and what they believe when they do."""

    part_field: ClassVar[str] = "rule"

    rule: PartName = "best-response"
    """How an organization chooses its amount."""
    shares: dict[str, Share] = Field(default_factory=dict)
    """Shares of decision rules in a mixed population, summing to one; empty: everybody follows ``rule``."""
    rule_parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Parameters of the rules in ``shares``, by rule; those of ``rule`` itself are fields of this section."""
    activation: Literal["simultaneous", "sequential", "asynchronous"] = "simultaneous"
    """Who revises in a round: all at once, all one after the other, or each by chance."""
    activation_probability: PositiveShare = 0.5
    """Chance that an organization revises in a round, under ``asynchronous`` activation."""
    belief_noise: Spread = 0.0
    """Standard deviation of the logarithm of the error in the believed total of the others."""
    belief_delay: Annotated[int, Ge(0), Le(10_000)] = 0
    """Trained rounds by which the believed total of the others is older than the last one."""
    believed_scale: Annotated[float, Ge(1e-6), Le(1_000_000)] = 1.0
    """S of the learning curve as believed at first, as a multiple of the true one."""
    learns_curve: bool = False
    """Whether organizations estimate the learning curve from the accuracies seen so far."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of decision rules."""
        from cocogen.agents.decisions import decision_rules

        return decision_rules

    @model_validator(mode="after")
    def _shares_are_of_rules_and_sum_to_one(self) -> Self:
        self._check_rules("shares", self.shares)
        self._check_rules("rule_parameters", self.rule_parameters)
        for rule, given in self.rule_parameters.items():
            if rule not in self.shares:
                raise refused((("rule_parameters",), f"names {rule!r}, which is not in shares"))
            given.update(self.typed(rule, given, ("rule_parameters", rule), "rule_parameters"))
        for rule in self.shares:
            self.try_part(rule, self.parameters_of(rule), ("rule_parameters", rule), "shares")
        total = sum(self.shares.values())
        if self.shares and abs(total - 1.0) > 1e-9:
            listed = ", ".join(f"{name} {share:g}" for name, share in self.shares.items())
            raise refused((("shares",), f"must sum to 1, got {total:g} ({listed})"))
        return self

    def _check_rules(self, field: str, rules: Mapping[str, Any]) -> None:
        try:
            for rule in rules:
                self.registry().factory(rule)
        except UnknownNameError as error:
            raise refused(((field,), str(error))) from None

    def parameters_of(self, rule: str) -> dict[str, Any]:
        """Return the parameters that were set for a rule."""
        own = self.parameters if rule == self.rule else {}
        return {**own, **self.rule_parameters.get(rule, {})}


class ParticipationConfig(PartSection):
    """When organizations leave, and when they look again."""

    part_field: ClassVar[str] = "rule"

    rule: PartName = "threshold"
    """How an organization decides whether to stay, and whether to come back."""
    observation_noise: NonNegative = 0.0
    """Standard deviation (money) of the error with which an organization observes its membership advantage."""
    review_probability: Share = 0.2
    """Chance per round that an outsider considers coming back."""
    entry_cost: NonNegative = 10.0
    """Money that the predicted advantage must exceed before an outsider comes back."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of participation rules."""
        from cocogen.agents.participation import participation_rules

        return participation_rules


class EnvironmentConfig(Section):
    """What happens to organizations without their choosing: arrivals, failures, shocks. Nothing unless set."""

    arrivals: Annotated[float, Ge(0), Le(100_000)] = 0.0
    """Mean number of organizations that newly appear in a round (a Poisson process)."""
    newcomers: Annotated[int, Ge(0), Le(100_000)] = 10
    """Most organizations that ever appear."""
    reserve: Annotated[float, Gt(0), Lt(1)] = 0.2
    """Share of a real task's pool that is held back for newcomers, when there are ``arrivals``."""
    drop_probability: Share = 0.0
    """Chance that a player's update of a round is lost on its way: it has paid, and nothing arrives."""
    outage_probability: Share = 0.0
    """Chance per round that an available organization becomes unavailable (Markov on/off)."""
    recovery_probability: Share = 0.5
    """Chance per round that an unavailable organization becomes available again."""
    trace: InputFile = ""
    """CSV file with the columns organization, from, to: rounds (both included) in which one is unavailable."""
    departure_round: Round | None = None
    """Round in which ``departing`` leaves for good; None: never."""
    departing: str = "largest"
    """Who leaves for good: ``largest`` (in real samples) or an organization's name."""
    shock_round: Round | None = None
    """Round from which costs and competition are multiplied by ``cost_shock`` and ``competition_shock``."""
    cost_shock: Annotated[float, Gt(0), Le(1_000_000)] = 1.0
    """Factor of all costs (generation, congestion, membership, standalone) from the ``shock_round`` on."""
    competition_shock: Factor = 1.0
    """Factor of γ from the ``shock_round`` on."""
    cost_volatility: Spread = 0.0
    """Standard deviation of a round's shock to the logarithm of all costs (AR(1))."""
    competition_volatility: Spread = 0.0
    """Standard deviation of a round's shock to the logarithm of γ (AR(1))."""
    persistence: ShareBelowOne = 0.9
    """Share of the deviation of log costs and log γ that is still there a round later."""
    drift: Share = 0.0
    """Share of its label distribution that an organization exchanges each round for a fresh draw; curve only."""


class RedistributionConfig(PartSection):
    """Which rule the mechanism pays by."""

    part_field: ClassVar[str] = "rule"

    rule: PartName = "pairwise"
    """Who pays whom, and how much."""
    anticipated: bool = True
    """Whether players see coming what a rule that settles after the round pays them for their own amount, among at most 16."""

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry of redistribution rules."""
        from cocogen.model.game import redistribution_rules

        return redistribution_rules


Parameters = Annotated[dict[str, Any], Said("a table of parameters by name")]
"""Parameters of a part whose name stands in another field."""

TOLD_BY_TASKS: dict[str, Any] = {"shape": (1, 8, 8), "classes": 2}
"""What networks are told by the task, with stand-ins for checking their other parameters."""


class LearningConfig(Section):
    """Whether performance comes from the learning curve or from real federated training, and how training goes."""

    kind: Literal["curve", "federated"] = "federated"
    """Whether accuracy is read off the learning curve, or measured on models that are really trained."""
    generator: Annotated[str, Said("the name of a generator")] = "vae"
    """What synthetic samples are drawn from; with what the calibration has measured them to be worth (φ), on the curve, too."""
    generator_parameters: Parameters = Field(default_factory=dict)
    """Parameters of the generator; one alone is ``learning.generator_parameters.NAME``."""
    source: Literal["public", "own"] = "public"
    """Whether the generator learns from the public split, or each organization's from its own data."""
    aggregator: Annotated[str, Said("the name of an aggregator")] = "fedavg"
    """How the server combines models."""
    aggregator_parameters: Parameters = Field(default_factory=dict)
    """Parameters of the aggregator; one alone is ``learning.aggregator_parameters.NAME``."""
    network: Annotated[str, Said("the name of a network")] | None = None
    """The model that is trained; None: the task's own, for which its calibration was made."""
    network_parameters: Parameters = Field(default_factory=dict)
    """Parameters of ``network``, which must be named; one alone is ``learning.network_parameters.NAME``."""
    weighting: Literal["contributions", "samples"] = "contributions"
    """What the server weighs a model by: its effective samples, or plainly by how many samples it was trained on."""
    epochs: Annotated[float, Gt(0), Le(1000)] = 2.0
    """Passes over real and synthetic samples per round."""
    batch_size: Annotated[int, Ge(1), Le(100_000)] = 32
    """Samples per step of local training."""
    learning_rate: Annotated[float, Gt(0), Le(1000)] | None = None
    """Step size of local training; None: what suits the network."""
    tuning_epochs: Annotated[float, Ge(0), Le(1000)] = 1.0
    """Passes over its own real samples for which a member tunes the common model before it serves with it; 0: none."""
    tuning_rate: Annotated[float, Gt(0), Le(10)] = 0.3
    """Step size of tuning, as a share of that of local training."""
    damage: Literal["tuned", "common"] = "tuned"
    """Where damage is measured: on the tuned models that rivals serve with, or on the common model alone."""
    threads: Annotated[int, Ge(1), Le(256)] = 1
    """Threads of torch inside this process; more than one is slower for small networks."""
    device: Literal["auto", "cpu", "cuda"] = "cpu"
    """Where training runs; auto is CUDA where there is one."""

    @classmethod
    def registries(cls) -> dict[str, Registry[Any]]:
        """Return where the parts are looked up that the section names, by the field that names them."""
        from cocogen.model.learning.engine import aggregators
        from cocogen.model.learning.generators import generators
        from cocogen.model.learning.networks import networks

        return {"generator": generators, "aggregator": aggregators, "network": networks}

    @classmethod
    def known_parameters(cls, field: str, part: str) -> tuple[str, ...]:
        """Return the parameters of a part that can be set; what every task tells its network itself is none of them.

        Raises:
            UnknownNameError: if there is no such part.
        """
        return tuple(name for name in cls.registries()[field].parameters(part) if name not in TOLD_BY_TASKS)

    @model_validator(mode="after")
    def _parts_exist_and_take_their_parameters(self) -> Self:
        for field, registry in self.registries().items():
            name, given, table = getattr(self, field), self.parameters_of(field), f"{field}_parameters"
            if name is None:
                if given:
                    raise refused(((table,), f"belong to a {field}; name it in learning.{field}"))
                continue
            if name not in registry.names():
                raise refused(((field,), str(unknown_name(field, name, registry.names()))))
            known = self.known_parameters(field, name)
            for parameter in given:
                if parameter not in known:
                    kind = f"parameter of {registry.kind} {name!r}:"
                    raise refused(((table,), str(unknown_name(kind, parameter, known))))
            told = {like: TOLD_BY_TASKS[like] for like in registry.parameters(name) if like in TOLD_BY_TASKS}
            with refusing((table,), field):
                typed = registry.validated(name, told | given)
            given.update({parameter: typed[parameter] for parameter in given})
        return self

    def parameters_of(self, field: str) -> dict[str, Any]:
        """Return the parameters that were set for the part that ``field`` names: "generator", "aggregator" or "network"."""
        parameters: dict[str, Any] = getattr(self, f"{field}_parameters")
        return parameters


class RunConfig(Section):
    """How long, and from which seed."""

    rounds: Round = 20
    """Rounds to play."""
    seed: Annotated[int, Ge(0), Lt(2**63)] = 0
    """Root of all randomness."""


class SimulationConfig(Typed):
    """Everything that determines a simulation.

    Example:
        >>> config = SimulationConfig().with_overrides({"population.alpha": 1.0, "run.seed": 7})
        >>> config.population.parameters, config.run.seed
        ({'alpha': 1.0}, 7)
    """

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
    interventions: Schedule = ()

    @model_validator(mode="after")
    def _real_training_needs_data(self) -> Self:
        if self.task.name == ABSTRACT and self.learning.kind == "federated":
            raise refused(
                ((), "task 'abstract' has no data to train on; set learning.kind to 'curve' or name a task")
            )
        if self.task.name == ABSTRACT and self.population.samples is None:
            raise refused(((), "task 'abstract' has no pool to share out; set population.samples"))
        return self

    @model_validator(mode="after")
    def _environment_fits(self) -> Self:
        from cocogen.model.config.trace import read_trace

        section, count = self.environment, self.population.organizations
        if section.drift and self.learning.kind == "federated":
            raise refused((("environment", "drift"), "real data cannot drift; set learning.kind to 'curve'"))
        if not section.trace and section.departing == "largest":
            return self
        names = self.population.names or [organization_name(i) for i in range(count)]
        known = ("largest", *names)
        if section.departing not in known:
            raise refused(
                (("environment", "departing"), str(unknown_name("organization", section.departing, known)))
            )
        if section.trace:
            read_trace(section.trace, names)
        return self

    @model_validator(mode="after")
    def _rivals_are_there(self) -> Self:
        from cocogen.model.game import FromFile, rivalry_structures

        structure = rivalry_structures.create(self.competition.structure, **self.competition.parameters)
        firms, natural = self.population.firms, self.population.has_natural_owners
        if isinstance(structure, FromFile) and not (natural and not self.population.names):
            names = self.population.names or [
                organization_name(i) for i in range(self.population.organizations)
            ]
            try:
                structure.among(names, firms.names if firms is not None else ())
            except ValueError as error:
                raise refused((("competition", "path"), str(error))) from None
        return self

    @model_validator(mode="after")
    def _sizes_fit(self) -> Self:
        from cocogen.model.config.sizes import misfit

        wrong = misfit(self)
        if wrong is not None:
            raise refused(wrong)
        return self

    @model_validator(mode="after")
    def _interventions_can_be(self) -> Self:
        from cocogen.model.config.errors import ConfigurationError
        from cocogen.model.config.interventions import ordered
        from cocogen.model.config.scheduled_names import INTERVENTIONS

        if self.interventions:
            try:
                schedule = ordered(self)
            except ConfigurationError as error:
                raise refused(((), str(error))) from None
            object.__setattr__(self, INTERVENTIONS, schedule)
        return self

    @model_serializer(mode="wrap")
    def _without_an_empty_schedule(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out a schedule of nothing, so that a configuration without one is what it was before there were any."""
        data: dict[str, Any] = handler(self)
        if not self.interventions:
            data.pop("interventions", None)
        return data

    def in_force_at(self, round: int) -> SimulationConfig:
        """Return the configuration by which a round is played, without a schedule; that at the start for round 0.

        Example:
            >>> config = SimulationConfig().with_overrides({"redistribution.rule@10": "bargaining"})
            >>> [config.in_force_at(round).redistribution.rule for round in (9, 10)]
            ['pairwise', 'bargaining']
        """
        from cocogen.model.config.interventions import stages

        return [stage for first, stage in stages(self) if first <= round][-1]

    def with_overrides(self, overrides: Mapping[str, Any]) -> SimulationConfig:
        """Return the configuration with fields replaced by dotted name; see :mod:`cocogen.model.config.overrides`.

        Raises:
            ConfigurationError: one line that names the field, what was given and what is allowed.
        """
        from cocogen.model.config.overrides import with_overrides

        return with_overrides(self, overrides)
