"""Pages say what codes are called, in the reader's language, from the book that is in force."""

from __future__ import annotations

from datetime import UTC, datetime

from jinja2 import Environment

from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates
from santral.crm_core.customer_page import TimelinePage, TimelineRow
from santral.crm_core.definitions.changes import rename
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind

ROW = '{% from "components/timeline.html" import timeline_rows %}{{ timeline_rows(1, page) }}'


class House:
    def __init__(self) -> None:
        self.book = default_book()
        self.templates = Templates(Languages("tr"), StaticUrls(), definitions=lambda: self.book)

    def write(self, language: str, source: str, **values: object) -> str:
        environment: Environment = self.templates._environments[language]
        return environment.from_string(source).render(values)


def history(result: str) -> TimelinePage:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return TimelinePage((TimelineRow(1, at, "call", "inbound", "Oldu.", "", "Deniz", result),), "")


def test_codes_are_read_as_names_and_paths() -> None:
    house = House()
    assert house.write("tr", '{{ "solved" | named("result") }}') == "Çözüldü"
    assert house.write("en", '{{ "solved" | named("result") }}') == "Solved"
    path = '{{ "television-no-picture" | named_path("category") }}'
    assert house.write("tr", path) == "Ürün › Televizyon › Görüntü › Görüntü gelmiyor"
    assert house.write("en", '{{ "<gone>" | named("result") }}') == "&lt;gone&gt;"


def test_a_new_name_is_read_from_the_moment_it_holds() -> None:
    house = House()
    assert "Çözüldü" in house.write("tr", ROW, page=history("solved"))
    house.book = rename(house.book, DefinitionKind.RESULT, "solved", name_tr="Giderildi", name_en="")
    for language in ("tr", "en"):
        assert "Giderildi" in house.write(language, ROW, page=history("solved"))


def test_what_ended_otherwise_than_by_a_result_is_told_too() -> None:
    house = House()
    assert "Cevapsız" in house.write("tr", ROW, page=history("Missed"))
    assert "entry-result" not in house.write("tr", ROW, page=history(""))
