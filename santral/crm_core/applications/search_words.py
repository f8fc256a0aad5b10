"""The words by which a case is found: its number, what it is about, and how it was solved."""

from __future__ import annotations

from santral.crm_core.applications.tables import Application
from santral.crm_core.custom_fields.field import NO, YES
from santral.crm_core.folding import words

MOST_WORDS = 400
"""Words of one case that are indexed: some three pages."""
INDEXED_FIELDS = ("number", "subject", "product", "serial_number", "description", "resolution")


def set_search_words(application: Application) -> None:
    """Call after one of `INDEXED_FIELDS`, or an added field, was written."""
    said = [str(getattr(application, field) or "") for field in INDEXED_FIELDS[:-2]]
    said += [str(value) for value in (application.custom or {}).values() if value not in (YES, NO)]
    said += [str(getattr(application, field) or "") for field in INDEXED_FIELDS[-2:]]
    text = " ".join(said)
    application.search_words = " ".join(words(text)[:MOST_WORDS])
