"""Seals: a page that cocogen wrote is told from every other one."""

from __future__ import annotations

from cocogen.scenarios.folders.seal import is_sealed, sealed


def test_a_page_is_cocogens_until_somebody_changes_it(tmp_path):
    path = tmp_path / "report.html"
    assert not is_sealed(path)
    content = sealed("<html>\u00fc</html>")
    path.write_bytes(content)
    assert is_sealed(path)
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert not is_sealed(path)
    path.write_bytes(content + b"<p>my notes</p>")
    assert not is_sealed(path)
    path.write_text("<html>mine</html>")
    assert not is_sealed(path)


def test_a_path_that_is_no_text_does_not_stop_a_page():
    assert b"runs/a?</html>" in sealed("runs/a\udcff</html>")
