"""What was promised to the customer of an application, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from santral.console.api.applications import ONE, READ
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Outgoing
from santral.crm_core.applications.edit import find_application
from santral.crm_core.promises import reading
from santral.crm_core.service_levels.targets import TargetKind


class Promise(Outgoing):
    kind: TargetKind
    promised_min: int = Field(description="In how many minutes of working time.")
    state: Literal["open", "kept", "late"] = Field(description="`late`: it was done, but too late.")
    due_at: datetime | None = Field(description="Its last moment; null while time stands still before it.")
    warn_at: datetime | None = Field(description="From when on it is in danger, while it is open.")
    stopped_left_s: int | None = Field(
        description="Seconds of working time that are left while time stands still; null while it runs."
    )
    done_at: datetime | None


class Promises(Outgoing):
    """A first answer, the next news and the solution, as far as they are promised."""

    items: tuple[Promise, ...]


async def show_promises(work: Work) -> Promises:
    application_id = work.id("application_id")
    await find_application(work.session, application_id)
    levels = work.house.service_levels.levels
    found = await reading.read_promises(work.session, application_id, levels, work.at)
    return Promises(items=tuple(_promise(one) for one in found))


def _promise(one: reading.Promise) -> Promise:
    standing = one.standing
    return Promise(
        kind=one.kind,
        promised_min=one.promised_min,
        state="open" if one.done_at is None else "kept" if one.kept else "late",
        due_at=one.due_at,
        warn_at=standing.warn_at if standing else None,
        stopped_left_s=standing.stopped_left_s if standing else None,
        done_at=one.done_at,
    )


OPERATIONS: Final = {
    f"{ONE}/promises": {
        "GET": Operation(
            "list_promises", "By when the customer is to hear of an application", Kind.READS, READ, Promises,
            show_promises, seen=viewed("application"),
        ),
    },
}  # fmt: skip
