"""Webhooks as an administrator enters them, and as they then tell of what happens on the pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import orjson
import pytest
from sqlalchemy import update

from santral.crm_core.users.roles import Role
from santral.crm_core.webhooks.outbox import WebhooksWaiting
from santral.crm_core.webhooks.signing import sign
from santral.crm_core.webhooks.tables import WebhookDelivery, WebhookEndpoint
from tests.integration.console.api_centre import program
from tests.integration.console.house import Console, Person, open_console, settings_for
from tests.integration.console.webhook_receiver import Receiver, receiver, says
from tests.integration.crm_core.people import AYSE, person
from tests.patience import PATIENCE_S

ALL = "/administration/webhooks"
SECRET = re.compile(r'value="(whsec_[^"]+)"')
NEW = {"type": "complaint", "subject": "Çamaşır makinesi su kaçırıyor", "priority": "high"}


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as one:
        yield one


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """A console that may call its own network."""
    settings = settings_for(sqlite_url, tmp_path, webhook_private_networks=True)
    async with open_console(settings) as console:
        yield console


@pytest.fixture
async def derya(house: Console) -> Person:
    return await house.person("derya", Role.ADMINISTRATOR)


async def entered(who: Person, url: str, *events: str) -> str:
    """The secret of a new webhook, which is the first there is."""
    form = {"url": url, "description": "Muhasebe", "events": list(events or ["application.opened"])}
    answer = await who.post(f"{ALL}/new", form)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    found = SECRET.search(answer.text)
    assert found
    assert answer.headers["cache-control"] == "no-store"
    return found[1]


async def shows(who: Person, path: str, *words: str) -> str:
    """The page as soon as it has the words."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            text = (await who.get(path)).text
            if all(word in text for word in words):
                return text
            await asyncio.sleep(0.05)


async def test_from_the_form_to_the_receiver_and_the_log(
    house: Console, derya: Person, there: Receiver
) -> None:
    secret = await entered(derya, there.url)
    for path in (ALL, f"{ALL}/1"):
        page = (await derya.get(path)).text
        assert there.url in page
        assert secret not in page
    there.answers = [says(500, "Bakımdayız &c.")]
    async with house.house.database.session() as session:
        member = await person(session, "Ayşe Çelik", AYSE)
    opened = await derya.post("/applications/new", NEW | {"member": str(member)})
    assert opened.status_code == 303
    (got,) = await there.has(1)
    told = orjson.loads(got.body)
    assert told["data"]["subject"] == NEW["subject"]
    which = got.headers["webhook-id"], int(got.headers["webhook-timestamp"]), got.body
    assert got.headers["webhook-signature"] == sign(secret, *which)
    await shows(derya, f"{ALL}/1", "Application opened", "500", "Failing")
    page = await shows(derya, f"{ALL}/1/deliveries/1", "Bakımdayız &amp;c.", got.headers["webhook-id"])
    assert "Çamaşır makinesi su kaçırıyor" in page
    again = await derya.post(f"{ALL}/1/deliveries/1/resend")
    assert again.headers["location"] == f"{ALL}/1/deliveries/1"
    await there.has(2)
    assert there.received[1].body == got.body
    assert there.received[1].headers["webhook-id"] == got.headers["webhook-id"]
    await shows(derya, f"{ALL}/1/deliveries/1", "Delivered", "500", "204")


async def test_what_a_program_adds_to_a_record_is_told_as_well(
    house: Console, derya: Person, there: Receiver
) -> None:
    await entered(derya, there.url, "member.changed", "interaction.saved", "application.changed")
    robot = await program(house)
    async with house.house.database.session() as session:
        member = await person(session, "Ayşe Çelik", AYSE)
    opened = await robot.post("/applications", {"member_id": member, "subject": "Su kaçırıyor"})
    case = f"/applications/{opened.json()['application_id']}"
    saved = await robot.post("/interactions", {"member_id": member, "notes": "Geldi."})
    contact = f"/interactions/{saved.json()['interaction_id']}"
    for path, sent in (
        (f"/members/{member}/phones", {"phone": "0224 444 55 66"}),
        (f"{contact}/moves", {"to": "follow-up", "seen": "open"}),
        (f"{case}/assignees", {"user_id": derya.user_id}),
    ):
        assert (await robot.post(path, sent)).status_code == 201
    told = [orjson.loads(one.body) for one in await there.has(4)]
    assert [one["type"] for one in told] == [
        "interaction.saved", "member.changed", "interaction.saved", "application.changed",
    ]  # fmt: skip
    assert told[1]["data"]["phones"][-1] == "+902244445566"
    assert told[2]["data"]["stage"] == "follow-up"
    assert told[3]["data"]["changes"][0]["kind"] == "assigned"


async def test_a_test_message_goes_at_once_and_shows_what_came_back(derya: Person, there: Receiver) -> None:
    await entered(derya, there.url)
    there.otherwise = says(418, "Ben çaydanlığım")
    answer = await derya.post(f"{ALL}/1/test")
    await shows(derya, answer.headers["location"], "Test message", "418", "Ben çaydanlığım")
    assert orjson.loads((await there.has(1))[0].body)["type"] == "webhook.test"


async def test_a_new_secret_is_shown_once_and_the_old_one_signs_along(derya: Person, there: Receiver) -> None:
    old = await entered(derya, there.url)
    found = SECRET.search((await derya.post(f"{ALL}/1/secret")).text)
    assert found
    new = found[1]
    assert new != old
    page = (await derya.get(f"{ALL}/1")).text
    assert new not in page
    assert "The secret before signs along until" in page
    await derya.post(f"{ALL}/1/test")
    (got,) = await there.has(1)
    which = got.headers["webhook-id"], int(got.headers["webhook-timestamp"]), got.body
    assert got.headers["webhook-signature"].split(" ") == [sign(new, *which), sign(old, *which)]


async def test_what_is_switched_off_is_not_called_and_what_is_deleted_is_gone(
    derya: Person, there: Receiver
) -> None:
    await entered(derya, there.url)
    assert (await derya.post(f"{ALL}/1/off")).status_code == 303
    refused = await derya.post(f"{ALL}/1/test")
    assert refused.status_code == 409
    assert "Switch it on first" in refused.text
    assert "Switched off" in (await derya.get(ALL)).text
    assert (await derya.post(f"{ALL}/1/on")).status_code == 303
    await derya.post(f"{ALL}/1/test")
    await there.has(1)
    assert (await derya.post(f"{ALL}/1/delete")).status_code == 303
    assert (await derya.get(f"{ALL}/1")).status_code == 404
    assert there.url not in (await derya.get(ALL)).text
    audit = (await derya.get("/administration/audit?subject_kind=webhook")).text
    for action in ("created", "switched off", "switched on", "tested", "deleted"):
        assert action in audit


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://127.0.0.1:9/", "lies in a private network"),
        ("http://localhost/", "lies in a private network"),
        ("http://169.254.169.254/latest/meta-data/", "lies in a private network"),
        ("http://nobody.invalid/", "No server has this name"),
        ("ftp://example.com/", "This must be an address such as"),
        ("http://user:secret@example.com/", "a user name or a password"),
    ],
)
async def test_an_address_is_refused_at_its_field_and_what_was_typed_stays(
    console: Console, url: str, sentence: str
) -> None:
    who = await console.person("derya", Role.ADMINISTRATOR)
    form = {"url": url, "description": "Muhasebe sistemi", "events": "member.created"}
    answer = await who.post(f"{ALL}/new", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="error-url"' in answer.text
    assert "Muhasebe sistemi" in answer.text
    assert "No program is told yet." in (await who.get(ALL)).text


async def test_somebody_has_to_want_something(derya: Person, there: Receiver) -> None:
    answer = await derya.post(f"{ALL}/new", {"url": there.url, "events": "no.such"})
    assert answer.status_code == 422
    assert "Choose at least one." in answer.text


async def test_what_is_changed_holds_for_what_happens_next(derya: Person, there: Receiver) -> None:
    await entered(derya, there.url, "application.opened")
    form = {"url": f"{there.url}/yeni", "events": "member.created"}
    assert (await derya.post(f"{ALL}/1", form)).status_code == 303
    await derya.post(f"{ALL}/1/test")
    (got,) = await there.has(1)
    assert got.path == "/santral/yeni"
    page = (await derya.get(f"{ALL}/1")).text
    assert re.search(r'value="member.created" checked', page)
    assert not re.search(r'value="application.opened" checked', page)


@pytest.mark.parametrize("path", ["/7", "/7/deliveries/1", "/1/deliveries/7", f"/{10**30}"])
async def test_what_is_not_there_is_not_found(derya: Person, there: Receiver, path: str) -> None:
    await entered(derya, there.url)
    assert (await derya.get(f"{ALL}{path}")).status_code == 404


async def test_all_that_was_given_up_is_sent_again_by_one_press(
    house: Console, derya: Person, there: Receiver
) -> None:
    await entered(derya, there.url)
    there.otherwise = says(503)
    await open_two(house, derya)
    await there.has(1)
    await derya.post(f"{ALL}/1/off")
    assert "Send all 2 given up again" in (await derya.get(f"{ALL}/1")).text
    assert (await derya.post(f"{ALL}/1/resend")).status_code == 409
    await derya.post(f"{ALL}/1/on")
    there.otherwise = says(204)
    answer = await derya.post(f"{ALL}/1/resend")
    assert "2 messages are sent again" in (await derya.get(answer.headers["location"])).text
    await there.has(3)
    told = [orjson.loads(one.body)["data"]["number"] for one in there.received[1:]]
    assert told == sorted(told)
    page = await shows(derya, f"{ALL}/1", "Delivered")
    assert "given up again" not in page
    none = await derya.post(f"{ALL}/1/resend")
    assert "None was given up any more." in (await derya.get(none.headers["location"])).text
    assert "sent all again" in (await derya.get("/administration/audit?subject_kind=webhook")).text


async def open_two(house: Console, who: Person) -> None:
    async with house.house.database.session() as session:
        member = await person(session, "Ayşe Çelik", AYSE)
    for subject in ("Su kaçırıyor", "Ses yapıyor"):
        opened = await who.post("/applications/new", NEW | {"member": str(member), "subject": subject})
        assert opened.status_code == 303


async def test_the_secrets_outlive_a_restart_but_not_the_loss_of_the_key(
    sqlite_url: str, tmp_path: Path, there: Receiver
) -> None:
    """The database alone does not know them."""
    settings = settings_for(sqlite_url, tmp_path, webhook_private_networks=True)
    async with open_console(settings) as before:
        derya = await before.person("derya", Role.ADMINISTRATOR)
        secret = await entered(derya, there.url)
        async with before.house.database.reading() as session:
            kept_of_it = vars(await session.get_one(WebhookEndpoint, 1))
        assert secret.removeprefix("whsec_") not in repr(kept_of_it)
    key = tmp_path / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_text()
    async with open_console(settings) as after:
        derya = await after.browser(derya.user_id, "derya")
        await derya.post(f"{ALL}/1/test")
        (got,) = await there.has(1)
        which = got.headers["webhook-id"], int(got.headers["webhook-timestamp"]), got.body
        assert got.headers["webhook-signature"] == sign(secret, *which)
    key.unlink()
    async with open_console(settings) as bare:
        derya = await bare.browser(derya.user_id, "derya")
        assert key.read_text() != kept
        assert "the server has another key" in (await derya.get(f"{ALL}/1")).text
        answer = await derya.post(f"{ALL}/1/test")
        await shows(derya, answer.headers["location"], "The server has another key")
        assert len(there.received) == 1
        assert SECRET.search((await derya.post(f"{ALL}/1/secret")).text)
        await derya.post(f"{ALL}/1/test")
        (_, got) = await there.has(2)
        assert len(got.headers["webhook-signature"].split(" ")) == 1


async def test_who_watches_the_server_reads_how_the_sending_stands(
    house: Console, derya: Person, there: Receiver
) -> None:
    await entered(derya, there.url)
    there.otherwise = says(503)
    await open_two(house, derya)
    await there.has(1)
    async with house.visitor() as watcher:
        await figures_until(watcher, 'santral_webhook_attempts_total{outcome="failed"} 1.0')
        # Counted while the figures were written, it is not yet in what the database said before.
        figures = await figures_until(watcher, 'santral_webhooks{state="failing"} 1.0')
        assert 'santral_webhook_messages{state="waiting"} 2.0' in figures
        assert 'santral_webhook_attempts_total{outcome="sent"} 0.0' in figures
        assert (await readiness(watcher))["state"] == "up"
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        async with house.house.database.session() as session:
            await session.execute(update(WebhookDelivery).values(told_at=long_ago))
        (oldest,) = re.findall(
            r"(?m)^santral_webhook_oldest_seconds (\S+)", (await watcher.get("/metrics")).text
        )
        assert 3600 <= float(oldest) < 3700
        told = await readiness(watcher)
        assert told["state"] == "degraded"
        assert told["says"].startswith("A message waits since")
        async with house.house.database.session() as session:
            await session.execute(update(WebhookEndpoint).values(failing_since=long_ago - timedelta(days=4)))
            await session.execute(update(WebhookDelivery).values(next_at=long_ago))
        house.house.bus.publish(WebhooksWaiting())
        figures = await figures_until(watcher, 'santral_webhooks{state="stopped"} 1.0')
        assert 'santral_webhook_messages{state="given-up"} 2.0' in figures
        assert 'santral_webhook_messages{state="waiting"} 0.0' in figures
        assert "santral_webhook_oldest_seconds 0.0" in figures
        assert (await readiness(watcher))["says"].startswith("1 took no message for days")
        there.otherwise = says(204)
        await derya.post(f"{ALL}/1/on")
        await derya.post(f"{ALL}/1/resend")
        figures = await figures_until(watcher, 'santral_webhook_attempts_total{outcome="sent"} 2.0')
        assert 'santral_webhook_messages{state="given-up"} 0.0' in figures
        assert (await readiness(watcher))["state"] == "up"


async def figures_until(watcher: httpx2.AsyncClient, line: str) -> list[str]:
    """The lines of `/metrics`, once this is one of them."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            lines = (await watcher.get("/metrics")).text.splitlines()
            if line in lines:
                return lines
            await asyncio.sleep(0.05)


async def readiness(watcher: httpx2.AsyncClient) -> dict[str, str]:
    told: dict[str, str] = (await watcher.get("/readyz")).json()["webhooks"]
    return told
