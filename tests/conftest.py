"""What holds for every test: properties have no deadline; how long one example takes is up to the machine.
A failure is told at once, and once more at the very end. What the house logs is plain."""

from __future__ import annotations

import pytest
import structlog
from hypothesis import settings

pytest.register_assert_rewrite(
    "tests.asterisk", "tests.browser", "tests.integration"
)  # the helpers too say what they found

from tests.failures import Failures  # noqa: E402

settings.register_profile("santral", deadline=None)
settings.load_profile("santral")

# On its own structlog draws every logged exception with the local variables of all frames, which are whole
# houses here: seconds each, in which nothing else of the test goes on.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of a parallel run
        config.pluginmanager.register(Failures(config))
