"""The registry of tasks: by name, here or from an entry point of another package."""

from __future__ import annotations

from typing import Any

from cocogen.agents.registry import Registry
from cocogen.model.learning.tasks.task import Task

tasks: Registry[Task] = Registry("task", "cocogen.tasks", Task)


def load_task(name: str, **parameters: Any) -> Task:
    """Load a task with its data.

    Args:
        name: a registered name, see ``tasks.names()``.
        parameters: what the task lets one set (sizes of its splits, paths of files).

    Raises:
        UnknownNameError: if no task has the name.
        ValueError: if a parameter is unknown or refused.
    """
    return tasks.create(name, **parameters)
