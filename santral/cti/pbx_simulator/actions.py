"""What a manager may ask for, who may ask, and the actions about the link itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.session import Session

Action = Mapping[str, str]
Handler = Callable[["Session", Action], None]

_ACTIONS: dict[str, tuple[Handler, str, str, frozenset[str]]] = {}


def offers(name: str, synopsis: str, *classes: str) -> Callable[[Handler], Handler]:
    """Declare a handler of action `name`; a manager needs one of the write `classes`, if any are given."""

    def declare(handler: Handler) -> Handler:
        _ACTIONS[name.lower()] = (handler, name, synopsis, frozenset(classes))
        return handler

    return declare


def perform(session: Session, action: Action) -> None:
    name = action.get("action", "").lower()
    if not name:
        session.respond(action, "Error", "Missing action in request")
        return
    if session.user is None and name not in ("login", "logoff", "challenge"):
        session.respond(action, "Error", "Permission denied")
        return
    if name not in _ACTIONS:
        unknown = f"Invalid/unknown command: {action['action']}."
        session.respond(action, "Error", f"{unknown} Use Action: ListCommands to show available commands.")
        return
    handler, _, _, classes = _ACTIONS[name]
    if classes and session.user is not None and not classes & session.user.write:
        session.respond(action, "Error", "Permission denied")
        return
    handler(session, action)


@offers("Challenge", "Generate Challenge for MD5 Auth.")
def challenge(session: Session, action: Action) -> None:
    if action.get("authtype", "").lower() != "md5":
        session.respond(action, "Error", "Must specify AuthType")
        return
    session.challenge = str(session.exchange.random.randrange(10**8, 10**9))
    session.respond(action, "Success", Challenge=session.challenge)


@offers("Login", "Login Manager.")
def login(session: Session, action: Action) -> None:
    name = action.get("username", "")
    user = session.users.get(name)
    if user is None or not _proven(session, action, user.secret):
        session.exchange.emit(
            "InvalidAccountID" if user is None else "InvalidPassword", _security(session, name)
        )
        session.respond(action, "Error", "Authentication failed")
        session.logged_off = True
        return
    session.user, session.username = user, name
    session.classes = user.read
    if "events" in action:
        session.classes = _classes(session, action["events"])
    session.respond(action, "Success", "Authentication accepted")
    exchange = session.exchange
    if "system" in session.classes:
        now = exchange.clock.now()
        session.say(
            "Event: FullyBooted\r\nPrivilege: system,all\r\n"
            + lines(
                Uptime=int(now - exchange.started_at),
                LastReload=int(now - exchange.started_at),
                Status="Fully Booted",
            )
        )
    exchange.emit("SuccessfulAuth", _security(session, name))


def _proven(session: Session, action: Action, secret: str) -> bool:
    if action.get("authtype", "").lower() == "md5":
        digest = hashlib.md5((session.challenge + secret).encode(), usedforsecurity=False).hexdigest()
        return bool(session.challenge) and action.get("key", "") == digest
    return action.get("secret", "") == secret


def _security(session: Session, name: str) -> str:
    moment = datetime.fromtimestamp(session.exchange.clock.now(), UTC)
    stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
    local, remote = session.addresses
    return lines(
        EventTV=stamp,
        Severity="Informational",
        Service="AMI",
        EventVersion=1,
        AccountID=name,
        SessionID=f"0x{id(session):x}",
        LocalAddress=local,
        RemoteAddress=remote,
        UsingPassword=0,
        SessionTV=stamp,
    )


@offers("Logoff", "Logoff Manager.")
def logoff(session: Session, action: Action) -> None:
    session.respond(action, "Goodbye", "Thanks for all the fish.")
    session.logged_off = True


@offers("Ping", "Keepalive command.")
def ping(session: Session, action: Action) -> None:
    session.respond(action, "Success", Ping="Pong", Timestamp=f"{session.exchange.clock.now():.6f}")


@offers("Events", "Control Event Flow.")
def events(session: Session, action: Action) -> None:
    mask = action.get("eventmask", "")
    session.classes = _classes(session, mask)
    session.respond(action, "Success", Events="On" if session.classes else "Off")


def _classes(session: Session, mask: str) -> frozenset[str]:
    allowed = session.user.read if session.user is not None else frozenset()
    if mask.lower() in ("on", "all", "yes", "true", "1", ""):
        return allowed
    if mask.lower() in ("off", "no", "false", "0"):
        return frozenset()
    return allowed & frozenset(part.strip() for part in mask.split(","))


_CHECK_SYNTAX = "  Check the syntax of the filter given."


@offers("Filter", "Dynamically add filters for the current manager session.", "system")
def add_filter(session: Session, action: Action) -> None:
    if action.get("operation", "").lower() != "add":
        session.respond(action, "Error", "Unknown operation")
        return
    expression, criteria = action.get("filter", ""), action.get("matchcriteria", "")
    if not expression and not criteria:
        session.respond(action, "Error", f"Filter was formatted incorrectly.{_CHECK_SYNTAX}")
        return
    try:
        if criteria:
            session.filter.add_criteria(criteria, expression)
        else:
            session.filter.add_expression(expression)
    except re.error:
        session.respond(action, "Error", f"Filter did not compile.{_CHECK_SYNTAX}")
    except ValueError:
        session.respond(action, "Error", f"Filter was formatted incorrectly.{_CHECK_SYNTAX}")
    else:
        session.respond(action, "Success", "Success")


@offers("ListCommands", "List available manager commands.")
def list_commands(session: Session, action: Action) -> None:
    session.respond(
        action,
        "Success",
        **{
            name: f"{synopsis}  (Priv: {_told(classes)})"
            for _, name, synopsis, classes in sorted(_ACTIONS.values(), key=lambda offer: offer[1])
            if not classes or (session.user is not None and classes & session.user.write)
        },
    )


def _told(classes: frozenset[str]) -> str:
    """In the order in which Asterisk keeps them."""
    order = ("system", "call", "agent", "config", "reporting", "originate")
    return ",".join([*(name for name in order if name in classes), "all"]) if classes else "<none>"


@offers("CoreSettings", "Show PBX core settings (version etc).", "system", "reporting")
def core_settings(session: Session, action: Action) -> None:
    session.respond(
        action,
        "Success",
        AMIversion="11.0.0",
        AsteriskVersion="22.10.1",
        SystemName="",
        CoreMaxCalls=0,
        CoreMaxLoadAvg="0.000000",
        CoreRunUser="",
        CoreRunGroup="",
        CoreMaxFilehandles=0,
        CoreRealTimeEnabled="No",
        CoreCDRenabled="No",
        CoreHTTPenabled="No",
        SoundsSearchCustomDir="No",
    )


@offers("CoreStatus", "Show PBX core status variables.", "system", "reporting")
def core_status(session: Session, action: Action) -> None:
    exchange = session.exchange
    started = datetime.fromtimestamp(exchange.started_at, UTC)
    session.respond(
        action,
        "Success",
        CoreStartupDate=f"{started:%Y-%m-%d}",
        CoreStartupTime=f"{started:%H:%M:%S}",
        CoreReloadDate=f"{started:%Y-%m-%d}",
        CoreReloadTime=f"{started:%H:%M:%S}",
        CoreCurrentCalls=sum(channel.uniqueid == channel.linkedid for channel in exchange.channels.values()),
        CoreProcessedCalls=exchange.calls_processed,
    )
