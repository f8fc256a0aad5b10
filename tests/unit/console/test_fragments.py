"""What is rendered once, whole or in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from santral.console.screens.fragments import Fragments

WORDS = ("<p>", "Elif ", "Ak", "</p>")


@dataclass(frozen=True, slots=True)
class View:
    name: str


class WordByWord:
    """Each template is the same four pieces; `written` has those that were asked for."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.breaks_at = len(WORDS)

    def pieces(self, template: str, language: str, **values: object) -> Iterator[str]:
        for place, word in enumerate(WORDS):
            if place == self.breaks_at:
                raise ValueError("a mistake in the template")
            self.written.append(word)
            yield word


@pytest.fixture
def renderer() -> WordByWord:
    return WordByWord()


@pytest.fixture
def fragments(renderer: WordByWord) -> Fragments:
    return Fragments(renderer)


ELIF = ("customer", "tr", View("Elif"))


def test_what_was_prepared_is_not_rendered_again(fragments: Fragments, renderer: WordByWord) -> None:
    assert len(list(fragments.prepare(*ELIF))) == len(WORDS)
    assert fragments.of(*ELIF) is fragments.of(*ELIF)
    assert renderer.written == list(WORDS)


def test_who_asks_in_the_middle_gets_all_of_it_and_each_piece_is_rendered_once(
    fragments: Fragments, renderer: WordByWord
) -> None:
    steps = fragments.prepare(*ELIF)
    next(steps)
    assert "Elif Ak" in fragments.of(*ELIF).literal
    assert list(steps) == []
    assert "Elif Ak" in fragments.of(*ELIF).literal
    assert renderer.written == list(WORDS)


def test_what_was_begun_before_names_changed_is_not_shown_after(
    fragments: Fragments, renderer: WordByWord
) -> None:
    steps = fragments.prepare(*ELIF)
    next(steps)
    fragments.forget()
    list(steps)
    renderer.written.clear()
    fragments.of(*ELIF)
    assert renderer.written == list(WORDS)


def test_a_page_that_was_given_up_half_way_is_rendered_whole_when_it_is_asked_for(
    fragments: Fragments, renderer: WordByWord
) -> None:
    steps = fragments.prepare(*ELIF)
    next(steps)
    del steps
    renderer.written.clear()
    fragments.of(*ELIF)
    assert renderer.written == list(WORDS)


def test_a_page_that_broke_half_way_is_tried_again(fragments: Fragments, renderer: WordByWord) -> None:
    renderer.breaks_at = 2
    with pytest.raises(ValueError, match="mistake"):
        list(fragments.prepare(*ELIF))
    renderer.breaks_at = len(WORDS)
    assert "Elif Ak" in fragments.of(*ELIF).literal
