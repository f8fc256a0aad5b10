"""How much a solved case is like one that is being written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.applications.similarity import (
    ALL_WORDS,
    LONGEST_SENTENCE,
    Question,
    Solved,
    best,
    first_sentence,
    score,
    stems,
    weigh,
)
from santral.crm_core.folding import words
from tests.integration.crm_core.people import NOW, days_ago

LEAK = Solved(
    1, 1, "2026-000001", "Çamaşır makinesi su kaçırdı", "Conta değişti.", "leak", "CM1200", days_ago(10),
    " ".join(words("2026-000001 Çamaşır makinesi su kaçırdı. Conta değişti.")),
)  # fmt: skip
ASKED = Question(weigh({"camas": 50, "kacir": 2, "makin": 80}, 100))


def test_endings_do_not_tell_words_apart() -> None:
    assert stems("Su KAÇIRIYOR, su kaçırdı 2026") == ("kacir",)
    assert score(ASKED, LEAK, NOW) > ALL_WORDS


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    rare, common = replace(LEAK, search_words="kacirdi"), replace(LEAK, search_words="makinesi")
    assert score(ASKED, rare, NOW) > score(ASKED, common, NOW)
    assert weigh({"nobody": 0}, 100) == {}


def test_category_product_and_recency_count() -> None:
    plain = score(ASKED, LEAK, NOW)
    near = score(replace(ASKED, category="drain", near=frozenset({"leak"})), LEAK, NOW)
    same = score(replace(ASKED, category="leak"), LEAK, NOW)
    assert plain < near < same < score(replace(ASKED, category="leak", product="cm1200"), LEAK, NOW)
    assert score(ASKED, replace(LEAK, solved_at=days_ago(900)), NOW) < plain


def test_what_shares_nothing_is_not_alike_however_new() -> None:
    other = replace(LEAK, search_words="fatura", solved_at=NOW)
    assert best(ASKED, [other], NOW, 5) == ()


def test_a_solution_is_shown_once_and_of_equals_the_last() -> None:
    older = replace(LEAK, application_id=2, solved_at=LEAK.solved_at - timedelta(days=1))
    twin = replace(LEAK, application_id=3, resolution="Hortum değişti.")
    assert best(ASKED, [older, LEAK, twin], NOW, 5) == (twin, LEAK)
    assert best(ASKED, [twin, LEAK, older], NOW, 5) == (twin, LEAK)
    assert best(ASKED, [twin, LEAK, older], NOW, 1) == (twin,)


def test_the_first_sentence() -> None:
    assert first_sentence("Conta değişti. Sorun yok.") == "Conta değişti."
    assert first_sentence("2.500 TL iade\nBilgi verildi") == "2.500 TL iade"
    assert first_sentence("  ") == ""


@given(st.text(max_size=600))
def test_a_first_sentence_is_one_short_line(text: str) -> None:
    sentence = first_sentence(text)
    assert len(sentence) <= LONGEST_SENTENCE
    assert "\n" not in sentence
