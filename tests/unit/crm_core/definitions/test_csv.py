from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.changes import LAST, create, move, retire
from santral.crm_core.definitions.csv_file import decode_file, write_file
from santral.crm_core.definitions.csv_import import apply_import, plan_import
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.differences import differences
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput

CATEGORY, RESULT, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.RESULT, DefinitionKind.PRIORITY
BOOK = default_book()
HEADS = "kind;code;parent;name_tr;name_en;position;colour;retired\n"


def bad(lines: str, heads: str = HEADS) -> list[tuple[int, str]]:
    plan = plan_import(BOOK, heads + lines)
    assert plan.book is BOOK
    return [(row.line, str(row.error)) for row in plan.bad]


def told(lines: str, heads: str = HEADS) -> list[tuple[str, str]]:
    plan = plan_import(BOOK, heads + lines)
    assert plan.bad == ()
    return [(one.what, one.definition.code) for one in differences(BOOK, plan.book)]


def test_excel_opens_what_is_written() -> None:
    content = write_file(BOOK.of(CATEGORY))
    assert content.startswith(b"\xef\xbb\xbfkind;code;parent;name_tr;")
    assert "category;washing-machine-no-drain;washing-machine;Su boşaltmıyor;Does not drain;1;;\r\n" in (
        content.decode("utf-8-sig")
    )


@given(
    st.lists(
        st.tuples(st.sampled_from([one.code for one in BOOK.of(CATEGORY)]), st.integers(0, 9)), max_size=9
    )
)
def test_what_was_written_is_read_as_no_change_and_makes_the_same_house_elsewhere(
    moves: list[tuple[str, int]],
) -> None:
    book = retire(BOOK, RESULT, "order-taken")
    for code, position in moves:
        book = move(book, CATEGORY, code, book.get(CATEGORY, code).parent, position)
    text = decode_file(write_file(book))
    assert list(plan_import(book, text).book) == list(book)
    elsewhere = plan_import(DefinitionBook(()), text).book
    assert list(elsewhere) == [replace(one, is_default=False) for one in book]
    assert list(plan_import(BOOK, text).book) == list(book)


def test_rows_may_stand_in_any_order_and_name_parents_that_come_later() -> None:
    assert told("category;no-spin;dryer;Sıkmıyor;;;;\ncategory;dryer;product;Kurutma;Dryer;1;;\n") == [
        ("created", "dryer"),
        ("created", "no-spin"),
    ]
    book = plan_import(BOOK, HEADS + "category;dryer;product;Kurutma;Dryer;1;;\n").book
    assert [one.code for one in book.children(CATEGORY, "product")][:2] == ["dryer", "washing-machine"]


def test_what_the_preview_shows_is_what_the_rows_say() -> None:
    assert told("result;solved;;Giderildi;Solved;1;;\nresult;passed-on;;Yönlendirildi;Passed on;;;1\n") == [
        ("renamed", "solved"),
        ("retired", "passed-on"),
    ]
    assert told("category;staff;service;Personel;Staff;1;;") == [("moved", "staff")]
    assert told("result;;;Yeni bir sonuç;;;;\nresult;;;Başka bir sonuç;;;;") == [
        ("created", "yeni-bir-sonuc"),
        ("created", "baska-bir-sonuc"),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_columns_that_are_not_there_say_nothing(delimiter: str) -> None:
    heads = "Name_TR;kind;code\n".replace(";", delimiter)
    line = '"Acil; hemen, bugün"\turgent'.replace("\t", f"{delimiter}priority{delimiter}")
    plan = plan_import(BOOK, heads + line)
    assert plan.bad == ()
    urgent = plan.book.get(PRIORITY, "urgent")
    assert urgent == replace(BOOK.get(PRIORITY, "urgent"), name_tr="Acil; hemen, bugün")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sonuc;a;;A;;;;", "“sonuc” is no kind of definition."),
        ("result;Çöz;;A;;;;", "A code is small letters a–z, digits and dashes: “Çöz”."),
        ("result;a;;;;;;", "Write a name."),
        ("result;a;solved;A;;;;", "This is a list; nothing lies below another there."),
        ("category;a;no-such;A;;;;", "There is no “no-such” to lie below."),
        ("category;product;television;Ürün;;;;", "It cannot lie below itself."),
        ("category;a;a;A;;;;", "It cannot lie below itself."),
        ("result;a;;A;;0;;", "A position is a number from 1 on."),
        ("result;a;;A;;first;;", "A position is a number from 1 on."),
        ("priority;a;;A;;;pink;", "Choose one of the colours."),
        ("result;a;;A;;;red;", "Choose one of the colours."),
        ("result;a;;A;;;;maybe", "In the column “retired” stands 1, or nothing."),
        ("result;a;;ulaşılamadı;;;;", "“Ulaşılamadı” is here already."),
        ("priority;normal;;Normal;;;;evet", "This is what is chosen to begin with."),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_nothing_is_done(line: str, sentence: str) -> None:
    ((at, told),) = bad(f"result;solved;;Giderildi;;;;\n\n{line}\n")
    assert at == 4
    assert told.startswith(sentence)
    with pytest.raises(InvalidInput) as refused:
        apply_import(BOOK, HEADS + line)
    assert refused.value.field == "file"


def test_every_bad_row_is_told_at_once() -> None:
    assert [line for line, _ in bad("result;A;;A;;;;\nresult;b;;B;;;;\nresult;b;;C;;;;\nx;;;;;;;")] == [
        2,
        4,
        5,
    ]
    two = "category;a;b;A;;;;\ncategory;b;a;B;;;;"
    assert bad(two) == [(2, "It cannot lie below itself."), (3, "It cannot lie below itself.")]


def test_a_branch_that_becomes_too_deep_is_told_at_the_row_that_moves_it() -> None:
    book, parent = BOOK, ""
    for level in range(7):
        book = create(book, CATEGORY, name_tr=f"Kat {level}", name_en="", parent=parent)
        parent = f"kat-{level}"
    plan = plan_import(book, HEADS + "category;billing;kat-6;Fatura ve ödeme;;;;\n")
    assert {str(row.error) for row in plan.bad} == {"At most 8 levels."}
    assert {row.line for row in plan.bad} == {2}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The column “kind” is missing."),
        ("kind;code\n", "The column “name_tr” is missing."),
        ("kind;name_tr;renk\n", "“renk” is no column of definitions."),
        (HEADS + "result;;;A;;;;\n" * 10_001, "At most 10000 rows."),
        ('kind;name_tr\nresult;"' + "x" * 200_000 + '"\n', "This is no CSV file."),
    ],
)
def test_a_file_of_something_else_is_refused_as_a_whole(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan_import(BOOK, text)
    assert refused.value.field == "file"
    assert str(refused.value).startswith(sentence)


def test_what_a_turkish_excel_saves_by_itself_is_read_too() -> None:
    text = decode_file((HEADS + "result;;;Müşteri vazgeçti;;;;\n").encode("cp1254"))
    plan = plan_import(BOOK, text)
    assert plan.book.name(RESULT, "musteri-vazgecti", "tr") == "Müşteri vazgeçti"
    with pytest.raises(InvalidInput):
        decode_file(b"PK\x03\x04\x14\x00\x06\x00")


def test_two_thousand_rows_are_placed_in_order() -> None:
    lines = "".join(
        f"category;n{n};{'n' + str(n // 40) if n > 40 else ''};Düğüm {n};;;;\n" for n in range(2000)
    )
    plan = plan_import(BOOK, HEADS + lines)
    assert plan.bad == ()
    assert len(plan.book.of(CATEGORY)) == len(BOOK.of(CATEGORY)) + 2000
    assert [one.code for one in plan.book.children(CATEGORY, "n40")] == [f"n{n}" for n in range(1600, 1640)]
    assert max(one.position for one in plan.book) < LAST
