"""The contract by which a module plugs in: everything the house takes from it, in one value.

A module has a function `feature(...) -> Feature`; the composition root calls it once and asks nothing more.
Permissions are the `roles` that each route and menu entry declares.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from santral.crm_core.api_keys.key_route import KeyRoute
from santral.crm_core.guarded_route import GuardedRoute, GuardedSocket
from santral.crm_core.users.roles import Role


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A place in the left rail. `title` is an English message id, `key` the letter after `g`."""

    path: str
    title: str
    icon: str  # name of a symbol in the icon sprite
    key: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class EventHandler:
    """`handle` is called within `Bus.publish` for events of exactly `event_type`; it must not wait."""

    event_type: type
    handle: Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """Runs as long as the house does. One that raises is logged and started again, a little later."""

    name: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Feature:
    name: str
    routes: tuple[GuardedRoute | GuardedSocket | KeyRoute, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    handlers: tuple[EventHandler, ...] = ()
    tasks: tuple[BackgroundTask, ...] = ()
