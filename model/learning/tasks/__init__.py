"""Learning tasks: real data in three splits (public, pool, test), by name. Needs neither torch nor a network."""

from model.learning.tasks import bundled as _bundled  # noqa: F401  (registers its tasks)
from model.learning.tasks.catalog import load_task, tasks
from model.learning.tasks.task import Split, Task

__all__ = ["Split", "Task", "load_task", "tasks"]
