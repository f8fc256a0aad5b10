"""From moments to figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.latency import latency, percentile, read_arrivals, read_stamps


@pytest.mark.parametrize(("percent", "expected"), [(1, 1), (50, 50), (95, 95), (99, 99), (100, 100)])
def test_a_percentile_is_the_value_that_so_many_do_not_exceed(percent: int, expected: int) -> None:
    assert percentile(list(range(1, 101)), percent) == expected


def test_of_nothing_every_percentile_is_zero() -> None:
    assert percentile([], 99) == 0


def test_a_pop_is_there_when_card_and_page_both_are(tmp_path: Path) -> None:
    (tmp_path / "stamps").write_text(
        "17.1 PJSIP/2000 1000000\n17.2 PJSIP/2001 1000000\n17.3 PJSIP/2002 1000000\n"
    )
    (tmp_path / "arrivals").write_text(
        "PJSIP/2000\tcall\t17-1\t2000000\t500\n"
        "PJSIP/2000\tcustomer\t17-1\t4000000\t900\n"
        "PJSIP/2001\tcall\t17-2\t6000000\t700\n"
        "PJSIP/2001\tcustomer\t17-2\t6000000\t700\n"
        "PJSIP/2002\tcall\t17-3\t2000000\t500\n"
    )
    figures = latency(read_stamps(tmp_path / "stamps"), read_arrivals(tmp_path / "arrivals"))
    assert (figures.pops, figures.missing) == (2, 1)
    assert (figures.p50, figures.worst) == (3.0, 5.0)
