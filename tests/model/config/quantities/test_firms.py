"""Files of firms: their rows are the organizations, their columns hold until something else is set, what is wrong is one line."""

from __future__ import annotations

import numpy as np
import pytest
from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.model.config.inputs import changed_input, identity, read_inputs
from cocogen.model.config.overrides import ConfigurationError, difference, from_toml, to_toml
from cocogen.model.config.quantities.firms import read_firms
from cocogen.model.learning.tasks.own import task_from_arrays
from cocogen.model.randomness import Streams
from cocogen.model.world.population import draw_population

FIRMS = "name,samples,valuation,revenue,country\nAlpha,120,1000,5,DE\nBeta,300,800.5,7,FR\nGamma,80,1200,1,\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("\ufeff" + FIRMS, encoding="utf-8")
    return path


def config_of(file, **more):
    return SimulationConfig().with_overrides(SMALL).with_overrides({"population.file": str(file), **more})


def population(config):
    return draw_population(config, None, Streams(0))


def test_rows_are_the_organizations_and_columns_what_they_own(file):
    drawn = population(config_of(file))
    assert drawn.names == ["Alpha", "Beta", "Gamma"]
    np.testing.assert_array_equal(drawn.real_samples, [120, 300, 80])
    np.testing.assert_array_equal(drawn.valuation, [1000, 800.5, 1200])


def test_a_column_moves_nobody_elses_draws(file):
    with_file, without = population(config_of(file)), population(SimulationConfig().with_overrides(SMALL))
    for trait in ("generation_cost", "congestion", "heterogeneity"):
        np.testing.assert_array_equal(getattr(with_file, trait), getattr(without, trait)[:3])


def test_what_is_set_later_holds(file):
    config = config_of(file)
    later = config.with_overrides({"population.valuation": 7, "population.organizations": 2})
    np.testing.assert_array_equal(population(later).valuation, [7, 7])
    assert population(later).names == ["Alpha", "Beta"]
    again = later.with_overrides({"population.file": str(file)})
    np.testing.assert_array_equal(population(again).valuation, [1000, 800.5, 1200])
    at_once = config_of(file, **{"population.valuation": 7})
    np.testing.assert_array_equal(population(at_once).valuation, [7, 7, 7])


def test_a_column_of_another_name_is_asked_for(file):
    np.testing.assert_array_equal(
        population(config_of(file, **{"population.capacity": "column(revenue)"})).capacity, [5, 7, 1]
    )


def test_without_the_file_fields_have_their_defaults_again(file):
    without = config_of(file).with_overrides({"population.file": "", "population.samples": 50})
    assert without.population.valuation == SimulationConfig().population.valuation


def test_a_configuration_of_a_file_survives_being_written_and_compared(file):
    base = SimulationConfig().with_overrides({**SMALL, "population.organizations": 3})
    for more in ({}, {"population.organizations": 2}, {"population.valuation": [600, 1400]}):
        config = config_of(file, **more)
        assert from_toml(to_toml(config)) == config
        assert base.with_overrides(difference(base, config)) == config
    toml = f'[task]\nname="abstract"\n[learning]\nkind="curve"\n[population]\nfile="{file.as_posix()}"\n'
    assert from_toml(toml).population.organizations == 3
    assert from_toml(toml).population.valuation == "column"


def test_what_the_file_holds_is_part_of_the_identity(file):
    config = config_of(file)
    before = read_inputs(config)
    assert [entry.role for entry in before] == ["population.file"]
    known = identity(config, before)
    file.write_text(FIRMS.replace("1000", "1001"), encoding="utf-8")
    assert identity(config, read_inputs(config)) != known
    assert changed_input(before) == before[0]
    assert population(config).valuation[0] == 1001


def test_the_shipped_airlines_are_read_by_name():
    firms = read_firms("airlines")
    assert len(firms) == 16
    assert firms.names[:3] == ("UA", "B6", "EV")
    assert (
        read_inputs(SimulationConfig().with_overrides({"population.file": "airlines"}))[0].path == "airlines"
    )


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("name,valuation\nA,1\n", {}, "firms.csv: at least 2 rows are needed below the header, got 1"),
        (
            "name,valuation\nA,1\nB,-5\n",
            {},
            "line 3, column 'valuation': must be a number of at least 0, got -5",
        ),
        (
            "name,valuation\nA,1\nB,nan\n",
            {},
            "line 3, column 'valuation': a number such as 1200.5 is needed, got 'nan'",
        ),
        (
            "name,valuation\nA,1\nB,\n",
            {},
            "line 3, column 'valuation': a number such as 1200.5 is needed, got ''",
        ),
        ('name,valuation\nA,1\nB,"1,200"\n', {}, "a number such as 1200.5 is needed, got '1,200'"),
        (
            "name,samples\nA,10\nB,0.2\n",
            {},
            "line 3, column 'samples': must be a number of at least 1, got 0.2",
        ),
        ("name,valuation\nA,1\nA,2\n", {}, "line 3, column 'name': 'A' stands on line 2 already"),
        ("name,valuation\nA,1\n,2\n", {}, "line 3, column 'name': a firm has a name, got an empty cell"),
        ("name,valuation\nA,1\nB,2,3\n", {}, "line 3: 3 cells under 2 names"),
        ("name;valuation\nA;1\nB;2\n", {}, "columns are separated by semicolons; save the file with commas"),
        (
            "name,Valuations\nA,1\nB,2\n",
            {},
            "the column 'Valuations' is none of this section's fields; did you mean 'valuation'?",
        ),
        ("name,generation cost\nA,1\nB,2\n", {}, "did you mean 'generation_cost'?"),
        (
            "name,valuation\nA,1\nB,2\n",
            {"population.organizations": 3},
            "organizations: must be at most 2, the rows of ",
        ),
        (
            "name,revenue\nA,1\nB,2\n",
            {"population.capacity": "column(revenu)"},
            "'revenu'; did you mean 'revenue'?",
        ),
        ("name,revenue\nA,1\nB,x\n", {"population.capacity": "column(revenue)"}, "population.capacity: "),
        (
            "name,valuation\nA,1\nB,2\n",
            {"environment.arrivals": 1.0},
            "population.file: cannot be set where newcomers",
        ),
        ("name,valuation\nÄ,1\nB,2\n", {}, "byte 0xc4 is no UTF-8; save the file as UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, more, said):
    path = tmp_path / "firms.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError) as caught:
        config_of(path, **more)
    assert said in str(caught.value)
    assert str(caught.value).startswith("population.")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(ConfigurationError, match=r"population\.file: no\.csv: cannot be read: No such file"):
        config_of("no.csv")


def owned_task():
    rng = np.random.default_rng(0)
    owners = np.repeat(["north", "south", "east"], [300, 200, 100])
    return task_from_arrays("mine", rng.normal(size=(600, 3)), rng.integers(2, size=600), owners=owners)


def natural(path, **more):
    fields = {
        "population.partition": "natural",
        "learning.kind": "curve",
        "population.file": str(path),
        **more,
    }
    return draw_population(SimulationConfig().with_overrides(fields), owned_task(), Streams(0))


def test_natural_owners_are_matched_by_name_in_the_order_of_the_rows(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("name,valuation\neast,1\nnorth,2\n")
    drawn = natural(path)
    task = owned_task()
    assert drawn.names == ["east", "north"]
    assert [{task.owner_names[code] for code in task.owners[shard]} for shard in drawn.shards] == [
        {"east"},
        {"north"},
    ]
    np.testing.assert_array_equal(drawn.valuation, [1, 2])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,valuation\neast,1\nwest,2\n", "firms.csv: unknown owner 'west'; did you mean 'east'?"),
        (
            "firm,valuation\neast,1\nnorth,2\n",
            "firms.csv has no column 'name', which says whose row is which",
        ),
    ],
)
def test_owners_that_are_not_there_are_said(tmp_path, text, said):
    path = tmp_path / "firms.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^population\.file: ") as caught:
        natural(path)
    assert said in str(caught.value)
