"""Tasks of published images: fashion-mnist, svhn, cifar10, cifar100; from a local copy, or downloaded on first use."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count, Seed, Share
from cocogen.model.learning.storage import SYSTEM_DATA
from cocogen.model.learning.tasks.catalog import tasks
from cocogen.model.learning.tasks.download import downloaded
from cocogen.model.learning.tasks.formats import Bytes, read_cifar, read_idx, read_svhn
from cocogen.model.learning.tasks.loaded_once import loaded_once
from cocogen.model.learning.tasks.local_copies import CopyPath, copied_arrays, copied_file
from cocogen.model.learning.tasks.task import Split, Task, as_split, balanced

_DEBIAN = SYSTEM_DATA / "fashion-mnist"
_FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
_SVHN = "http://ufldl.stanford.edu/housenumbers/"
_CIFAR = "https://www.cs.toronto.edu/~kriz/"


_FASHION_FILES = {
    "x_train": ("train-images-idx3-ubyte", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
    "y_train": ("train-labels-idx1-ubyte", "25c81989df183df01b3e8a0aad5dffbe"),
    "x_test": ("t10k-images-idx3-ubyte", "bef4ecab320f06d8554ea6380940ec79"),
    "y_test": ("t10k-labels-idx1-ubyte", "bb300cfdad3c16e7a12a480ee83cd310"),
}
"""Published files by array, with the checksum of the gzipped file."""
_FASHION_SUMS = {
    "x_train": "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
    "y_train": "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
    "x_test": "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
    "y_test": "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
}
"""SHA-256 of what they hold, whatever it is packed in."""


@tasks.register("fashion-mnist")
def fashion_mnist(
    path: CopyPath = "",
    public: Share = 0.1,
    samples: Count | None = 6000,
    test_per_class: Count | None = 200,
    seed: Seed = 0,
) -> Task:
    """Load Fashion-MNIST (Zalando): 70,000 articles of clothing, 28x28 grey pixels.

    It is taken from where Debian's package ``dataset-fashion-mnist`` puts it, else downloaded to the cache.

    Args:
        path: of a copy of one's own: a folder as torchvision keeps it, or a ``.npz`` file as Keras does.
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all 60,000, with which training takes hours.
        test_per_class: most test samples per class; None takes all 1,000.
        seed: seed of the split.

    Raises:
        ValueError: if the files cannot be had, or are not the published ones.
    """
    parameters = path, public, samples, test_per_class, seed
    if path or samples is None:
        return _fashion_of(*parameters)
    return loaded_once(
        _fashion_of, [_DEBIAN / f"{name}.gz" for name, _ in _FASHION_FILES.values()], *parameters
    )


def _fashion_of(path: str, public: float, samples: int | None, test_per_class: int | None, seed: int) -> Task:
    x_train, y_train, x_test, y_test = _fashion_arrays(path)
    parts = [(x_train[:, None], y_train), (x_test[:, None], y_test)]
    about = "articles of clothing, 28x28 grey pixels (Fashion-MNIST)"
    return _image_task("fashion-mnist", about, 10, parts, public, samples, test_per_class, seed)


def _fashion_arrays(path: str) -> list[Bytes]:
    files = {array: name for array, (name, _) in _FASHION_FILES.items()}
    if path:
        return copied_arrays("fashion-mnist", Path(path), files, _FASHION_SUMS)
    if all((_DEBIAN / f"{name}.gz").is_file() for name in files.values()):
        try:
            return copied_arrays("fashion-mnist", _DEBIAN, files, _FASHION_SUMS)
        except ValueError as error:
            warnings.warn(f"{_DEBIAN} is passed over: {error}", stacklevel=2)
    return [
        read_idx(downloaded("fashion-mnist", f"{_FASHION}{name}.gz", md5))
        for name, md5 in _FASHION_FILES.values()
    ]


@tasks.register("svhn")
def svhn(
    path: CopyPath = "",
    public: Share = 0.1,
    samples: Count | None = None,
    test_per_class: Count | None = None,
    seed: Seed = 0,
) -> Task:
    """Load SVHN (Stanford): house numbers, 32x32 colour pixels.

    Args:
        path: of a folder with the published files, or of the file, instead of a download.
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all that the rarest class has.
        seed: seed of the split.

    Raises:
        ValueError: if the files cannot be had.
    """
    parts = [
        read_svhn(_published("svhn", _SVHN, name, md5, path))
        for name, md5 in (
            ("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373"),
            ("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3"),
        )
    ]
    about = "house numbers, 32x32 colour pixels (SVHN, downloaded)"
    return _image_task("svhn", about, 10, parts, public, samples, test_per_class, seed)


@tasks.register("cifar10")
def cifar10(
    path: CopyPath = "",
    public: Share = 0.1,
    samples: Count | None = None,
    test_per_class: Count | None = None,
    seed: Seed = 0,
) -> Task:
    """Load CIFAR-10 (Krizhevsky): 60,000 photographs, 32x32 colour pixels, 10 classes.

    Args:
        path: of a folder with the published files, or of the file, instead of a download.
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all.
        seed: seed of the split.

    Raises:
        ValueError: if the file cannot be had.
    """
    file = _published("cifar10", _CIFAR, "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530", path)
    train = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
    parts = [read_cifar(file, members, 1) for members in (train, ("test_batch.bin",))]
    about = "photographs of 10 classes, 32x32 colour pixels (CIFAR-10, downloaded)"
    return _image_task("cifar10", about, 10, parts, public, samples, test_per_class, seed)


@tasks.register("cifar100")
def cifar100(
    path: CopyPath = "",
    public: Share = 0.1,
    samples: Count | None = None,
    test_per_class: Count | None = None,
    seed: Seed = 0,
) -> Task:
    """Load CIFAR-100 (Krizhevsky): 60,000 photographs, 32x32 colour pixels, 100 classes.

    Args:
        path: of a folder with the published files, or of the file, instead of a download.
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all.
        seed: seed of the split.

    Raises:
        ValueError: if the file cannot be had.
    """
    file = _published("cifar100", _CIFAR, "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8", path)
    parts = [read_cifar(file, members, 2) for members in (("train.bin",), ("test.bin",))]
    about = "photographs of 100 classes, 32x32 colour pixels (CIFAR-100, downloaded)"
    return _image_task("cifar100", about, 100, parts, public, samples, test_per_class, seed)


def _published(task: str, address: str, name: str, md5: str, path: str) -> Path:
    """Return a published file: that of a local copy, or the one in the cache, downloaded on first use."""
    return copied_file(task, path, name, md5) if path else downloaded(task, address + name, md5)


def _image_task(
    name: str,
    description: str,
    classes: int,
    parts: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]],
    public: float,
    samples: int | None,
    test_per_class: int | None,
    seed: int,
) -> Task:
    """Make a task of published training and test images with pixels 0..255."""
    train, test = parts
    chosen = balanced(test[1].astype(np.int64), most_per_class=test_per_class, seed=seed)
    used = np.random.default_rng(seed).permutation(len(train[1]))[:samples]
    cut = round(public * len(used))
    return Task(
        name=name,
        description=description,
        classes=classes,
        network="cnn",
        public=_pixels(train, used[:cut]),
        pool=_pixels(train, used[cut:]),
        test=_pixels(test, chosen),
    )


def _pixels(data: tuple[NDArray[np.uint8], NDArray[np.uint8]], indices: NDArray[np.int64]) -> Split:
    return as_split(data[0][indices] / np.float32(255), data[1][indices])
