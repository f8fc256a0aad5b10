"""Tasks are opened from a case or alone, done, and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.people import check_colleague
from santral.crm_core.applications.tables import Application
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.tasks.tables import Task
from santral.crm_core.typed_text import lines, one_line
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

MOST_TASKS = 200


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`application_id` and `number` are None and "" for a task of no case."""

    task_id: int
    title: str
    description: str
    assignee_id: int
    assignee: str
    due_at: datetime | None
    done_at: datetime | None
    application_id: int | None
    number: str


async def open_task(
    session: AsyncSession,
    title: str,
    assignee_id: int,
    by: Actor,
    at: datetime,
    *,
    application_id: int | None = None,
    description: str = "",
    due_at: datetime | None = None,
) -> int:
    """The new task's id. Raises `InvalidInput`, `NotFound`."""
    title = one_line("title", title, 200)
    if not title:
        raise InvalidInput("title", "Say what is to be done.")
    description = lines("description", description, 4_000)
    await check_colleague(session, "assignee_id", assignee_id)
    task = Task(
        application_id=application_id,
        title=title,
        description=description,
        assignee_id=assignee_id,
        due_at=due_at,
        created_by=by.user_id,
        created_at=at,
        done_at=None,
        done_by=None,
    )
    session.add(task)
    await _tell_the_case(session, task, by, at, "task-opened")
    await session.flush()
    return task.task_id


async def finish_task(session: AsyncSession, task_id: int, by: Actor, at: datetime) -> Task:
    """A second click changes nothing. Raises `NotFound`."""
    task = await task_of(session, task_id)
    if task.done_at is None:
        task.done_at, task.done_by = at, by.user_id
        await _tell_the_case(session, task, by, at, "task-done")
    return task


async def reopen_task(session: AsyncSession, task_id: int, by: Actor, at: datetime) -> Task:
    """Raises `NotFound`."""
    task = await task_of(session, task_id)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        await _tell_the_case(session, task, by, at, "task-reopened")
    return task


async def read_tasks_of(session: AsyncSession, application_id: int) -> tuple[TaskRow, ...]:
    """Open ones first, by when they are due."""
    query = (
        _tasks()
        .where(Task.application_id == application_id)
        .order_by(Task.done_at.is_not(None), Task.due_at.is_(None), Task.due_at, Task.task_id)
        .limit(MOST_TASKS)
    )
    return tuple(TaskRow(*row) for row in await session.execute(query))


async def read_open_tasks(session: AsyncSession, user_id: int, limit: int = 50) -> tuple[TaskRow, ...]:
    """What somebody has to do, the most urgent first."""
    query = (
        _tasks()
        .where(Task.assignee_id == user_id, Task.done_at.is_(None))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.task_id)
        .limit(limit)
    )
    return tuple(TaskRow(*row) for row in await session.execute(query))


def _tasks() -> Select[int, str, str, int, str, datetime | None, datetime | None, int | None, str]:
    assignee = aliased(UserAccount)
    return (
        select(
            Task.task_id,
            Task.title,
            Task.description,
            Task.assignee_id,
            assignee.display_name,
            Task.due_at,
            Task.done_at,
            Task.application_id,
            func.coalesce(Application.number, ""),
        )
        .join(assignee, assignee.user_id == Task.assignee_id)
        .outerjoin(Application, Application.application_id == Task.application_id)
    )


async def task_of(session: AsyncSession, task_id: int) -> Task:
    """Locked, to be changed. Raises `NotFound`."""
    task = await session.get(Task, task_id, with_for_update=True)
    if task is None:
        raise NotFound("There is no such task.")
    return task


async def _tell_the_case(session: AsyncSession, task: Task, by: Actor, at: datetime, kind: str) -> None:
    if task.application_id is None:
        return
    application = await find_application(session, task.application_id, lock=True)
    write_change(session, application, by, at, kind, after=task.title)
    await session.flush()
