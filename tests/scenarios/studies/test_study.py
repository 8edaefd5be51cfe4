"""From a declaration to cells; what cannot be played is refused first."""

import json

import pytest

from cocogen.agents.names import UnknownNameError
from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.studies.simulating import simulate, simulation_cell
from cocogen.scenarios.studies.study import Study, StudyError, build_study

QUICK = {"name": "q", "scenario": "churn", "seeds": 2, "settings": {"run.rounds": 2}}


def test_a_row_per_point_variant_and_seed() -> None:
    study = build_study(
        QUICK | {"factors": {"population.alpha": [0.5, 1.0]}, "variants": ["none", "pairwise"]}
    )
    plan = study.plan()
    assert [tuple(row.labels.values()) for row in plan.rows] == [
        (variant, alpha, seed) for alpha in (0.5, 1.0) for variant in ("none", "pairwise") for seed in (0, 1)
    ]
    payload = json.loads(plan.rows[-1].cell.payload)["config"]
    assert payload["population"]["alpha"] == 1.0
    assert payload["run"] == {"rounds": 2, "seed": 1}
    assert payload["redistribution"]["rule"] == "pairwise"


def test_points_that_concern_one_variant_share_the_cells_of_the_others() -> None:
    study = build_study(QUICK | {"factors": {"redistribution.rate": [0.1, 0.2]}, "seeds": 1})
    plan = study.plan()
    variants = len({row.labels["variant"] for row in plan.rows})
    assert len(plan.rows) == 2 * variants
    assert len(plan.cells) == variants + 1


def test_a_factor_may_name_a_part() -> None:
    plan = build_study(
        QUICK | {"factors": {"decision.rule": ["none", "random"]}, "variants": ["none"]}
    ).plan()
    rules = [json.loads(row.cell.payload)["config"]["decision"]["rule"] for row in plan.rows]
    assert rules == ["none", "none", "random", "random"]


def test_a_whole_schedule_may_be_set_and_one_more_intervention_varied() -> None:
    schedule = {"interventions": [{"round": 1, "competition.intensity": 0.2}]}
    levels = {"redistribution.rule@2": ["pairwise", "none"]}
    plan = build_study(
        QUICK | {"settings": schedule | {"run.rounds": 2}, "factors": levels, "variants": ["pairwise"]}
    ).plan()
    played = [json.loads(row.cell.payload)["config"]["interventions"] for row in plan.rows]
    assert [[entry["round"] for entry in each] for each in played] == 4 * [[1, 2]]
    assert [each[1]["redistribution.rule"] for each in played] == ["pairwise", "pairwise", "none", "none"]
    assert all(each[0]["competition.intensity"] == 0.2 for each in played)


def test_the_field_by_which_a_scenario_chooses_its_variant_may_vary() -> None:
    plan = build_study(QUICK | {"factors": {"redistribution.rule": ["none", "equal"]}}).plan()
    assert {row.labels["variant"] for row in plan.rows} == {"none", "equal"}


def test_nested_fields_are_dotted_fields() -> None:
    nested = build_study(
        QUICK | {"factors": {"population": {"alpha": [1.0]}}, "settings": {"run": {"rounds": 2}}}
    )
    assert nested == build_study(QUICK | {"factors": {"population.alpha": [1.0]}})


def test_a_range_of_levels_is_a_label_in_words() -> None:
    study = build_study(QUICK | {"factors": {"population.valuation": [[600, 1400], [900, 1100]]}, "seeds": 1})
    assert {row.labels["population.valuation"] for row in study.plan().rows} == {"600, 1400", "900, 1100"}


def test_a_study_can_be_changed_and_is_checked_again() -> None:
    study = build_study(QUICK)
    assert study.changed(seeds=[7, 9]).seeds == (7, 9)
    with pytest.raises(StudyError, match="at least one measure"):
        study.changed(measures=[])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"seeds": 0}, "the number of seeds is 1 to 100000, got 0"),
        ({"seeds": [1, 1]}, "seeds are different numbers"),
        ({"seeds": [-1]}, "seeds: must be a list, each a whole number of at least 0"),
        ({"colour": 1}, "unknown field 'colour'"),
        ({"factors": {"run.seed": [1, 2]}}, "run.seed cannot be a factor: it is set by seeds"),
        ({"factors": {"run.rounds": [1, 2]}}, "run.rounds cannot be a factor: it is set by settings"),
        ({"settings": {"run.seed": 1}}, "run.seed cannot be set"),
        ({"scenario": ["churn"]}, "scenario: must be a text"),
        ({"factors": {"a.b": {"low": 2, "high": 1}}}, "low < high"),
        ({"factors": 3}, "factors"),
    ],
)
def test_what_is_no_study_is_refused_in_one_line(change: dict[str, object], problem: str) -> None:
    with pytest.raises(StudyError, match=problem) as error:
        build_study(QUICK | change)
    assert str(error.value).startswith("study 'q': ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "kind", "problem"),
    [
        ({"scenario": "chrn"}, UnknownNameError, "did you mean 'churn'"),
        ({"variants": ["nnone"]}, UnknownNameError, "did you mean 'none'"),
        ({"reference": "nnone"}, UnknownNameError, "did you mean 'none'"),
        ({"measures": ["acuracy"]}, UnknownNameError, "did you mean 'accuracy'"),
        ({"factors": {"population.alpha": [-1]}}, ConfigurationError, "alpha"),
        ({"factors": {"population.alfa": [1]}}, ConfigurationError, "did you mean .alpha."),
        ({"design": "grd"}, StudyError, "did you mean 'grid'"),
        (
            {"design": "sobol", "points": 3, "factors": {"population.alpha": [1.0]}},
            StudyError,
            "use 4 points",
        ),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_is(
    change: dict[str, object], kind: type[ValueError], problem: str
) -> None:
    with pytest.raises(kind, match=problem) as error:
        build_study(QUICK | change).plan()
    assert "\n" not in str(error.value)


def test_a_cell_is_the_simulation_of_its_configuration_and_seed() -> None:
    from markets import SMALL

    from cocogen.model.records.measures import all_measures
    from cocogen.model.records.summary import summarize
    from cocogen.model.simulation import CoopetitionModel

    config = SimulationConfig().with_overrides(SMALL)
    cell = simulation_cell(config, seed=5)
    expected = summarize(CoopetitionModel(config, seed=5).run().tables())
    assert simulate(cell.payload) == pytest.approx(expected, nan_ok=True)
    assert tuple(expected) == all_measures.names("run")


def test_a_finished_simulation_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    import gc
    import weakref

    from markets import SMALL

    from cocogen.model import simulation

    made = []

    class Watched(simulation.CoopetitionModel):
        def __init__(self, config: SimulationConfig) -> None:
            super().__init__(config)
            made.append(weakref.ref(self))

    monkeypatch.setattr(simulation, "CoopetitionModel", Watched)
    simulate(simulation_cell(SimulationConfig().with_overrides(SMALL), seed=1).payload)
    gc.collect()
    assert [model() for model in made] == [None]


def test_a_study_has_ten_seeds_by_default() -> None:
    assert Study(name="x", scenario="churn").seeds == tuple(range(10))
