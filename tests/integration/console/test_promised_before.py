"""The idle desk after a restart: the calls of the day, and who was promised a call."""

from __future__ import annotations

from datetime import timedelta

from santral.console.restart.day_figures import read_days
from santral.console.restart.promised_before import read_callbacks
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED
from santral.crm_core.interactions.save import save_interaction
from santral.cti.call_events import RingOutcome
from santral.cti.call_records import CallLeg, CallRecord
from tests.integration.crm_core.people import NOW, person, user
from tests.unit.console.floor_stories import NUMBER, written

LATER = NOW + timedelta(minutes=5)


async def saved(
    database: Database,
    user_id: int,
    call_id: str,
    member_id: int | None,
    result: str = CALL_BACK_PROMISED,
    days: float = 0,
) -> None:
    async with database.session() as session:
        await save_interaction(
            session, user_id=user_id, call_id=call_id, member_id=member_id, notes=f"about {call_id}",
            at=NOW - timedelta(days=days), result=result, direction="inbound",
        )  # fmt: skip


async def test_what_was_promised_and_not_done_is_there_again(database: Database) -> None:
    async with database.session() as session:
        deniz, ece = await user(session, "Deniz"), await user(session, "Ece")
        ayse, veli = await person(session, "Ayşe Çelik"), await person(session, "Veli Kaya")
        session.add(
            CallRecord(call_id="unknown", started_at=NOW, direction="inbound", number=NUMBER, name="VK")
        )
    await saved(database, deniz, "open", ayse)
    await saved(database, deniz, "unknown", None)
    await saved(database, deniz, "nobody", None)
    await saved(database, ece, "done", veli, days=2)
    await saved(database, deniz, "the call back", veli, result="solved", days=1)
    await saved(database, ece, "long ago", veli, days=99)
    async with database.reading() as session:
        found = await read_callbacks(session, LATER, written)
    assert [(by, one.call_id, one.member.name if one.member else one.caller_name) for by, one in found] == [
        (deniz, "open", "Ayşe Çelik"),
        (deniz, "unknown", "VK"),
    ]
    assert [(one.number_display, one.about) for _, one in found][1] == (f"<{NUMBER}>", "about unknown")


async def test_the_calls_of_the_day_are_there_again(database: Database) -> None:
    async with database.session() as session:
        deniz, ayse = await user(session, "Deniz"), await person(session, "Ayşe Çelik")
        for call_id, answered, outcome in (
            ("talked", NOW, RingOutcome.ANSWERED),
            ("missed", None, RingOutcome.CALLER_LEFT),
            ("elsewhere", None, RingOutcome.ANSWERED_ELSEWHERE),
        ):
            session.add(CallRecord(call_id=call_id, started_at=NOW, direction="inbound", number=NUMBER))
            session.add(
                CallLeg(
                    leg_id=call_id, call_id=call_id, device="PJSIP/1001", user_id=deniz, answered_at=answered,
                    from_at=NOW, till=NOW + timedelta(seconds=90), outcome=outcome.value, held_s=0,
                )
            )  # fmt: skip
    await saved(database, deniz, "talked", ayse, result="solved")
    async with database.reading() as session:
        days = await read_days(session, NOW, written)
    lines = {call.call_id: call for call in days[deniz].calls}
    assert {call_id: call.talked_s for call_id, call in lines.items()} == {"talked": 90, "missed": None}
    member = lines["talked"].member
    assert member is not None
    assert member.name == "Ayşe Çelik"
    assert lines["missed"].member is None
    assert lines["missed"].number_display == f"<{NUMBER}>"
