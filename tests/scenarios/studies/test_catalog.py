"""Studies by name, from files, and of a scenario alone."""

from pathlib import Path

import pytest

from cocogen.agents.names import UnknownNameError
from cocogen.scenarios.studies.catalog import load_study, scenario_study, study_names
from cocogen.scenarios.studies.study import USUAL, StudyError

TOML = """
question = "How?"
scenario = "churn"
seeds = 3

[factors]
population.alpha = [0.1, 1.0]
"competition.intensity" = { low = 0.02, high = 0.1, steps = 3 }
"""


@pytest.mark.parametrize("name", study_names())
def test_shipped_studies_have_a_plan_and_a_question(name: str) -> None:
    study = load_study(name)
    assert study.name == name
    assert study.question.endswith("?")
    assert study.plan().cells


def test_a_toml_file_is_a_study_named_after_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML)
    study = load_study(str(tmp_path / "mine.toml"))
    assert study.name == "mine"
    assert list(study.factors) == ["population.alpha", "competition.intensity"]
    assert len(study.design_points()) == 6


def test_a_python_file_leaves_a_study(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from cocogen.scenarios.studies.study import Study\nSTUDY = Study(name='mine', scenario='churn')\n"
    )
    assert load_study(str(tmp_path / "mine.py")).scenario == "churn"


def test_a_scenario_alone_is_a_study() -> None:
    study = load_study("churn")
    assert (study.scenario, study.factors) == ("churn", {})
    assert study.measures == (*USUAL, "mean_stay")
    assert load_study("baselines").measures == USUAL
    assert scenario_study("churn", {"population.alpha": [1.0]}).factors["population.alpha"].levels == (1.0,)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.toml", None, "cannot read the study"),
        ("a.toml", "x = ", "is not TOML"),
        ("a.toml", "x = 1\nscenario = 'churn'", "unknown field 'x'"),
        ("a.py", "1 / 0", "ZeroDivisionError"),
        ("a.py", "STUDY = 3", "is not a study"),
        (
            "a.py",
            "from cocogen.scenarios.studies.study import Study\nStudy(name='x')",
            "scenario: is missing; it is a text",
        ),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, name: str, text: str | None, problem: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(StudyError, match=problem) as error:
        load_study(str(tmp_path / name))
    assert "\n" not in str(error.value)


def test_a_binary_file_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StudyError, match="not UTF-8"):
        load_study(str(tmp_path / "a.toml"))


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown study or scenario 'chrun'; did you mean 'churn'"):
        load_study("chrun")
