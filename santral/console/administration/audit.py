"""Who did what, as an administrator reads it.

`administration/audit.html` gets `rows` (`AuditRow`s, newest first), `names` (of those they tell of, by kind
and id), `interactions` (`InteractionSubject`s by id), `opens_customers` (whether the reader's role may open
their pages), `filter` (an `AuditFilter`; its names are the query's: user_id, action, subject_kind,
subject_id), `people` (user id and display name of everybody),
`actions` and `subject_kinds` to choose from, and `next_page` (the query of the next page, "" on the last).
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from santral.console.house import house_of
from santral.console.web.answers import page
from santral.crm_core.typed_text import storable
from santral.crm_core.users.accounts import read_accounts
from santral.crm_core.users.audit import AuditFilter, read_audit, read_audit_words
from santral.crm_core.users.audit_subjects import read_interaction_subjects, read_subject_names
from santral.crm_core.users.signed_in_user import signed_in


async def show_audit(request: Request) -> Response:
    asked = request.query_params
    which = AuditFilter(
        user_id=_whole(asked.get("user_id", "")),
        action=storable(asked.get("action", "")),
        subject_kind=storable(asked.get("subject_kind", "")),
        subject_id=storable(asked.get("subject_id", "")).strip(),
        before=_whole(asked.get("before", "")),
    )
    house, reader = house_of(request), signed_in(request)
    async with house.database.reading() as session:
        rows, before = await read_audit(session, which)
        names = await read_subject_names(session, rows)
        interactions = await read_interaction_subjects(session, rows)
        people = [(account.user_id, account.display_name) for account in await read_accounts(session)]
        actions, subject_kinds = await read_audit_words(session)
    query = {
        "user_id": which.user_id or "",
        "action": which.action,
        "subject_kind": which.subject_kind,
        "subject_id": which.subject_id,
        "before": before,
    }
    return page(
        request,
        "administration/audit.html",
        rows=rows,
        names=names,
        interactions=interactions,
        opens_customers=any(
            entry.path == "/customers" and reader.role in entry.roles for entry in house.menu
        ),
        filter=which,
        people=people,
        actions=actions,
        subject_kinds=subject_kinds,
        next_page=urlencode({name: value for name, value in query.items() if value}) if before else "",
    )


def _whole(text: str) -> int:
    """A number from an address; 0, which filters nothing, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
