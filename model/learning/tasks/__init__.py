"""Learning tasks: real data in three splits (public, pool, test), by name. Loading one needs no torch."""

from model.learning.tasks import bundled as _bundled  # noqa: F401  (these register their tasks)
from model.learning.tasks import own_csv as _own_csv  # noqa: F401
from model.learning.tasks import packaged as _packaged  # noqa: F401
from model.learning.tasks import published as _published  # noqa: F401
from model.learning.tasks.catalog import load_task, tasks
from model.learning.tasks.own import task_from_arrays
from model.learning.tasks.task import Split, Task

__all__ = ["Split", "Task", "load_task", "task_from_arrays", "tasks"]
