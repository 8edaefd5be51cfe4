"""How a pool of samples is divided among organizations, and how skewed the parts are. Needs no torch."""

from cocogen.model.learning.partitions import classes as _classes  # noqa: F401  (these register their partitions)
from cocogen.model.learning.partitions import features as _features  # noqa: F401
from cocogen.model.learning.partitions import label_skew as _label_skew  # noqa: F401
from cocogen.model.learning.partitions import natural as _natural  # noqa: F401
from cocogen.model.learning.partitions.distances import (
    describe_partition,
    earth_movers,
    effective_classes,
    jensen_shannon,
    label_counts,
    label_distribution,
    label_table,
    total_variation,
)
from cocogen.model.learning.partitions.features import Transform
from cocogen.model.learning.partitions.partition import Partition, partition, partitions

__all__ = [
    "Partition",
    "Transform",
    "describe_partition",
    "earth_movers",
    "effective_classes",
    "jensen_shannon",
    "label_counts",
    "label_distribution",
    "label_table",
    "partition",
    "partitions",
    "total_variation",
]
