"""What the console answers: pages, and errors in the form in which the asker can show them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from santral.console.api.problems import is_api, problem
from santral.console.house import house_of
from santral.console.web.language import Language
from santral.console.write_behind.background_writer import Trouble
from santral.crm_core.errors import InvalidInput, SantralError
from santral.crm_core.outage import DatabaseUnavailable, is_outage
from santral.crm_core.users.roles import ADMINISTRATORS, SUPERVISORS
from santral.crm_core.users.signed_in_user import SignInNeeded, visitor
from santral.crm_core.users.throttle import TooManyAttempts

log = structlog.get_logger(__name__)

SENTENCES = {
    400: "The request cannot be understood.",
    404: "There is nothing here.",
    405: "This cannot be done here.",
    413: "This is too large to be sent.",
    500: "Something went wrong in Santral.",
}


def language_of(connection: HTTPConnection) -> Language:
    """The language of who asks."""
    language: Language = connection.state.language
    return language


def page(request: Request, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """A page. Besides `values`, every template gets `user` (or None), `csrf_token`, `theme`, `path`, `menu`
    (the `MenuEntry`s the role may open), `queue_amber_s`, `queue_red_s`, `trouble` (a `Trouble` of the
    journal, told to administrators only) and `link_lacks` (what the link lacks though it is up, an English
    message id, told to supervisors)."""
    house, user = house_of(request), visitor(request)
    given: dict[str, object] = {
        "user": user,
        "csrf_token": request.state.csrf_token,
        "theme": user.theme if user else "system",
        "path": request.url.path,
        "menu": [entry for entry in house.menu if user and user.role in entry.roles],
        "queue_amber_s": house.settings.queue_amber_s,
        "queue_red_s": house.settings.queue_red_s,
        "trouble": house.writer.trouble if user and user.role in ADMINISTRATORS else Trouble.NONE,
    }
    link = house.telephony.link
    given["link_lacks"] = link.reason if user and user.role in SUPERVISORS and link.up else ""
    text = house.templates.render(template, language_of(request).code, **(given | values))
    return HTMLResponse(text, status)


def fragment(request: Request, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """A piece of a page; the template gets `values`, `user` and `csrf_token`."""
    given: dict[str, object] = {"user": visitor(request), "csrf_token": request.state.csrf_token}
    text = house_of(request).templates.render(template, language_of(request).code, **(given | values))
    return HTMLResponse(text, status)


async def on_error(request: Request, error: Exception) -> Response:
    """For every `SantralError`: a page for who navigates, else JSON `{"error": sentence, "field": name}`."""
    assert isinstance(error, SantralError)
    sentence = language_of(request).sentence(error)
    headers = {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.wait_s)
    if isinstance(error, SignInNeeded):
        if wants_page(request):
            return RedirectResponse(sign_in_path(request), 303)
        headers["HX-Redirect"] = "/sign-in"
    field = error.field if isinstance(error, InvalidInput) else ""
    return _error(request, error.http_status, sentence, field, headers)


async def on_database_error(request: Request, error: Exception) -> Response:
    """For what a database raises: 503 where it is away, else it is a fault of ours."""
    if not is_outage(error):
        raise error
    log.error("the database could not be used", path=request.url.path, error=type(error).__name__)
    return await on_error(request, DatabaseUnavailable())


async def on_http_error(request: Request, error: Exception) -> Response:
    """For what the framework itself refuses: no such path, a method that is not meant."""
    assert isinstance(error, HTTPException)
    sentence = language_of(request).translate(SENTENCES.get(error.status_code, SENTENCES[400]))
    return _error(request, error.status_code, sentence, "", dict(error.headers or {}))


def on_fault(request: Request) -> Response:
    """For what nobody foresaw. What it was is in the log."""
    return _error(request, 500, language_of(request).translate(SENTENCES[500]), "", {})


def wants_page(request: Request) -> bool:
    """Whether somebody navigates, rather than a script that asks for data or a fragment."""
    if "hx-request" in request.headers or request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return False
    return "text/html" in request.headers.get("accept", "")


def sign_in_path(request: Request) -> str:
    """Where to sign in, to come back to where one was going."""
    if request.method != "GET" or request.url.path == "/":
        return "/sign-in"
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(path)}"


def own_path(path: str) -> str:
    """`path` where it stays within the console, else `/`: nobody is sent elsewhere from here."""
    parts = urlsplit(path.replace("\\", "/"))
    safe = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if safe and path.isprintable() and "\\" not in path else "/"


def _error(request: Request, status: int, sentence: str, field: str, headers: dict[str, str]) -> Response:
    if is_api(request.url.path):
        return problem(status, sentence, {field: sentence} if field else {}, headers)
    if wants_page(request):
        answer: Response = page(request, "error.html", status, sentence=sentence, status=status)
        answer.headers.update(headers)
        return answer
    return JSONResponse({"error": sentence, "field": field}, status, headers)
