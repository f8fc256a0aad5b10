"""What the server knows and its database does not: the key from which everything it signs with is made.

Who gets hold of a copy of the database, as a backup, can sign nothing by it. The key is
`SANTRAL_SECRET_KEY`, or else one made at the first start and kept in the server's own folder.
"""

from __future__ import annotations

import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import SecretStr

FILE_NAME: Final = "secret.key"
OWNER_ONLY: Final = 0o600
KEY_BYTES: Final = 32
SHORTEST: Final = 32
"""Characters of a key that is taken from a file; a shorter one was cut off or is somebody's invention."""


class UnusableKey(OSError):
    """The file is there and holds no key. It is not replaced: what was made from it could not be made
    again."""


class ServerKey:
    """`given` is the setting; without it the key is read from `folder`, and made there the first time."""

    def __init__(self, given: SecretStr | None, folder: Path) -> None:
        self._given = given
        self._path = folder / FILE_NAME

    def of(self, use: str) -> bytes:
        """A key of 32 bytes for this use alone: one tells nothing of another. Raises `OSError` where the
        folder takes or gives none; the first call reads the file, the others do not."""
        return hmac.digest(self._key, b"santral " + use.encode(), "sha256")

    @cached_property
    def _key(self) -> bytes:
        if self._given is not None:
            return self._given.get_secret_value().encode()
        if not self._path.exists():
            self._make()
        key = self._path.read_text(encoding="utf-8").strip()
        if len(key) < SHORTEST:
            raise UnusableKey(f"{self._path} holds no key: bring it back from a backup, or remove it")
        return key.encode()

    def _make(self) -> None:
        """Whole or not at all, also where the power is cut; who comes second uses that of the first."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(f"{FILE_NAME}.{os.getpid()}")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, self._path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
