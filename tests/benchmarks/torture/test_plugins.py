"""Broken plugins harm nobody: the table's programs run beside packages that are really installed."""

from __future__ import annotations

import pytest

from benchmarks.torture._packages import install
from benchmarks.torture.plugins import GROUPS, call, torture

PLAY = """
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario
overrides = {"learning.kind": "curve", "run.rounds": 1, "decision.rule": "stubborn", "decision.share": 0.1}
scenario = load_scenario("quickstart").chosen(overrides)
played = CoopetitionModel(scenario.variant_configs(overrides)[scenario.headline]).run().tables()["organizations"]
print(*played["generation"].round(6).unique())
"""
WRONG = ["-m", "cocogen.scenarios.command_line", "run", "quickstart", "--set", "decision.rule=stubborn"]


def test_no_plugin_ends_in_a_traceback_or_changes_a_result(tmp_path):
    rows = list(torture(0.1, tmp_path))
    assert len(rows) == 3
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []


def test_a_good_plugin_plays_beside_a_broken_one_and_each_broken_one_is_named(tmp_path):
    code = """
from cocogen.agents.decisions import DecisionRule
class Stubborn(DecisionRule):
    def __init__(self, share: float = 0.2):
        self.share = share
    def revise(self, outlook, rng):
        return self.share * outlook.capacity
"""
    install(tmp_path, "good", code, {"cocogen.decision_rules": {"stubborn": "good:Stubborn"}})
    install(
        tmp_path, "bad", "raise RuntimeError('boom')", {group: {"stubborn": "bad:thing"} for group in GROUPS}
    )
    outcome = call(["-c", PLAY], tmp_path / "out", tmp_path)
    assert (outcome.code, outcome.out.strip()) == (0, "100.0"), outcome.errors
    named = [line for line in outcome.errors.splitlines() if "passed over" in line]
    assert all("'bad'" in line and "boom" in line for line in named)
    assert any(
        "offers the redistribution rule 'stubborn', which is passed over: RuntimeError: boom" in line
        for line in named
    )
    wrong = call([*WRONG, "--set", "decision.share=abc"], tmp_path / "no", tmp_path)
    assert wrong.code == 2
    assert "decision.share: must be a number, got 'abc'" in wrong.errors


def test_metadata_that_cannot_be_read_is_named_and_passed_over(tmp_path):
    broken = tmp_path / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_text("[cocogen.tasks]\nno equals sign\n")
    done = call(
        ["-c", "from cocogen.model.learning.tasks import tasks; print(*tasks.names())"],
        tmp_path / "out",
        tmp_path,
    )
    assert done.code == 0
    assert "digits" in done.out.split()
    assert "the metadata of a package cannot be read" in done.errors


@pytest.fixture(autouse=True)
def _few_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
