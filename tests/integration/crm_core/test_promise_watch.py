"""What happens when a promise is in danger or broken: told once, to the right people, and acted upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from santral.crm_core.applications.tables import Application, ApplicationChange
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.promises.in_force import put_in_force
from santral.crm_core.promises.tables import ServiceClock
from santral.crm_core.promises.watch import PromiseWatch
from santral.crm_core.service_levels.escalation import EscalationAct, EscalationRule
from santral.crm_core.service_levels.store import ServiceLevels
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets, TargetKind
from santral.crm_core.users.accounts import UserAccount
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import person, user
from tests.integration.crm_core.test_promises import TUESDAY_10, at

FAR_OFF = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
"""A moment behind which there is no working day: no due can be computed."""
AT_ONCE = 5
SOON, LATE = "The first answer is due soon", "The first answer is late"


class House:
    """A database with an owner, a supervisor and a customer, at a moment that the test tells."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.levels = ServiceLevels()
        self.now = TUESDAY_10
        put_in_force(database, lambda: self.levels)
        self.watch = self.restarted()

    def restarted(self) -> PromiseWatch:
        """The same house after a restart of the server."""
        self.watch = PromiseWatch(
            self.database,
            lambda: self.levels,
            default_book,
            default_processes,
            lambda: self.now,
            at_once=AT_ONCE,
            rest=0.0,
        )
        return self.watch

    async def begin(self) -> None:
        async with self.database.session() as session:
            self.owner = await user(session, "Elif Kaya")
            self.boss = await user(session, "Deniz Öztürk")
            account = await session.get(UserAccount, self.boss)
            assert account is not None
            account.role = "supervisor"
            self.member = await person(session, "Ayşe Çelik")

    async def opened(self, *, owned: bool = True, when: datetime = TUESDAY_10, **fields: str) -> int:
        async with self.database.session() as session:
            owner = {"owner_id": str(self.owner)} if owned else {}
            kind = {"type": "service"} | owner | fields
            return await case(session, self.member, self.owner, at=when, **kind)

    async def look(self, hours: float) -> None:
        self.now = at(hours)
        while await self.watch.round():
            pass

    async def told(self, who: int) -> Sequence[str]:
        async with self.database.reading() as session:
            found = await session.scalars(
                select(Notification)
                .where(Notification.user_id == who, Notification.kind.startswith("sla-"))
                .order_by(Notification.notification_id)
            )
            return [one.text_id.split(":")[0] for one in found]

    async def case(self, application_id: int) -> Application:
        async with self.database.reading() as session:
            found = await session.get(Application, application_id)
        assert found is not None
        return found


async def house_of(database: Database) -> House:
    house = House(database)
    await house.begin()
    return house


async def test_owner_and_supervisors_are_warned_before_and_told_after_each_once(database: Database) -> None:
    house = await house_of(database)
    await house.opened()
    await house.look(3.1)
    assert await house.told(house.owner) == []
    for hours in (3.2, 3.5):  # due after four hours; four fifths of them
        await house.look(hours)
        assert await house.told(house.owner) == await house.told(house.boss) == [SOON]
    house.restarted()
    for hours in (4.01, 5):
        await house.look(hours)
        assert await house.told(house.owner) == await house.told(house.boss) == [SOON, LATE]


async def test_after_a_downtime_what_was_missed_is_told_at_once_and_only_the_worst_of_it(
    database: Database,
) -> None:
    house = await house_of(database)
    await house.opened()
    house.restarted()
    await house.look(5)
    assert await house.told(house.owner) == [LATE]


async def test_what_nobody_owns_is_told_to_supervisors(database: Database) -> None:
    house = await house_of(database)
    await house.opened(owned=False)
    await house.look(4.5)
    assert await house.told(house.owner) == []
    assert await house.told(house.boss) == [LATE]


async def test_what_came_in_late_already_is_shown_as_late_and_told_to_nobody(database: Database) -> None:
    house = await house_of(database)
    application_id = await house.opened()
    async with database.session() as session:
        await session.delete(await session.get(ServiceClock, application_id))
        one = await session.get(Application, application_id)
        assert one is not None
        one.due_kind, one.due_at = "", None
    await house.look(5)
    assert (await house.case(application_id)).due_at == at(4)
    assert await house.told(house.owner) == []


async def test_a_round_is_bounded_and_the_next_one_goes_on(database: Database) -> None:
    house = await house_of(database)
    async with database.session() as session:
        for _ in range(AT_ONCE + 2):
            await case(
                session,
                house.member,
                house.owner,
                at=TUESDAY_10,
                type="service",
                owner_id=str(house.owner),
            )
    house.now = at(5)
    assert await house.watch.round()
    assert len(await house.told(house.owner)) == AT_ONCE
    assert not await house.watch.round()
    assert len(await house.told(house.owner)) == AT_ONCE + 2


async def test_all_that_came_in_without_a_clock_get_one_whatever_is_wrong_with_one_of_them(
    database: Database,
) -> None:
    house = await house_of(database)
    ids = [await house.opened() for _ in range(AT_ONCE + 2)]
    broken = ids[3]
    async with database.session() as session:
        await session.execute(delete(ServiceClock))
        wrong = update(Application).where(Application.application_id == broken)
        await session.execute(wrong.values(type="x" * 20, stage="of nobody", opened_at=FAR_OFF))
    await house.look(1)
    async with database.reading() as session:
        have = set((await session.scalars(select(ServiceClock.application_id))).all())
    assert set(ids) - have == {broken}


async def test_other_targets_hold_for_what_is_open_already(database: Database) -> None:
    house = await house_of(database)
    application_id = await house.opened()
    await house.look(0.1)
    house.levels = replace(house.levels, targets=SlaTargets((SlaTarget("", "", 60, None, None),)))
    await house.look(0.2)
    assert (await house.case(application_id)).due_at == at(1)
    await house.look(1.1)
    assert await house.told(house.owner) == [LATE]


async def test_one_that_cannot_be_looked_at_keeps_nobody_else_waiting(database: Database) -> None:
    house = await house_of(database)
    broken, _ = await house.opened(), await house.opened()
    async with database.session() as session:
        kept = await session.get(ServiceClock, broken)
        assert kept is not None
        kept.facts = {"written": "by nobody"}
    await house.look(5)
    assert await house.told(house.owner) == [LATE]
    async with database.reading() as session:
        put_off = await session.get(ServiceClock, broken)
    assert put_off is not None
    assert put_off.look_at == at(6)


def rule(act: EscalationAct, to: str = "", late_min: int = 60) -> EscalationRule:
    return EscalationRule("own", TargetKind.FIRST_ANSWER, None, late_min, act, to)


async def test_a_rule_raises_the_priority_once_and_says_so_in_the_history(database: Database) -> None:
    house = await house_of(database)
    house.levels = replace(house.levels, escalation=(rule(EscalationAct.RAISE_PRIORITY, "urgent"),))
    application_id = await house.opened()
    await house.look(4.5)
    assert (await house.case(application_id)).priority == "normal"
    await house.look(5.1)
    raised = await house.case(application_id)
    assert (raised.priority, raised.version) == ("urgent", 2)
    assert raised.due_at == TUESDAY_10 + timedelta(minutes=30)
    async with database.reading() as session:
        line = await session.scalar(select(ApplicationChange).where(ApplicationChange.field == "priority"))
    assert line is not None
    assert (line.user_id, line.before, line.after) == (None, "normal", "urgent")


async def test_a_rule_never_lowers_a_priority(database: Database) -> None:
    house = await house_of(database)
    house.levels = replace(house.levels, escalation=(rule(EscalationAct.RAISE_PRIORITY, "low"),))
    application_id = await house.opened()
    await house.look(9)
    assert (await house.case(application_id)).priority == "normal"


async def test_a_rule_gives_it_to_somebody_who_is_told(database: Database) -> None:
    house = await house_of(database)
    house.levels = replace(house.levels, escalation=(rule(EscalationAct.ASSIGN_TO_PERSON, str(house.boss)),))
    application_id = await house.opened()
    await house.look(5.1)
    assert (await house.case(application_id)).owner_id == house.boss
    async with database.reading() as session:
        told = await session.scalar(select(Notification).where(Notification.user_id == house.boss))
    assert told is not None
    assert told.kind == "assigned"
