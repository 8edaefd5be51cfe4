"""A Gaussian mixture for every class, in principal components (scikit-learn)."""

from __future__ import annotations

import warnings
from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le
from numpy.typing import NDArray

from cocogen.model.learning.generators.generator import State, Width, generators, not_fitted
from cocogen.model.learning.generators.projection import Projection


@generators.register("mixture")
class GaussianMixture:
    """Gaussian mixtures with full covariance, one per class, in whitened principal components of all classes.

    Args:
        components: Gaussians per class; fewer where a class has too few samples for them.
        dimensions: principal components kept.
        regularisation: variance added to every dimension, in units of the whitened components.
    """

    version = 1

    def __init__(
        self,
        components: Annotated[int, Ge(1), Le(1000)] = 2,
        dimensions: Width = 24,
        regularisation: Annotated[float, Gt(0), Le(1000)] = 0.05,
    ) -> None:
        self.components = components
        self.dimensions = dimensions
        self.regularisation = regularisation
        self._state: State | None = None

    def fit(
        self, x: NDArray[np.float32], y: NDArray[np.int64], classes: int, rng: np.random.Generator
    ) -> None:
        """Learn from labelled samples; see ``Generator.fit``."""
        projection = Projection.fit(x, self.dimensions)
        codes = projection.forward(x).astype(np.float64)
        d = projection.components
        weights = np.zeros((classes, self.components))
        means = np.zeros((classes, self.components, d))
        roots = np.tile(np.eye(d), (classes, self.components, 1, 1))
        for label in np.unique(y):
            found = self._fit_class(codes[y == label], int(rng.integers(2**31)))
            weights[label, : len(found[0])], means[label, : len(found[0])], roots[label, : len(found[0])] = (
                found
            )
        self._state = projection.state() | {"weights": weights, "means": means, "roots": roots}

    def sample(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw one sample for every label; see ``Generator.sample``."""
        if self._state is None:
            raise not_fitted("a mixture")
        state = self._state
        ends = np.cumsum(state["weights"], axis=1)[labels]
        if not (ends[:, -1:] > 0).all():
            raise ValueError(f"the mixture has seen no sample of class {labels[ends[:, -1] <= 0][0]}")
        chosen = (rng.random((len(labels), 1)) * ends[:, -1:] >= ends).sum(1).clip(max=ends.shape[1] - 1)
        noise = rng.standard_normal((len(labels), state["means"].shape[2]))
        codes = state["means"][labels, chosen] + np.einsum(
            "nij,nj->ni", state["roots"][labels, chosen], noise
        )
        return Projection(state).backward(codes.astype(np.float32))

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which classes can be drawn, shape (classes,)."""
        return np.asarray(self.state()["weights"].sum(1) > 0)

    def state(self) -> State:
        """Return the fitted arrays; see ``Generator.state``."""
        if self._state is None:
            raise not_fitted("a mixture")
        return dict(self._state)

    def restore(self, state: State) -> None:
        """Take over fitted arrays; see ``Generator.restore``."""
        Projection(state)
        self._state = {
            name: state[name]
            for name in ("mean", "axes", "low", "high", "shape", "weights", "means", "roots")
        }

    def _fit_class(
        self, codes: NDArray[np.float64], seed: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return weights (k,), means (k, d) and roots of the covariances (k, d, d) for the samples of one class."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.mixture import GaussianMixture as Mixture

        if len(codes) < 2:
            return np.ones(1), codes[:1], np.sqrt(self.regularisation) * np.eye(codes.shape[1])[None]
        amount = max(1, min(self.components, len(codes) // 5))
        mixture = Mixture(amount, reg_covar=self.regularisation, random_state=seed, max_iter=200)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", ConvergenceWarning
            )  # a mixture that still moves a little is good enough
            mixture.fit(codes)
        return mixture.weights_, mixture.means_, np.linalg.cholesky(mixture.covariances_)
