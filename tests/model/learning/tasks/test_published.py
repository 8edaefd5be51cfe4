"""Published files become tasks; small files in the real formats stand in for them."""

import gzip

import numpy as np
import pytest
from scipy.io import savemat

from cocogen.model.learning.tasks import load_task, published


@pytest.fixture
def small_files(tmp_path, monkeypatch, idx, write_tar):
    """Stand in for the publishers: small files in the real formats."""
    rng = np.random.default_rng(0)

    def pixels(*shape):
        return rng.integers(0, 256, shape, dtype=np.uint8)

    labels = (np.arange(60) % 10).astype(np.uint8)
    for part in ("train", "t10k"):
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(pixels(60, 28, 28))))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    for part in ("train", "test"):
        savemat(tmp_path / f"{part}_32x32.mat", {"X": pixels(32, 32, 3, 60), "y": (labels + 1)[:, None]})
    batches = [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"]
    rows = np.concatenate([labels[:, None], pixels(60, 3072)], axis=1).tobytes()
    write_tar(tmp_path / "cifar-10-binary.tar.gz", {f"cifar-10-batches-bin/{name}": rows for name in batches})
    fine = np.arange(200, dtype=np.int64) % 100
    rows = (
        np.concatenate([fine[:, None] // 5, fine[:, None], pixels(200, 3072)], axis=1)
        .astype(np.uint8)
        .tobytes()
    )
    write_tar(
        tmp_path / "cifar-100-binary.tar.gz", {f"cifar-100-binary/{n}.bin": rows for n in ("train", "test")}
    )
    monkeypatch.setattr(
        published, "downloaded", lambda task, address, md5: tmp_path / address.rsplit("/", 1)[-1]
    )


@pytest.mark.parametrize(
    ("name", "shape", "classes", "train", "test"),
    [
        ("fashion-mnist", (1, 28, 28), 10, 60, 60),
        ("svhn", (3, 32, 32), 10, 60, 60),
        ("cifar10", (3, 32, 32), 10, 300, 60),
        ("cifar100", (3, 32, 32), 100, 200, 200),
    ],
)
def test_published_files_become_tasks(small_files, name, shape, classes, train, test):
    task = load_task(name)
    assert task.shape == shape
    assert task.classes == classes
    assert task.network == "cnn"
    assert len(task.public) == round(0.1 * train)
    assert len(task.public) + len(task.pool) == train
    assert len(task.test) == test
    assert 0 <= task.pool.x.min() < task.pool.x.max() <= 1


def test_sizes_can_be_cut(small_files):
    task = load_task("cifar10", samples=100, test_per_class=2, public=0.5)
    assert (len(task.public), len(task.pool), len(task.test)) == (50, 50, 20)
    assert np.bincount(task.test.y).tolist() == [2] * 10


def test_a_wrong_share_is_named(small_files):
    with pytest.raises(ValueError, match="public must be a number from 0 to 1, got 2"):
        load_task("svhn", public=2)
