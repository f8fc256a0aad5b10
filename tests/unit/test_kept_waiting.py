"""What keeps processes waiting is measured, so that tests of promised seconds need no patience."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kept_waiting import CAN_TELL, kept_waiting
from tests.patience import PATIENCE_S

ONE_PROCESSOR = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"


@pytest.mark.skipif(not CAN_TELL, reason="only Linux tells how long a process was kept waiting")
def test_who_shares_a_processor_needs_more_than_a_second_to_have_one(tmp_path: Path) -> None:
    busy = [subprocess.Popen((sys.executable, "-c", ONE_PROCESSOR)) for _ in range(2)]
    try:
        with kept_waiting([busy[0].pid], tmp_path) as watch:
            had_ns, patient_until = 500_000_000, time.monotonic() + PATIENCE_S
            while not (began := watch.before_ns(now := time.monotonic_ns(), had_ns)):
                assert time.monotonic() < patient_until
                time.sleep(0.02)
    finally:
        for one in busy:
            one.kill()
            one.wait()
    assert now - began > 1.3 * had_ns  # twice, but for the moment in which they start


@pytest.mark.skipif(not CAN_TELL, reason="only Linux tells how long a process was kept waiting")
def test_before_it_was_watched_nothing_is_promised(tmp_path: Path) -> None:
    with kept_waiting([os.getpid()], tmp_path) as watch:
        assert watch.before_ns(time.monotonic_ns(), 3_600_000_000_000) == 0
