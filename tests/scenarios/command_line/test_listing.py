"""``cocogen list``: everything that can be named is listed, with what it takes, and nothing is cut off."""

from __future__ import annotations

import pytest

from cocogen.agents.allowed import allowed
from cocogen.model.records.measures import all_measures
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.description.parts import default_of, kinds, value_in_words


def listed(capsys, *words: str) -> str:
    assert run_command(["list", *words]) == 0
    return " ".join(capsys.readouterr().out.split())


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", ["40", "100"])
@pytest.mark.parametrize("word", sorted(kinds()))
def test_every_part_is_listed_with_its_sentence_and_parameters(word, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    text, kind = listed(capsys, word), kinds()[word]
    assert kind.field in text
    for part in kind.parts():
        assert f" {part} " in text
        assert squeezed(kind.sentence(part))
        assert "…" not in text.removeprefix(f"{kind.title}: --set {kind.field}=…").replace("NAME=…", "")
        for parameter in kind.signature(part):
            assert f" {parameter.name} " in text
    if width == "100":
        for part in kind.parts():
            assert squeezed(kind.sentence(part)) in text
            for parameter in kind.signature(part):
                if not parameter.is_required:
                    assert f"default {default_of(parameter)})" in text
                assert squeezed(allowed(parameter.annotation).removeprefix("a ")) in text


def test_every_measure_of_every_level_is_listed(capsys):
    text = listed(capsys, "measures")
    for level in ("run", "round", "organization"):
        for name in all_measures.names(level):
            assert f" {name} " in text


def test_a_kind_that_there_is_not_is_one_line(capsys):
    assert run_command(["list", "rule"]) == 2
    assert capsys.readouterr().err.startswith("cocogen: unknown kind to list: 'rule'; did you mean 'rules'?")


def test_every_part_says_what_it_is_in_a_sentence():
    unsaid = [
        (word, part)
        for word, kind in kinds().items()
        for part in kind.parts()
        if len(kind.sentence(part)) < 15
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), ("", "–"), (True, "true"), ((64,), "[64]"), ((), "[]"), (0.5, "0.5"), ("vae", "vae")],
)
def test_values_are_written_as_after_set(value, words):
    assert value_in_words(value) == words
