"""Text files: what is no text is refused at once, in one line that names the file."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os

import pytest

from cocogen.model.files import text_files
from cocogen.model.files.text_files import EncodingError, TextFileError, line_of, open_text


def read(path, encoding="utf-8"):
    with open_text(path, encoding) as file:
        return file.read()


def refusal(path, encoding="utf-8"):
    with pytest.raises(TextFileError) as caught:
        read(path, encoding)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def test_line_ends_stay_and_a_byte_order_mark_goes(path):
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\n")
    assert read(path) == "a\r\nb\n"


def test_utf_16_is_read_where_it_is_asked_for(path):
    path.write_text("Zürich", encoding="utf-16")
    assert read(path, "utf-16") == "Zürich"
    assert "UTF-16, not UTF-8; save it as UTF-8" in refusal(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(gzip.compress(b"a,b", mtime=0), "compressed by gzip", id="gzip"),
        (bz2.compress(b"a,b"), "compressed by bzip2"),
        (lzma.compress(b"a,b"), "compressed by xz"),
        (b"PK\x03\x04rest", "a ZIP archive or a spreadsheet"),
        (b"PAR1rest", "a Parquet table"),
        (b"", "an empty file"),
    ],
)
def test_what_is_no_text_is_named(path, content, what):
    path.write_bytes(content)
    assert what in refusal(path)


def test_folders_pipes_and_missing_files_are_refused_at_once(tmp_path):
    assert "a folder, not a file" in refusal(tmp_path)
    assert "cannot be read: No such file" in refusal(tmp_path / "none.csv")
    os.mkfifo(tmp_path / "pipe")
    assert "a device or a pipe" in refusal(tmp_path / "pipe")
    with pytest.raises(TextFileError, match=r"cannot be read: .*null"):
        read("a\0b")


def test_a_file_that_is_too_large_is_not_read(path, monkeypatch):
    path.write_bytes(b"a,b\n" * 10)
    monkeypatch.setattr(text_files, "MOST_BYTES", 39)
    assert "take a sample of its rows" in refusal(path)


def test_the_line_of_a_wrong_byte_is_named(path):
    path.write_bytes(b"a\r\nb\rc\n\xe9\n")
    assert "line 4: byte 0xe9 is no UTF-8" in refusal(path)
    assert line_of(path.read_bytes(), 0) == 1


def test_two_encodings_in_one_file_are_refused_under_either_name(path):
    path.write_bytes("plain\nZürich\n".encode() + "Genève\n".encode("latin-1"))
    assert "line 3: byte 0xe8 is no UTF-8" in refusal(path)
    assert "line 2: UTF-8, not latin-1" in refusal(path, "latin-1")
    path.write_bytes("Genève\n".encode("latin-1"))
    assert read(path, "latin-1") == "Genève\n"


@pytest.mark.parametrize("encoding", ["nonsense", "zlib", "rot13", "a\0b", ""])
def test_an_encoding_is_one_of_text(path, encoding):
    path.write_bytes(b"a")
    with pytest.raises(EncodingError, match="is no text encoding"):
        read(path, encoding)


def test_text_without_the_mark_that_its_encoding_needs_is_refused(path):
    path.write_bytes(b"a,b\n")
    assert "UTF-16" in refusal(path, "utf-16")
