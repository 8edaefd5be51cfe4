"""Plugins: the first usable offer gets a name, and everything that is passed over is named once."""

from __future__ import annotations

import pytest

from benchmarks.torture._packages import install
from cocogen.agents import plugins
from cocogen.agents.plugins import PluginWarning, UnfitError, collect

GROUP = "cocogen.test_plugins"


@pytest.fixture
def offers(tmp_path, monkeypatch):
    """Install packages for one test."""
    monkeypatch.syspath_prepend(tmp_path)
    plugins._all_offers.cache_clear()
    yield lambda package, code, names: install(tmp_path, package, code, {GROUP: names})
    plugins._all_offers.cache_clear()


def only_texts(thing: object) -> object:
    if not isinstance(thing, str):
        raise UnfitError(f"{thing!r} is no text")
    return thing


def test_what_is_offered_is_loaded_by_name(offers):
    offers("plugs_one", "a = 'A'\nb = 'B'", {"one": "plugs_one:a", "two": "plugs_one:b"})
    found = collect("text", GROUP, (), only_texts)
    assert {name: (plugin.package, plugin.thing) for name, plugin in found.items()} == {
        "one": ("plugs_one", "A"),
        "two": ("plugs_one", "B"),
    }


def test_a_broken_offer_leaves_its_name_to_the_next_package(offers):
    offers("plugs_bad", "raise SystemExit(3)", {"one": "plugs_bad:a"})
    offers("plugs_good", "a = 'A'", {"one": "plugs_good:a"})
    with pytest.warns(PluginWarning) as warned:
        found = collect("text", GROUP, (), only_texts)
    assert [str(warning.message) for warning in warned] == [
        "the package 'plugs_bad' offers the text 'one', which is passed over: SystemExit: 3"
    ]
    assert found["one"].package == "plugs_good"


def test_the_first_of_two_packages_keeps_a_name(offers):
    offers("plugs_a", "a = 'A'", {"one": "plugs_a:a"})
    offers("plugs_b", "a = 'B'", {"one": "plugs_b:a"})
    with pytest.warns(PluginWarning, match="passed over: the package 'plugs_[ab]' offers the name, too"):
        found = collect("text", GROUP, (), only_texts)
    assert len(found) == 1


def test_what_is_unfit_and_names_that_are_taken_are_named(offers):
    offers("plugs_odd", "a = 3", {"three": "plugs_odd:a", "ours": "plugs_odd:a"})
    with pytest.warns(PluginWarning) as warned:
        assert collect("text", GROUP, ("ours",), only_texts) == {}
    reasons = sorted(str(warning.message).partition("passed over: ")[2] for warning in warned)
    assert reasons == ["3 is no text", "the name is taken by one of cocogen's own"]
