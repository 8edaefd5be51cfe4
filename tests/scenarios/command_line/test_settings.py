"""Nonsense after ``--set`` on the README's own command: one line that names the field, what was given and what is allowed."""

from __future__ import annotations

import pytest

from cocogen.scenarios.command_line.application import run_command


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("population.alpha=abc", "population.alpha: must be a number above 0, got 'abc'"),
        ("population.alhpa=0.3", "population: unknown field 'alhpa'; did you mean 'alpha'?"),
        ("decision.inertia=low", "decision.inertia: must be a number of at least 0 and below 1, got 'low'"),
        (
            "redistribution.rate=x",
            "redistribution.rate: must be 'optimal' or a number of at least 0, got 'x'",
        ),
        ("task.public=abc", "task.public: must be a number from 0 to 1, got 'abc'"),
        ("run.seed=true", "run.seed: must be a whole number of at least 0 and below 2^63, got True"),
        ("population.samples=1e23", "population.samples: must be a number above 0 and at most 1,000,000,000"),
        ("learning.threads=1024", "learning.threads: must be a whole number from 1 to 256, got 1024"),
        ("population.organizations=100000", "competition.structure: 'random-symmetric' among 100,000"),
        ("game.scale=nan", "game.scale: must be a number of at least 1e-06, got nan"),
        (f"decision.inertia={'[' * 5000}", "decision.inertia: must be a number of at least 0 and below 1"),
        ("decision.shares={logit=0.5,damped=0.6}", "decision.shares: must sum to 1, got 1.1"),
    ],
)
def test_nonsense_is_one_line_and_exit_code_two(setting, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_command(["run", "quickstart", "--set", setting]) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert len(errors.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_parameters_of_a_mixed_population_are_checked_by_their_rule(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = [
        "--set",
        "decision.shares={logit=1.0}",
        "--set",
        "decision.rule_parameters={logit={points=1}}",
    ]
    assert run_command(["run", "quickstart", *settings]) == 2
    assert (
        "decision.rule_parameters.logit.points: must be a whole number from 2 to 1,000, got 1"
        in capsys.readouterr().err
    )
