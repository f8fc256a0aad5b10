"""A form with files, read as it comes in: no file is ever held in memory (RFC 7578)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from santral.crm_core.documents.refusals import DocumentRefused

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS: Final = 50
LONGEST_FIELD: Final = 2_000
"""Bytes of a field that is no file."""


@dataclass(frozen=True, slots=True)
class FileBegins:
    name: str


@dataclass(frozen=True, slots=True)
class FileGoesOn:
    content: bytes


@dataclass(frozen=True, slots=True)
class FileEnds:
    pass


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str


Part = FileBegins | FileGoesOn | FileEnds | Field


async def read_parts(request: Request) -> AsyncIterator[Part]:
    """What the form says, in its order. A file that was not chosen, which browsers send without a name, is
    left out. Raises `DocumentRefused` for what is no such form, `ClientDisconnect`."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise DocumentRefused("file", "Choose a file first.")
    reader = _Reader()
    try:
        parser = MultipartParser(options[b"boundary"], reader.callbacks)
        async for chunk in request.stream():
            parser.write(chunk)
            for part in reader.take():
                yield part
        parser.finalize()
    except FormParserError as error:
        raise DocumentRefused("file", "The file did not arrive whole. Send it again.") from error
    if not reader.ended:
        raise DocumentRefused("file", "The file did not arrive whole. Send it again.")


class _Reader:
    """Turns the parser's callbacks into parts."""

    def __init__(self) -> None:
        self.ended = False
        self._parts: list[Part] = []
        self._count = 0
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._name = ""
        self._is_file = False
        self._skips = False
        self._text = b""

    @property
    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header,
            "on_header_value": self._on_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._on_data,
            "on_part_end": self._end,
            "on_end": self._all_ends,
        }

    def take(self) -> list[Part]:
        """What came since the last time."""
        parts, self._parts = self._parts, []
        return parts

    def _begin(self) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise DocumentRefused("file", "These are too many files at once. Send fewer.")
        self._disposition, self._text = b"", b""

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = b"filename" in options
        file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        self._skips = self._is_file and not file_name
        if self._is_file and not self._skips:
            self._parts.append(FileBegins(file_name))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            if not self._skips:
                self._parts.append(FileGoesOn(data[start:end]))
        elif len(self._text) + end - start > LONGEST_FIELD:
            raise DocumentRefused("file", "The form cannot be read. Reload the page and try again.")
        else:
            self._text += data[start:end]

    def _end(self) -> None:
        if not self._is_file:
            self._parts.append(Field(self._name, self._text.decode("utf-8", "replace")))
        elif not self._skips:
            self._parts.append(FileEnds())

    def _all_ends(self) -> None:
        self.ended = True
