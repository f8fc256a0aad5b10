"""Whether the exchange was restarted while nobody listened."""

from santral.cti.uptime import UptimeWatch


def booted(uptime: str) -> list[dict[str, str]]:
    return [{"Event": "Newstate"}, {"Event": "FullyBooted", "Uptime": uptime}]


def test_an_exchange_seen_for_the_first_time_was_not_restarted() -> None:
    assert not UptimeWatch().restarted(booted("5"), 100.0)


def test_an_exchange_that_is_older_by_the_time_that_passed_was_not_restarted() -> None:
    watch = UptimeWatch()
    watch.restarted(booted("793"), 100.0)
    assert not watch.restarted(booted("1392"), 700.9)


def test_a_month_of_clocks_that_differ_is_no_restart() -> None:
    watch = UptimeWatch()
    watch.restarted(booted("100"), 0.0)
    assert not watch.restarted(booted("2591900"), 2_592_000.0)


def test_an_exchange_that_is_younger_than_it_should_be_was_restarted() -> None:
    watch = UptimeWatch()
    watch.restarted(booted("793"), 100.0)
    assert watch.restarted(booted("12"), 160.0)
    assert not watch.restarted(booted("42"), 190.0)


def test_a_quick_restart_of_a_young_exchange_is_seen() -> None:
    watch = UptimeWatch()
    watch.restarted(booted("4"), 100.0)
    assert watch.restarted(booted("0"), 103.0)


def test_an_exchange_that_does_not_tell_was_not_restarted_as_far_as_we_know() -> None:
    watch = UptimeWatch()
    watch.restarted(booted("793"), 100.0)
    assert not watch.restarted([], 110.0)
    assert not watch.restarted(booted(""), 110.0)
    assert not watch.restarted(booted("-3"), 110.0)
