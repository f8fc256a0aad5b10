"""Somebody with a desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """`device` is `""` for who has no phone; `language` is one of the house's."""

    user_id: int
    display_name: str
    device: str
    language: str
