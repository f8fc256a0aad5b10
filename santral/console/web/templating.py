"""Pages and fragments from templates: one environment per language, so that macros speak it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import dates, numbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from santral.console.service_levels.work_time import in_templates
from santral.console.web.import_map import import_map
from santral.console.web.language import LANGUAGES, Language, Languages
from santral.console.web.quick_jinja import CompiledOnce, QuickEnvironment
from santral.console.web.static_urls import StaticUrls
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.members.numbers import DEFAULT_REGION, display_number
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.processes.process import RecordKind
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
PURE_MACROS: Final = tuple(f"components/{name}.html" for name in ("icon", "keys", "kind", "member", "state"))
"""Their macros give the same for the same arguments, in one language."""
_COMPILED: Final = CompiledOnce()
"""For all languages, and for all houses a process opens, one after another."""


class Templates:
    """Renders what `santral/console/templates` holds. Autoescape is on; an unknown name is an error."""

    def __init__(
        self,
        languages: Languages,
        static: StaticUrls,
        home_region: str = DEFAULT_REGION,
        definitions: Callable[[], DefinitionBook] = default_book,
        processes: Callable[[], ProcessBook] = default_processes,
        calendar: Callable[[], BusinessCalendar] = lambda: DEFAULT_CALENDAR,
    ) -> None:
        """Numbers of `home_region` are written without their country's code. `definitions` gives the book
        that is in force; templates have it as `definitions()`. `processes` gives the stages' names,
        `calendar` when the house works and by which clock: templates have its zone as `house_zone()`."""
        self._environments = {
            code: _environment(languages[code], static, home_region, definitions, processes, calendar)
            for code in LANGUAGES
        }

    def render(self, template: str, language: str, **values: object) -> str:
        """`template` is a path under `templates/`; `language` a code of `LANGUAGES`."""
        return self._environments[language].get_template(template).render(values)

    def pieces(self, template: str, language: str, **values: object) -> Iterator[str]:
        """As `render`, but piece by piece, so that others may have their turn between two of them. What a
        macro gives is one piece."""
        return self._environments[language].get_template(template).generate(values)


def _environment(
    language: Language,
    static: StaticUrls,
    home_region: str,
    definitions: Callable[[], DefinitionBook],
    processes: Callable[[], ProcessBook],
    calendar: Callable[[], BusinessCalendar],
) -> Environment:
    environment = QuickEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(*_texts(language), newstyle=False)  # type: ignore[attr-defined]
    environment.globals["_"] = environment.globals["gettext"]  # rather than a function that looks it up
    environment.globals["language"] = language.code
    environment.globals["static_url"] = static.url
    environment.globals["sprite"] = static.url("vendor/icons.svg")
    environment.globals["import_map"] = import_map().text
    environment.globals["definitions"] = definitions
    environment.globals["house_zone"] = lambda: calendar().time_zone
    environment.filters.update(_filters(language, home_region, lambda: ZoneInfo(calendar().time_zone)))
    environment.filters.update(_names(language, definitions))
    environment.filters["stage_named"] = _stage_named(language, processes)
    functions, filters = in_templates(language, calendar)
    environment.globals.update(functions)
    environment.filters.update(filters)
    environment.remember(PURE_MACROS)
    environment.load("components", "desk")
    return environment


def _texts(language: Language) -> tuple[Callable[..., str], Callable[..., str]]:
    """`_` and `ngettext` for templates. What they give is plain text, escaped where it is written; where a
    value is markup already (`_("by %(who)s", who=link(…))`), the text around it is escaped here.

    Without values the text is left as it is, so that a `%(name)s` in it can be filled by a script.
    """

    def fill(text: str, values: dict[str, Any]) -> str:
        if not values:
            return text
        if any(hasattr(value, "__html__") for value in values.values()):
            return escape(text) % values
        return text % values

    known = lru_cache(maxsize=4096)(language.texts.gettext)

    def gettext(message: str, **values: Any) -> str:
        return fill(known(message), values) if values else known(message)

    def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
        return fill(language.texts.ngettext(singular, plural, num), {"num": num} | values)

    return gettext, ngettext


def _names(
    language: Language, definitions: Callable[[], DefinitionBook]
) -> Mapping[str, Callable[[str, str], str]]:
    """What codes are called: `{{ code | named("result") }}`, `{{ code | named_path("category") }}`."""

    def named(code: str, kind: str) -> str:
        return definitions().name(DefinitionKind(kind), code, language.code)

    def named_path(code: str, kind: str) -> str:
        return definitions().path_name(DefinitionKind(kind), code, language.code)

    return {"named": named, "named_path": named_path}


def _stage_named(language: Language, processes: Callable[[], ProcessBook]) -> Callable[..., str]:
    """What the stage of an application is called: `{{ code | stage_named(type) }}`; of another kind of
    record: `{{ code | stage_named(kind="interaction") }}`."""

    def stage_named(code: str, application_type: str = "", kind: str = "application") -> str:
        stage = processes().stage(RecordKind(kind), code, application_type)
        if stage is None:
            return code
        return stage.name_en if language.code == "en" else stage.name_tr

    return stage_named


def _filters(
    language: Language, home_region: str, zone: Callable[[], ZoneInfo]
) -> Mapping[str, Callable[..., Any]]:
    """Filters that write values as the language does, and moments by the clock of `zone()`. The browser reads
    the `iso` form and says the same in fewer words, as "yesterday"."""
    locale = language.locale

    def iso(at: datetime) -> str:
        utc = at if at.tzinfo is UTC else at.astimezone(UTC)
        return utc.isoformat(timespec="milliseconds")[:-6] + "Z"

    def datetime_(at: datetime, style: str = "medium") -> str:
        return dates.format_datetime(at, style, zone(), locale=locale)

    @lru_cache(maxsize=4096)  # a page of history has tens of dates, and most houses the same ones all day
    def day(day: date, style: str) -> str:
        return dates.format_date(day, style, locale=locale)

    def date_(at: date, style: str = "medium") -> str:
        return day(at.astimezone(zone()).date() if isinstance(at, datetime) else at, style)

    def time_(at: datetime, style: str = "short") -> str:
        return dates.format_time(at, style, zone(), locale=locale)

    def ago(at: datetime) -> str:
        return dates.format_timedelta(at - datetime.now(UTC), add_direction=True, locale=locale)

    def moment(kept: str) -> datetime:
        """A moment that is kept as a text (ISO 8601 with its offset)."""
        return datetime.fromisoformat(kept)

    def number(value: float) -> str:
        return numbers.format_decimal(value, locale=locale)

    def duration(seconds: float | timedelta) -> str:
        whole = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
        hours, minutes = divmod(max(whole, 0) // 60, 60)
        return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"

    def phone(e164: str) -> str:
        """A number that is kept, as people write it; "" for none."""
        return display_number(e164, home_region) if e164 else ""

    def translated(message: str) -> str:
        """For ids that are values. `_()` marks its result as safe and formats it: it is for literals only."""
        return language.translate(message) if message else ""

    return {
        "iso": iso,
        "datetime": datetime_,
        "date": date_,
        "time": time_,
        "ago": ago,
        "moment": moment,
        "number": number,
        "duration": duration,
        "phone": phone,
        "translated": translated,
    }
