"""Learning tasks: real data in three splits (public, pool, test), by name. Loading one needs no torch."""

from cocogen.model.learning.tasks import bundled as _bundled  # noqa: F401  (these register their tasks)
from cocogen.model.learning.tasks import own_csv as _own_csv  # noqa: F401
from cocogen.model.learning.tasks import packaged as _packaged  # noqa: F401
from cocogen.model.learning.tasks import published as _published  # noqa: F401
from cocogen.model.learning.tasks.catalog import load_task, tasks
from cocogen.model.learning.tasks.own import task_from_arrays
from cocogen.model.learning.tasks.task import Split, Task

__all__ = ["Split", "Task", "load_task", "task_from_arrays", "tasks"]
