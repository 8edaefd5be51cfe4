"""``cocogen view``: what the page is given to play."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from scenarios.command_line import main
from scenarios.toolkit.catalog import load_scenario, scenario_names
from visualizations import app
from visualizations.browser.session import Stage


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[Stage]:
    """Catch the stages that would be served."""
    caught: list[Stage] = []
    monkeypatch.setattr(app, "serve", lambda stage, *_, **__: caught.append(stage))
    return caught


def view(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["view", "--no-open", *words])
    return int(left.value.code)


def test_the_page_opens_with_the_headline_market(stages: list[Stage]) -> None:
    assert view("churn", "--seed", "4") == 0
    opening = stages[0].opening
    assert (opening.scenario, opening.market) == ("churn", load_scenario("churn").headline)
    assert opening.config.run.seed == 4
    assert opening.config.learning.kind == "curve"


def test_every_scenario_can_be_chosen_and_answers_at_once(stages: list[Stage]) -> None:
    assert view() == 0
    (stage,) = stages
    assert tuple(stage.repertoire) == scenario_names()
    for name, make in stage.repertoire.items():
        offer, scenario = make(), load_scenario(name)
        assert offer.question == scenario.question
        assert tuple(offer.markets) == tuple(scenario.markets)
        assert offer.headline in offer.markets
        assert {config.learning.kind for config in offer.markets.values()} == {"curve"}


def test_what_was_set_holds_for_the_named_scenario_only(stages: list[Stage]) -> None:
    assert view("quickstart", "--set", "population.organizations=5") == 0
    opening, repertoire = stages[0].opening, stages[0].repertoire

    def sizes(name: str) -> set[Any]:
        return {config.population.organizations for config in repertoire[name]().markets.values()}

    assert opening.config.population.organizations == 5
    assert sizes("quickstart") == {5}
    assert sizes("two-firms") == {2}


def test_a_wrong_name_is_answered_in_one_line(
    stages: list[Stage], capsys: pytest.CaptureFixture[str]
) -> None:
    assert view("quikstart") == 2
    assert "did you mean 'quickstart'" in capsys.readouterr().err
    assert not stages
