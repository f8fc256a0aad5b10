"""Past solutions beside an application that is being written or worked on.

`applications/similar.html` gets `found` (`similarity.Solved`, the most alike first), `member_id` of whom it
is about, or None, and `usable`: whether there is a solution to write on the page.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from santral.console.applications.reading import whole
from santral.console.house import house_of
from santral.console.web.answers import fragment
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.similar import find_similar
from santral.crm_core.typed_text import storable

LONGEST_ASKED = 400


async def show_similar(request: Request) -> Response:
    """Query: `subject`, `category`, `product` and `member` as they are typed; or `application`, the id of one
    that is there, whose own fields are asked for."""
    house, query = house_of(request), request.query_params
    subject, category, product = (
        storable(query.get(name, ""))[:LONGEST_ASKED] for name in ("subject", "category", "product")
    )
    member_id = whole("member", query["member"]) if query.get("member") else None
    description, own = "", None
    async with house.database.reading() as session:
        if "application" in query:
            one = await find_application(session, whole("application", query["application"]))
            own, member_id, subject, description = (
                one.application_id,
                one.member_id,
                one.subject,
                one.description,
            )
            category, product = one.category, one.product
        found = await find_similar(
            session,
            house.definitions.book,
            datetime.now(UTC),
            subject=subject,
            description=description,
            category=category,
            product=product,
            but_not=own,
        )
    values = {"found": found, "member_id": member_id, "usable": own is not None}
    return fragment(request, "applications/similar.html", **values)
