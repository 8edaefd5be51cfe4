"""Tasks whose data scikit-learn ships: handwritten digits."""

from __future__ import annotations

from model.learning.tasks.catalog import tasks
from model.learning.tasks.task import Task, as_split, divide


@tasks.register("digits")
def digits(public: float = 0.25, test_per_class: int = 50, seed: int = 0) -> Task:
    """Load scikit-learn's 1,797 handwritten digits (8x8 pixels scaled to 0..1).

    Args:
        public: share of the non-test samples that nobody owns, 0..1.
        test_per_class: balanced test samples per class.
        seed: seed of the split.
    """
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    public_split, pool, test = divide(
        as_split(x.reshape(-1, 1, 8, 8) / 16.0, y), public=public, test_per_class=test_per_class, seed=seed
    )
    return Task(
        name="digits",
        description="handwritten digits, 8x8 pixels (scikit-learn)",
        difficulty=1,
        classes=10,
        network="mlp",
        public=public_split,
        pool=pool,
        test=test,
    )
