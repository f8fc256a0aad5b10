"""A drawing comes back as it was, and what is wrong with a document is told at its place."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.defaults import COMPLAINT, DEFAULTS
from santral.crm_core.processes.process import Process
from santral.crm_core.processes.process_document import process_document, read_process
from tests.unit.crm_core.processes.made_up_processes import processes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def changed(place: str, value: object) -> dict[str, Any]:
    """The document of complaints with another value at a place."""
    document: Any = deepcopy(process_document(COMPLAINT))
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    inner = document
    for step in way:
        inner = inner[step]
    inner[last] = value
    return dict(document)


@given(processes())
def test_any_drawing_comes_back_as_it_was(process: Process) -> None:
    assert read_process(orjson.loads(orjson.dumps(process_document(process)))) == process


@pytest.mark.parametrize("process", DEFAULTS, ids=lambda process: process.code)
def test_the_defaults_come_back_as_they_were(process: Process) -> None:
    assert read_process(process_document(process)) == process


@pytest.mark.parametrize(
    ("place", "value", "told_at"),
    [
        ("format", 7, "format"),
        ("code", "Şikâyet", "code"),
        ("record_kind", "order", "record_kind"),
        ("record_kind", "interaction", "application_type"),
        ("stages.1.code", "", "stages.1.code"),
        ("stages.1.name_tr", " ", "stages.1.name_tr"),
        ("stages.1.name_en", "x" * 61, "stages.1.name_en"),
        ("stages.1.meaning", "paused", "stages.1.meaning"),
        ("stages.1", "paused", "stages.1"),
        ("stages.1.entry_actions", [{"kind": "ask_survey"}], "stages.1.entry_actions.0.kind"),
        ("stages.1.entry_actions", [{"kind": "set_due"}], "stages.1.entry_actions.0.business_min"),
        (
            "stages.1.entry_actions",
            [{"kind": "assign", "to": "user", "value": "ayşe"}],
            "stages.1.entry_actions.0.value",
        ),
        (
            "stages.1.entry_actions",
            [{"kind": "assign", "to": "strategy", "value": "coin"}],
            "stages.1.entry_actions.0.value",
        ),
        (
            "stages.1.entry_actions",
            [{"kind": "notify", "whom": "team"}],
            "stages.1.entry_actions.0.team",
        ),
        ("moves.0.roles", [], "moves.0.roles"),
        ("moves.0.roles", ["boss"], "moves.0.roles.0"),
        ("moves.0.teams", ["Saha Ekibi"], "moves.0.teams.0"),
        ("moves.0.required_fields", ["colour"], "moves.0.required_fields.0"),
        ("moves.0.required_fields", ["custom:"], "moves.0.required_fields.0"),
        ("moves.0.needs_note", "on", "moves.0.needs_note"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(place: str, value: object, told_at: str) -> None:
    with pytest.raises(InvalidInput) as told:
        read_process(changed(place, value))
    assert told.value.field == told_at


@given(JSON, st.sampled_from(("stages", "stages.0", "stages.0.entry_actions", "moves", "moves.0.teams")))
def test_whatever_is_accepted_comes_back_as_it_was_read(value: object, place: str) -> None:
    with suppress(InvalidInput):
        read = read_process(changed(place, value))
        assert read_process(process_document(read)) == read
