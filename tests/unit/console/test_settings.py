"""Settings come from outside, so they are wrong sometimes; the reader is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from santral.console.settings import (
    BadSettings,
    Settings,
    load_settings,
    misspelt_settings,
    settings_document,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SANTRAL_{name.upper()}", raising=False)


def sentences_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    monkeypatch.setenv("SANTRAL_AMI_SECRET", "invented-secret")
    for name, value in environment.items():
        monkeypatch.setenv(f"SANTRAL_{name.upper()}", value)
    with pytest.raises(BadSettings) as raised:
        load_settings()
    return raised.value.sentences


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(BadSettings) as raised:
        load_settings()
    assert raised.value.sentences == ["SANTRAL_AMI_SECRET is missing. Set it in the environment or in .env."]


def test_a_wrong_port_is_named_with_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence,) = sentences_of(monkeypatch, ami_port="fifty")
    assert sentence.startswith('SANTRAL_AMI_PORT "fifty" cannot be used: should be a valid integer')


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = sentences_of(
        monkeypatch, port="70000", base_url="santral.example", trunk_prefixes="9,x", log_level="loud"
    )
    assert [sentence.split()[0] for sentence in told] == [
        "SANTRAL_PORT",
        "SANTRAL_BASE_URL",
        "SANTRAL_TRUNK_PREFIXES",
        "SANTRAL_LOG_LEVEL",
    ]


def test_a_database_santral_does_not_run_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence,) = sentences_of(monkeypatch, database_url="mysql://root:hush@127.0.0.1/santral")
    assert "use sqlite or postgresql" in sentence
    assert "hush" not in sentence


def test_a_secret_that_is_too_short_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence,) = sentences_of(monkeypatch, secret_key="short")
    assert "SANTRAL_SECRET_KEY cannot be used" in sentence
    assert "short" not in sentence.replace("should", "")


def test_thresholds_the_wrong_way_round_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence,) = sentences_of(monkeypatch, queue_amber_s="60", queue_red_s="30")
    assert sentence == "SANTRAL_QUEUE_RED_S must not be less than SANTRAL_QUEUE_AMBER_S."


def test_settings_are_read_from_the_file_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SANTRAL_AMI_SECRET=from-file\nSANTRAL_AMI_HOST=pbx.example\n")
    monkeypatch.setenv("SANTRAL_AMI_HOST", "other.example")
    settings = load_settings()
    assert settings.ami_secret.get_secret_value() == "from-file"
    assert settings.ami_host == "other.example"


def test_lists_are_separated_by_commas_and_origins_have_no_path() -> None:
    settings = Settings(
        ami_secret="s",
        base_url="https://Santral.example/",
        allowed_origins="https://inside.example:8443, http://10.0.0.5",
        trunk_prefixes="9, 00",
    )
    assert settings.https
    assert settings.trunk_prefixes == ("9", "00")
    assert settings.origins == {"https://santral.example", "https://inside.example:8443", "http://10.0.0.5"}


def test_a_misspelt_setting_is_pointed_out() -> None:
    assert misspelt_settings({"SANTRAL_AMI_HOTS": "x", "SANTRAL_REQUIRE_REAL_SERVERS": "1", "PATH": "/"}) == [
        "SANTRAL_AMI_HOTS is not a setting and is ignored; is SANTRAL_AMI_HOST meant?"
    ]


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_page_about_settings_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == settings_document(), (
        "run: santral settings > docs/settings.md"
    )
