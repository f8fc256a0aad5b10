"""What holds for every test: properties have no deadline; how long one example takes is up to the machine.
A failure is told at once, and once more at the very end."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite(
    "tests.asterisk", "tests.browser", "tests.integration"
)  # the helpers too say what they found

from tests.failures import Failures  # noqa: E402

settings.register_profile("santral", deadline=None)
settings.load_profile("santral")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of a parallel run
        config.pluginmanager.register(Failures(config))
