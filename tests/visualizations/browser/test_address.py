"""What stands in an address is what is wished for, and nothing else can be meant by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser.address import read, written
from cocogen.visualizations.browser.stage import Offer, Scene, Stage
from cocogen.visualizations.browser.wish import Wish


@pytest.fixture
def stage(base: SimulationConfig) -> Stage:
    paying = Scene(base.with_overrides({"redistribution.rule": "pairwise"}), "both", "pays & stays+")
    plain = Scene(base, "both", "none")
    offer = Offer("Who?", {scene.variant: scene for scene in (plain, paying)}, paying.variant)
    return Stage(plain, {"both": lambda: offer})


def test_what_a_page_opens_with_has_no_address(stage: Stage) -> None:
    assert written(Wish(stage.opening), stage) == ""
    assert read("", stage) == read(None, stage) == Wish(stage.opening)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"run.seed": 7, "population.alpha": 0.5},
        {"redistribution.rule@7": "bargaining", "competition.intensity@7": 0.1},
        {"decision.rule": "logit", "population.organizations": 3, "participation.patience@2": 1},
    ],
)
def test_an_address_is_read_as_it_was_written(stage: Stage, changes: dict[str, object]) -> None:
    plain, paying = stage.repertoire["both"]().scenes.values()
    for wish in (
        Wish(paying, changes),
        Wish(plain, changes, head_start=3),
        Wish(plain, changes, beside=paying),
        Wish(plain, changes, beside=paying).asking(8),
        Wish(plain, {"redistribution.rule@3": "pigouvian"})
        .asking(6)
        .turned("redistribution.rule", "bargaining"),
    ):
        again = read(written(wish, stage), stage)
        assert again == wish
        assert again.config() == wish.config()


def test_what_is_beside_at_first_is_not_said_and_its_absence_is(stage: Stage) -> None:
    offer = stage.repertoire["both"]()
    plain, paying = offer.scenes.values()
    rivals = {plain.variant: paying.variant, paying.variant: plain.variant}
    usual = replace(stage, repertoire={"both": lambda: replace(offer, rivals=rivals)}, beside=paying)
    assert written(Wish(plain, beside=paying), usual) == ""
    assert read("", usual) == Wish(plain, beside=paying)
    assert "beside" not in written(Wish(paying, beside=plain), usual)
    assert read("scenario=both", usual) == Wish(paying, beside=plain)
    for wish in (Wish(plain), Wish(paying), Wish(plain, {"run.seed": 7}, beside=paying)):
        assert read(written(wish, usual), usual) == wish
    assert "beside=nothing" in written(Wish(plain), usual)


def test_a_seed_that_was_typed_is_the_same_run(stage: Stage) -> None:
    typed = Wish(stage.opening).turned("run.seed", "7")
    assert read(written(typed, stage), stage).config() == typed.config()


def test_a_scenario_alone_means_its_headline(stage: Stage) -> None:
    assert read("scenario=both", stage).scene.variant == "pays & stays+"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=nowhere", r"no scenario 'nowhere' \(there are both\)"),
        ("scenario=both&variant=x", "both has no variant 'x'"),
        ("whatif=soon", "whatif must be a whole number from 0 to 1000, got 'soon'"),
        ("scenario=both&beside=x", "both has no variant 'x'"),
        ("set=run.seed%3Dabc", r"run\.seed.*'abc'"),
        ("set=run.seed", "section.field=value"),
        ("set=population.organizations%407%3D3", r"population\.organizations"),
        ("set=task.path%3D/etc/passwd", "an address sets what knobs set, not task.path"),
        ("set=population.organizations%3D100000", "must be a number from 2 to 100, got 100000"),
        ("set=population.alpha%3Dmany", "must be a number from 0.05 to 10.0, got 'many'"),
        ("set=decision.rule%3Ddictator", "decision.rule must be one of .*, got 'dictator'"),
        ("first=-1", "first must be a whole number from 0 to 1000, got '-1'"),
        ("first=99999999", "first must be"),
    ],
)
def test_what_an_address_cannot_mean_is_said_in_one_line(stage: Stage, query: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        read(query, stage)
    assert "\n" not in str(caught.value)
