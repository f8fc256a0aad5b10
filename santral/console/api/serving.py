"""A request to the API from its first header to its answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from santral.console.api.admission import Admission, KeyNeeded
from santral.console.api.documents import BadHeader, WrongFields, dump, read_body, read_query
from santral.console.api.etags import PreconditionFailed, PreconditionNeeded, etag_of, names
from santral.console.api.operation import Kind, Operation, Work, reading
from santral.console.api.problems import problem
from santral.console.api.values import LARGEST_ID
from santral.console.house import House, house_of
from santral.console.web.answers import language_of
from santral.crm_core.api_keys.key_route import KeyRoute
from santral.crm_core.api_keys.keys import KeyHolder
from santral.crm_core.api_keys.replies import Reply, begin, finish
from santral.crm_core.errors import NotFound, SantralError
from santral.crm_core.outage import is_outage

log = structlog.get_logger(__name__)

IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


def route(path: str, operations: Mapping[str, Operation], admission: Admission) -> KeyRoute:
    """All that can be done at a path, by method."""

    async def endpoint(request: Request) -> Response:
        operation = operations["GET" if request.method == "HEAD" else request.method]
        try:
            holder = await admission.admit(request, operation.scope)
            return await _serve(request, operation, holder)
        except SantralError as error:
            return problem_of(request, error)

    return KeyRoute(path, endpoint, {method: one.scope for method, one in operations.items()})


def problem_of(request: Request, error: SantralError) -> Response:
    language, headers = language_of(request), {}
    if isinstance(error, WrongFields):
        fields = {name: language.translate(said, **values) for name, (said, values) in error.fields.items()}
    else:
        named = getattr(error, "field", "")
        fields = {named: language.sentence(error)} if named else {}
    if isinstance(error, KeyNeeded):
        headers["WWW-Authenticate"] = 'Bearer realm="Santral"'
    if (wait_s := getattr(error, "wait_s", None)) is not None:
        headers["Retry-After"] = str(wait_s)
    return problem(error.http_status, language.sentence(error), fields, headers)


async def _serve(request: Request, operation: Operation, holder: KeyHolder) -> Response:
    house = house_of(request)
    for value in request.path_params.values():
        if isinstance(value, int) and not 0 < value <= LARGEST_ID:
            raise NotFound("There is no such record.")
    query = read_query(request.query_params, operation.query)
    most = house.settings.max_body_kb * 1024
    body = await read_body(request, operation.body, most) if operation.body else None

    def work(transaction: Any) -> Work:
        now = datetime.now(UTC)
        return Work(house, holder, now, transaction, request.path_params, query, body)

    if operation.kind is Kind.READS:
        async with reading(house) as transaction:
            done = work(transaction)
            answer = await operation.act(done)
        if operation.seen is not None:
            operation.seen(done, answer)
        return _unless_known(request, dump(answer))
    if operation.kind is Kind.CHANGES:
        return await _change(request, operation, house, work)
    return await _create(request, operation, house, work)


async def _change(request: Request, operation: Operation, house: House, work: Any) -> Response:
    expected = request.headers.get("if-match", "")
    if not expected.strip():
        raise PreconditionNeeded
    assert operation.now is not None
    async with operation.opens(house) as transaction:
        done = work(transaction)
        before = await operation.now(done)
        if not names(expected, etag_of(dump(before))):
            raise PreconditionFailed
        answer = await operation.act(done)
        body = dump(answer)
    await _show(operation, done, answer)
    return _json(200, body)


async def _create(request: Request, operation: Operation, house: House, work: Any) -> Response:
    key = request.headers.get("idempotency-key")
    if key is not None and not IDEMPOTENCY_KEY.fullmatch(key):
        raise BadHeader("Idempotency-Key", "An Idempotency-Key is 1 to 255 printable ASCII characters.")
    async with operation.opens(house) as transaction:
        done: Work = work(transaction)
        key_id, session = done.holder.api_key_id, done.session
        if key is not None:
            kept = await begin(session, key_id, key, _hash(request, done), done.at)
            if kept is not None:
                return _json(kept.status, kept.body.encode(), kept.location, {"Idempotency-Replayed": "true"})
        answer = await operation.act(done)
        body, place = dump(answer), operation.place(answer) if operation.place else ""
        if key is not None:
            await finish(session, key_id, key, Reply(201, place, body.decode()))
    await _show(operation, done, answer)
    return _json(201, body, place)


async def _show(operation: Operation, done: Work, answer: Any) -> None:
    """What is done is done: a screen that cannot be reached now does not make a failure of it."""
    if operation.then is None:
        return
    try:
        await operation.then(done, answer)
    except Exception as error:
        if not is_outage(error):
            raise
        log.warning("a screen was not brought up to date", operation=operation.name, error=str(error))


def _hash(request: Request, done: Work) -> str:
    """Of what was meant: the same document written in another order is the same request."""
    meant = done.body.model_dump_json(exclude_unset=True) if done.body is not None else ""
    return hashlib.sha256(f"{request.method} {request.url.path}\n{meant}".encode()).hexdigest()


def _unless_known(request: Request, body: bytes) -> Response:
    etag = etag_of(body)
    known = request.headers.get("if-none-match", "")
    if known and names(known, etag, weak=True):
        return Response(None, 304, {"ETag": etag, "Cache-Control": "private, no-cache"})
    return _json(200, body)


def _json(status: int, body: bytes, location: str = "", others: Mapping[str, str] | None = None) -> Response:
    headers = {"ETag": etag_of(body), "Cache-Control": "private, no-cache"} | dict(others or {})
    if location:
        headers["Location"] = location
    return Response(body, status, headers, "application/json")
