"""What happens is written down for who listens, with the change itself or not at all."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import edit_application
from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.merge import merge_into
from santral.crm_core.applications.owner import give_to
from santral.crm_core.db import Database
from santral.crm_core.interactions.save import attach_to_member, save_interaction
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.audit import record
from santral.crm_core.webhooks.endpoints import check_form, create_endpoint, delete_endpoint, switch_off
from santral.crm_core.webhooks.events import WebhookEvent
from santral.crm_core.webhooks.log import trim_log
from santral.crm_core.webhooks.outbox import WebhooksWaiting, fill_outbox
from santral.crm_core.webhooks.tables import WebhookDelivery, WebhookEndpoint, WebhookMessage
from tests.integration.crm_core.cases import BOOK, Somebody, case
from tests.integration.crm_core.people import AYSE, NOW, person, user
from tests.webhook_secrets import SECRETS

URL = "https://example.com/santral"


class Undone(Exception):
    pass


@pytest.fixture
def heard(database: Database) -> list[object]:
    """What was published after a commit; the outbox is filled from now on."""
    events: list[object] = []
    database.publish = events.append
    fill_outbox(database)
    return events


async def listener(session: AsyncSession, by: int, *events: str) -> int:
    form = check_form(URL, "", events or tuple(WebhookEvent))
    return (await create_endpoint(session, SECRETS, form, Somebody(by), NOW)).endpoint_id


async def messages(database: Database) -> list[tuple[str, dict[str, object]]]:
    """Event and data of all that are written down, in the order in which they are sent."""
    query = (
        select(WebhookMessage)
        .join(WebhookDelivery, WebhookDelivery.message_key == WebhookMessage.message_key)
        .order_by(WebhookDelivery.delivery_id)
    )
    async with database.reading() as session:
        return [(one.event, orjson.loads(one.body)["data"]) for one in await session.scalars(query)]


async def test_the_life_of_a_case_is_told_step_by_step(database: Database, heard: list[object]) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        await listener(session, elif_)
    async with database.session() as session:
        first = await case(session, ayse, elif_)
        second = await case(session, ayse, elif_, "Aynı konu")
    async with database.session() as session:
        typed = {"subject": "Kargo hâlâ yok", "type": "complaint", "priority": "high"}
        values = check_fields(typed, BOOK)
        await edit_application(session, first, values, based_on=1, by=Somebody(elif_), at=NOW)
    async with database.session() as session:
        number = (await messages(database))[0][1]["number"]
        await merge_into(
            session, second, str(number), closed_stage=lambda _: "closed", by=Somebody(elif_), at=NOW
        )
    told = await messages(database)
    assert [(event, data["application_id"]) for event, data in told] == [
        ("application.opened", first),
        ("application.opened", second),
        ("application.changed", first),
        ("application.merged", second),
        ("application.changed", first),
    ]
    changed = told[2][1]
    assert changed["priority"] == "high"
    assert changed["version"] == 2
    assert {
        "kind": "changed",
        "field": "priority",
        "before": "normal",
        "after": "high",
        "user_id": elif_,
    } in (
        changed["changes"]  # type: ignore[operator]
    )
    assert told[3][1]["merged_into_id"] == first
    assert heard.count(WebhooksWaiting()) == 3


async def test_many_that_are_changed_at_once_are_each_told(database: Database, heard: list[object]) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        cases = [await case(session, ayse, elif_, f"Konu {number}") for number in range(5)]
        await listener(session, elif_, "application.changed")
    async with database.session() as session:
        await give_to(session, cases, elif_, Somebody(elif_), NOW)
    told = await messages(database)
    assert [(event, data["application_id"], data["owner_id"]) for event, data in told] == [
        ("application.changed", one, elif_) for one in cases
    ]
    assert heard.count(WebhooksWaiting()) == 1


async def test_a_customer_and_what_was_said_with_them(database: Database, heard: list[object]) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        await listener(session, elif_)
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik", AYSE, tier="gold", debt=True)
        await record(session, Somebody(elif_), "created", "member", ayse, at=NOW)
        await record(session, Somebody(elif_), "viewed", "member", ayse, at=NOW)
    async with database.session() as session:
        saved = await save_interaction(
            session, user_id=elif_, call_id="17.1", member_id=None, notes="Kargo gelmedi.", at=NOW
        )
        await record(session, Somebody(elif_), "saved", "interaction", saved.interaction_id, at=NOW)
    async with database.session() as session:
        await attach_to_member(session, "17.1", ayse)
    later = NOW + timedelta(hours=1)
    async with database.session() as session:
        interaction = await session.get_one(Interaction, saved.interaction_id)
        interaction.notes = "Kargo geldi."
        await record(session, Somebody(elif_), "corrected", "interaction", saved.interaction_id, at=later)
    (_, member), (_, first), (_, attached), (_, corrected) = told = await messages(database)
    assert [event for event, _ in told] == ["member.created", *["interaction.saved"] * 3]
    assert (member["name"], member["phones"], member["tier"]) == ("Ayşe Çelik", [AYSE], "gold")
    assert member["flags"] == ["active", "debt"]
    assert (first["notes"], first["member_id"]) == ("Kargo gelmedi.", None)
    assert attached["member_id"] == ayse
    assert corrected["notes"] == "Kargo geldi."
    async with database.reading() as session:
        newest = select(WebhookMessage.at).order_by(WebhookMessage.message_key.desc()).limit(1)
        assert await session.scalar(newest) == later


async def test_what_is_undone_is_not_told(database: Database, heard: list[object]) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        await listener(session, elif_)
    with suppress(Undone):
        async with database.session() as session:
            await case(session, ayse, elif_)
            raise Undone
    async with database.session() as session:
        with suppress(Undone):
            async with session.begin_nested():
                await record(session, Somebody(elif_), "created", "member", ayse, at=NOW)
                await session.flush()
                raise Undone
        async with session.begin_nested():
            await record(session, Somebody(elif_), "changed", "member", ayse, at=NOW)
    assert [event for event, _ in await messages(database)] == ["member.changed"]
    assert heard.count(WebhooksWaiting()) == 1


async def test_nothing_is_written_down_for_nobody(database: Database, heard: list[object]) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        await case(session, ayse, elif_)
    async with database.session() as session:
        off = await listener(session, elif_)
        await listener(session, elif_, "member.created")
        await switch_off(session, off, Somebody(elif_), NOW)
        await case(session, ayse, elif_, "Kimse dinlemiyor")
    assert await messages(database) == []
    assert WebhooksWaiting() not in heard


async def test_what_is_finished_is_forgotten_after_its_days_and_what_waits_is_not(
    database: Database, heard: list[object]
) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        await listener(session, elif_, "application.opened")
        await listener(session, elif_, "application.opened")
    async with database.session() as session:
        for number in range(5):
            await case(session, ayse, elif_, f"Konu {number}")
    async with database.session() as session:
        deliveries = (await session.scalars(select(WebhookDelivery).order_by("delivery_id"))).all()
        for delivery in deliveries[:7]:  # of the fourth message one, of the fifth both wait
            delivery.state, delivery.finished_at = "delivered", NOW
    async with database.session() as session:
        assert await trim_log(session, NOW) == 0
        assert await trim_log(session, NOW + timedelta(seconds=1), most=5) == 5
        assert await trim_log(session, NOW + timedelta(seconds=1), most=5) == 2
        assert await trim_log(session, NOW + timedelta(seconds=1), most=5) == 0
    async with database.reading() as session:
        left = (await session.scalars(select(WebhookDelivery.delivery_id).order_by("delivery_id"))).all()
        assert left == [delivery.delivery_id for delivery in deliveries[7:]]
        assert len((await session.scalars(select(WebhookMessage))).all()) == 2


async def test_an_address_is_deleted_with_its_log_and_no_other(
    database: Database, heard: list[object]
) -> None:
    async with database.session() as session:
        elif_ = await user(session, "Elif")
        ayse = await person(session, "Ayşe Çelik", AYSE)
        one = await listener(session, elif_, "application.opened", "member.created")
        other = await listener(session, elif_, "application.opened")
    async with database.session() as session:
        await case(session, ayse, elif_)
        await record(session, Somebody(elif_), "created", "member", ayse, at=NOW)
    assert len(await messages(database)) == 3
    async with database.session() as session:
        await delete_endpoint(session, one, Somebody(elif_), NOW)
    async with database.reading() as session:
        assert (await session.scalars(select(WebhookEndpoint.endpoint_id))).all() == [other]
        assert (await session.scalars(select(WebhookMessage.event))).all() == ["application.opened"]
