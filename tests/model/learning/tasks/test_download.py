"""Downloads are checked, mended, and answered in one line without a network."""

import pytest

from cocogen.model.learning.storage import cache_folder
from cocogen.model.learning.tasks.download import checksum, downloaded


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "data.bin"
    path.write_bytes(b"published")
    return path


def test_a_file_is_downloaded_once_and_mended_when_damaged(published, tmp_path, monkeypatch):
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "cache"))
    address, md5 = published.as_uri(), checksum(published)
    path = downloaded("t", address, md5)
    assert path == cache_folder() / "tasks" / "t" / "data.bin"
    assert path.read_bytes() == b"published"
    path.write_bytes(b"publisheD")
    with pytest.warns(UserWarning, match=r"data\.bin is damaged; it is downloaded again"):
        assert downloaded("t", address, md5).read_bytes() == b"published"
    published.unlink()
    assert downloaded("t", address, md5).read_bytes() == b"published"
    path.write_bytes(b"publisheD")
    with (
        pytest.warns(UserWarning, match="is damaged"),
        pytest.raises(ValueError, match="could not be downloaded"),
    ):
        downloaded("t", address, md5)


def test_a_wrong_checksum_keeps_nothing(published, tmp_path, monkeypatch):
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ValueError, match=r"data\.bin has checksum .*, published is 123"):
        downloaded("t", published.as_uri(), "123")
    assert list((tmp_path / "cache" / "tasks" / "t").iterdir()) == []


def test_without_a_network_the_message_says_what_works(tmp_path):
    with pytest.raises(
        ValueError, match=r"could not be downloaded .* without a network use digits"
    ) as caught:
        downloaded("t", (tmp_path / "absent.bin").as_uri(), "123")
    assert "\n" not in str(caught.value)
