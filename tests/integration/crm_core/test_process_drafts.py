"""What is drawn is kept from change to change and holds for nobody; of two who draw at once one is told."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.processes.defaults import INTERACTION
from santral.crm_core.processes.drafts import Edit, drop_draft, edit_draft, read_draft
from santral.crm_core.processes.drawing import draw_move, erase_move, shift_stage
from santral.crm_core.processes.process import RecordKind
from tests.integration.crm_core.cases import Somebody

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


async def draw(database: Database, seen: int, edit: Edit) -> None:
    async with database.session() as session:
        await edit_draft(session, INTERACTION, 0, edit, seen=seen, by=Somebody(7), at=NOW)


async def test_a_drawing_grows_change_by_change_until_it_is_thrown_away(database: Database) -> None:
    await draw(database, 0, partial(erase_move, source="done", target="follow-up"))
    await draw(database, 1, partial(draw_move, source="done", target="open"))
    async with database.reading() as session:
        draft = await read_draft(session, RecordKind.INTERACTION)
    assert draft is not None
    assert (draft.edits, draft.based_on, draft.changed_by) == (2, 0, 7)
    assert [(m.source, m.target) for m in draft.process.moves][-1] == ("done", "open")
    async with database.session() as session:
        await drop_draft(session, RecordKind.INTERACTION)
    async with database.reading() as session:
        assert await read_draft(session, RecordKind.INTERACTION) is None


async def test_who_looked_at_an_older_drawing_changes_nothing(database: Database) -> None:
    up = partial(shift_stage, code="done", direction="up")
    await draw(database, 0, up)
    for seen in (0, 2):
        with pytest.raises(Conflict):
            await draw(database, seen, up)
    with pytest.raises(InvalidInput):
        await draw(database, 1, partial(draw_move, source="done", target="done"))
    async with database.reading() as session:
        draft = await read_draft(session, RecordKind.INTERACTION)
    assert draft is not None
    assert (draft.edits, [stage.code for stage in draft.process.stages]) == (1, ["open", "done", "follow-up"])
