from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.changes import (
    LAST,
    bring_back,
    create,
    delete,
    move,
    new_code,
    recolour,
    rename,
    retire,
    set_default,
)
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.differences import differences
from santral.crm_core.definitions.kinds import DEEPEST, LONGEST_CODE, DefinitionKind
from santral.crm_core.errors import InvalidInput

CATEGORY, RESULT, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.RESULT, DefinitionKind.PRIORITY
BOOK = default_book()
CODES = [one.code for one in BOOK.of(CATEGORY)]


def order(book: DefinitionBook, kind: DefinitionKind, parent: str = "") -> list[str]:
    return [one.code for one in book.children(kind, parent)]


def is_sound(book: DefinitionBook) -> bool:
    """Siblings stand at 0, 1, 2 …; that nothing lies below itself is what the book itself refuses."""
    parents = {(one.kind, one.parent) for one in book}
    return all(
        [one.position for one in book.children(*key)] == list(range(len(book.children(*key))))
        for key in parents
    )


def test_a_new_one_is_the_last_and_its_code_is_made_of_its_english_name() -> None:
    book = create(BOOK, CATEGORY, name_tr=" Kurutma   makinesi ", name_en="Tumble Dryer", parent="product")
    assert order(book, CATEGORY, "product")[-1] == "tumble-dryer"
    assert book.name(CATEGORY, "tumble-dryer", "tr") == "Kurutma makinesi"
    assert is_sound(book)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bulaşık makinesi", "bulasik-makinesi"),
        ("İADE / DEĞİŞİM", "iade-degisim"),
        ("Solved", "solved-2"),
        ("出荷", "result"),
        ("x" * 60, "x" * LONGEST_CODE),
    ],
)
def test_codes_are_ascii_short_and_numbered_where_they_are_taken(name: str, code: str) -> None:
    assert new_code(BOOK, RESULT, name) == code


def test_a_long_code_that_is_taken_stays_short() -> None:
    book = create(BOOK, RESULT, name_tr="x" * 60, name_en="")
    assert new_code(book, RESULT, "x" * 61) == "x" * (LONGEST_CODE - 2) + "-2"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name_tr", lambda: create(BOOK, RESULT, name_tr="  ", name_en="")),
        ("name_tr", lambda: create(BOOK, RESULT, name_tr="—", name_en="?")),
        ("name_tr", lambda: create(BOOK, RESULT, name_tr="ÇÖZÜLDÜ", name_en="")),
        ("name_en", lambda: create(BOOK, RESULT, name_tr="", name_en="solved")),
        ("name_en", lambda: create(BOOK, RESULT, name_tr="x", name_en="x" * 81)),
        ("colour", lambda: create(BOOK, PRIORITY, name_tr="x", name_en="", colour="pink")),
        ("colour", lambda: recolour(BOOK, RESULT, "solved", "red")),
        ("parent", lambda: create(BOOK, CATEGORY, name_tr="x", name_en="", parent="no-such")),
        ("parent", lambda: create(BOOK, RESULT, name_tr="x", name_en="", parent="solved")),
        ("parent", lambda: move(BOOK, RESULT, "solved", "not-reached", 0)),
        ("parent", lambda: move(BOOK, CATEGORY, "product", "product", 0)),
        ("parent", lambda: move(BOOK, CATEGORY, "product", "television-no-picture", 0)),
        ("name_tr", lambda: rename(BOOK, RESULT, "solved", name_tr="Ulaşılamadı", name_en="Solved")),
        ("name_tr", lambda: move(BOOK, CATEGORY, "air-conditioner-not-cooling", "refrigerator", 0)),
        ("state", lambda: retire(BOOK, PRIORITY, "normal")),
        ("state", lambda: delete(BOOK, PRIORITY, "normal")),
        ("state", lambda: delete(BOOK, CATEGORY, "product")),
        ("state", lambda: set_default(retire(BOOK, RESULT, "solved"), RESULT, "solved")),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, change: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        change()
    assert refused.value.field == field


def test_a_code_outlives_every_name() -> None:
    book = rename(BOOK, RESULT, "solved", name_tr="Sorun giderildi", name_en="Fixed")
    assert book.name(RESULT, "solved", "en") == "Fixed"
    assert order(book, RESULT) == order(BOOK, RESULT)


def test_a_tree_is_not_deeper_than_screens_have_room_for() -> None:
    book, parent = BOOK, ""
    for level in range(DEEPEST):
        book = create(book, CATEGORY, name_tr=f"Kat {level}", name_en="", parent=parent)
        parent = f"kat-{level}"
    with pytest.raises(InvalidInput):
        create(book, CATEGORY, name_tr="Çok derin", name_en="", parent=parent)
    with pytest.raises(InvalidInput):  # all that hangs on it moves along
        move(book, CATEGORY, "product", f"kat-{DEEPEST - 2}", 0)
    assert move(book, CATEGORY, "other", f"kat-{DEEPEST - 2}", 0)


def test_a_move_counts_places_without_the_one_that_moves() -> None:
    codes = order(BOOK, RESULT)
    assert order(move(BOOK, RESULT, codes[0], "", 1), RESULT)[:2] == [codes[1], codes[0]]
    assert order(move(BOOK, RESULT, codes[3], "", 0), RESULT)[:2] == [codes[3], codes[0]]
    assert order(move(BOOK, RESULT, codes[0], "", LAST), RESULT) == [*codes[1:], codes[0]]
    assert order(move(BOOK, RESULT, codes[2], "", -5), RESULT)[0] == codes[2]
    assert list(move(BOOK, RESULT, codes[2], "", 2)) == list(BOOK)


def test_a_branch_moves_with_all_that_hangs_on_it() -> None:
    book = move(BOOK, CATEGORY, "television", "delivery", 1)
    assert order(book, CATEGORY, "delivery")[1] == "television"
    assert "television" not in order(book, CATEGORY, "product")
    assert book.path_name(CATEGORY, "television-no-picture", "en").startswith("Delivery › Television")
    assert is_sound(book)


@given(
    st.lists(
        st.tuples(st.sampled_from(CODES), st.sampled_from(["", *CODES]), st.integers(-2, 30)), max_size=60
    )
)
def test_after_any_moves_it_is_still_a_forest_with_dense_places(moves: list[tuple[str, str, int]]) -> None:
    book = BOOK
    for code, parent, position in moves:
        try:
            moved = move(book, CATEGORY, code, parent, position)
        except InvalidInput:
            continue
        siblings = [other for other in order(book, CATEGORY, parent) if other != code]
        assert order(moved, CATEGORY, parent).index(code) == max(0, min(position, len(siblings)))
        assert [other for other in order(moved, CATEGORY, parent) if other != code] == siblings
        book = moved
    assert is_sound(book)
    assert {one.code for one in book.of(CATEGORY)} == set(CODES)


def test_there_is_one_default_at_most() -> None:
    book = set_default(BOOK, PRIORITY, "high")
    assert [one.code for one in book.of(PRIORITY) if one.is_default] == ["high"]
    assert set_default(book, PRIORITY, "").default(PRIORITY) == ""
    assert retire(book, PRIORITY, "normal").default(PRIORITY) == "high"


def test_what_was_retired_comes_back_to_its_place() -> None:
    book = bring_back(retire(BOOK, RESULT, "passed-on"), RESULT, "passed-on")
    assert list(book) == list(BOOK)


def test_what_is_deleted_leaves_no_gap() -> None:
    book = delete(BOOK, RESULT, "passed-on")
    assert book.find(RESULT, "passed-on") is None
    assert is_sound(book)


def told(old: DefinitionBook, new: DefinitionBook) -> list[tuple[str, str]]:
    return [(one.what, one.definition.code) for one in differences(old, new)]


def test_differences_tell_what_was_done_and_not_who_made_room() -> None:
    codes = order(BOOK, RESULT)
    assert told(BOOK, BOOK) == []
    assert told(BOOK, move(BOOK, RESULT, codes[0], "", LAST)) == [("moved", codes[0])]
    assert told(BOOK, move(BOOK, RESULT, codes[-1], "", 0)) == [("moved", codes[-1])]
    assert told(BOOK, move(BOOK, CATEGORY, "staff", "service", 2)) == [("moved", "staff")]
    assert told(BOOK, create(BOOK, RESULT, name_tr="Yeni", name_en="")) == [("created", "yeni")]
    assert told(BOOK, delete(BOOK, RESULT, codes[2])) == [("deleted", codes[2])]
    assert told(BOOK, retire(BOOK, RESULT, codes[2])) == [("retired", codes[2])]
    assert told(retire(BOOK, RESULT, codes[2]), BOOK) == [("brought back", codes[2])]
    assert told(BOOK, set_default(BOOK, PRIORITY, "high")) == [("changed", "normal"), ("changed", "high")]
    assert told(BOOK, rename(BOOK, RESULT, "solved", name_tr="Bitti", name_en="")) == [("renamed", "solved")]


@given(st.permutations(order(BOOK, RESULT)))
def test_an_order_is_explained_by_moving_as_few_as_can_be(wanted: list[str]) -> None:
    book = BOOK
    for place, code in enumerate(wanted):
        book = move(book, RESULT, code, "", place)
    assert order(book, RESULT) == wanted
    moved = [code for _, code in told(BOOK, book)]
    stayed = [code for code in wanted if code not in moved]
    assert stayed == [code for code in order(BOOK, RESULT) if code not in moved]
    assert bool(moved) == (wanted != order(BOOK, RESULT))
