"""Finds the Chromium the browser tests drive."""

from __future__ import annotations

import os
import shutil
from typing import Any


def find_chromium() -> str | None:
    """`SANTRAL_CHROMIUM`, else what is on the path."""
    return (
        os.environ.get("SANTRAL_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )


def launch_options() -> dict[str, Any]:
    """For Playwright's `launch`. Without the sandbox, which needs rights that test machines do not give."""
    return {"executable_path": find_chromium(), "args": ["--no-sandbox"]}
