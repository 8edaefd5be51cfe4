"""Tasks whose data scikit-learn ships: handwritten digits, and breast cancer."""

from __future__ import annotations

from cocogen.agents.bounds import Count, Seed, Share
from cocogen.model.learning.tasks.catalog import tasks
from cocogen.model.learning.tasks.own import task_from_arrays
from cocogen.model.learning.tasks.task import Task


@tasks.register("digits")
def digits(public: Share = 0.25, test_per_class: Count = 50, seed: Seed = 0) -> Task:
    """Load scikit-learn's 1,797 handwritten digits (8x8 pixels scaled to 0..1).

    Args:
        public: share of the non-test samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.
    """
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return task_from_arrays(
        "digits",
        x.reshape(-1, 1, 8, 8) / 16.0,
        y,
        description="handwritten digits, 8x8 pixels (scikit-learn)",
        network="mlp",
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )


@tasks.register("breast-cancer")
def breast_cancer(public: Share = 0.25, test_per_class: Count = 50, seed: Seed = 0) -> Task:
    """Load scikit-learn's breast-cancer table: 569 patients, 30 standardised measurements, malignant or benign.

    Args:
        public: share of the non-test samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.
    """
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    return task_from_arrays(
        "breast-cancer",
        (x - x.mean(0)) / x.std(0),
        y,
        description="tumours from 30 measurements, hospitals as silos (scikit-learn)",
        network="mlp",
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )
