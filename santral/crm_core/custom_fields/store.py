"""The added fields in their table, and the book of them that everybody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.field import Choice, CustomField, FieldKind
from santral.crm_core.custom_fields.tables import CustomFieldRow
from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users import audit

LONGEST_WAY: Final = timedelta(minutes=1)
"""From the moment that a case says it was changed at until everybody can read it."""

Change = Callable[[CustomFieldBook], CustomFieldBook]


class CustomFieldStore:
    """`book` is what is in force: empty until `load`, and never a wait for a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._one_at_a_time = asyncio.Lock()
        self.book = CustomFieldBook()

    async def load(self) -> None:
        async with self._database.reading() as session:
            self.book = CustomFieldBook(_field(row) for row in await session.scalars(select(CustomFieldRow)))

    async def change(self, change: Change, user: audit.Actor, at: datetime) -> CustomFieldBook:
        """Make a change, all of it or nothing. Raises what `change` raises, and `InvalidInput` for taking
        away what is used."""
        async with self._one_at_a_time:
            looked_at = datetime.now(UTC) - LONGEST_WAY
            await self._look_whether_used(change)
            async with self._database.session() as session:
                found = (await session.scalars(select(CustomFieldRow).with_for_update())).all()
                rows = {(row.application_type, row.code): row for row in found}
                old = {key: _field(row) for key, row in rows.items()}
                new = change(CustomFieldBook(old.values()))
                kept = {(one.application_type, one.code): one for one in new}
                for key in old.keys() - kept.keys():
                    await _check_unused(session, key[1], since=looked_at)
                    await session.delete(rows[key])
                    await audit.record(session, user, "deleted", "custom field", "/".join(key), at=at)
                for key, field in kept.items():
                    if field == old.get(key):
                        continue
                    row = rows.get(key) or CustomFieldRow(application_type=key[0], code=key[1])
                    _write(row, field, at)
                    session.add(row)
                    what = "changed" if key in old else "created"
                    detail = {"name_tr": field.name_tr, "name_en": field.name_en}
                    await audit.record(session, user, what, "custom field", "/".join(key), detail, at)
            self.book = new
        return new

    async def _look_whether_used(self, change: Change) -> None:
        """Of a field that goes, all cases are gone through, which takes seconds among a million: nobody waits
        for that to write. Those changed meanwhile are looked at once more, with the change."""
        async with self._database.reading() as session:
            fields = [_field(row) for row in await session.scalars(select(CustomFieldRow))]
            kept = {(one.application_type, one.code) for one in change(CustomFieldBook(fields))}
            for one in fields:
                if (one.application_type, one.code) not in kept:
                    await _check_unused(session, one.code)


async def _check_unused(session: AsyncSession, code: str, since: datetime | None = None) -> None:
    """Raises `InvalidInput` where something stands in it, in any case, or in one that was changed `since`."""
    held = Application.custom[code].as_string()
    query = select(1).where(held.is_not(None), held != "").limit(1)
    if since is not None:
        query = query.where(Application.changed_at >= since)
    if await session.scalar(query) is not None:
        raise InvalidInput("state", "This is used, so it stays. Retire it instead.")


def _field(row: CustomFieldRow) -> CustomField:
    return CustomField(
        row.application_type,
        row.code,
        FieldKind(row.kind),
        row.name_tr,
        row.name_en,
        row.required,
        row.position,
        row.retired_at is not None,
        tuple(Choice(**one) for one in row.choices),
    )


def _write(row: CustomFieldRow, field: CustomField, at: datetime) -> None:
    row.kind, row.name_tr, row.name_en = field.kind.value, field.name_tr, field.name_en
    row.required, row.position = field.required, field.position
    row.choices = [asdict(one) for one in field.choices]
    if field.retired != (row.retired_at is not None):
        row.retired_at = at if field.retired else None
