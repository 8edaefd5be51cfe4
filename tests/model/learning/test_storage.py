"""Where caches are kept on each platform."""

from pathlib import Path

import pytest

from cocogen.model.learning import storage


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"COCOGEN_CACHE": "/somewhere"}, Path("/somewhere")),
        ("linux", {}, Path.home() / ".cache" / "cocogen"),
        ("linux", {"XDG_CACHE_HOME": "/caches"}, Path("/caches/cocogen")),
        ("darwin", {}, Path.home() / "Library" / "Caches" / "cocogen"),
        ("win32", {}, Path.home() / "AppData" / "Local" / "cocogen" / "Cache"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/cocogen/Cache")),
    ],
)
def test_the_cache_is_where_the_platform_keeps_caches(platform, variables, expected, monkeypatch):
    for name in ("COCOGEN_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(storage.sys, "platform", platform)
    assert storage.cache_folder() == expected
