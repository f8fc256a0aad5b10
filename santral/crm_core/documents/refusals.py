"""Why a file is not kept. Each sentence says what to do about it."""

from __future__ import annotations

from santral.crm_core.errors import InvalidInput, SantralError


class DocumentRefused(InvalidInput):
    """The file itself cannot be taken; its field in every form is `file`."""


class DocumentTooLarge(DocumentRefused):
    http_status = 413


class DocumentStoreUnavailable(SantralError):
    """The folder of documents takes or gives nothing now. Nothing was kept."""

    http_status = 503


class ScannerUnavailable(SantralError):
    """Whether the file is harmless cannot be told now, so it was not kept."""

    http_status = 503
