"""By one clock for everybody: when an agent's day begins, and what stands in a page before a script runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from santral.console.screens.views import idle_desk
from santral.console.service_levels.house_zone import on_service_levels_changed, today_began
from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.service_levels.store import ServiceLevels, ServiceLevelsChanged
from santral.cti.call_events import RingOutcome
from tests.unit.console.floor_stories import AYSE, Story

AUCKLAND = "Pacific/Auckland"
BEFORE_MIDNIGHT = datetime(2026, 7, 1, 11, 59, tzinfo=UTC)
"""A minute to twelve at night in Auckland, and noon where most servers think they are."""


@pytest.fixture(autouse=True)
def in_auckland() -> Iterator[None]:
    on_service_levels_changed(ServiceLevelsChanged(ServiceLevels(calendar=always_open(AUCKLAND))))
    yield
    on_service_levels_changed(ServiceLevelsChanged(ServiceLevels()))


def test_figures_begin_anew_at_the_houses_midnight_though_nothing_happens() -> None:
    story = Story()
    story.now = BEFORE_MIDNIGHT
    story.starts()
    story.rings(AYSE)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    story.floor.tick(story.now)
    story.floor.collect()
    story.floor.tick(BEFORE_MIDNIGHT + timedelta(seconds=59))
    assert story.floor.collect().days == set()
    assert idle_desk(story.floor, AYSE).missed_today == 1

    story.floor.tick(BEFORE_MIDNIGHT + timedelta(minutes=1))
    assert story.floor.collect().days == {AYSE}
    assert (idle_desk(story.floor, AYSE).missed_today, idle_desk(story.floor, AYSE).calls) == (0, ())


def test_what_was_before_a_restart_counts_from_the_houses_midnight() -> None:
    assert today_began(BEFORE_MIDNIGHT) == datetime(2026, 6, 30, 12, tzinfo=UTC)
    assert today_began(BEFORE_MIDNIGHT + timedelta(minutes=1)) == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_what_the_server_writes_is_by_the_houses_clock() -> None:
    templates = Templates(Languages("tr"), StaticUrls(), calendar=lambda: always_open(AUCKLAND))
    english = templates._environments["en"]
    shown = english.from_string("{{ at | date }}, {{ at | time }}, {{ at | datetime }}, {{ house_zone() }}")
    assert shown.render(at=BEFORE_MIDNIGHT + timedelta(minutes=2)) == (
        "Jul 2, 2026, 12:01\u202fAM, Jul 2, 2026, 12:01:00\u202fAM, Pacific/Auckland"
    )
