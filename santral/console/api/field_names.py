"""A check names a field as the form on the screen does; a program reads the name in its own document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from santral.crm_core.errors import InvalidInput


@contextmanager
def fields_called(name: Callable[[str], str]) -> Iterator[None]:
    """`name` makes of the form's name the document's."""
    try:
        yield
    except InvalidInput as error:
        called = name(error.field)
        if called == error.field:
            raise
        raise InvalidInput(called, error.sentence, **error.values) from None
