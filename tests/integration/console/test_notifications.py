"""The bell: what is told is on the screen at once, waits until it is read, and is nobody else's."""

from __future__ import annotations

import re

from santral.crm_core.notifications.tell import tell
from tests.integration.console.centre import Centre
from tests.integration.console.house import Console, Person

TEXT = "%(number)s was given to you"


async def told(console: Console | Centre, *people: int, number: str = "2026-000001", link: str = "") -> None:
    async with console.house.database.session() as session:
        await tell(session, people, "assigned", TEXT, {"number": number}, link)


def ids_in(text: str) -> list[str]:
    return re.findall(r'action="/notifications/(\d+)/open"', text)


async def unread(person: Person) -> int:
    return (await person.get("/notifications")).text.count("notification-unread")


async def test_it_waits_in_the_list_until_it_is_opened_and_leads_where_it_says(console: Console) -> None:
    elif_ = await console.person("elif")
    assert "Nothing yet" in (await elif_.get("/notifications")).text
    await told(console, elif_.user_id, number="2026-<b>", link="/applications?q=1")
    page = (await elif_.get("/notifications")).text
    assert "2026-&lt;b&gt; was given to you" in page
    [one] = ids_in(page)
    assert await unread(elif_) == 1
    answer = await elif_.post(f"/notifications/{one}/open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/applications?q=1")
    assert await unread(elif_) == 0
    assert ids_in((await elif_.get("/notifications")).text) == [one]


async def test_one_that_leads_out_of_the_console_leads_nowhere(console: Console) -> None:
    elif_ = await console.person("elif")
    await told(console, elif_.user_id, link="//evil.example/x")
    [one] = ids_in((await elif_.get("/notifications/latest")).text)
    answer = await elif_.post(f"/notifications/{one}/open")
    assert answer.headers["location"] == "/"


async def test_nobody_reads_or_opens_those_of_another(console: Console) -> None:
    elif_, mert = await console.person("elif"), await console.person("mert")
    await told(console, elif_.user_id)
    [one] = ids_in((await elif_.get("/notifications")).text)
    assert ids_in((await mert.get("/notifications")).text) == []
    assert (await mert.post(f"/notifications/{one}/open")).status_code == 404
    await mert.post("/notifications/read", {"newest": one})
    assert await unread(elif_) == 1


async def test_all_that_were_seen_are_read_at_once(console: Console) -> None:
    elif_ = await console.person("elif")
    for number in ("1", "2", "3"):
        await told(console, elif_.user_id, number=number)
    seen = ids_in((await elif_.get("/notifications")).text)
    await told(console, elif_.user_id, number="came meanwhile")
    assert (await elif_.post("/notifications/read", {"newest": seen[0]})).status_code == 303
    assert await unread(elif_) == 1
    assert (await elif_.post("/notifications/read", {"newest": "x"})).status_code == 422


async def test_the_menu_shows_the_newest_and_the_page_goes_on_to_the_first(console: Console) -> None:
    elif_ = await console.person("elif")
    for number in range(60):
        await told(console, elif_.user_id, number=f"no-{number}")
    menu = (await elif_.get("/notifications/latest")).text
    assert len(ids_in(menu)) == 8
    assert "no-59 was given" in menu
    first = (await elif_.get("/notifications")).text
    more = re.search(r'href="(/notifications\?before=\d+)"', first)
    assert more
    second = (await elif_.get(more[1])).text
    assert len(ids_in(first) + ids_in(second)) == 60
    assert "no-0 was given" in second
    assert (await elif_.get("/notifications?before=x")).status_code == 422


async def test_the_bell_rings_where_somebody_is_and_falls_silent_when_it_is_read(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", "PJSIP/1001")
    mehmet = await centre.agent("Mehmet Demir", "PJSIP/1002")
    await ayse.shows("bell", 'id="bell"')
    assert "bell-count" not in ayse.shown["bell"]
    await told(centre, centre.people["ayse"], link="/applications/1")
    await ayse.shows("bell", '<span class="bell-count" aria-hidden="true">1</span>')
    await ayse.has(lambda browser: browser.told)
    assert ayse.told[-1] == {
        "kind": "notification",
        "title": "assigned",
        "text": "2026-000001 was given to you",
        "link": "/applications/1",
    }
    assert not mehmet.told
    assert "bell-count" not in mehmet.shown["bell"]
    await ayse.send("/notifications/read", newest="999999")
    await ayse.has(lambda browser: "bell-count" not in browser.shown["bell"])


async def test_what_is_unread_is_known_again_after_a_restart(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", "PJSIP/1001")
    await told(centre, centre.people["ayse"])
    await ayse.shows("bell", "bell-count")
    await centre.stop()
    await centre.start_again()
    await ayse.open()
    await ayse.shows("bell", "bell-count")
