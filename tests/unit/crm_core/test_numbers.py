from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.members.numbers import display_number, national_suffix, read_number

MOBILE = st.builds(
    "5{}{:08d}".format, st.sampled_from("34"), st.integers(0, 99_999_999)
)  # 53x and 54x are all in use
PUNCTUATION = st.text(" -()./", max_size=3)


@pytest.mark.parametrize(
    "written",
    [
        "+905321112233",
        "905321112233",
        "00905321112233",
        "05321112233",
        "5321112233",
        "+90 (532) 111 22 33",
        "0532-111-22-33",
        "0 532 111 2233",
        "95321112233",  # behind a 9 for the outside line
        "9905321112233",
        "900905321112233",
        "sip:+905321112233@10.1.2.3;user=phone",
        "tel:+90-532-111-22-33",
        "٠٥٣٢١١١٢٢٣٣",
        "\u202a+90 532 111 22 33\u202c",  # as pasted from a mail
    ],
)
def test_a_turkish_mobile_is_read_in_every_form(written: str) -> None:
    number = read_number(written)
    assert number.e164 == "+905321112233"
    assert number.display == "0532 111 22 33"
    assert "5321112233" in number.suffixes
    assert not number.withheld


@pytest.mark.parametrize(
    ("written", "e164", "display"),
    [
        ("02123334455", "+902123334455", "(0212) 333 44 55"),
        ("444 1 234", "+904441234", "444 1 234"),
        ("0850 222 33 44", "+908502223344", "0850 222 3344"),
        ("14155550100", "+14155550100", "+1 415-555-0100"),
        ("0014155550100", "+14155550100", "+1 415-555-0100"),
        ("90014155550100", "+14155550100", "+1 415-555-0100"),
        ("+49 89 1234567", "+49891234567", "+49 89 1234567"),
        ("0580 123 45 67", "+905801234567", "0580 123 45 67"),  # a prefix nobody was given yet
    ],
)
def test_other_numbers_are_read_too(written: str, e164: str, display: str) -> None:
    number = read_number(written)
    assert number.e164 == e164
    assert number.display == display
    assert display_number(e164) == display


@pytest.mark.parametrize("written", ["", "  ", "anonymous", "Anonymous", "<unknown>", "GİZLİ".lower(), "s"])
def test_a_withheld_number_is_known_as_such(written: str) -> None:
    assert read_number(written.replace("i̇", "i")).withheld


@pytest.mark.parametrize(
    ("written", "display"),
    [("112", "112"), ("1002", "1002"), ("155 ", "155"), ("abc", "abc"), ("+", "+"), ("2334455", "2334455")],
)
def test_what_is_no_subscribers_number_has_no_reading_but_is_shown(written: str, display: str) -> None:
    number = read_number(written)
    assert (number.withheld, number.readings, number.display) == (False, (), display)


def test_a_number_that_may_mean_two_things_gives_both() -> None:
    assert read_number("005321112233").readings[:2] == ("+5321112233", "+905321112233")


def test_a_house_may_name_other_trunk_prefixes() -> None:
    assert read_number("7705321112233", trunk_prefixes=("77",)).e164 == "+905321112233"
    assert read_number("7705321112233").e164 != "+905321112233"


def test_another_region_reads_its_own_numbers() -> None:
    assert read_number("089 1234567", default_region="DE").e164 == "+49891234567"


def test_the_suffix_is_the_national_part() -> None:
    assert national_suffix("+905321112233") == "5321112233"
    assert national_suffix("+904441234") == "4441234"
    assert national_suffix("+14155550100") == "4155550100"


@given(MOBILE, st.sampled_from(["+90", "90", "0090", "0", "", "9", "90090", "990"]), st.data())
def test_prefix_and_punctuation_never_matter(national: str, prefix: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(national)))
    written = f"{prefix}{data.draw(PUNCTUATION)}{national[:cut]}{data.draw(PUNCTUATION)}{national[cut:]}"
    number = read_number(written)
    assert number.e164 == f"+90{national}"
    assert national_suffix(number.e164) == national


@given(MOBILE)
def test_what_is_shown_reads_back_as_the_same_number(national: str) -> None:
    shown = read_number(national)
    assert read_number(shown.display).e164 == shown.e164
    assert read_number(shown.e164) == read_number(shown.e164.replace("+", "00"))


@given(st.text(max_size=60))
def test_garbage_is_never_an_error(text: str) -> None:
    number = read_number(text)
    assert all(reading.startswith("+") and len(reading) <= 16 for reading in number.readings)
    assert all(7 <= len(suffix) <= 10 and suffix.isdecimal() for suffix in number.suffixes)


@given(st.text("0123456789+ ()-", max_size=30))
def test_digits_in_any_number_are_never_an_error(text: str) -> None:
    number = read_number(text)
    assert all(reading[1:].isdecimal() for reading in number.readings)
