"""Shared by the tests of learning: one torch thread, files in published formats, a task that learns in no time."""

from __future__ import annotations

import io
import struct
import tarfile

import numpy as np
import pytest
import torch

from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.tasks import Split, task_from_arrays


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def blobs():
    """Return a maker of samples around well separated corners in four dimensions."""

    def make(samples=240, classes=3, spread=0.6, seed=0):
        rng = np.random.default_rng(seed)
        y = np.arange(samples) % classes
        corners = np.array([[1, 0, 0, 1], [0, 1, 0, -1], [0, 0, 1, 0], [-1, -1, 0, 0]], dtype=float)
        x = 2 * corners[y] + spread * rng.standard_normal((samples, 4))
        return Split(x.astype(np.float32), y.astype(np.int64))

    return make


@pytest.fixture(scope="session")
def blob_task(blobs):
    data = blobs(360)
    return task_from_arrays("blobs", data.x, data.y, public=0.25, test_per_class=20)


@pytest.fixture(scope="session")
def blob_generator(blob_task):
    return fit_generator("mixture", blob_task.public, blob_task.classes)


@pytest.fixture(scope="session")
def idx():
    """Return a function that writes an array as IDX bytes."""

    def encode(array, code=8):
        return (
            bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
        )

    return encode


@pytest.fixture(scope="session")
def write_tar():
    """Return a function that writes named contents as a .tar.gz archive."""

    def write(path, members):
        with tarfile.open(path, "w:gz") as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))

    return write
