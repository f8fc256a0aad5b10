"""To whom a call can be handed: colleagues with an extension, found by name, those who are free first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from santral.console.floor.colleague import Colleague
from santral.console.floor.floor import Floor
from santral.console.web.answers import fragment
from santral.crm_core.folding import fold
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import EVERYBODY
from santral.crm_core.users.signed_in_user import signed_in
from santral.cti.agent_events import AgentState
from santral.cti.telephony import Telephony

MOST_SHOWN: Final = 30
_FREE_FIRST: Final = (
    AgentState.READY,
    AgentState.WRAP_UP,
    AgentState.RINGING,
    AgentState.ON_CALL,
    AgentState.PAUSED,
    AgentState.OFFLINE,
)


@dataclass(frozen=True, slots=True)
class ReachableColleague:
    display_name: str
    extension: str
    state: AgentState


class Colleagues:
    """`routes` are what the house mounts."""

    def __init__(self, floor: Floor, telephony: Telephony) -> None:
        self._floor = floor
        self._telephony = telephony

    @property
    def routes(self) -> tuple[GuardedRoute, ...]:
        return (GuardedRoute("/colleagues", self.show, roles=EVERYBODY),)

    async def show(self, request: Request) -> Response:
        """Field `to`: the beginning of any word of a name, or of an extension; without it, everybody."""
        asked, me = request.query_params.get("to", ""), signed_in(request).user_id
        found = reachable(self._floor.colleagues.values(), self._state_of, asked, besides=me)
        return fragment(request, "desk/colleagues.html", colleagues=found[:MOST_SHOWN])

    def _state_of(self, device: str) -> AgentState:
        told = self._telephony.agents.state_of(device)
        return told.state if told is not None else AgentState.OFFLINE


def reachable(
    colleagues: Iterable[Colleague], state_of: Callable[[str], AgentState], asked: str, *, besides: int
) -> list[ReachableColleague]:
    """Those who fit what is asked, in the order in which one would try them."""
    wanted = fold(asked.strip())
    found = [
        ReachableColleague(one.display_name, one.extension, state_of(one.device))
        for one in colleagues
        if one.user_id != besides and one.device and one.extension and _fits(one, wanted)
    ]
    return sorted(found, key=lambda one: (_FREE_FIRST.index(one.state), fold(one.display_name)))


def _fits(colleague: Colleague, wanted: str) -> bool:
    return colleague.extension.startswith(wanted) or f" {wanted}" in f" {fold(colleague.display_name)}"
