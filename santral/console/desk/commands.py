"""What an agent asks for from the screen: routes to the telephone and to the notes.

A command answers 204, or an error with its sentence; what it brings about comes over the socket. Everybody
commands only calls of the own desk.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from santral.console.desk.dialling import Dialling, number_to_dial
from santral.console.desk.draft_store import DraftConflict, Typed
from santral.console.desk.drafts import Notebook
from santral.console.floor.floor import Floor
from santral.console.web.answers import language_of
from santral.crm_core.errors import CommandRefused, InvalidInput
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.interactions.details import TypedDetails
from santral.crm_core.typed_text import storable
from santral.crm_core.users.roles import EVERYBODY
from santral.crm_core.users.signed_in_user import SignedInUser, signed_in
from santral.cti.agent_events import AgentState
from santral.cti.call_events import CallId
from santral.cti.telephony import Telephony

NO_PHONE = "You have no phone. An administrator can give your account one."


class Commands:
    """The endpoints. `routes` are what the house mounts."""

    def __init__(
        self, telephony: Telephony, floor: Floor, notebook: Notebook, dialling: Dialling, region: str
    ) -> None:
        """`region` is the country whose numbers are dialled without a country code."""
        self._telephony = telephony
        self._floor = floor
        self._notebook = notebook
        self._dialling = dialling
        self._region = region

    @property
    def routes(self) -> tuple[GuardedRoute, ...]:
        post, call = ("POST",), "/calls/{call_id}"
        return (
            GuardedRoute(f"{call}/hang-up", self.hang_up, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{call}/transfer", self.transfer, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{call}/take-back", self.take_back, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{call}/dismiss", self.dismiss, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{call}/member", self.choose_member, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{call}/draft", self.keep_draft, roles=EVERYBODY, methods=("PUT", "POST")),
            GuardedRoute(f"{call}/interaction", self.save_interaction, roles=EVERYBODY, methods=post),
            GuardedRoute("/dial", self.dial, roles=EVERYBODY, methods=post),
            GuardedRoute("/me/pause", self.pause, roles=EVERYBODY, methods=post),
            GuardedRoute("/me/ready", self.ready, roles=EVERYBODY, methods=post),
        )

    async def hang_up(self, request: Request) -> Response:
        await self._telephony.actions.hang_up(self._own_channel(request))
        return done()

    async def transfer(self, request: Request) -> Response:
        """Fields `to` (an extension or number) and `kind` (blind or attended)."""
        channel, form = self._own_channel(request), await request.form()
        to, kind = str(form.get("to", "")), str(form.get("kind", "blind"))
        if kind not in ("blind", "attended"):
            raise InvalidInput("kind", "Choose how to transfer.")
        actions = self._telephony.actions
        await (actions.blind_transfer if kind == "blind" else actions.attended_transfer)(channel, to)
        return done()

    async def take_back(self, request: Request) -> Response:
        """A colleague is asked no longer; the agent is back with the caller."""
        await self._telephony.actions.cancel_transfer(self._own_channel(request))
        return done()

    async def dismiss(self, request: Request) -> Response:
        await self._notebook.put_away(signed_in(request), call_of(request))
        return done()

    async def choose_member(self, request: Request) -> Response:
        """Field `member_id`."""
        member_id = whole_number("member_id", str((await request.form()).get("member_id", "")))
        if member_id is None:
            raise InvalidInput("member_id", "Choose a customer.")
        await self._notebook.choose(signed_in(request), call_of(request), member_id)
        return done()

    async def keep_draft(self, request: Request) -> Response:
        """Fields `notes`, `result`, those of `TypedDetails`, and `version`, the one the typing began from.
        Answers `{"version": …}`, or 409 with what is kept: `{"error", "notes", "result", "version"}`."""
        try:
            version = await self._notebook.keep(signed_in(request), call_of(request), await typed_in(request))
        except DraftConflict as conflict:
            return conflicting(request, conflict)
        return JSONResponse({"version": version})

    async def save_interaction(self, request: Request) -> Response:
        """Fields as of a draft, and `member_id`. Answers `{"interaction_id": …}`, 204 where nothing was saved
        now, or 409 as a draft does."""
        member_id = whole_number("member_id", str((await request.form()).get("member_id", "")))
        user, typed = signed_in(request), await typed_in(request)
        try:
            interaction_id = await self._notebook.save(user, call_of(request), typed, member_id)
        except DraftConflict as conflict:
            return conflicting(request, conflict)
        if user.device and not self._notebook.has_work_left(user.user_id):
            self._telephony.finish_wrap_up(user.device)
        return done() if interaction_id is None else JSONResponse({"interaction_id": interaction_id})

    async def dial(self, request: Request) -> Response:
        """Field `number`, as people write it. The agent's own phone rings first."""
        user = signed_in(request)
        number = number_to_dial(str((await request.form()).get("number", "")), self._region)
        await self._dialling.dial(user.user_id, own_device(user), number)
        return done()

    async def pause(self, request: Request) -> Response:
        """Field `reason`, one of the house's."""
        device, reason = own_device(signed_in(request)), str((await request.form()).get("reason", ""))
        if reason not in self._floor.rules.pause_reasons:
            raise InvalidInput("reason", "Choose one of the reasons.")
        await self._telephony.actions.pause(device, reason)
        return done()

    async def ready(self, request: Request) -> Response:
        """The break, or the work after a call, is over."""
        device = own_device(signed_in(request))
        now = self._telephony.agents.state_of(device)
        if now is None or now.state is not AgentState.WRAP_UP:
            await self._telephony.actions.unpause(device)
        self._telephony.finish_wrap_up(device)
        return done()

    def _own_channel(self, request: Request) -> str:
        """The channel by which the user is in the call, be it of a phone that is somebody else's by now.
        Raises `NotFound` where it is not on the own desk; `""` where it is over already, which the exchange's
        door refuses with a sentence."""
        user = signed_in(request)
        _, sheet = self._notebook.on_desk(user, call_of(request))
        device = sheet.phone_of(user.user_id) or own_device(user)
        return self._telephony.calls.channel_of(sheet.call_id, device)


def done() -> Response:
    return Response(status_code=204)


def call_of(request: Request) -> CallId:
    return CallId(storable(request.path_params["call_id"]))


def own_device(user: SignedInUser) -> str:
    if not user.device:
        raise CommandRefused(NO_PHONE)
    return user.device


async def typed_in(request: Request) -> Typed:
    """Line ends are one character, so that a text does not differ from itself."""
    form = await request.form()
    notes = str(form.get("notes", "")).replace("\r\n", "\n")
    version = whole_number("version", str(form.get("version", "")))
    return Typed(notes, str(form.get("result", "")), version, TypedDetails.of(form))


def whole_number(field: str, text: str) -> int | None:
    """None for an empty field."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise InvalidInput(field, "This is not a number.")
    return int(text)


def conflicting(request: Request, conflict: DraftConflict) -> Response:
    kept = conflict.kept
    return JSONResponse(
        {
            "error": language_of(request).sentence(conflict),
            "field": "notes",
            "notes": kept.notes,
            "result": kept.result,
            "version": kept.version,
        },
        conflict.http_status,
    )
