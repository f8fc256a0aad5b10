"""The added fields in their table, and the book of them that everybody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.field import Choice, CustomField, FieldKind
from santral.crm_core.custom_fields.tables import CustomFieldRow
from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users import audit

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
            async with self._database.session() as session:
                found = (await session.scalars(select(CustomFieldRow).with_for_update())).all()
                rows = {(row.application_type, row.code): row for row in found}
                old = {key: _field(row) for key, row in rows.items()}
                new = change(CustomFieldBook(old.values()))
                kept = {(one.application_type, one.code): one for one in new}
                for key in old.keys() - kept.keys():
                    if await _is_used(session, *key):
                        raise InvalidInput("state", "This is used, so it stays. Retire it instead.")
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


async def _is_used(session: AsyncSession, application_type: str, code: str) -> bool:
    """Whether anything stands in it anywhere. Seldom asked, so the cases are simply gone through."""
    held = Application.custom[code].as_string()
    query = select(1).where(held.is_not(None), held != "").limit(1)
    return await session.scalar(query) is not None


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
