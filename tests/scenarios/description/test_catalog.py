"""Scenarios by name: ours, and those that other packages offer."""

from __future__ import annotations

import pytest

from benchmarks.torture._packages import install
from cocogen.agents import plugins
from cocogen.agents.names import UnknownNameError
from cocogen.agents.plugins import PluginWarning
from cocogen.scenarios.description import catalog

GOOD = """
from dataclasses import replace
from cocogen.scenarios.quickstart import SCENARIO
thing = replace(SCENARIO, name="mine")
headless = replace(SCENARIO, headline="nobody")
unopposed = replace(SCENARIO, opponent="nobody")
nameless = replace(SCENARIO, name=3)
late = replace(SCENARIO, settings={"population.alpha": "abc"})
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install packages for one test: what was found before is looked for anew."""

    def forget() -> None:
        plugins._all_offers.cache_clear()
        catalog._offered.cache_clear()

    monkeypatch.syspath_prepend(tmp_path)
    forget()
    yield lambda package, code, names: install(tmp_path, package, code, {"cocogen.scenarios": names})
    forget()


def test_other_packages_offer_scenarios(installed):
    installed("good_scenarios", GOOD, {"mine": "good_scenarios:thing"})
    assert "mine" in catalog.scenario_names()
    assert catalog.load_scenario("mine").name == "mine"


def test_a_name_of_ours_stays_ours(installed):
    installed("usurper", GOOD, {"quickstart": "usurper:thing"})
    with pytest.warns(
        PluginWarning,
        match="'usurper' offers the scenario 'quickstart', which is passed over: the name is taken",
    ):
        names = catalog.scenario_names()
    assert "quickstart" in names
    assert catalog.load_scenario("quickstart").name == "quickstart"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("headless", "its headline 'nobody' is none of its variants"),
        ("unopposed", "its opponent 'nobody' is none of its variants"),
        ("nameless", "its name must be a text"),
        ("replace", "it is not a Scenario, but of type function"),
    ],
)
def test_what_is_no_scenario_is_named(installed, place, reason):
    installed("odd_scenarios", GOOD, {"odd": f"odd_scenarios:{place}"})
    with pytest.warns(PluginWarning, match=reason):
        assert "odd" not in catalog.scenario_names()
    with pytest.raises(UnknownNameError, match="unknown scenario 'odd'"):
        catalog.load_scenario("odd")


def test_a_scenario_whose_settings_are_wrong_says_so_when_it_is_run(installed):
    installed("late_scenarios", GOOD, {"late": "late_scenarios:late"})
    assert "late" in catalog.scenario_names()
    with pytest.raises(ValueError, match=r"population\.alpha: must be a number above 0, got 'abc'"):
        catalog.load_scenario("late").variant_configs()
