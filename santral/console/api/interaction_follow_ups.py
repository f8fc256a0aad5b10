"""Interactions that somebody is to come back to, and has come back to."""

from __future__ import annotations

from typing import Final

from santral.console.api.cursors import moment_of_place, read_place, write_place
from santral.console.api.interaction_values import Interaction, InteractionPage
from santral.console.api.interactions import (
    ONE,
    READ,
    WRITE,
    answer_of,
    interaction_of,
    place_of,
    show_who_wrote_it,
)
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import listed
from santral.console.api.values import AskedDue
from santral.crm_core.db import microseconds
from santral.crm_core.interactions.correct import finish_follow_up
from santral.crm_core.interactions.follow_ups import list_open_follow_ups

LIST: Final = "interaction follow-ups"


async def finish_one(work: Work) -> Interaction:
    """Done twice is done once."""
    await finish_follow_up(work.session, work.id("interaction_id"), work.holder, work.at)
    work.changed.add("follow_up_at")
    return await interaction_of(work)


async def show_open_follow_ups(work: Work) -> InteractionPage:
    asked: AskedDue = work.query
    after = moment_of_place(read_place(LIST, asked.cursor, 2)) if asked.cursor else None
    found, place = await list_open_follow_ups(work.session, after, asked.limit, user_id=asked.user_id)
    return InteractionPage(
        items=tuple(answer_of(work, one) for one in found),
        next=None if place is None else write_place(LIST, microseconds(place[0]), place[1]),
    )


OPERATIONS: Final = {
    "/interactions/follow-ups": {
        "GET": Operation(
            "list_interactions_to_come_back_to",
            "Interactions that somebody is to come back to, the earliest first", Kind.READS, READ,
            InteractionPage, show_open_follow_ups, query=AskedDue, seen=listed("interaction"),
        ),
    },
    f"{ONE}/follow-up/done": {
        "POST": Operation(
            "finish_interaction_follow_up", "Somebody came back to it", Kind.CREATES, WRITE, Interaction,
            finish_one, place=place_of, then=show_who_wrote_it,
        ),
    },
}  # fmt: skip
