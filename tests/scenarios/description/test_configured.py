"""What a command is asked about: scenarios by name, configurations by their file."""

from __future__ import annotations

import pytest
from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError, to_toml
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.configured import configured
from cocogen.scenarios.description.scenario import with_resolved_game


def test_a_name_is_a_scenarios_headline_variant():
    overrides = {"competition.intensity": 0.1}
    name, config = configured("quickstart", overrides)
    scenario = load_scenario("quickstart")
    assert (name, config) == ("quickstart", scenario.variant_configs(overrides)[scenario.headline])


def test_a_file_is_a_configuration(tmp_path):
    path, config = tmp_path / "mine.toml", SimulationConfig().with_overrides(SMALL)
    path.write_text(to_toml(config), encoding="utf-8")
    name, found = configured(str(path), {"run.seed": 7})
    assert (name, found) == ("mine", with_resolved_game(config.with_overrides({"run.seed": 7})))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[population]\nvaluation = -1\n", "mine.toml: population.valuation: must be a number of at least 0"),
        ("population = ", "mine.toml: not TOML"),
        ("", "mine.toml: an empty file"),
    ],
)
def test_a_file_that_is_none_is_said(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        configured(str(path), {})
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(ConfigurationError, match=r"^no\.toml: cannot be read"):
        configured("no.toml", {})
