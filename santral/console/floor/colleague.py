"""Somebody with a desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """`device` is `""` for who has no phone; `language` is one of the house's. `sees_all_queues`: not only
    those of which the device is a member."""

    user_id: int
    display_name: str
    device: str
    language: str
    sees_all_queues: bool = False
    extension: str = ""
