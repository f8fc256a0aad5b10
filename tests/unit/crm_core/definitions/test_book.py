from __future__ import annotations

from dataclasses import replace

import pytest

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.changes import rename, retire
from santral.crm_core.definitions.defaults import DEFAULTS, default_book
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import COLOURS, LONGEST_CODE, LONGEST_NAME, TREES, DefinitionKind
from santral.crm_core.definitions.search import search
from santral.crm_core.errors import InvalidInput, NotFound

CATEGORY, RESULT, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.RESULT, DefinitionKind.PRIORITY
BOOK = default_book()


def test_a_path_is_told_from_the_root() -> None:
    code = "washing-machine-no-drain"
    assert BOOK.path_name(CATEGORY, code, "tr") == "Ürün › Çamaşır makinesi › Su boşaltmıyor"
    assert BOOK.path_name(CATEGORY, code, "en") == "Product › Washing machine › Does not drain"
    assert [one.code for one in BOOK.path(CATEGORY, code)] == ["product", "washing-machine", code]
    assert BOOK.path_name(CATEGORY, "long-gone", "tr") == "long-gone"


def test_a_name_that_is_missing_in_a_language_is_said_in_the_other() -> None:
    only_turkish = Definition(RESULT, "a", "Çözüldü", "")
    assert (only_turkish.name("en"), only_turkish.name("tr")) == ("Çözüldü", "Çözüldü")
    assert Definition(RESULT, "a", "", "Solved").name("tr") == "Solved"
    assert Definition(RESULT, "a", "", "").name("tr") == "a"
    assert BOOK.name(RESULT, "nobody-knows", "tr") == "nobody-knows"


def test_a_subtree_is_the_code_and_all_below_it() -> None:
    below = BOOK.subtree(CATEGORY, "television")
    assert below[0] == "television"
    assert {"television-picture", "television-no-picture", "television-sound"} <= set(below)
    assert "refrigerator" not in below
    assert BOOK.subtree(CATEGORY, "other") == ("other",)


def test_kinds_do_not_mix() -> None:
    assert BOOK.find(CATEGORY, "solved") is None
    assert BOOK.find(RESULT, "solved") is not None
    with pytest.raises(NotFound):
        BOOK.get(CATEGORY, "solved")


def test_what_is_below_a_retired_one_cannot_be_chosen_either() -> None:
    book = retire(BOOK, CATEGORY, "television")
    live = {one.code for one in book.live(CATEGORY)}
    assert "product" in live
    assert live.isdisjoint(BOOK.subtree(CATEGORY, "television"))
    assert len(book.of(CATEGORY)) == len(BOOK.of(CATEGORY))
    assert not book.is_live(CATEGORY, "television-no-picture")


def test_only_what_can_be_chosen_is_let_in() -> None:
    book = retire(BOOK, RESULT, "order-taken")
    assert book.check(RESULT, "solved", "result") == "solved"
    assert book.check(RESULT, "", "result") == ""
    for code in ("order-taken", "Solved", "high"):
        with pytest.raises(InvalidInput) as refused:
            book.check(RESULT, code, "result")
        assert refused.value.field == "result"
    assert book.check(RESULT, "order-taken", "result", allow="order-taken") == "order-taken"
    assert book.check(RESULT, "of-an-older-house", "result", allow="of-an-older-house")


@pytest.mark.parametrize(
    "definitions",
    [
        [Definition(RESULT, "a", "A", ""), Definition(RESULT, "a", "B", "")],
        [Definition(CATEGORY, "a", "A", "", parent="b"), Definition(CATEGORY, "b", "B", "", parent="a")],
        [Definition(CATEGORY, "a", "A", "", parent="gone")],
        [Definition(CATEGORY, "a", "A", "", parent="b"), Definition(RESULT, "b", "B", "")],
        [Definition(CATEGORY, "", "A", "")],
    ],
)
def test_what_is_no_forest_is_no_book(definitions: list[Definition]) -> None:
    with pytest.raises(ValueError, match=r"there twice|below themselves"):
        DefinitionBook(definitions)


def test_the_defaults_are_as_an_administrator_could_have_made_them() -> None:
    assert set(DEFAULTS) == set(DefinitionKind)
    for one in BOOK:
        assert one.name_tr, one
        assert one.name_en, one
        assert max(len(one.name_tr), len(one.name_en)) <= LONGEST_NAME
        assert len(one.code) <= LONGEST_CODE
        assert one.colour in COLOURS
        assert not one.parent or one.kind in TREES
        assert rename(BOOK, one.kind, one.code, name_tr=one.name_tr, name_en=one.name_en)
    for kind in DefinitionKind:
        assert sum(one.is_default for one in BOOK.of(kind)) <= 1
    assert [one.code for one in BOOK.live(PRIORITY)] == ["low", "normal", "high", "urgent"]
    assert BOOK.default(PRIORITY) == "normal"
    assert BOOK.default(RESULT) == ""


def found(typed: str, language: str = "tr", book: DefinitionBook = BOOK) -> list[str]:
    return [one.code for one in search(book, CATEGORY, typed, language)]


@pytest.mark.parametrize("typed", ["su boşalt", "SU BOŞALT", "su bosalt", "boşalt çamaş", "çamaşır su boş"])
def test_beginnings_of_words_find_in_any_order_and_spelling(typed: str) -> None:
    assert found(typed)[0] == "washing-machine-no-drain"


def test_the_best_comes_first() -> None:
    assert found("soğutmuyor klima") == ["air-conditioner-not-cooling"]
    assert found("çamaşır")[0] == "washing-machine"
    assert found("teslimat")[0] == "delivery"
    assert found("fatura")[:2] == ["billing", "invoice"]
    by_words_above = found("televizyon")
    assert by_words_above[0] == "television"
    assert "television-no-picture" in by_words_above


def test_the_other_language_finds_too_but_later() -> None:
    assert found("does not drain")[0] == "washing-machine-no-drain"
    assert found("su boşalt", "en")[0] == "washing-machine-no-drain"
    assert found("nothing of this kind") == []


def test_nothing_typed_offers_all_in_their_order_and_retired_ones_are_not_found() -> None:
    assert found("") == [one.code for one in BOOK.live(CATEGORY)][:50]
    book = retire(BOOK, CATEGORY, "washing-machine")
    assert "washing-machine-no-drain" not in found("su boşalt", book=book)


def test_a_default_that_was_retired_by_other_means_is_none() -> None:
    book = DefinitionBook(replace(one, retired=one.code == "normal") for one in BOOK)
    assert book.default(PRIORITY) == ""
