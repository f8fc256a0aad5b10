"""A repeating fault is seen in the log and does not flood it."""

from structlog.testing import capture_logs

from santral.cti.seldom import SeldomLog


def fail(log: SeldomLog, error: Exception, ami_event: str = "Hangup") -> None:
    try:
        raise error
    except type(error):
        log.exception("a message failed", ami_event=ami_event)


def test_a_fault_that_repeats_is_written_ever_more_seldom() -> None:
    log = SeldomLog()
    with capture_logs() as written:
        for _ in range(1000):
            fail(log, ValueError())
    assert [line["times"] for line in written] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert log.total == 1000


def test_another_fault_is_written_at_once() -> None:
    log = SeldomLog()
    with capture_logs() as written:
        for _ in range(100):
            fail(log, ValueError())
        fail(log, KeyError())
        fail(log, ValueError(), ami_event="Newchannel")
    assert [line["times"] for line in written][-2:] == [1, 1]


def test_endless_kinds_of_faults_are_not_remembered_for_ever() -> None:
    log = SeldomLog()
    with capture_logs() as written:
        for number in range(1000):
            fail(log, ValueError(), ami_event=f"Event{number}")
    assert len(written) == 1000
