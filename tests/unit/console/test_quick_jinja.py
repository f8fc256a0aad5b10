"""Templates that are read once, and macros that remember what they gave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from jinja2.exceptions import UndefinedError
from jinja2.runtime import StrictUndefined
from markupsafe import Markup

from santral.console.web.language import Languages
from santral.console.web.quick_jinja import QuickEnvironment
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import PURE_MACROS, Templates

SHOUT = '{% macro shout(word, times=1) -%}<b>{{ word }}{{ count() }}{{ "!" * times }}</b>{%- endmacro %}'


@pytest.fixture
def environment() -> QuickEnvironment:
    sources = {
        "shout.html": SHOUT,
        "page.html": '{% from "shout.html" import shout %}{{ shout(word) }}{{ shout(word, times=2) }}',
        "careless.html": '{% from "shout.html" import shout %}{{ shout(nobody) }}',
        "cry.html": '{% macro twice() %}{{ caller() }}{{ caller() }}{% endmacro %}'
        "{% for letter in word %}{% call twice() %}{{ letter }}{% endcall %}{% endfor %}",
    }  # fmt: skip
    environment = QuickEnvironment(loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined)
    counted = iter(range(100))
    environment.globals["count"] = lambda: next(counted)
    return environment


def test_a_remembered_macro_runs_once_for_the_same_arguments(environment: QuickEnvironment) -> None:
    page = environment.get_template("page.html")
    assert page.render(word="a") == "<b>a0!</b><b>a1!!</b>"
    environment.remember(["shout.html"])
    assert page.render(word="a") == "<b>a2!</b><b>a3!!</b>"
    assert page.render(word="a") == "<b>a2!</b><b>a3!!</b>"


def test_text_and_markup_that_are_equal_are_not_confused(environment: QuickEnvironment) -> None:
    environment.remember(["shout.html"])
    page = environment.get_template("page.html")
    assert page.render(word="<i>") == "<b>&lt;i&gt;0!</b><b>&lt;i&gt;1!!</b>"
    assert page.render(word=Markup("<i>")) == "<b><i>2!</b><b><i>3!!</b>"


def test_what_cannot_be_remembered_is_made_each_time(environment: QuickEnvironment) -> None:
    environment.remember(["shout.html"])
    page = environment.get_template("page.html")
    assert page.render(word=["a"]) == "<b>[&#39;a&#39;]0!</b><b>[&#39;a&#39;]1!!</b>"


def test_an_unknown_name_is_still_an_error(environment: QuickEnvironment) -> None:
    environment.remember(["shout.html"])
    with pytest.raises(UndefinedError):
        environment.get_template("careless.html").render()


def test_a_macro_can_call_back(environment: QuickEnvironment) -> None:
    assert environment.get_template("cry.html").render(word="ab") == "aabb"


def test_globals_of_one_template_are_its_own(environment: QuickEnvironment) -> None:
    shout = environment.get_template("shout.html", globals={"count": lambda: "?"})
    assert shout.module.shout("a") == "<b>a?!</b>"  # type: ignore[attr-defined]


@pytest.mark.parametrize("template", PURE_MACROS)
def test_macros_that_are_remembered_ask_neither_clock_nor_address(template: str) -> None:
    environment = Templates(Languages("tr"), StaticUrls())._environments["tr"]
    source, _, _ = environment.loader.get_source(environment, template)  # type: ignore[union-attr]
    assert "static_url" not in source
    assert "view." not in source


def test_the_desk_is_compiled_before_the_first_call() -> None:
    for environment in Templates(Languages("tr"), StaticUrls())._environments.values():
        assert isinstance(environment, QuickEnvironment)
        assert {"desk/call_card.html", "desk/customer.html", "desk/me.html"} <= set(environment._by_name)


class Bold(str):
    """A text that brings its own markup."""

    def __html__(self) -> str:
        return f"<b>{self}</b>"


@given(
    st.one_of(
        st.text("ab<>&'\"ğ"), st.text("ab<>&'\"ğ").map(Markup), st.text("a<").map(Bold), st.integers(),
        st.none(), st.booleans(),
    )
)  # fmt: skip
def test_values_are_written_as_jinja_itself_writes_them(value: object) -> None:
    source = (
        '{% macro say(it) %}{{ it }}{{ "<" ~ it }}{% endmacro %}'
        '{{ value }}<i title="{{ value }}">{{ say(value) }}</i>'
        "{% set kept %}{{ value }}{% endset %}{{ kept }}"
    )
    quick, plain = QuickEnvironment(autoescape=True), Environment(autoescape=True)
    assert quick.from_string(source).render(value=value) == plain.from_string(source).render(value=value)
