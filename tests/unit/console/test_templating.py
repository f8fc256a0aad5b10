"""Values as people of each language write them, and addresses that change with the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup

from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates

AT = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)


@pytest.fixture
def environments() -> dict[str, Environment]:
    return Templates(Languages("tr"), StaticUrls())._environments


def shown(environment: Environment, source: str, **values: object) -> str:
    return environment.from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "turkish", "english"),
    [
        ("{{ at | date }}", "2 Mar 2026", "Mar 2, 2026"),
        ("{{ at | time }}", "12:05", "12:05\u202fPM"),
        ("{{ 1234567.5 | number }}", "1.234.567,5", "1,234,567.5"),
        ("{{ '+905321112233' | phone }}", "0532 111 22 33", "0532 111 22 33"),
        ("{{ '+14155550100' | phone }}", "+1 415-555-0100", "+1 415-555-0100"),
        ("{{ '' | phone }}", "", ""),
        ("{{ 3725 | duration }}", "1:02:05", "1:02:05"),
        ("{{ 65 | duration }}", "1:05", "1:05"),
        ("{{ lasting | duration }}", "0:09", "0:09"),
        ("{{ at | iso }}", "2026-03-02T09:05:07.000Z", "2026-03-02T09:05:07.000Z"),
    ],
)
def test_values_are_written_as_the_language_does(
    environments: dict[str, Environment], source: str, turkish: str, english: str
) -> None:
    values = {"at": AT, "lasting": timedelta(seconds=9.7)}
    assert shown(environments["tr"], source, **values) == turkish
    assert shown(environments["en"], source, **values) == english


def test_what_people_are_called_is_never_markup(environments: dict[str, Environment]) -> None:
    en, name = environments["en"], "<b>Ali & Veli</b>"
    safe = "&lt;b&gt;Ali &amp; Veli&lt;/b&gt;"
    assert shown(en, "{{ name }}", name=name) == safe
    assert shown(en, '{{ _("Call %(name)s", name=name) }}', name=name) == f"Call {safe}"
    assert shown(en, "{% trans %}Call {{ name }}{% endtrans %}", name=name) == f"Call {safe}"
    link = Markup("<a>Ali</a>")
    assert shown(en, '{{ _("R&D: %(name)s", name=name) }}', name=link) == "R&amp;D: <a>Ali</a>"


def test_a_text_for_a_script_keeps_its_places_to_fill(environments: dict[str, Environment]) -> None:
    assert shown(environments["en"], '{{ _("Failed: %(status)s") | tojson }}') == '"Failed: %(status)s"'


def test_plurals(environments: dict[str, Environment]) -> None:
    source = '{{ ngettext("%(num)s call", "%(num)s calls", n) }}'
    assert shown(environments["en"], source, n=1) == "1 call"
    assert shown(environments["en"], source, n=2) == "2 calls"


def test_a_files_address_changes_with_its_content(tmp_path: Path) -> None:
    static, file = StaticUrls(tmp_path), tmp_path / "a.css"
    assert static.url("a.css") == "/static/a.css"
    file.write_text("one")
    first = static.url("a.css")
    assert first.startswith("/static/a.css?v=")
    assert static.url("a.css") == first
    file.write_text("another")
    assert static.url("a.css") != first


FOLLOW_UP = """
{% from "components/interaction.html" import typed_field %}{% from "components/field.html" import field %}
{{ typed_field("7", "follow_up_at", "When", "", type="datetime-local", hint="Then it comes back.") }}
{{ field("task_due_at", "Until", errors={"task_due_at": "No."}, type="datetime-local") }}"""


def test_whose_clock_a_time_is_typed_by_is_said_with_its_field(environments: dict[str, Environment]) -> None:
    page = shown(environments["en"], FOLLOW_UP)
    assert 'aria-describedby="hint-follow_up_at-7 clock-follow_up_at-7"' in page
    assert 'aria-describedby="error-task_due_at clock-task_due_at"' in page
    assert all(f'id="{one}"' in page for one in ("clock-follow_up_at-7", "clock-task_due_at"))
