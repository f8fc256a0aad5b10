"""Business calendar, targets and escalation rules, as an administrator sees and changes them.

`administration/service_levels.html` gets `calendar`, `targets` and `rules` (what to show in the fields, by
name), `rows` and `rule_rows` (the numbers of their rows), `errors` (sentence by field), `refused` (which form
it was), `previewed` (whether the preview is of what is typed and not saved), `preview` (`PreviewRow`s),
`holidays` (of the next twelve months), `seen` (by form, which state of it is shown), `meanwhile` (the
sentence that a colleague changed the refused form in between, or ""), `tiers`, `teams` and `people` (to
choose from) and `saved`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.house import House, house_of
from santral.console.service_levels.calendar_form import calendar_fields, read_calendar_fields
from santral.console.service_levels.preview import preview
from santral.console.service_levels.target_form import (
    kept_rows,
    read_rule_fields,
    read_target_fields,
    row_numbers,
    rule_fields,
    target_fields,
)
from santral.console.web.answers import language_of, page
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.escalation import EscalationAct, EscalationRule
from santral.crm_core.service_levels.public_holidays import PublicHoliday, public_holidays
from santral.crm_core.service_levels.store import CALENDAR, ESCALATION, TARGETS, LevelsChangedMeanwhile
from santral.crm_core.service_levels.targets import SlaTargets
from santral.crm_core.teams.reading import read_teams
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.wall_clock import day_of

PLACE: Final = "/administration/service-levels"
KEYS: Final = {"calendar": CALENDAR, "targets": TARGETS, "rules": ESCALATION}
"""What each form of the page changes."""
TIERS: Final = ("standard", "silver", "gold", "platinum")
Fields = Mapping[str, str]


async def show_service_levels(request: Request) -> Response:
    return await _page(request, saved="saved" in request.query_params)


async def save_calendar(request: Request) -> Response:
    """See `calendar_form`; with `preview` nothing is saved, and the page tells what it would mean."""
    house, typed = house_of(request), await _typed(request)
    try:
        calendar = read_calendar_fields(typed)
    except InvalidInput as error:
        return await _page(request, refused="calendar", typed=typed, error=error)
    if "preview" in typed:
        return await _page(request, refused="calendar", typed=typed, calendar=calendar)
    try:
        await house.service_levels.save_calendar(
            calendar, signed_in(request), datetime.now(UTC), typed.get("seen", "")
        )
    except LevelsChangedMeanwhile as error:
        return await _page(request, refused="calendar", typed=typed, error=error)
    return RedirectResponse(f"{PLACE}?saved=1#calendar", 303)


async def save_targets(request: Request) -> Response:
    """See `target_form`; `preview` as above."""
    house, typed = house_of(request), await _typed(request)
    try:
        targets = read_target_fields(typed, _priorities(house))
    except InvalidInput as error:
        return await _page(request, refused="targets", typed=typed, error=error)
    if "preview" in typed:
        return await _page(request, refused="targets", typed=typed, targets=targets)
    try:
        await house.service_levels.save_targets(
            targets, signed_in(request), datetime.now(UTC), typed.get("seen", "")
        )
    except LevelsChangedMeanwhile as error:
        return await _page(request, refused="targets", typed=typed, error=error)
    return RedirectResponse(f"{PLACE}?saved=1#targets", 303)


async def save_rules(request: Request) -> Response:
    """See `target_form`."""
    house, typed = house_of(request), await _typed(request)
    try:
        rules = read_rule_fields(typed, _priorities(house))
        await _check_people(house, rules, kept_rows(typed))
    except InvalidInput as error:
        return await _page(request, refused="rules", typed=typed, error=error)
    try:
        await house.service_levels.save_escalation(
            rules, signed_in(request), datetime.now(UTC), typed.get("seen", "")
        )
    except LevelsChangedMeanwhile as error:
        return await _page(request, refused="rules", typed=typed, error=error)
    return RedirectResponse(f"{PLACE}?saved=1#rules", 303)


async def _page(
    request: Request,
    *,
    refused: str = "",
    typed: Fields | None = None,
    error: InvalidInput | LevelsChangedMeanwhile | None = None,
    calendar: BusinessCalendar | None = None,
    targets: SlaTargets | None = None,
    saved: bool = False,
) -> Response:
    house, now = house_of(request), datetime.now(UTC)
    levels, book = house.service_levels.levels, house.definitions.book
    async with house.database.reading() as session:
        teams = [team for team in await read_teams(session) if team.retired_at is None]
        people = await read_colleagues(session)

    def fields(form: str, kept: Callable[[], Fields]) -> Fields:
        return typed if typed is not None and refused == form else kept()

    shown = fields("targets", lambda: target_fields(levels.targets))
    rules = fields("rules", lambda: rule_fields(levels.escalation))
    in_force = calendar or levels.calendar
    sentence = language_of(request).sentence(error) if error else ""
    overtaken = isinstance(error, LevelsChangedMeanwhile)
    seen = {form: house.service_levels.seen(key) for form, key in KEYS.items()}
    if typed is not None and not overtaken:  # a look at the page again is no look at what holds now
        seen[refused] = typed.get("seen", "")
    order = [one.code for one in book.live(DefinitionKind.PRIORITY)]
    return page(
        request,
        "administration/service_levels.html",
        200 if error is None else error.http_status,
        calendar=fields("calendar", lambda: calendar_fields(levels.calendar)),
        targets=shown,
        rows=row_numbers(shown, "rows"),
        rules=rules,
        rule_rows=row_numbers(rules, "rules"),
        errors={error.field: sentence} if isinstance(error, InvalidInput) else {},
        meanwhile=sentence if overtaken else "",
        seen=seen,
        refused=refused,
        previewed=calendar is not None or targets is not None,
        preview=preview(in_force, targets or levels.targets, order, now),
        holidays=_holidays(in_force, now, language_of(request).code),
        tiers=TIERS,
        teams=teams,
        people=people,
        saved=saved,
    )


async def _typed(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _priorities(house: House) -> set[str]:
    return {one.code for one in house.definitions.book.of(DefinitionKind.PRIORITY)}


async def _check_people(house: House, rules: tuple[EscalationRule, ...], rows: list[int]) -> None:
    """`rows`: where in the form each of the rules stands."""
    async with house.database.reading() as session:
        teams = {team.code for team in await read_teams(session)}
        people = {str(one.user_id) for one in await read_colleagues(session)}
    for number, rule in zip(rows, rules, strict=True):
        known = {EscalationAct.ASSIGN_TO_TEAM: teams, EscalationAct.ASSIGN_TO_PERSON: people}.get(rule.act)
        if known is not None and rule.to not in known:
            raise InvalidInput(f"rules.{number}.then", "Choose one of the list.")


def _holidays(calendar: BusinessCalendar, now: datetime, language: str) -> tuple[PublicHoliday, ...]:
    """Those of the next twelve months."""
    today = day_of(now, ZoneInfo(calendar.time_zone))
    end = today + timedelta(days=365)
    found = [
        holiday
        for year in range(today.year, end.year + 1)
        for holiday in public_holidays(calendar.country, year, "en_US" if language == "en" else "tr")
    ]
    return tuple(holiday for holiday in found if today <= holiday.day <= end)
