"""A route for programs: it says for each method what a key must be allowed. Sessions do not open it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Route

from santral.crm_core.api_keys.scopes import Scope
from santral.crm_core.guarded_route import Endpoint

UNLIMITED: Final = Middleware(RequestBodyLimitMiddleware, max_body_size=2**62)


class KeyRoute(Route):
    """`scopes` by method. `endpoint` lets nobody in without a key that has the scope, and counts itself how
    much it is sent, to tell of too much as a program can read it."""

    def __init__(self, path: str, endpoint: Endpoint, scopes: Mapping[str, Scope]) -> None:
        self.scopes: Final = dict(scopes)
        super().__init__(path, endpoint, methods=list(scopes), middleware=[UNLIMITED])
