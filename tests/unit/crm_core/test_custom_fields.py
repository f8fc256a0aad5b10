"""Fields that administrators add: what may be written into them, how they change, and as a file."""

from __future__ import annotations

import pytest

from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.changes import choices_written, delete, move, put, retire
from santral.crm_core.custom_fields.csv_file import BadLine, take_in, write_file
from santral.crm_core.custom_fields.field import CustomField, FieldKind
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.errors import InvalidInput, NotFound

TYPE = "complaint"


def field(kind: FieldKind, *, required: bool = False) -> CustomField:
    return CustomField(TYPE, "one", kind, "Alan", "Field", required)


def added(book: CustomFieldBook, name: str, kind: str = "text", **typed: str) -> CustomFieldBook:
    return put(book, TYPE, "", {"name_tr": name, "kind": kind, **typed})[0]


@pytest.fixture
def book() -> CustomFieldBook:
    book = added(CustomFieldBook(), "Poliçe no", name_en="Policy number", required="1")
    return added(book, "Renk", "choice", name_en="Colour", choices="Kırmızı = Red\nMavi = Blue")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (FieldKind.TEXT, "  iki  söz ", "iki söz"),
        (FieldKind.NUMBER, "1.234,50", "1234.50"),
        (FieldKind.NUMBER, "-7", "-7"),
        (FieldKind.NUMBER, "12.5", "12.5"),
        (FieldKind.DATE, "2026-12-31", "2026-12-31"),
        (FieldKind.DATE, "1.2.2026", "2026-02-01"),
        (FieldKind.YES_NO, "no", "no"),
        (FieldKind.NUMBER, "", ""),
    ],
)
def test_what_is_typed_is_stored_in_one_way(kind: FieldKind, typed: str, stored: str) -> None:
    assert field(kind).check(typed) == stored
    assert field(kind).check(stored) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.NUMBER, "çok"),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "1e9"),
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.DATE, "yarın"),
        (FieldKind.YES_NO, "belki"),
        (FieldKind.CHOICE, "mor"),
        (FieldKind.TEXT, "x" * 401),
    ],
)
def test_what_cannot_be_is_refused_at_its_own_field(kind: FieldKind, typed: str) -> None:
    with pytest.raises(InvalidInput) as error:
        field(kind).check(typed)
    assert error.value.field == "custom:complaint:one"


def test_a_required_one_must_be_filled(book: CustomFieldBook) -> None:
    with pytest.raises(InvalidInput):
        book.check(TYPE, {})
    assert book.check(TYPE, {}, whole=False) == {}
    assert book.check("service", {"custom:complaint:policy-number": "1"}) == {}


def test_a_choice_that_is_taken_out_stays_where_it_is_and_is_offered_no_more(book: CustomFieldBook) -> None:
    red = book.of(TYPE)[1].choices[0].code
    assert red == "kirmizi-red"
    fewer, colour = put(book, TYPE, "colour", {"name_tr": "Renk", "choices": "Mavi = Blue\nYeşil"})
    assert [(one.name_tr, one.retired) for one in colour.choices] == [
        ("Mavi", False), ("Yeşil", False), ("Kırmızı", True),
    ]  # fmt: skip
    assert colour.check(red, kept=red) == red
    with pytest.raises(InvalidInput):
        colour.check(red)
    again = put(fewer, TYPE, "colour", {"name_tr": "Renk", "choices": "kırmızı\nMavi"})[1]
    assert [one.code for one in again.choices if not one.retired] == [red, "mavi-blue"]


def test_names_change_and_kinds_do_not(book: CustomFieldBook) -> None:
    renamed = put(book, TYPE, "policy-number", {"name_tr": "Sözleşme no", "kind": "date"})[1]
    assert (renamed.name_tr, renamed.kind, renamed.code) == ("Sözleşme no", FieldKind.TEXT, "policy-number")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name_tr": ""}, "name_tr"),
        ({"name_tr": "RENK"}, "name_tr"),
        ({"name_tr": "Yeni", "kind": "colour"}, "kind"),
        ({"name_tr": "Yeni", "kind": "choice", "choices": " \n"}, "choices"),
    ],
)
def test_a_bad_definition_is_said_at_its_field(
    book: CustomFieldBook, typed: dict[str, str], wrong: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        put(book, TYPE, "", {"kind": "text", **typed})
    assert error.value.field == wrong


def test_they_are_put_in_order_retired_and_deleted(book: CustomFieldBook) -> None:
    assert [one.code for one in move(book, TYPE, "colour", -1).of(TYPE)] == ["colour", "policy-number"]
    assert move(book, TYPE, "colour", 1).of(TYPE) == book.of(TYPE)
    fewer = retire(book, TYPE, "colour", retired=True)
    assert [one.code for one in fewer.live(TYPE)] == ["policy-number"]
    assert fewer.filled(TYPE, {"colour": "mavi-blue", "gone": "x"})[0][0].code == "colour"
    assert len(delete(book, TYPE, "colour").of(TYPE)) == 1
    with pytest.raises(NotFound):
        delete(book, TYPE, "nothing")


def test_a_file_that_was_given_out_changes_nothing_when_it_is_taken_in(book: CustomFieldBook) -> None:
    book = retire(book, TYPE, "colour", retired=True)
    text = write_file(book).decode("utf-8-sig")
    assert list(take_in(book, default_book(), text)) == list(book)
    elsewhere = take_in(CustomFieldBook(), default_book(), text)
    assert list(elsewhere) == list(book)
    assert choices_written(elsewhere.of(TYPE)[1].choices) == "Kırmızı = Red\nMavi = Blue"


@pytest.mark.parametrize(
    "line",
    [
        "nothing;;text;Ad;;;;",
        "complaint;colour;text;Renk;;;;",
        "complaint;;word;Ad;;;;",
        "complaint;;text;;;;;",
        "complaint;;choice;Ad;;;;",
    ],
)
def test_a_bad_row_is_named_by_its_line(book: CustomFieldBook, line: str) -> None:
    text = f"type;code;kind;name_tr;name_en;required;retired;choices\ncomplaint;;text;İyi;;;;\n{line}\n"
    with pytest.raises(BadLine) as error:
        take_in(book, default_book(), text)
    assert error.value.line == 3


def test_what_is_no_such_file_is_refused(book: CustomFieldBook) -> None:
    with pytest.raises(InvalidInput):
        take_in(book, default_book(), "bir;iki\n1;2\n")
