"""Cases that belong together: duplicate of, caused by, see also."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import lock_both
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.tables import Application, ApplicationRelation
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.users.audit import Actor

MOST_RELATIONS = 50


class Relation(StrEnum):
    """As it reads from one case to the other; the last two are how the first two read from the other side."""

    DUPLICATE_OF = "duplicate-of"
    CAUSED_BY = "caused-by"
    SEE_ALSO = "see-also"
    HAS_DUPLICATE = "has-duplicate"
    CAUSES = "causes"


_OTHER_SIDE = {
    Relation.DUPLICATE_OF: Relation.HAS_DUPLICATE,
    Relation.CAUSED_BY: Relation.CAUSES,
    Relation.SEE_ALSO: Relation.SEE_ALSO,
}
WRITTEN = tuple(_OTHER_SIDE)


@dataclass(frozen=True, slots=True)
class RelatedApplication:
    application_id: int
    number: str
    subject: str
    stage: str
    relation: Relation


async def lock_with(
    session: AsyncSession, application_id: int, field: str, number: str
) -> tuple[Application, Application]:
    """A case, and the one a person names by its `number`, both to be changed. Raises `InvalidInput` at
    `field`, `NotFound`."""
    other_id = await session.scalar(
        select(Application.application_id).where(Application.number == number.strip())
    )
    if other_id is None:
        raise InvalidInput(field, "There is no application with this number.")
    return await lock_both(session, application_id, other_id)


async def relate(
    session: AsyncSession,
    application_id: int,
    other_number: str,
    relation: str,
    by: Actor,
    at: datetime,
) -> None:
    """Tie a case to the one with `other_number`; tied again, the relation changes. Raises `InvalidInput`,
    `NotFound`."""
    if relation not in WRITTEN:
        raise InvalidInput("relation", "Choose how they belong together.")
    application, other = await lock_with(session, application_id, "other", other_number)
    if other is application:
        raise InvalidInput("other", "An application cannot be related to itself.")
    await _forget(session, application_id, other.application_id)
    session.add(
        ApplicationRelation(application_id=application_id, other_id=other.application_id, kind=relation)
    )
    for one, two, reads in (
        (application, other, Relation(relation)),
        (other, application, _OTHER_SIDE[Relation(relation)]),
    ):
        write_change(session, one, by, at, "related", reads, after=two.number)
    await session.flush()


async def unrelate(
    session: AsyncSession, application_id: int, other_id: int, by: Actor, at: datetime
) -> None:
    """Raises `NotFound` where they are not related."""
    one, two = await lock_both(session, application_id, other_id)
    if not await _forget(session, application_id, other_id):
        raise NotFound("These applications are not related.")
    for application, other in ((one, two), (two, one)):
        write_change(session, application, by, at, "unrelated", before=other.number)
    await session.flush()


async def read_relations(session: AsyncSession, application_id: int) -> tuple[RelatedApplication, ...]:
    relation = ApplicationRelation
    other_id = case(
        (relation.application_id == application_id, relation.other_id), else_=relation.application_id
    )
    query = (
        select(
            Application.application_id,
            Application.number,
            Application.subject,
            Application.stage,
            relation.kind,
            relation.application_id == application_id,
        )
        .select_from(relation)
        .join(Application, Application.application_id == other_id)
        .where(or_(relation.application_id == application_id, relation.other_id == application_id))
        .order_by(Application.number.desc())
        .limit(MOST_RELATIONS)
    )
    return tuple(
        RelatedApplication(
            row_id, number, subject, stage, Relation(kind) if here else _OTHER_SIDE[Relation(kind)]
        )
        for row_id, number, subject, stage, kind, here in await session.execute(query)
    )


async def _forget(session: AsyncSession, one: int, two: int) -> bool:
    relation = ApplicationRelation
    gone = await session.execute(
        delete(relation)
        .where(
            or_(
                (relation.application_id == one) & (relation.other_id == two),
                (relation.application_id == two) & (relation.other_id == one),
            )
        )
        .returning(relation.other_id)
    )
    return bool(gone.all())
