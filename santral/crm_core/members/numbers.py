"""Phone numbers as exchanges and people write them, to the one form in which they are kept. Pure.

A number is kept as E.164 (`+905321112233`, ITU-T E.164: at most 15 digits) together with its national
suffix, its last ten national digits, by which a number is still found whose beginning an exchange or a
carrier has cut off or added to. Numbering plans come from `phonenumbers`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

DEFAULT_REGION: Final = "TR"
DEFAULT_TRUNK_PREFIXES: Final = ("0", "00", "9")
"""Digits an exchange may put before a number for its outside line. Tried last, the shortest first."""

SUFFIX_DIGITS: Final = 10
SHORTEST_SUFFIX: Final = 7
SHORTEST_SUBSCRIBER: Final = 7  # 444 12 34; anything shorter is an extension or a service as 112

_WITHHELD: Final = frozenset(
    {
        "",
        "anonymous",
        "unknown",
        "<unknown>",
        "private",
        "withheld",
        "restricted",
        "unavailable",
        "gizli",
        "s",
    }
)


@dataclass(frozen=True, slots=True)
class CallerNumber:
    """What a caller's number may mean.

    `readings` are E.164, the likeliest first, empty where none is possible; `suffixes` are national digits
    to look for where no reading is known; `display` is how a person writes the first reading.
    """

    withheld: bool
    readings: tuple[str, ...]
    suffixes: tuple[str, ...]
    display: str

    @property
    def e164(self) -> str:
        """The likeliest reading, or `""`."""
        return self.readings[0] if self.readings else ""


@lru_cache(maxsize=8192)
def read_number(
    text: str,
    default_region: str = DEFAULT_REGION,
    trunk_prefixes: tuple[str, ...] = DEFAULT_TRUNK_PREFIXES,
) -> CallerNumber:
    """Read a number in any form: `+90532…`, `0532…`, `90532…`, `532…`, `90532…` behind a trunk prefix,
    foreign, `444 12 34`, `0850…`, `112`, `sip:` and `tel:` addresses, withheld, or garbage. Never raises."""
    bare = _bare(text)
    if bare.casefold() in _WITHHELD:
        return CallerNumber(True, (), (), "")
    digits = _only_digits(bare)
    if not digits or any(letter.isalpha() for letter in bare):
        return CallerNumber(False, (), (), bare[:40])
    if len(digits) < SHORTEST_SUBSCRIBER:
        return CallerNumber(False, (), (), digits)
    if bare.startswith("+"):
        found = list(_usable([_parse("+" + digits, None)]))
    else:
        found = list(_usable(_guesses(digits, default_region, trunk_prefixes)))
        if found and _at_home(found[0], default_region) and phonenumbers.is_valid_number(found[0]):
            found = found[:1]  # nobody means a far country by a number that is in use at home
    readings = tuple(dict.fromkeys(_e164(number) for number in found))
    suffixes = dict.fromkeys(_suffix(number) for number in found)
    significant = digits.lstrip("0")
    if len(significant) >= SHORTEST_SUFFIX:
        suffixes.setdefault(significant[-SUFFIX_DIGITS:])
    return CallerNumber(
        withheld=False,
        readings=readings,
        suffixes=tuple(suffix for suffix in suffixes if len(suffix) >= SHORTEST_SUFFIX),
        display=_display(found[0], default_region) if found else bare[:40],
    )


@lru_cache(maxsize=8192)
def display_number(e164: str, default_region: str = DEFAULT_REGION) -> str:
    """How a person writes a number that is kept: `0532 111 22 33`, `+1 415-555-0100`."""
    number = _parse(e164, None)
    return _display(number, default_region) if number else e164


def national_suffix(e164: str) -> str:
    """The last ten national digits of a number that is kept, for the index."""
    number = _parse(e164, None)
    return _suffix(number) if number else _only_digits(e164)[-SUFFIX_DIGITS:]


def _bare(text: str) -> str:
    """Without the address around it, invisible characters, and digits of other scripts."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("\u200e\u200f\u202a\u202c\ufeff")
    for scheme in ("sips:", "sip:", "tel:"):
        if plain[: len(scheme)].casefold() == scheme:
            plain = plain[len(scheme) :]
    return plain.partition("@")[0].partition(";")[0].strip()


def _only_digits(text: str) -> str:
    return "".join(str(value) for letter in text if (value := unicodedata.decimal(letter, None)) is not None)


def _guesses(digits: str, region: str, trunk_prefixes: tuple[str, ...]) -> Iterator[PhoneNumber | None]:
    rests = [digits, *(digits.removeprefix(prefix) for prefix in trunk_prefixes if digits.startswith(prefix))]
    for rest in rests:
        yield _parse(rest, region)
        if len(rest) >= SUFFIX_DIGITS and not rest.startswith("0"):
            yield _parse("+" + rest, None)


def _usable(guesses: Iterator[PhoneNumber | None] | list[PhoneNumber | None]) -> Iterator[PhoneNumber]:
    """Those in use by their numbering plan, then those that have at least a length the plan allows."""
    numbers = [number for number in guesses if number is not None]
    yield from filter(phonenumbers.is_valid_number, numbers)
    yield from (
        number
        for number in numbers
        if phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
        and len(_suffix(number)) > SHORTEST_SUBSCRIBER  # else a local number, its area left out
    )


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _suffix(number: PhoneNumber) -> str:
    return phonenumbers.national_significant_number(number)[-SUFFIX_DIGITS:]


def _display(number: PhoneNumber, region: str) -> str:
    at_home = _at_home(number, region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def _at_home(number: PhoneNumber, region: str) -> bool:
    return number.country_code == phonenumbers.country_code_for_region(region)
