"""The parsers, on small files in the real formats."""

import gzip
from contextlib import suppress

import numpy as np
import pytest
from scipy.io import savemat

from cocogen.model.learning.tasks.formats import read_cifar, read_idx, read_svhn


def test_idx_round_trip(tmp_path, idx):
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx(images)))
    assert np.array_equal(read_idx(path), images)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda whole: b"no gzip", "not a gzipped file"),
        (lambda whole: gzip.compress(b"\x00"), "not an IDX file"),
        (lambda whole: gzip.compress(whole.replace(b"\x08", b"\x0d", 1)), "not an IDX file of bytes"),
        (lambda whole: gzip.compress(whole[:-1]), r"shape \(3,\) but holds 2 bytes"),
        (lambda whole: gzip.compress(whole[:6]), "ends within its header"),
        (lambda whole: gzip.compress(whole)[:-9], "not a gzipped file"),
    ],
)
def test_a_bad_idx_file_is_named(tmp_path, idx, spoil, message):
    path = tmp_path / "bad.gz"
    path.write_bytes(spoil(idx(np.zeros(3, dtype=np.uint8))))
    with pytest.raises(ValueError, match=message):
        read_idx(path)


@pytest.mark.parametrize("label_bytes", [1, 2])
def test_cifar_round_trip(tmp_path, write_tar, label_bytes):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (4, 3, 32, 32), dtype=np.uint8)
    labels = np.array([3, 1, 4, 1], dtype=np.uint8)
    coarse = np.full((4, label_bytes - 1), 9, dtype=np.uint8)
    rows = np.concatenate([coarse, labels[:, None], images.reshape(4, -1)], axis=1)
    path = tmp_path / "cifar.tar.gz"
    write_tar(path, {"folder/b.bin": rows[2:].tobytes(), "folder/a.bin": rows[:2].tobytes()})
    x, y = read_cifar(path, ("a.bin", "b.bin"), label_bytes)
    assert np.array_equal(x, images)
    assert np.array_equal(y, labels)


def test_bad_cifar_archives_are_named(tmp_path, write_tar):
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"cifar\.tar\.gz is not a gzipped file"):
        read_cifar(path, ("a.bin",), 1)
    write_tar(path, {"folder/a.bin": b"12345"})
    with pytest.raises(ValueError, match="has no member b"):
        read_cifar(path, ("b.bin",), 1)
    with pytest.raises(ValueError, match="holds 5 bytes, not a multiple of 3073"):
        read_cifar(path, ("a.bin",), 1)


def test_svhn_round_trip_calls_ten_zero(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 32, 32), dtype=np.uint8)
    path = tmp_path / "train.mat"
    savemat(
        path, {"X": images.transpose(2, 3, 1, 0), "y": np.array([[1], [10], [9], [10], [2]], dtype=np.uint8)}
    )
    x, y = read_svhn(path)
    assert np.array_equal(x, images)
    assert y.tolist() == [1, 0, 9, 0, 2]


def test_bad_svhn_files_are_named(tmp_path):
    path = tmp_path / "train.mat"
    path.write_bytes(b"nothing at all, but long enough to hold a header" * 10)
    with pytest.raises(ValueError, match=r"train\.mat is not a \.mat file with X and y"):
        read_svhn(path)
    savemat(path, {"X": np.zeros((2, 2))})
    with pytest.raises(ValueError, match="with X and y"):
        read_svhn(path)
    savemat(path, {"X": np.zeros((32, 32, 3, 2)), "y": np.zeros((3, 1))})
    with pytest.raises(ValueError, match="and 3 labels"):
        read_svhn(path)


def test_no_damage_of_an_archive_goes_unseen(tmp_path, idx, write_tar):
    """Truncated, or with one bit turned: never other data, never an error that nobody meant."""
    rng = np.random.default_rng(0)
    records = rng.integers(0, 10, 2 * 3073, dtype=np.uint8)
    images, archive, damaged = tmp_path / "images.gz", tmp_path / "cifar.tar.gz", tmp_path / "damaged.gz"
    images.write_bytes(gzip.compress(idx(records.reshape(2, 7, 439))))
    write_tar(archive, {"folder/a.bin": records.tobytes()})
    for path, read in ((images, read_idx), (archive, lambda path: read_cifar(path, ("a.bin",), 1)[0])):
        whole = path.read_bytes()
        for trial in range(100):
            place, content = int(rng.integers(len(whole))), bytearray(whole)
            if trial % 2:
                content[place] ^= 1 << int(rng.integers(8))
            damaged.write_bytes(content if trial % 2 else content[:place])
            with suppress(ValueError):
                assert np.array_equal(read(damaged), read(path))  # a bit of the header that says nothing
