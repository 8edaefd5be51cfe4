"""Fixtures that all tests share: one cache of fitted generators per session, one thread for torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session", autouse=True)
def generator_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep fitted generators in a folder of the session, never in the user's cache."""
    folder = tmp_path_factory.getbasetemp().parent / "cocogen-cache"
    before = os.environ.get("COCOGEN_CACHE")
    os.environ["COCOGEN_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["COCOGEN_CACHE"]
    else:
        os.environ["COCOGEN_CACHE"] = before
