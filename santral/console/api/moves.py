"""Records go from stage to stage: by the moves that their process offers to the account of a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from santral.console.api import applications, interactions
from santral.console.api.acting import mover_of
from santral.console.api.application_values import Application, ApplicationMove
from santral.console.api.custom_values import as_typed, check_known, in_document
from santral.console.api.field_names import fields_called
from santral.console.api.interaction_values import Interaction, InteractionMove
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Outgoing
from santral.console.applications import offered_moves as application_offers
from santral.console.interactions.moving import CODES
from santral.crm_core.applications import move as application_moves
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.fields import Value, check_fields
from santral.crm_core.interactions import move as interaction_moves
from santral.crm_core.interactions.correct import find_interaction

NOTE: Final = application_offers.NOTE


class OfferedMove(Outgoing):
    to: str
    name_tr: str
    name_en: str
    asks: tuple[str, ...] = Field(
        description="What is still to be filled. It can be sent with the move, but for `member_id`."
    )


class OfferedMoves(Outgoing):
    """`stage` is where it stands: what `seen` is to be."""

    stage: str
    items: tuple[OfferedMove, ...]


async def show_of_application(work: Work) -> OfferedMoves:
    one = await find_application(work.session, work.id("application_id"))
    moves = application_offers.offered_moves(work.house.processes.book, one, await mover_of(work))
    return OfferedMoves(stage=one.stage, items=tuple(_offered(move, move.asks) for move in moves))


async def show_of_interaction(work: Work) -> OfferedMoves:
    book, one = work.house.processes.book, await find_interaction(work.session, work.id("interaction_id"))
    filled = interaction_moves.filled_fields(one)
    moves = interaction_moves.offered_moves(book, one, await mover_of(work), filled)
    return OfferedMoves(
        stage=interaction_moves.stage_of(book, one.stage).code,
        items=tuple(_offered(move, move.missing + ((NOTE,) if move.asks_why else ())) for move in moves),
    )


def _offered(
    move: application_offers.OfferedMove | interaction_moves.OfferedMove, asks: Iterable[str]
) -> OfferedMove:
    return OfferedMove(to=move.to, name_tr=move.name_tr, name_en=move.name_en, asks=tuple(map(_called, asks)))


def _called(name: str) -> str:
    """As a document calls what a process asks for: people by their ids."""
    return f"{name}_id" if name in ("owner", "member") else in_document(name)


async def move_application(work: Work) -> Application:
    sent: ApplicationMove = work.body
    application_id, house = work.id("application_id"), work.house
    with fields_called(_called):
        kept = await find_application(work.session, application_id, lock=True)
        own = sent.model_dump(include=set(application_moves.WRITTEN_WITH_IT))
        typed = as_typed(house.custom_fields.book, kept.type, sent.custom)
        check_known(house.custom_fields.book, kept.type, sent.custom, kept.custom)
        written: dict[str, Value] = check_fields(applications.typed_as_form(own), house.definitions.book)
        written |= house.custom_fields.book.check(kept.type, typed, kept.custom, whole=False)
        await application_moves.move_application(
            work.session,
            house.processes.book,
            house.service_levels.levels.calendar,
            application_id,
            sent.to,
            seen=sent.seen,
            by=await mover_of(work),
            by_name=work.holder.display_name,
            at=work.at,
            note=sent.note,
            resolution=sent.resolution,
            written=written,
        )
    return await applications.application_of(work)


async def move_interaction(work: Work) -> Interaction:
    sent: InteractionMove = work.body
    written = sent.model_dump(include=set(interaction_moves.WRITTEN_WITH_IT))
    for name, kind in CODES.items():
        work.house.definitions.book.check(kind, written[name], name)
    with fields_called(_called):
        changed = await interaction_moves.move_interaction(
            work.session,
            work.house.processes.book,
            work.house.service_levels.levels.calendar,
            work.id("interaction_id"),
            sent.to,
            seen=sent.seen,
            by=await mover_of(work),
            at=work.at,
            note=sent.note,
            written=written,
        )
    work.changed.update(changed)
    return await interactions.interaction_of(work)


OPERATIONS: Final = {
    f"{applications.ONE}/moves": {
        "GET": Operation(
            "list_application_moves", "Where an application can be moved from where it stands", Kind.READS,
            applications.READ, OfferedMoves, show_of_application, seen=viewed("application"),
        ),
        "POST": Operation(
            "move_application", "Move an application to another stage", Kind.CREATES, applications.WRITE,
            Application, move_application, body=ApplicationMove, place=applications.place_of,
        ),
    },
    f"{interactions.ONE}/moves": {
        "GET": Operation(
            "list_interaction_moves", "Where an interaction can be moved from where it stands", Kind.READS,
            interactions.READ, OfferedMoves, show_of_interaction, seen=viewed("interaction"),
        ),
        "POST": Operation(
            "move_interaction", "Move an interaction to another stage", Kind.CREATES, interactions.WRITE,
            Interaction, move_interaction, body=InteractionMove, place=interactions.place_of,
            then=interactions.show_who_wrote_it,
        ),
    },
}  # fmt: skip
