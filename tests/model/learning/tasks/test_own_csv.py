"""A user's own CSV file: right data, or one line that names the column, the line and what can be set."""

from __future__ import annotations

import csv
import re
import shlex

import numpy as np
import pytest

from cocogen.model.config.overrides import parse_value
from cocogen.model.learning.tasks import load_task
from cocogen.model.learning.tasks.own_csv import IncompleteDataWarning

ROWS = 60


class Table:
    """A small table: three columns of features, a label and an owner, and the file that says so."""

    def __init__(self, folder):
        rng = np.random.default_rng(0)
        self.path = folder / "loans.csv"
        self.columns = {
            "age": [f"{value:.1f}" for value in rng.uniform(20, 80, ROWS)],
            "income": [f"{value:.2f}" for value in rng.lognormal(10, 1, ROWS)],
            "city": [("Bern", "Zürich", "Basel")[i] for i in rng.integers(3, size=ROWS)],
            "late": ["no" if i % 4 else "yes" for i in range(ROWS)],
            "bank": [f"bank {i % 3}" for i in range(ROWS)],
        }

    def write(self, encoding="utf-8", **style):
        """Write the file."""
        with self.path.open("w", encoding=encoding, newline="") as file:
            rows = csv.writer(file, **style)
            rows.writerow(self.columns)
            rows.writerows(zip(*self.columns.values(), strict=True))

    def load(self, **parameters):
        """Write the file and load it as a task."""
        self.write()
        return self.read(**parameters)

    def read(self, **parameters):
        """Load the file as a task."""
        given = {"label": "late", "owner": "bank", "test_per_class": 5, **parameters}
        return load_task("csv", path=str(self.path), **given)

    def refusal(self, **parameters):
        """Return the one line with which the file is refused."""
        with pytest.raises(ValueError, match=re.escape(str(self.path))) as caught:
            self.load(**parameters)
        assert "\n" not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def table(tmp_path):
    return Table(tmp_path)


def everything(task):
    return np.concatenate([task.public.x, task.pool.x, task.test.x])


def test_numbers_are_standardised_and_texts_become_categories(table):
    task = table.load()
    assert (task.name, task.classes, task.shape) == ("loans", 2, (5,))
    assert task.owner_names == ("bank 0", "bank 1", "bank 2")
    assert task.description == "own data from loans.csv: 60 rows, 5 features, 2 classes"
    assert np.allclose(everything(task).mean(0), 0, atol=1e-5)
    assert np.allclose(everything(task).std(0), 1, atol=1e-5)
    age = np.array(table.columns["age"], dtype=float)
    assert np.allclose(np.sort(everything(task)[:, 0]), np.sort((age - age.mean()) / age.std()), atol=1e-5)


def test_decimal_commas_and_other_signs_give_the_same_features(table):
    plain = everything(table.load())
    for name in ("age", "income"):
        table.columns[name] = [cell.replace(".", ",") for cell in table.columns[name]]
    table.write(encoding="utf-16", delimiter=";")
    odd = table.read(separator="semicolon", decimal="comma", encoding="utf-16")
    assert np.array_equal(everything(odd), plain)


def test_without_owners(table):
    task = table.load(owner=None, drop="bank")
    assert task.owners is None
    assert task.shape == (5,)


def test_a_column_called_by_a_number_can_be_chosen(table):
    table.columns = {"1": table.columns.pop("late"), "2": table.columns.pop("bank"), **table.columns}
    task = table.load(label=1, owner=2)
    assert (task.classes, len(task.owner_names)) == (2, 3)
    with pytest.raises(
        ValueError, match=r"loans.csv: task.label: there is no column '3' \(columns: 1, 2, age"
    ):
        table.load(label=3, owner=2)


def test_one_text_among_numbers_is_named_with_its_line(table):
    table.columns["age"][41] = "n/k"
    said = table.refusal()
    assert "line 43, column 'age': 'n/k' is no number, and 59 of 60 cells are" in said
    assert (
        "task.missing=NA,N/A,NaN,null,n/k (a gap), task.categorical=age (categories) or task.drop=age" in said
    )


def test_one_number_among_texts_is_named_too(table):
    table.columns["city"][7] = "12"
    assert "line 9, column 'city': '12' is a number, and 59 of 60 cells are not" in table.refusal()


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda i: f"2024-01-{i % 28 + 1:02d}", "'2024-01-01' looks like a number, an amount or a date"),
        (lambda i: f"{i % 7},5", "'0,5' looks like a number.*set task.categorical"),
        (lambda i: f"{i % 7},500", "set task.thousands=comma, "),
        (lambda i: f"1'{i % 7}00", "set task.thousands=apostrophe, "),
        (lambda i: f"{i % 9}0-{i % 9}9", "'00-09' begins with a digit, as most cells here"),
        (lambda i: f"0{i % 7}", "'00' looks like a code rather than a number"),
        (lambda i: f"P{i}", "60 different texts in 60 rows look like an identifier"),
        (lambda i: f"{i + 1}", "numbers the rows, from 1 to 60"),
        (lambda i: "", "a gap in every row"),
        (lambda i: "1e999" if i else "1", "'1e999' is too large for a number"),
    ],
)
def test_what_could_be_numbers_or_not_is_refused(table, write, said):
    table.columns["age"] = [write(i) for i in range(ROWS)]
    assert re.search(f"column 'age': .*{said}", table.refusal())


@pytest.mark.parametrize(
    "write", [lambda i: f"{i % 7},5", lambda i: f"2024-01-{i % 20 + 10}", lambda i: f"P{i}"]
)
def test_every_option_that_a_refusal_prints_works(table, write):
    table.columns["income"] = [str(i % 5) for i in range(ROWS)]
    table.columns["age"] = [write(i) for i in range(ROWS)]
    ways = re.split(r"; set ", table.refusal())[1]
    for way in re.split(r", or | or |, ", re.sub(r" \(\w+\)", "", ways)):
        options = (
            shlex.split(option)[0].removeprefix("task.").partition("=") for option in way.split(" and ")
        )
        assert table.load(**{name: parse_value(value) for name, _, value in options}).classes == 2


def test_a_notation_is_offered_only_if_the_other_columns_can_be_read_in_it(table):
    table.columns["age"] = [f"{i % 7},5" for i in range(ROWS)]
    assert table.refusal().endswith("; set task.categorical=age (categories) or task.drop=age")


def test_categories_by_numbers_are_said(table):
    table.columns["age"] = [str(i % 3) for i in range(ROWS)]
    assert table.load().shape == (5,)
    assert table.load(categorical="age").shape == (7,)


def test_codes_and_numberings_can_be_declared_numbers(table):
    table.columns["age"] = [f"{i:03d}" for i in range(ROWS)]
    assert table.load(numeric="age").shape == (5,)
    table.columns["age"][5] = "n/k"
    assert "line 7, column 'age': 'n/k' is no number" in table.refusal(numeric=["age"])


def test_an_accent_is_the_same_in_one_sign_or_in_two(table):
    table.columns = {"spät": table.columns.pop("late"), **table.columns}
    table.columns["city"] = ["Zürich" if i % 3 else "Zu\u0308rich" for i in range(ROWS)]
    task = table.load(label="spa\u0308t")
    assert task.shape == (3,)


def test_categories_have_a_bound(table):
    table.columns["city"] = [f"city {i % 25}" for i in range(ROWS)]
    assert table.load(levels=25).shape == (27,)
    said = table.refusal(levels=24)
    assert "column 'city': 25 different texts in 60 rows" in said
    assert said.endswith("set task.drop=city, or task.categorical=city and task.levels=25")


def test_constant_columns_are_fine(table):
    table.columns |= {"age": ["5"] * ROWS, "city": ["Bern"] * ROWS}
    task = table.load()
    assert task.shape == (3,)
    assert not everything(task)[:, [0, 2]].any()


def test_rows_with_gaps_are_left_out_and_counted_aloud_once(table):
    table.columns["age"][3], table.columns["city"][5], table.columns["late"][3] = "", "n/a", " "
    with pytest.warns(
        IncompleteDataWarning, match=r"2 of 60 rows have gaps .*\(1 in age, 1 in city, 1 in late\)"
    ):
        task = table.load()
    assert len(everything(task)) == 58
    assert "58 rows, 2 left out for gaps" in task.description
    table.load()  # another warning would be an error


def test_what_counts_as_a_gap_can_be_said(table):
    table.columns["age"][3], table.columns["city"][5] = "-999.0", "NA"
    with pytest.warns(IncompleteDataWarning, match=r"1 of 60 rows"):
        task = table.load(missing=-999)
    assert task.shape == (6,)  # NA is a city now
    table.columns["age"] = ["-999"] * ROWS
    assert "column 'age': a gap in every row; set task.drop=age" in table.refusal(missing=-999)


def test_a_file_without_a_complete_row(table):
    for i in range(ROWS):
        table.columns[("age", "city")[i % 2]][i] = ""
    assert "no row is complete; gaps: 30 in age, 30 in city" in table.refusal()


def test_an_identifier_of_numbers_is_pointed_out(table):
    count = 3 * ROWS
    table.columns = {name: cells * 3 for name, cells in table.columns.items()}
    table.columns["age"] = [str(7 * i) for i in range(count)]
    with pytest.warns(
        IncompleteDataWarning, match="age has another whole number in every row; .* task.drop=age"
    ):
        table.load()
    assert table.load(numeric="age").shape == (5,)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (lambda i: f"{i / 7:.3f}", "60 different numbers in 60 rows is a quantity or an identifier"),
        (lambda i: f"{i % 25 / 4}", "25 different numbers in 60 rows is a quantity"),
        (lambda i: f"P{i}", "60 different texts in 60 rows is a quantity or an identifier"),
        (lambda i: "yes", "the label is 'yes' in all 60 complete rows"),
        (lambda i: "yes" if i else "no", "class 'no' has 1 of 60 complete rows.* remove it"),
        (
            lambda i: "yes" if i > 3 else "no",
            "class 'no' has 4 of 60 complete rows.* set task.test_per_class=1",
        ),
        (lambda i: "n/k" if i == 2 else f"{i % 2}", "'n/k' is no number.* or another task.label"),
    ],
)
def test_a_label_has_classes_with_enough_rows(table, label, said):
    table.columns["late"] = [label(i) for i in range(ROWS)]
    assert re.search(f"column 'late': .*{said}", table.refusal())


def test_numbers_are_classes_by_their_value(table):
    table.columns["late"] = [("0", "1.0", "1", "10")[i % 4] for i in range(ROWS)]
    assert table.load().classes == 3
    table.columns["late"] = [("00", "01", "1")[i % 3] for i in range(ROWS)]
    assert table.load().classes == 3  # codes are texts


@pytest.mark.parametrize(
    ("owner", "said"),
    [(lambda i: "A", "all rows belong to 'A'"), (lambda i: f"A{i}", "60 owners of 60 rows: an identifier")],
)
def test_owners_are_some_and_not_one_for_every_row(table, owner, said):
    table.columns["bank"] = [owner(i) for i in range(ROWS)]
    assert f"column 'bank': {said}" in table.refusal()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"label": "lat"}, "task.label: there is no column 'lat'; did you mean 'late'? (columns: age"),
        ({"drop": "town"}, "task.drop: there is no column 'town'"),
        ({"owner": "late"}, "column 'late': named in task.label and in task.owner"),
        ({"drop": "age", "numeric": "age"}, "column 'age': named in task.numeric and in task.drop"),
        ({"drop": "age,income,city"}, "no feature beside 'late' and 'bank'"),
        ({"levels": 1}, "task.levels is at least 2, got 1"),
        ({"decimal": ",", "thousands": "comma"}, "task.decimal and task.thousands are both"),
        ({"encoding": "nonsense"}, "'nonsense' is no text encoding"),
        ({"separator": "tab"}, "line 1: only one column.* set task.separator=comma"),
    ],
)
def test_options_that_cannot_be_are_named(table, parameters, said):
    assert re.search(said.replace("(", r"\(").replace("?", r"\?"), table.refusal(**parameters))


def test_an_unknown_separator_is_named(table):
    with pytest.raises(ValueError, match="separator must be 'comma', 'semicolon', 'tab'"):
        table.load(separator="x")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("age,late\n", "a header without a row below it"),
        ("late\nyes\n", "only one column, 'late'"),
        ("sep=;\nage;late\n1;yes\n", "line 1: Excel's line 'sep=;' is no header"),
        ("5.1,0\n4.9,1\n", "line 1: numbers where the first line must name the columns"),
        ("", "an empty file"),
    ],
)
def test_what_is_no_table_is_refused(table, content, said):
    table.path.write_text(content)
    with pytest.raises(ValueError, match=said):
        table.read()


def test_another_encoding_is_named_with_its_option(table):
    table.columns["city"][4] = "Zürich"
    table.write(encoding="latin-1")
    with pytest.raises(ValueError, match=r"column 'city': byte 0xfc is no UTF-8; .* task.encoding"):
        table.read()
    assert table.read(encoding="latin-1").shape == (5,)
