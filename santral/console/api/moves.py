"""Records go from stage to stage: by the moves that their process offers to the account of a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from santral.console.api import applications, interactions
from santral.console.api.acting import mover_of
from santral.console.api.application_values import Application, ApplicationMove
from santral.console.api.custom_values import in_document
from santral.console.api.field_names import fields_called
from santral.console.api.interaction_values import Interaction
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import MoveToMake, Outgoing
from santral.console.applications import offered_moves as application_offers
from santral.crm_core.applications import move as application_moves
from santral.crm_core.applications.edit import find_application
from santral.crm_core.interactions import move as interaction_moves
from santral.crm_core.interactions.correct import find_interaction

NOTE: Final = application_offers.NOTE


class OfferedMove(Outgoing):
    to: str
    name_tr: str
    name_en: str
    asks: tuple[str, ...] = Field(
        description="What is still to be filled: `note` and `resolution` with the move, anything else before."
    )


class OfferedMoves(Outgoing):
    """`stage` is where it stands: what `seen` is to be."""

    stage: str
    items: tuple[OfferedMove, ...]


async def show_of_application(work: Work) -> OfferedMoves:
    one = await find_application(work.session, work.id("application_id"))
    moves = application_offers.offered_moves(work.house.processes.book, one, await mover_of(work))
    return OfferedMoves(
        stage=one.stage, items=tuple(_offered(move, map(in_document, move.asks)) for move in moves)
    )


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
    return OfferedMove(to=move.to, name_tr=move.name_tr, name_en=move.name_en, asks=tuple(asks))


async def move_application(work: Work) -> Application:
    sent: ApplicationMove = work.body
    with fields_called(in_document):
        await application_moves.move_application(
            work.session,
            work.house.processes.book,
            work.house.service_levels.levels.calendar,
            work.id("application_id"),
            sent.to,
            seen=sent.seen,
            by=await mover_of(work),
            by_name=work.holder.display_name,
            at=work.at,
            note=sent.note,
            resolution=sent.resolution,
        )
    return await applications.application_of(work)


async def move_interaction(work: Work) -> Interaction:
    sent: MoveToMake = work.body
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
            Interaction, move_interaction, body=MoveToMake, place=interactions.place_of,
            then=interactions.show_who_wrote_it,
        ),
    },
}  # fmt: skip
