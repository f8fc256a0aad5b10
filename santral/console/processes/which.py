"""Which process is drawn: an address names it as `application`, `application.complaint` or `interaction`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from santral.console.house import House, house_of
from santral.crm_core.applications.stage_use import stages_in_use
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import NotFound
from santral.crm_core.interactions.stage_use import interaction_stages_in_use
from santral.crm_core.processes.process import Process, RecordKind

PLACE: Final = "/administration/processes"
CountUses = Callable[[AsyncSession], Awaitable[dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Which:
    """`application_type` is "" for all applications that have no process of their own."""

    kind: RecordKind
    application_type: str = ""

    @property
    def slug(self) -> str:
        return f"{self.kind}.{self.application_type}" if self.application_type else self.kind.value

    @property
    def path(self) -> str:
        return f"{PLACE}/{self.slug}"


def which_of(request: Request) -> Which:
    """Raises `NotFound`."""
    for one in all_of(house_of(request)):
        if one.slug == request.path_params["drawing"]:
            return one
    raise NotFound("There is no such process.")


def all_of(house: House) -> tuple[Which, ...]:
    """All that can be drawn: for applications in general, for each of their types, and for interactions."""
    book = house.definitions.book
    drawn = [each.process for each in house.processes.book]
    types = [one.code for one in book.live(DefinitionKind.APPLICATION_TYPE)]
    types += [p.application_type for p in drawn if p.application_type and p.application_type not in types]
    return (
        Which(RecordKind.APPLICATION),
        *(Which(RecordKind.APPLICATION, code) for code in types),
        Which(RecordKind.INTERACTION),
    )


def has_own(house: House, which: Which) -> bool:
    """Whether a process of exactly this kind and type is in force."""
    return house.processes.book.process(which.kind, which.application_type).application_type == (
        which.application_type
    )


def begun_from(house: House, which: Which) -> Process:
    """The process in force, as the beginning of a drawing; for a type without its own, the general one as the
    type's."""
    process = house.processes.book.process(which.kind, which.application_type)
    if process.application_type == which.application_type:
        return process
    taken = {each.process.code for each in house.processes.book}
    code = which.application_type
    return replace(
        process, code=f"{code[:34]}-cases" if code in taken else code, application_type=which.application_type
    )


def used_stages(house: House, which: Which) -> CountUses:
    """Reads on which stages records of the process stand."""
    own = [each.process.application_type for each in house.processes.book if each.process.application_type]

    async def read(session: AsyncSession) -> dict[str, int]:
        if which.kind is RecordKind.INTERACTION:
            return await interaction_stages_in_use(session)
        return await stages_in_use(session, which.application_type, own)

    return read
