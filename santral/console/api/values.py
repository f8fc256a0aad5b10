"""What the documents of the API are made of. What comes in is strict: a number is no text, nothing is there
that is not described, and what a model of pydantic takes is exactly what the description says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from santral.crm_core.definitions.kinds import LONGEST_CODE

LARGEST_ID: Final = 2**63 - 1
LARGEST_PAGE: Final = 200
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class WrongValue(ValueError):
    """A value that a model refuses for a reason of ours; `str` of it is an English message id."""


class Incoming(BaseModel):
    """Base of what is sent to the API."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @property
    def sent(self) -> dict[str, Any]:
        """By name, only what was in the document."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Asked(BaseModel):
    """Base of the part of an address behind `?`, whose values are all texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Outgoing(BaseModel):
    """Base of what the API answers. Everything named is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, serialize_by_alias=True)


def _as_rfc3339(value: object) -> object:
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise WrongValue("Write a moment as 2026-11-22T14:30:00+03:00.")
    return value


def _in_utc(at: datetime) -> datetime:
    if not 1970 < at.year < 3000:
        raise WrongValue("This moment is too far away.")
    return at.astimezone(UTC)


def _digits(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 20):
        raise WrongValue("Write a whole number.")
    return value


Moment = Annotated[datetime, Strict(False), BeforeValidator(_as_rfc3339), AfterValidator(_in_utc)]
"""RFC 3339 with its time zone; kept in UTC."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
AskedId = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_digits)]
Limit = Annotated[
    int, Field(ge=1, le=LARGEST_PAGE, description="Records of a page."), BeforeValidator(_digits)
]
Code = Annotated[str, Field(max_length=LONGEST_CODE)]
"""Of a definition, as `/definitions` tells them."""
Text = Annotated[str, Field(max_length=20_000)]
Cursor = Annotated[
    str, Field(max_length=200, description="`next` of the page before; without it the first page.")
]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Line60 = Annotated[str, Field(max_length=60)]
Line80 = Annotated[str, Field(max_length=80)]
Line120 = Annotated[str, Field(max_length=120)]
Line200 = Annotated[str, Field(max_length=200)]
Line254 = Annotated[str, Field(max_length=254)]
Text2000 = Annotated[str, Field(max_length=2000)]
"""Texts of at most so many characters."""


class AskedDue(Asked):
    """A list of what is due."""

    user_id: AskedId | None = Field(None, description="Whose it is to do; without it everybody's.")
    cursor: Cursor = ""
    limit: Limit = 50


class MoveToMake(Incoming):
    to: Code = Field(description="The stage it goes to.", min_length=1)
    seen: Code = Field(description="The stage it is on as you know it; another one is a conflict.")
    note: Text = ""


class Problem(Outgoing):
    """What went wrong (RFC 9457). `detail` is a sentence in the language of `Accept-Language`; `type` and the
    names in `fields` are for programs."""

    type: str
    title: str
    status: int
    detail: str
    fields: tuple[ProblemField, ...]


class ProblemField(Outgoing):
    """`name` is the path of a field in the document, as `flags.0`, or the name of a parameter or a header."""

    name: str
    detail: str
