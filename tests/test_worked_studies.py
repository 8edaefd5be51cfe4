"""Every worked study of the docs is short, plays as it stands there (with fewer seeds and rounds), and has its figure."""

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
SCRIPT = runpy.run_path(str(DOCS / "draw_worked_studies.py"))
STUDIES = SCRIPT["worked_studies"]()
MOST_LINES = 15
FEWER = {
    r"\bseeds ?= ?\d+": "seeds=1",
    r"--seeds \d+": "--seeds 1",
    r"run\.rounds = \d+": "run.rounds = 15",
    r'"curve"': '"curve", "run.rounds": 2',
    r"sweep quickstart": "sweep quickstart --set run.rounds=1 --set learning.generator=mixture",
    r"sweep churn": "sweep churn --set run.rounds=2",
    r"jobs=2": "jobs=1",
    r"cocogen sweep": "cocogen sweep --jobs 1",
}
"""What makes a study short enough for a test."""


def shortened(text: str) -> str:
    for pattern, replacement in FEWER.items():
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_takes_few_lines_and_draws_its_figure(name, tmp_path):
    blocks = STUDIES[name]
    written = [line for _, text in blocks for line in text.splitlines() if line]
    assert 0 < len(written) <= MOST_LINES
    SCRIPT["play"]([(language, shortened(text)) for language, text in blocks], tmp_path)
    drawn = SCRIPT["figure_of"](name, tmp_path)
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert (DOCS / "pictures" / f"worked-{name}.png").is_file()


def test_a_command_that_fails_fails(tmp_path):
    with pytest.raises(SystemExit, match="no-such-study"):
        SCRIPT["play"]([("sh", "cocogen sweep no-such-study\n")], tmp_path)
