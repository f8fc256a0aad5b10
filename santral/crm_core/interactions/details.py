"""What classifies an interaction beside its notes and result: as it is typed, and as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Final, Self
from zoneinfo import ZoneInfo

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line
from santral.crm_core.wall_clock import moment_as_typed, moment_typed

LONGEST_REFERENCE: Final = 120
DIRECTIONS: Final = ("", "inbound", "outbound")
BY_PHONE: Final = "phone"


@dataclass(frozen=True, slots=True)
class TypedDetails:
    """The fields of the form as they were sent, each "" where nothing was. `direction` and `at` are typed
    only for a contact that was no call: a call knows its own."""

    method: str = ""
    category: str = ""
    employee_id: str = ""
    application_id: str = ""
    campaign: str = ""
    project: str = ""
    follow_up_at: str = ""
    direction: str = ""
    at: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, object]) -> Self:
        """Of everything that was sent, what is a detail."""
        found = {name: sent.get(name, "") for name in DETAIL_FIELDS}
        return cls(**{name: value for name, value in found.items() if isinstance(value, str)})

    def kept(self) -> dict[str, str]:
        """What there is, by name, as a draft is stored."""
        return {name: value for name, value in asdict(self).items() if value}

    def over(self, other: Self) -> Self:
        """What is said here, and where nothing is, what the other says."""
        return replace(other, **self.kept())

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it that somebody would miss."""
        return not (
            self.category or self.application_id or self.campaign or self.project or self.follow_up_at
        )


NO_DETAILS: Final = TypedDetails()
DETAIL_FIELDS: Final = tuple(field.name for field in fields(TypedDetails))


@dataclass(frozen=True, slots=True)
class Details:
    """The same, checked. `campaign` and `project` are free text until the rooms that know them exist;
    `follow_up_at` is when its author wants to come back to it, and `application_id` what the contact
    was about."""

    method: str = BY_PHONE
    category: str = ""
    employee_id: int | None = None
    application_id: int | None = None
    campaign: str = ""
    project: str = ""
    follow_up_at: datetime | None = None


PLAIN_CALL: Final = Details()
"""A call of which nothing more is said."""


def check_typed(
    typed: TypedDetails, book: DefinitionBook, zone: ZoneInfo, allow: TypedDetails = NO_DETAILS
) -> Details:
    """The details as they are stored. `zone` is that of the clock by which times were typed; `allow` is what
    the record has already: a retired definition may stay. Raises `InvalidInput` at the first field that
    cannot be kept."""
    method = one_line("method", typed.method, LONGEST_CODE)
    book.check(DefinitionKind.INTERACTION_METHOD, method, "method", allow.method)
    category = one_line("category", typed.category, LONGEST_CODE)
    book.check(DefinitionKind.CATEGORY, category, "category", allow.category)
    if typed.direction not in DIRECTIONS:
        raise InvalidInput("direction", "Choose one from the list.")
    return Details(
        method=method or BY_PHONE,
        category=category,
        employee_id=id_typed("employee_id", typed.employee_id),
        application_id=id_typed("application_id", typed.application_id),
        campaign=one_line("campaign", typed.campaign, LONGEST_REFERENCE),
        project=one_line("project", typed.project, LONGEST_REFERENCE),
        follow_up_at=moment_typed("follow_up_at", typed.follow_up_at, zone),
    )


def as_typed(details: Details, zone: ZoneInfo) -> TypedDetails:
    """The other way: what the form beside a call shows of it, where nothing chosen means by phone."""
    return TypedDetails(
        method="" if details.method == BY_PHONE else details.method,
        category=details.category,
        employee_id=str(details.employee_id or ""),
        application_id=str(details.application_id or ""),
        campaign=details.campaign,
        project=details.project,
        follow_up_at=moment_as_typed(details.follow_up_at, zone),
    )


def id_typed(field: str, typed: str) -> int | None:
    """The id of what was chosen, None for nothing. Raises `InvalidInput`."""
    if not typed.strip():
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise InvalidInput(field, "Choose one of the list.")
    return int(typed)
