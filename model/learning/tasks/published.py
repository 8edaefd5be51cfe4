"""Tasks that are downloaded on first use: fashion-mnist, svhn, cifar10, cifar100."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count, Seed, Share
from cocogen.model.learning.tasks.catalog import tasks
from cocogen.model.learning.tasks.download import downloaded
from cocogen.model.learning.tasks.formats import read_cifar, read_idx, read_svhn
from cocogen.model.learning.tasks.task import Split, Task, as_split, balanced

_FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
_SVHN = "http://ufldl.stanford.edu/housenumbers/"
_CIFAR = "https://www.cs.toronto.edu/~kriz/"


@tasks.register("fashion-mnist")
def fashion_mnist(
    public: Share = 0.1, samples: Count | None = None, test_per_class: Count | None = None, seed: Seed = 0
) -> Task:
    """Load Fashion-MNIST (Zalando): 70,000 articles of clothing, 28x28 grey pixels.

    Args:
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all.
        seed: seed of the split.

    Raises:
        ValueError: if the files cannot be had.
    """
    parts = [
        (read_idx(downloaded("fashion-mnist", _FASHION + images, image_sum))[:, None], read_idx(downloaded("fashion-mnist", _FASHION + labels, label_sum)))
        for images, image_sum, labels, label_sum in (
            ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
            ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
        )
    ]  # fmt: skip
    about = "articles of clothing, 28x28 grey pixels (Fashion-MNIST, downloaded)"
    return _image_task("fashion-mnist", about, 3, 10, parts, public, samples, test_per_class, seed)


@tasks.register("svhn")
def svhn(
    public: Share = 0.1, samples: Count | None = None, test_per_class: Count | None = None, seed: Seed = 0
) -> Task:
    """Load SVHN (Stanford): house numbers, 32x32 colour pixels.

    Args:
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all that the rarest class has.
        seed: seed of the split.

    Raises:
        ValueError: if the files cannot be had.
    """
    parts = [
        read_svhn(downloaded("svhn", _SVHN + name, md5))
        for name, md5 in (
            ("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373"),
            ("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3"),
        )
    ]
    about = "house numbers, 32x32 colour pixels (SVHN, downloaded)"
    return _image_task("svhn", about, 4, 10, parts, public, samples, test_per_class, seed)


@tasks.register("cifar10")
def cifar10(
    public: Share = 0.1, samples: Count | None = None, test_per_class: Count | None = None, seed: Seed = 0
) -> Task:
    """Load CIFAR-10 (Krizhevsky): 60,000 photographs, 32x32 colour pixels, 10 classes.

    Args:
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all.
        seed: seed of the split.

    Raises:
        ValueError: if the file cannot be had.
    """
    path = downloaded("cifar10", _CIFAR + "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")
    train = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
    parts = [read_cifar(path, members, 1) for members in (train, ("test_batch.bin",))]
    about = "photographs of 10 classes, 32x32 colour pixels (CIFAR-10, downloaded)"
    return _image_task("cifar10", about, 4, 10, parts, public, samples, test_per_class, seed)


@tasks.register("cifar100")
def cifar100(
    public: Share = 0.1, samples: Count | None = None, test_per_class: Count | None = None, seed: Seed = 0
) -> Task:
    """Load CIFAR-100 (Krizhevsky): 60,000 photographs, 32x32 colour pixels, 100 classes.

    Args:
        public: share of the training samples that nobody owns.
        samples: most training samples, public ones included; None takes all.
        test_per_class: most test samples per class; None takes all.
        seed: seed of the split.

    Raises:
        ValueError: if the file cannot be had.
    """
    path = downloaded("cifar100", _CIFAR + "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")
    parts = [read_cifar(path, members, 2) for members in (("train.bin",), ("test.bin",))]
    about = "photographs of 100 classes, 32x32 colour pixels (CIFAR-100, downloaded)"
    return _image_task("cifar100", about, 5, 100, parts, public, samples, test_per_class, seed)


def _image_task(
    name: str,
    description: str,
    difficulty: int,
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
        difficulty=difficulty,
        classes=classes,
        network="cnn",
        public=_pixels(train, used[:cut]),
        pool=_pixels(train, used[cut:]),
        test=_pixels(test, chosen),
    )


def _pixels(data: tuple[NDArray[np.uint8], NDArray[np.uint8]], indices: NDArray[np.int64]) -> Split:
    return as_split(data[0][indices] / np.float32(255), data[1][indices])
