"""How patiently a lost exchange is tried again."""

from santral.cti.loss import LossReason
from santral.cti.retry import RetryDelays
from santral.cti.wire import AmiSettings

SETTINGS = AmiSettings(
    "127.0.0.1",
    5038,
    "santral",
    "x",
    first_retry_s=1,
    slowest_retry_s=30,
    refused_retry_s=60,
    steady_after_s=10,
)


def longest(low: float, high: float) -> float:
    return high


def test_attempts_come_slower_and_slower_up_to_a_bound() -> None:
    delays = RetryDelays(SETTINGS, longest)
    assert [delays.after(LossReason.UNREACHABLE, 0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_after_a_link_that_lived_the_next_attempt_comes_soon() -> None:
    delays = RetryDelays(SETTINGS, longest)
    for _ in range(6):
        delays.after(LossReason.UNREACHABLE, 0)
    assert delays.after(LossReason.CLOSED, lived_s=3600) == 1


def test_an_exchange_that_drops_every_link_soon_is_not_stormed() -> None:
    delays = RetryDelays(SETTINGS, longest)
    assert [delays.after(LossReason.CLOSED, lived_s=2) for _ in range(4)] == [1, 2, 4, 8]


def test_a_refused_login_is_tried_seldom() -> None:
    delays = RetryDelays(SETTINGS, longest)
    assert delays.after(LossReason.LOGIN_REFUSED, 0) == 60
    assert delays.after(LossReason.UNREACHABLE, 0) == 1


def test_delays_are_spread_so_that_clients_do_not_come_in_step() -> None:
    delays = RetryDelays(SETTINGS)
    later = [delays.after(LossReason.UNREACHABLE, 0) for _ in range(50)][10:]
    assert all(15 <= delay <= 30 for delay in later)
    assert len(set(later)) > 1
