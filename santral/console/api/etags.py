"""Which state of a record somebody has: a hash of what they read."""

from __future__ import annotations

from hashlib import blake2b

from santral.crm_core.errors import SantralError


class PreconditionNeeded(SantralError):
    """A change without `If-Match`."""

    http_status = 428

    def __init__(self) -> None:
        super().__init__("Send If-Match with the ETag you read, so that no colleague's change is lost.")


class PreconditionFailed(SantralError):
    """The record is not as it was read."""

    http_status = 412

    def __init__(self) -> None:
        super().__init__("This was changed meanwhile. Read it again and decide anew.")


def etag_of(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def names(header: str, etag: str, *, weak: bool = False) -> bool:
    """Whether the list in an `If-Match` (or, `weak`, an `If-None-Match`) names the tag (RFC 9110, 13.1)."""
    tags = [tag.strip() for tag in header.split(",")]
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
    return tags == ["*"] or etag in tags
