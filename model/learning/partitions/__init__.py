"""How a pool of samples is divided among organizations, and how skewed the parts are. Needs no torch."""

from model.learning.partitions import label_skew as _label_skew  # noqa: F401  (registers its partitions)
from model.learning.partitions.distances import label_counts, label_distribution, total_variation
from model.learning.partitions.partition import Partition, partition, partitions

__all__ = ["Partition", "label_counts", "label_distribution", "partition", "partitions", "total_variation"]
