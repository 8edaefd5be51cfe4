"""The training engine: many silos as rows of one parameter matrix. Importing it loads no torch."""

from cocogen.model.learning.engine import averaging as _averaging  # noqa: F401  (these three register their aggregators)
from cocogen.model.learning.engine import robust as _robust  # noqa: F401
from cocogen.model.learning.engine import scaffold as _scaffold  # noqa: F401
from cocogen.model.learning.engine.aggregation import Aggregator, Update, aggregators

__all__ = ["Aggregator", "Update", "aggregators"]
