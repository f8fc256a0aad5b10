"""Everything that is configured from outside: `SANTRAL_*` in the environment or in a file `.env`.

What a house changes while it works (which numbers pop, pauses, wrap-up) is edited on the screen instead
and lives in `santral.crm_core.pop_rules`.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from santral.crm_core.db import driver_url
from santral.crm_core.documents.content_types import TYPES

PREFIX = "SANTRAL_"

Commas = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, separated by commas."""


class Settings(BaseSettings):
    """All settings, checked. Every field's description, with its unit, is what the documentation shows."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, str_strip_whitespace=True
    )

    database_url: str = Field(
        "sqlite:///var/santral.db",
        description="The database: `sqlite:///path` or `postgresql://user:password@host/name`.",
    )
    var_dir: Path = Field(
        Path("var"),
        description="Folder for what the server writes itself, as rows set aside. Created at need.",
    )

    ami_host: str = Field(
        "127.0.0.1", description="Host name or address of Asterisk's manager interface (AMI)."
    )
    ami_port: int = Field(
        5038, ge=1, le=65535, description="Port of the manager interface; with TLS usually 5039."
    )
    ami_username: str = Field("santral", description="Name in `manager.conf`.")
    ami_secret: SecretStr = Field(description="Secret in `manager.conf`. Has no default.")
    ami_tls: bool = Field(False, description="Encrypt the link to the exchange with TLS.")
    ami_ca_file: Path | None = Field(
        None, description="Certificates (PEM) that sign the exchange's; without it those of the system."
    )
    dial_context: str = Field(
        "internal",
        pattern=r"^[A-Za-z0-9_.-]+$",
        description="Dialplan context from which the console dials out and to which it transfers.",
    )

    host: str = Field("127.0.0.1", description="Address to listen on; `0.0.0.0` for every interface.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 lets the system choose.")
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="How browsers reach the console. With `https://` cookies are sent encrypted only.",
    )
    allowed_origins: Commas = Field(
        (), description="Further addresses under which browsers reach the console, separated by commas."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses, separated by commas, whose `X-Forwarded-*` headers are believed.",
    )
    max_body_kb: int = Field(256, ge=16, description="Largest body a browser may send, in KiB.")
    recording_link: str = Field(
        "",
        max_length=500,
        pattern=r"^(https?://\S+)?$",
        description="Address of recordings, with {call_id} for the id of a call; empty: none is shown.",
    )
    document_max_mb: int = Field(20, ge=1, le=500, description="Largest document that is kept, in MiB.")
    document_types: Commas = Field(
        tuple(name for name in TYPES if name != "zip"),
        description=f"Kinds of documents that are kept, told by their content, separated by commas; of "
        f"{', '.join(f'`{name}`' for name in TYPES)}.",
    )
    document_scanner: str = Field(
        "",
        description="Asked before a document is kept: `clamd:/path/of/socket`, `clamd:host:port`, or a "
        "command that gets the file's path and ends with 0 for harmless, 1 for harmful.",
    )
    document_scan_timeout_s: float = Field(
        30, gt=0, le=600, description="Seconds the scanner may take; after them the document is refused."
    )
    webhook_private_networks: bool = Field(
        False,
        description="Allow webhooks to addresses in private networks and on this machine, for own services "
        "beside Santral. Link-local addresses are never called.",
    )
    webhook_log_days: int = Field(
        30, ge=1, le=365, description="Days after which the log of webhooks forgets what was sent."
    )
    shutdown_s: int = Field(
        10, ge=1, le=120, description="Seconds to finish what is under way when the server is told to stop."
    )

    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="From it everything is made by which the server signs: the sign-in form, the secrets of "
        "webhooks. At least 32 characters; without it one is made at the first start and kept in "
        "`SANTRAL_VAR_DIR/secret.key`. With another one, webhooks need new secrets.",
    )
    session_idle_hours: float = Field(
        12, gt=0, le=168, description="Hours without any request after which one has to sign in again."
    )
    session_hours: float = Field(
        24, gt=0, le=720, description="Hours after which one has to sign in again in any case."
    )
    sign_in_attempts_per_user: int = Field(
        10, ge=1, description="Failed sign-ins for one name before it has to wait."
    )
    sign_in_attempts_per_address: int = Field(
        50, ge=1, description="Failed sign-ins from one address before it has to wait."
    )
    sign_in_window_minutes: int = Field(15, ge=1, description="Minutes over which failed sign-ins count.")
    redis_url: str | None = Field(
        None,
        pattern=r"^rediss?://",
        description="A Redis, `redis://host:port/0`, that keeps the count of failed sign-ins over a restart; "
        "without it the server counts in its own memory.",
    )

    default_language: Literal["tr", "en"] = Field(
        "tr", description="Language for who has not chosen one and whose browser asks for neither."
    )
    default_region: str = Field(
        "TR", pattern="^[A-Z]{2}$", description="Country whose numbers are dialled without a country code."
    )
    trunk_prefixes: Commas = Field(
        (),
        description="Digits that trunks put before a caller's number, as `9` or `00`, separated by commas.",
    )
    api_requests_per_minute: int = Field(
        600, ge=1, le=1_000_000, description="Requests a minute that are heard from one key of the API."
    )
    queue_amber_s: int = Field(30, ge=1, description="Seconds of waiting from which a queue is shown amber.")
    queue_red_s: int = Field(90, ge=1, description="Seconds of waiting from which a queue is shown red.")

    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Who sends it (`Authorization: Bearer …`) may read `/metrics` and the words of "
        "`/readyz`. At least 16 characters; without it only programs on this machine may.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: `debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="`text` for people, `json` (a line an event) for log collectors."
    )

    @field_validator("allowed_origins", "trunk_prefixes", "document_types", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(v.strip() for v in value.split(",") if v.strip()) if isinstance(value, str) else value

    @field_validator("document_types")
    @classmethod
    def _known_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in value if name not in TYPES]:
            raise ValueError(f"{unknown[0]} is none of {', '.join(TYPES)}")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            driver_url(value)
        except Exception as error:
            raise ValueError(f"it cannot be used as a database address ({error})") from error
        return value

    @field_validator("base_url", "allowed_origins")
    @classmethod
    def _web_address(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("it must be an address such as https://santral.example")
        return value

    @field_validator("trunk_prefixes")
    @classmethod
    def _digits(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(prefix.isascii() and prefix.isdigit() for prefix in value):
            raise ValueError("prefixes are digits, separated by commas")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.queue_red_s < self.queue_amber_s:
            raise ValueError("SANTRAL_QUEUE_RED_S must not be less than SANTRAL_QUEUE_AMBER_S")
        return self

    @property
    def https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def origins(self) -> frozenset[str]:
        """The `Origin` headers of the console's own pages."""
        return frozenset(_origin(address) for address in (self.base_url, *self.allowed_origins))


class BadSettings(Exception):
    """`sentences` tell, one a line, what to change."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def load_settings(**given: Any) -> Settings:
    """The settings from the environment and `.env`; `given` ones win. Raises `BadSettings`."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise BadSettings([_sentence(dict(problem)) for problem in error.errors()]) from error


def misspelt_settings(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each `SANTRAL_*` variable that looks like a setting but is none."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    sentences = []
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, 1, 0.8)
            if close:
                sentences.append(f"{name} is not a setting and is ignored; is {close[0]} meant?")
    return sentences


def settings_document() -> str:
    """All settings as the Markdown of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Given as environment variables or in a file `.env` in the folder the server is started in; the "
        "environment wins. A setting that cannot be used is named at start, with what is wrong.",
        "This page is written by `santral settings`.",
        "",
        "| setting | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "*required*" if field.is_required() else _shown(field.default)
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if default is None or default in ((), ""):
        return ""
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _sentence(problem: Mapping[str, Any]) -> str:
    if not problem["loc"]:
        return str(problem["msg"]).removeprefix("Value error, ") + "."
    name = PREFIX + str(problem["loc"][0]).upper()
    if problem["type"] == "missing":
        return f"{name} is missing. Set it in the environment or in .env."
    said = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    given = problem["input"]
    hidden = any(word in name for word in ("SECRET", "TOKEN", "URL")) or isinstance(given, dict)
    shown = "" if hidden else f' "{given}"'
    return f"{name}{shown} cannot be used: {said}."
