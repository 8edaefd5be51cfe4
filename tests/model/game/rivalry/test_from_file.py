"""Rivalry from a file: matrices and pairs by name, scaled or as they stand."""

from __future__ import annotations

import numpy as np
import pytest
from markets import SMALL, small_model

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game import rivalry_structures

MATRIX = "who,A,B,C\nA,,0.1,0\nB,0.2,0,0.3\nC,0,0.6,0\n"
PAIRS = "organization,rival,gamma\nA,B,0.1\nB,A,0.2\nB,C,0.3\nC,B,0.6\n"
GAMMA = np.array([[0, 0.1, 0], [0.2, 0, 0.3], [0, 0.6, 0]])


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "rivals.csv"
        path.write_bytes(text.encode("utf-8"))
        return str(path)

    return write


def built(path, names=("A", "B", "C"), known=(), intensity=0.06, **parameters):
    structure = rivalry_structures.create("file", path=path, **parameters).among(names, known)
    return structure.build(len(names), intensity, np.random.default_rng(0))


@pytest.mark.parametrize("text", [MATRIX, PAIRS], ids=["matrix", "pairs"])
def test_gamma_is_what_the_file_says_or_in_its_proportions(written, text):
    path = written(text)
    np.testing.assert_allclose(built(path, scaled=False), GAMMA)
    scaled = built(path)
    assert scaled[scaled > 0].mean() == pytest.approx(0.06)
    np.testing.assert_allclose(scaled / scaled.max(), GAMMA / GAMMA.max())


def test_names_say_whose_row_it_is(written):
    path = written(MATRIX)
    order = [2, 0, 1]
    np.testing.assert_allclose(built(path, ("C", "A", "B"), scaled=False), GAMMA[np.ix_(order, order)])
    np.testing.assert_allclose(built(path, ("A", "B"), {"C"}, scaled=False), GAMMA[:2, :2])


def test_a_pair_holds_in_both_directions_unless_the_other_has_its_line(written):
    path = written("organization,rival,gamma\nA,B,0.1\nB,C,0.2\nC,B,0\n")
    np.testing.assert_allclose(built(path, scaled=False), [[0, 0.1, 0], [0.1, 0, 0.2], [0, 0, 0]])


def test_a_file_without_rivals_is_a_market_without_rivalry(written):
    assert not built(written("organization,rival,gamma\nA,B,0\n")).any()


def test_a_market_plays_with_it(written):
    model = small_model(
        **{
            "population.organizations": 3,
            "competition.structure": "file",
            "competition.path": written(PAIRS),
            "competition.scaled": False,
        }
    )
    np.testing.assert_allclose(model.run().population.competition, GAMMA)
    assert [entry.role for entry in model.inputs] == ["competition.path"]


def test_the_shipped_rivals_are_of_the_shipped_airlines():
    fields = {
        "population.file": "airlines",
        "competition.structure": "file",
        "competition.path": "airlines-rivals",
    }
    gamma = small_model(**fields, **{"population.samples": 50}).population.competition
    assert gamma.shape == (16, 16)
    assert gamma[gamma > 0].mean() == pytest.approx(SMALL["competition.intensity"])
    assert (gamma.sum(axis=1) > 0).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,A,B,C\nA,0,1,2\nB,1,0,2\n", "there is a column 'C', and no row"),
        ("who,A,B,C\nA,0,1,2\nB,1,0,2\nD,0,0,0\n", "line 4: unknown column 'D'"),
        ("who,A,B,C\nA,0,1,2\nB,1,0,2\nB,0,0,0\n", "line 4: 'B' has a row on line 3 already"),
        ("who,A,B,C\nA,1,1,2\nB,1,0,2\nC,0,0,0\n", "line 2, column 'A': the diagonal is 0, got 1"),
        (
            "who,A,B,C\nA,0,-1,2\nB,1,0,2\nC,0,0,0\n",
            "line 2, column 'B': a number of at least 0 is needed, got '-1'",
        ),
        ("who,A,B,C\nA,0,nan,2\nB,1,0,2\nC,0,0,0\n", "a number of at least 0 is needed, got 'nan'"),
        ("who,A,B\nA,0,1\nB,1,0\n", "the matrix has no row for 'C'"),
        ("who,A,B,D\nA,0,1,1\nB,1,0,1\nD,0,0,0\n", "unknown organization 'D'"),
        ("A;B;C\n", "columns are separated by semicolons"),
        ("A,B\n1,2\n", "neither a list of pairs (organization, rival, gamma) nor a matrix"),
        (
            "organization,rivl,gamma\nA,B,1\n",
            "column 'rival' is missing (needed: organization, rival, gamma)",
        ),
        ("organization,rival,gamma\nA,A,1\n", "line 2, column 'rival': 'A' is no rival of its own"),
        ("organization,rival,gamma\nA,B,1\nA,B,1\n", "line 3: the pair 'A', 'B' stands on line 2 already"),
        ("organization,rival,gamma\nA,Z,1\n", "line 2: unknown organization 'Z'"),
        ("", "an empty file"),
    ],
)
def test_what_is_wrong_is_said_when_the_configuration_is_made(written, text, said):
    fields = {
        **SMALL,
        "population.organizations": 3,
        "competition.structure": "file",
        "competition.path": written(text),
    }
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides(fields)
    assert str(caught.value).startswith("competition.path: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_of_rows_that_are_not_in_the_market_are_passed_over(tmp_path, written):
    firms = tmp_path / "firms.csv"
    firms.write_text("name,valuation\nA,1\nB,2\nC,3\n")
    fields = {"population.file": str(firms), "population.organizations": 2, "competition.structure": "file"}
    model = small_model(**fields, **{"competition.path": written(PAIRS), "competition.scaled": False})
    np.testing.assert_allclose(model.population.competition, GAMMA[:2, :2])


def test_large_markets_stay_sparse(written):
    names = tuple(f"F{i}" for i in range(3000))
    gamma = built(written("organization,rival,gamma\nF0,F1,0.5\n"), names)
    assert gamma.nnz == 2
