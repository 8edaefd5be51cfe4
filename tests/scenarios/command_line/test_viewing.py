"""``cocogen view``: what the page is given to play."""

from __future__ import annotations

import io
import shlex
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line import main
from cocogen.scenarios.command_line.options import overrides_of
from cocogen.scenarios.command_line.viewing import QUICK, offer_of, outside_of
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.runs.stored_run import read_run
from cocogen.visualizations import app
from cocogen.visualizations.browser import run as module
from cocogen.visualizations.browser.live.show import story_of
from cocogen.visualizations.browser.run import Run
from cocogen.visualizations.browser.scenes import remark
from cocogen.visualizations.browser.stage import Scene, Stage
from cocogen.visualizations.browser.wish import HEAD_START, Wish


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


def test_the_page_opens_with_the_headline_variant(stages: list[Stage]) -> None:
    assert view("churn", "--seed", "4") == 0
    opening = stages[0].opening
    assert (opening.scenario, opening.variant) == ("churn", load_scenario("churn").headline)
    assert opening.config.run.seed == 4
    assert opening.config.learning.kind == "curve"


def test_every_scenario_can_be_chosen(stages: list[Stage]) -> None:
    assert view() == 0
    (stage,) = stages
    assert tuple(stage.repertoire) == scenario_names()
    for name, make in stage.repertoire.items():
        offer, scenario = make(), load_scenario(name)
        assert offer.question == scenario.question
        assert tuple(offer.scenes) == tuple(scenario.variants)
        assert offer.headline in offer.scenes


@pytest.mark.parametrize("name", scenario_names())
def test_every_variant_is_played_as_its_scenario_has_it_or_says_where_not(name: str) -> None:
    """One after the other on one page, as a visitor chooses them; the fields by which they differ need not be knobs."""
    scenes, variants = offer_of(name, {}).scenes, load_scenario(name).variant_configs()
    for variant, scene in scenes.items():
        own = variants[variant]
        if scene.config.learning.kind != own.learning.kind:
            assert scene.trains, "the page says that it is played on the curve"
            own = own.with_overrides(QUICK)
        assert Wish(scene).config() == own
    assert len({scene.config.model_dump_json() for scene in scenes.values()}) == len(scenes)


@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
@pytest.mark.parametrize("name", scenario_names())
def test_every_variant_s_numbers_are_those_of_the_simulation(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETTLING", 0.0)
    scenes = [scene for scene in offer_of(name, {}).scenes.values() if scene.config.learning.kind == "curve"]
    first = Wish(scenes[0] if scenes else Scene(offer_of("two-firms", {}).scenes["none"].config))
    run = Run(first.turned(HEAD_START, 3), lambda: None)
    run.begin_anew()
    run.start()
    try:
        for scene in scenes:
            run.go(scene)
            _wait_for(run)
            plain = CoopetitionModel(scene.config)
            rounds = story_of(plain).rounds
            for _ in range(3):
                plain.step()
                rounds = story_of(plain).rounds
            assert run.view.snapshot is not None
            assert run.view.story is not None
            assert run.view.snapshot.config == scene.config
            assert run.view.story.rounds == rounds, scene.variant
            played = plain.tables()["organizations"].query("round == 3").sort_values("organization")
            told = [one.numbers["payoff"] for one in run.view.snapshot.organizations]
            np.testing.assert_array_equal(told, played["payoff"], scene.variant)
    finally:
        run.close()


def _wait_for(run: Run) -> None:
    with run._changed:
        assert run._changed.wait_for(lambda: not run.view.busy, 300)
    assert not run.view.problem


def test_variants_that_only_training_tells_apart_are_trained() -> None:
    scenes = offer_of("fidelity", {}).scenes
    for twin in ("vae", "oracle"):
        assert scenes[twin].alike, "samples of both are worth real ones"
        assert scenes[twin].config.learning.kind == "federated"
    assert not scenes["bootstrap"].alike
    assert scenes["bootstrap"].config.learning.kind == "curve"
    scene = scenes["vae"]
    assert remark(scene, "federated").startswith("Trains for real")
    assert "only real training tells them apart" in remark(scene, "curve")
    assert "is the same as another" in remark(scene, "curve")


def test_what_is_played_on_the_curve_instead_of_trained_says_so() -> None:
    scene = offer_of("quickstart", {}).scenes["CoCoGen+"]
    assert scene.config.learning.kind == "curve"
    assert "here the learning curve answers" in remark(scene, "curve")
    assert remark(scene, "federated").startswith("Trains for real")
    assert remark(offer_of("churn", {}).scenes["pairwise"], "curve") == ""


def test_who_sets_how_they_learn_has_it_so() -> None:
    scenes = offer_of("quickstart", {"learning.kind": "federated"}).scenes
    assert {scene.config.learning.kind for scene in scenes.values()} == {"federated"}


def test_what_was_set_holds_for_the_named_scenario_only(stages: list[Stage]) -> None:
    assert view("quickstart", "--set", "population.organizations=5") == 0
    opening, repertoire = stages[0].opening, stages[0].repertoire

    def sizes(name: str) -> set[Any]:
        return {scene.config.population.organizations for scene in repertoire[name]().scenes.values()}

    assert opening.config.population.organizations == 5
    assert sizes("quickstart") == {5}
    assert sizes("two-firms") == {2}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quikstart",), "did you mean 'quickstart'"),
        (("--set", "population.organizations=100"), "cannot give 100 organizations at least 10 each"),
        (("--set", "population.alpha=0.05", "--set", "population.organizations=30"), "gave 30 organizations"),
        (("tasks", "--set", "task.name=nothing"), "nothing"),
    ],
)
def test_what_cannot_be_played_is_refused_before_it_is_served(
    stages: list[Stage], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert view(*words) == 2
    told = capsys.readouterr().err.strip()
    assert said in told
    assert "\n" not in told
    assert not stages


# -- the command that plays the same -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("quickstart", {}),
        ("quickstart", {"run.seed": "7", "redistribution.rule@3": "bargaining"}),
        ("churn", {"population.membership_cost@4": 0.4, "decision.rule": "logit"}),
        ("collapse", {"population.alpha": 2.0}),
    ],
)
def test_the_command_plays_what_the_page_plays(name: str, changes: dict[str, Any]) -> None:
    offer = offer_of(name, {})
    scene = offer.scenes[offer.headline]
    program, run, scenario, *words = shlex.split(outside_of({}).command(scene, changes, 6))
    assert (program, run, scenario, words[:2]) == ("cocogen", "run", name, ["--rounds", "6"])
    assert set(words[2::2]) <= {"--set"}
    overrides = overrides_of(tuple(words[3::2]), rounds=6)
    wanted = Wish(scene, changes).config().with_overrides({"run.rounds": 6})
    assert wanted in load_scenario(name).variant_configs(overrides).values()


def test_the_command_repeats_what_the_page_was_opened_with() -> None:
    given = {"run.seed": 4, "competition.intensity": 0.1}
    offer = offer_of("quickstart", given)
    line = outside_of({"quickstart": given}).command(offer.scenes["CoCoGen"], {}, 5)
    assert shlex.split(line)[3:] == [
        *("--rounds", "5", "--set", "learning.kind=curve"),
        *("--set", "run.seed=4", "--set", "competition.intensity=0.1"),
    ]


def test_there_is_no_command_for_a_variant_that_is_no_longer_what_it_is_called() -> None:
    scene = offer_of("quickstart", {}).scenes["VCFL"]
    assert outside_of({}).command(scene, {"redistribution.rule": "bargaining"}, 5) == ""


def test_the_command_can_be_run(tmp_path: Path) -> None:
    offer = offer_of("quickstart", {})
    scene, changes = offer.scenes[offer.headline], {"redistribution.rule@3": "none"}
    program, *words = shlex.split(outside_of({}).command(scene, changes, 4))
    assert program == "cocogen"
    with pytest.raises(SystemExit) as left:
        main([*words, "--quiet", "--out", str(tmp_path / "run")])
    assert left.value.code == 0
    played = read_run(tmp_path / "run").tables()["rounds"]
    model = CoopetitionModel(Wish(scene, changes).config().with_overrides({"run.rounds": 4})).run()
    expected = model.tables()["rounds"]
    per_variant = [table for _, table in played.groupby("variant")]
    assert any(
        np.array_equal(table["welfare_everyone"], expected["welfare_everyone"]) for table in per_variant
    )


# -- a run folder of what was played -----------------------------------------------------------------------------------


def test_the_run_folder_of_what_was_played_is_read_reported_and_played_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    offer = offer_of("quickstart", {})
    scene, changes = offer.scenes["CoCoGen"], {"competition.intensity@3": 0.02, "run.seed": "4"}
    model = CoopetitionModel(Wish(scene, changes).config())
    for _ in range(4):
        model.step()
    with zipfile.ZipFile(io.BytesIO(outside_of({}).pack(scene, changes, model))) as files:
        files.extractall(tmp_path)
    stored = read_run(tmp_path / "run")
    assert stored.progress == ""
    assert list(stored.configs) == [stored.headline] == ["CoCoGen"]
    played = stored.tables()["rounds"]
    np.testing.assert_array_equal(played["welfare_everyone"], model.tables()["rounds"]["welfare_everyone"])
    for words in (["report", str(tmp_path / "run")], ["fork", str(tmp_path / "run"), "--at", "2", "--set", "redistribution.rule=pairwise", "--out", str(tmp_path / "fork"), "--quiet"]):  # fmt: skip
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 0
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "cocogen run quickstart" in page
    assert "makes something else" not in page


def test_there_is_no_run_folder_of_what_no_scenario_makes_or_was_not_played() -> None:
    scene = offer_of("quickstart", {}).scenes["VCFL"]
    model = CoopetitionModel(scene.config)
    with pytest.raises(ValueError, match="nothing has been played yet"):
        outside_of({}).pack(scene, {}, model)
    model.step()
    with pytest.raises(ValueError, match="no variant of a scenario"):
        outside_of({}).pack(scene, {"redistribution.rule": "bargaining"}, model)


def test_python_plays_the_same() -> None:
    offer = offer_of("two-firms", {})
    scene = offer.scenes[offer.headline]
    code = outside_of({}).python(scene, {"run.seed": 5}, 3)
    assert "'run.seed': 5" in code
    scope: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        import cocogen
        from cocogen.scenarios.asking.playing_scenarios import to_play

        patch.setattr(cocogen, "run", lambda name, *, rounds, overrides: Configs(to_play(name, {**overrides, "run.rounds": rounds}).configs))  # fmt: skip
        exec(code, scope)  # noqa: S102 - our own text
    assert scene.config.with_overrides({"run.seed": 5, "run.rounds": 3}) in scope["played"].configs.values()


class Configs:
    """Stands for what would have been played."""

    def __init__(self, configs: Any) -> None:
        self.configs, self.tables = configs, {"rounds": None}
