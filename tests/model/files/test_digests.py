"""Digests: the same bytes, the same digest, from memory and from a file."""

from __future__ import annotations

from cocogen.model.files.digests import digest, file_digest


def test_a_file_has_the_digest_of_its_bytes(tmp_path):
    (tmp_path / "file").write_bytes(b"abc" * 100_000)
    assert file_digest(tmp_path / "file") == digest(b"abc" * 100_000)
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
