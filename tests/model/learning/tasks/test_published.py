"""Published files become tasks; small files in the real formats stand in for them."""

import gzip
from hashlib import sha256

import numpy as np
import pytest
from scipy.io import savemat

from cocogen.model.learning.tasks import load_task, local_copies, published


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
    monkeypatch.setattr(published, "_DEBIAN", tmp_path / "not installed")
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


@pytest.fixture
def copies(small_files, tmp_path, monkeypatch, idx):
    """A small Fashion-MNIST that is the published one for now, in every layout."""
    rng = np.random.default_rng(1)
    arrays = {
        "x_train": rng.integers(0, 256, (40, 28, 28), dtype=np.uint8),
        "y_train": (np.arange(40) % 10).astype(np.uint8),
        "x_test": rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_test": (np.arange(20) % 10).astype(np.uint8),
    }
    sums = {name: sha256(array.tobytes()).hexdigest() for name, array in arrays.items()}
    monkeypatch.setattr(published, "_FASHION_SUMS", sums)
    places = {name: tmp_path / name for name in ("torchvision", "unpacked", "debian", "keras")}
    folders = {
        "torchvision": places["torchvision"] / "FashionMNIST" / "raw",
        "unpacked": places["unpacked"],
        "debian": places["debian"],
    }
    for layout, folder in folders.items():
        folder.mkdir(parents=True)
        for array, (name, _) in published._FASHION_FILES.items():
            content = idx(arrays[array])
            packed = layout != "unpacked"
            file = folder / (f"{name}.gz" if packed else name)
            file.write_bytes(gzip.compress(content, compresslevel=1) if packed else content)
    places["keras"] = tmp_path / "fashion.npz"
    np.savez_compressed(places["keras"], **arrays)
    return arrays, places


@pytest.mark.parametrize("layout", ["torchvision", "unpacked", "debian", "keras"])
def test_a_copy_of_ones_own_is_read_in_every_layout(copies, layout):
    arrays, places = copies
    task = load_task("fashion-mnist", path=str(places[layout]))
    assert len(task.public) + len(task.pool) == 40
    whole = np.concatenate([task.public.x, task.pool.x]).sum(dtype=np.float64) * 255
    assert whole == pytest.approx(arrays["x_train"].sum(dtype=np.float64), rel=1e-5)
    assert np.bincount(task.test.y).tolist() == [2] * 10


def test_what_debian_installs_is_found(copies, monkeypatch):
    _, places = copies
    monkeypatch.setattr(published, "_DEBIAN", places["debian"])
    monkeypatch.setattr(published, "downloaded", None)
    assert len(load_task("fashion-mnist").pool) == 36


def test_another_content_is_passed_over_where_debian_installs_and_refused_as_ones_own(copies, monkeypatch):
    _, places = copies
    file = places["debian"] / "train-labels-idx1-ubyte.gz"
    labels = bytearray(gzip.decompress(file.read_bytes()))
    labels[-1] ^= 1
    file.write_bytes(gzip.compress(bytes(labels)))
    with pytest.raises(ValueError, match=r"debian does not hold the y_train that is published for task 'fas"):
        load_task("fashion-mnist", path=str(places["debian"]))
    monkeypatch.setattr(published, "_DEBIAN", places["debian"])
    with pytest.warns(UserWarning, match="is passed over: .* does not hold the y_train"):
        assert len(load_task("fashion-mnist").pool) == 54, "as downloaded"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, r"has no train-images-idx3-ubyte, gzipped or not"),
        (b"no zip", r"is not a .npz file with x_train, y_train, x_test, y_test"),
        ("x_train", r"is not a .npz file with .*: it has no array y_train"),
    ],
)
def test_what_is_no_copy_is_named(small_files, tmp_path, content, why):
    place = tmp_path / "mine.npz"
    if isinstance(content, bytes):
        place.write_bytes(content)
    elif content:
        np.savez(place, **{content: np.zeros(3)})
    with pytest.raises(ValueError, match=why):
        load_task("fashion-mnist", path=str(place))


def test_published_files_may_lie_in_a_folder_of_ones_own(small_files, tmp_path):
    with pytest.raises(ValueError, match=r"train_32x32.mat is not the train_32x32.mat that is published"):
        load_task("svhn", path=str(tmp_path))
    with pytest.raises(
        ValueError, match=r"none has no file cifar-10-binary.tar.gz, which task 'cifar10' needs"
    ):
        load_task("cifar10", path=str(tmp_path / "none"))


def test_a_checked_file_of_ones_own_is_read(small_files, tmp_path, monkeypatch):
    file = tmp_path / "cifar-100-binary.tar.gz"
    monkeypatch.setattr(local_copies, "checksum", lambda _: "03b5dce01913d631647c71ecec9e9cb8")
    monkeypatch.setattr(published, "downloaded", None)
    assert len(load_task("cifar100", path=str(file)).test) == 200
    assert len(load_task("cifar100", path=str(tmp_path)).test) == 200


def test_the_real_fashion_mnist_is_what_it_was_when_it_was_calibrated():
    """Runs where Debian's package is installed, as in CI."""
    if not published._DEBIAN.is_dir():
        pytest.skip("the package dataset-fashion-mnist is not installed")
    task = load_task("fashion-mnist")
    assert (len(task.public), len(task.pool), len(task.test)) == (600, 5400, 2000)
    assert np.bincount(task.test.y).tolist() == [200] * 10
