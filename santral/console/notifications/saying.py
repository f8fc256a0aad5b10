"""A notification in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from santral.console.web.language import Language

log = structlog.get_logger(__name__)


def sentence(language: Language, text_id: str, values: Mapping[str, Any]) -> str:
    """The text with its values. One that another version of the program wrote otherwise is shown as it is."""
    text = language.translate(text_id)
    if not values:
        return text
    try:
        return text % values
    except (KeyError, ValueError, TypeError):
        log.warning("a notification does not fit its text", text_id=text_id)
        return text
