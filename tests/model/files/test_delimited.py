"""Records of a table of text: what they say, on which line, and where a table is wrong."""

from __future__ import annotations

import pytest

from cocogen.model.files import delimited
from cocogen.model.files.delimited import read_records
from cocogen.model.files.text_files import EncodingError, TextFileError


def records(tmp_path, content, **options):
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records(path, **options))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_come_with_the_line_on_which_they_begin(tmp_path, end):
    content = end.join(['\ufeff a , "b"', "1,2", "", '"x', 'y",3', "  ", "5,6"]) + end
    assert records(tmp_path, content) == [
        (1, ["a", "b"]),
        (2, ["1", "2"]),
        (4, [f"x{end}y", "3"]),
        (7, ["5", "6"]),
    ]


def test_a_column_without_a_name_goes_by_its_number(tmp_path):
    assert records(tmp_path, ";b\n1;2\n", separator=";")[0] == (1, ["column 1", "b"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1\n", r"line 2, column 'b': the record ends before this column: 1 cells under 2 names"),
        ("a,b\n1,2\n1,2,3\n", r"line 3: 3 cells under 2 names; '3' stands beyond the last column, 'b'"),
        ("a,b,a\n1,2,3\n", r"line 1, column 'a': columns 1 and 3 have the same name"),
        ('a,b\n1,"x"y\n', "line 2: text follows a closing quote"),
        ('a,b\n1,2\n3,"x\n4,5\n', "line 3: a quote opens here that is never closed"),
        ('a,b\n1,"' + "x" * 140_000 + '"\n', "line 2: a cell has more than 131,072 characters"),
        ('a,b\n"x,\ny",\0\n', r"line 2, column 'b': a NUL character"),
        ("a,\0b\n", "line 1: a NUL character"),
        ('a,b\n1,"\0', "line 2: a NUL character"),
        (b"a,b\n1,2\n,\xe9\n", r"line 3, column 'b': byte 0xe9 is no UTF-8; save the file as UTF-8"),
        (b'"a\n",b\n\xe9,2\n', r"line 3, column 'a': byte 0xe9"),
        ("\n  \n", "only blank lines"),
    ],
)
def test_the_place_of_what_is_wrong_is_named(tmp_path, content, message):
    with pytest.raises(TextFileError, match=message) as caught:
        records(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert "a.csv" in str(caught.value)


def test_what_is_in_another_encoding_says_so_by_its_type(tmp_path):
    with pytest.raises(EncodingError):
        records(tmp_path, b"a,b\n\xff,1\n")


def test_a_line_without_end_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_LINE", 10)
    with pytest.raises(TextFileError, match="line 2: a line has more than 10 characters"):
        records(tmp_path, "a,b\n123,4567890123\n")


def test_a_wrong_byte_far_into_a_broken_table_still_has_its_line(tmp_path):
    content = b"a,b\n1,2\n" + b'"' + b"x" * 140_000 + b"\xe9\n"
    with pytest.raises(EncodingError, match=r"line 3: byte 0xe9"):
        records(tmp_path, content)
