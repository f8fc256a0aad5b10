"""What a run tells besides: which test failed, at once and once more at the very end.

A run may be ended before it sums up, and of a long log only the end may be kept.
"""

from __future__ import annotations

import sys

import pytest

LONGEST_REASON = 160


class Failures:
    """A plugin for the process that reports; the workers of a parallel run tell it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._note(f"{report.nodeid} ({report.when}): {_reason(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(f"{report.nodeid} (collect): {_reason(report)}")

    def pytest_unconfigure(self) -> None:
        if self._failed:
            sys.stdout.write("\n".join(["", "Failed:", *self._failed, ""]))
            sys.stdout.flush()

    def _note(self, failure: str) -> None:
        self._failed.append(failure)
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.write("\n")
            terminal.write_line(f"FAILED {failure}", red=True)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = (crash.message if crash else report.longreprtext).strip().splitlines()
    return lines[0][:LONGEST_REASON] if lines else ""
