"""What an administrator does to added fields. Pure: a book goes in, another comes out, or `InvalidInput`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.field import Choice, CustomField, FieldKind
from santral.crm_core.definitions.changes import check_names
from santral.crm_core.definitions.kinds import LONGEST_CODE, LONGEST_NAME
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.folding import fold, words
from santral.crm_core.typed_text import one_line

MOST_FIELDS: Final = 40
MOST_CHOICES: Final = 200
_NOT_OF_A_CODE: Final = re.compile(r"[^a-z0-9]+")


def put(
    book: CustomFieldBook, application_type: str, code: str, typed: Mapping[str, str]
) -> tuple[CustomFieldBook, CustomField]:
    """A new field (`code` is "") or other names, choices and duties of one; the book, and the field. `typed`
    has `name_tr`, `name_en`, `kind` and, where it is wanted, `code` (of a new one), `required` and `choices`,
    one a line as `Türkçe = English`."""
    name_tr, name_en = check_names(typed.get("name_tr", ""), typed.get("name_en", ""))
    known = find(book, application_type, code) if code else None
    others = [one for one in book.of(application_type) if one is not known]
    for one in others:
        for field in ("name_tr", "name_en"):
            own, taken = {"name_tr": name_tr, "name_en": name_en}[field], getattr(one, field)
            if own and words(own) == words(taken):
                raise InvalidInput(field, "“%(name)s” is here already.", name=taken)
    if known is None and len(others) >= MOST_FIELDS:
        raise InvalidInput("name_tr", "At most %(most)s fields.", most=MOST_FIELDS)
    kind = known.kind if known is not None else kind_typed(typed.get("kind", ""))
    made = CustomField(
        application_type,
        code or _free(typed.get("code") or name_en or name_tr, {one.code for one in others}, "field"),
        kind,
        name_tr,
        name_en,
        bool(typed.get("required")),
        known.position if known is not None else len(others),
        known.retired if known is not None else False,
        choices_typed(typed.get("choices", ""), known.choices if known is not None else ())
        if kind is FieldKind.CHOICE
        else (),
    )
    return _with(book, made), made


def move(book: CustomFieldBook, application_type: str, code: str, steps: int) -> CustomFieldBook:
    """One step up (-1) or down (1) among the fields of its type."""
    moved = find(book, application_type, code)
    fields = [one for one in book.of(application_type) if one is not moved]
    place = max(0, min(book.of(application_type).index(moved) + steps, len(fields)))
    fields.insert(place, moved)
    return _with(book, *(replace(one, position=position) for position, one in enumerate(fields)))


def retire(book: CustomFieldBook, application_type: str, code: str, *, retired: bool) -> CustomFieldBook:
    """Not asked for any more, or again. What stands in it stays."""
    return _with(book, replace(find(book, application_type, code), retired=retired))


def delete(book: CustomFieldBook, application_type: str, code: str) -> CustomFieldBook:
    """For one in which nothing ever stood, which the store makes sure of."""
    gone = find(book, application_type, code)
    return CustomFieldBook(one for one in book if one is not gone)


def find(book: CustomFieldBook, application_type: str, code: str) -> CustomField:
    """Raises `NotFound`."""
    field = book.find(application_type, code)
    if field is None:
        raise NotFound("There is no such field.")
    return field


def kind_typed(typed: str) -> FieldKind:
    try:
        return FieldKind(typed)
    except ValueError:
        raise InvalidInput("kind", "Choose what is written into it.") from None


def choices_typed(typed: str, known: tuple[Choice, ...] = ()) -> tuple[Choice, ...]:
    """One a line, `Türkçe = English`. A known one keeps its code by its Turkish name, or by the English one;
    one that is missing is retired, not removed. A code is made of both names: by these a record is found."""
    made: list[Choice] = []
    left = {one.code: one for one in known}
    for line in typed.splitlines():
        name_tr, _, name_en = (
            one_line("choices", part, 2 * LONGEST_NAME + 1) for part in line.partition("=")
        )
        if not name_tr and not name_en:
            continue
        if max(len(name_tr), len(name_en)) > LONGEST_NAME:
            raise InvalidInput("choices", "This is too long: at most %(most)s characters.", most=LONGEST_NAME)
        same = [
            one
            for one in left.values()
            if (name_tr and words(one.name_tr) == words(name_tr))
            or (name_en and words(one.name_en) == words(name_en))
        ]
        taken = {one.code for one in (*known, *made)}
        code = left.pop(same[0].code).code if same else _free(f"{name_tr} {name_en}", taken, "choice")
        made.append(Choice(code, name_tr, name_en))
    if not made:
        raise InvalidInput("choices", "Write at least one to choose, one a line.")
    if len(made) > MOST_CHOICES:
        raise InvalidInput("choices", "At most %(most)s to choose from.", most=MOST_CHOICES)
    return (*made, *(replace(one, retired=True) for one in left.values()))


def choices_written(choices: tuple[Choice, ...]) -> str:
    """The other way, of those that are offered."""
    live = [one for one in choices if not one.retired]
    return "\n".join(f"{one.name_tr} = {one.name_en}" if one.name_en else one.name_tr for one in live)


def _free(name: str, taken: set[str], otherwise: str) -> str:
    code = _NOT_OF_A_CODE.sub("-", fold(name))[: LONGEST_CODE - 4].strip("-") or otherwise
    numbered, number = code, 1
    while numbered in taken:
        number += 1
        numbered = f"{code}-{number}"
    return numbered


def _with(book: CustomFieldBook, *changed: CustomField) -> CustomFieldBook:
    known = {(one.application_type, one.code): one for one in book}
    return CustomFieldBook((known | {(one.application_type, one.code): one for one in changed}).values())
