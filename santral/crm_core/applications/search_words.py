"""The words by which a case is found: its number, what it is about, and how it was solved."""

from __future__ import annotations

from santral.crm_core.applications.tables import Application
from santral.crm_core.folding import words

MOST_WORDS = 400
"""Words of one case that are indexed: some three pages."""
INDEXED_FIELDS = ("number", "subject", "product", "serial_number", "description", "resolution")


def set_search_words(application: Application) -> None:
    """Call after one of `INDEXED_FIELDS` was written."""
    text = " ".join(str(getattr(application, field) or "") for field in INDEXED_FIELDS)
    application.search_words = " ".join(words(text)[:MOST_WORDS])
