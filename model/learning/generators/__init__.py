"""Generative models of labelled samples, by name; torch is loaded when one is fitted."""

from cocogen.model.learning.generators import diffusion as _diffusion  # noqa: F401  (these register their generators)
from cocogen.model.learning.generators import mixture as _mixture  # noqa: F401
from cocogen.model.learning.generators import resampling as _resampling  # noqa: F401
from cocogen.model.learning.generators import vae as _vae  # noqa: F401
from cocogen.model.learning.generators.fitting import fit_generator, fit_generators
from cocogen.model.learning.generators.generator import Generator, balanced_labels, generators

__all__ = ["Generator", "balanced_labels", "fit_generator", "fit_generators", "generators"]
