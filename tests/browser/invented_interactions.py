"""What the pages of interactions and of notifications show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from santral.console.desk.draft_store import Typed
from santral.console.notifications.pages import Line
from santral.crm_core.applications.contacts import ContactPerson
from santral.crm_core.interactions.details import TypedDetails
from santral.crm_core.interactions.history import InteractionHistoryRow
from santral.crm_core.interactions.move import OfferedMove
from santral.crm_core.interactions.of_application import ApplicationChoice
from santral.crm_core.interactions.page import InteractionPage
from santral.crm_core.members.search import SearchHit
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.processes.process import RecordKind
from santral.cti.call_records import CallRecord
from tests.browser import invented_views as views
from tests.browser.invented_applications import COLLEAGUES
from tests.browser.invented_documents import FOUND

CONTACTS = (ContactPerson(5, "Kemal Ünlü", "Satın alma"), ContactPerson(6, "Gökçe İnce", "Muhasebe"))
APPLICATIONS = (
    ApplicationChoice(18, "2026-000018", "Çamaşır makinesi su boşaltmıyor"),
    ApplicationChoice(12, "2026-000012", "İade edilen ürünün ücreti hesaba geçmedi"),
)
NOTES = (
    "Üç koliden biri ezik geldi; fotoğraf istendi.\n"
    "İade süreci anlatıldı, müşteri değişim istiyor. Yeni koli yarın 14:00 öncesi çıkacak."
)


def _correction(number: int, field: str, before: str, after: str) -> InteractionHistoryRow:
    return InteractionHistoryRow(views.ago(hours=number), "Burak Çınar", number, field, before, after)


INTERACTION = InteractionPage(
    interaction_id=712,
    version=4,
    at=views.ago(hours=26),
    user_id=1,
    by="Elif Şahin",
    call_id="1763750000.41",
    direction="inbound",
    method="phone",
    category="delivery-late",
    result="complaint-recorded",
    notes=NOTES,
    employee_id=5,
    employee="Kemal Ünlü",
    application_id=18,
    campaign="Sonbahar 2026",
    project="",
    stage="",
    follow_up_at=views.ago(hours=-4),
    follow_up_done_at=None,
    responsible_id=2,
    responsible="Burak Çınar",
    member=views.ISIL,
    contacts=CONTACTS,
    applications=APPLICATIONS,
    names={},
    history=(
        _correction(2, "result", "solved", "complaint-recorded"),
        _correction(5, "notes", "Bir koli ezik geldi.", NOTES),
        _correction(6, "category", "", "delivery-late"),
    ),
)
BY_HAND = replace(
    INTERACTION,
    call_id=None,
    method="visit",
    by="Burak Çınar",
    notes="",
    result="",
    category="",
    employee_id=None,
    employee="",
    campaign="",
    follow_up_at=None,
    member=views.AYSE,
    history=(),
)
PROCESS = default_processes().process(RecordKind.INTERACTION)
FORM = {
    "notes": NOTES,
    "result": "complaint-recorded",
    "direction": "inbound",
    "method": "phone",
    "category": "delivery-late",
    "campaign": "Sonbahar 2026",
    "project": "",
    "employee_id": "5",
    "application_id": "18",
    "responsible_id": "2",
    "follow_up_at": "2026-11-24T10:30",
}
ONE: dict[str, Any] = {
    "interaction": INTERACTION,
    "call": CallRecord(
        call_id="1763750000.41",
        started_at=views.ago(hours=26, minutes=4),
        number="+905321110041",
        queue="destek",
        answered_at=views.ago(hours=26, minutes=3),
        ended_at=views.ago(hours=26),
    ),
    "stage": PROCESS.first_stage,
    "moves": tuple(
        OfferedMove(move.target, move.name_tr, move.name_en, (), move.needs_note)
        for move in PROCESS.moves
        if move.source == PROCESS.first_stage.code
    ),
    "moving": {},
    "missing": {},
    "colleagues": COLLEAGUES,
    "recording": "https://kayitlar.example/1763750000.41",
    "may_correct": True,
    "form": FORM,
    "refused": False,
    "errors": {},
    "theirs": {},
    "version": 4,
    "saved": True,
    "documents": FOUND[:2],
    "documents_of": "interaction/712",
    "document_max_mb": 20,
}
CONFLICT = ONE | {
    "refused": True,
    "errors": {"version": "Somebody else changed this meanwhile. Look at both and save again."},
    "theirs": {"notes": _correction(5, "notes", NOTES, "Koli değişti, müşteri arandı.")},
    "moving": {"to": PROCESS.moves[0].target, "note": ""},
    "missing": {"note": "Write why."},
    "moves": tuple(
        OfferedMove(move.target, move.name_tr, move.name_en, ("category", "result"), True)
        for move in PROCESS.moves[:1]
    ),
    "saved": False,
}
NEW: dict[str, Any] = {
    "member": views.ISIL,
    "contacts": CONTACTS,
    "applications": APPLICATIONS,
    "typed": Typed("", "", 0, TypedDetails(method="visit", direction="inbound")),
    "errors": {"notes": "Write a note or choose a result before you save.", "at": "This is in the future."},
    "version": 0,
}

TOLD = (
    ("assigned", "2026-000018 artık sizde: Çamaşır makinesi su boşaltmıyor"),
    ("sla-breached", "Süresi geçti, 2026-000012 için çözüm: İade edilen ürünün ücreti hesaba geçmedi"),
    ("sla-warning", "Süresi doluyor, 2026-000019 için ilk yanıt: Garanti belgesi gelmedi"),
    ("stage", "2026-000017 “Çözüm önerildi” aşamasına geldi: Teslimat iki gündür gecikti, sipariş 18442"),
    ("webhook", "https://raporlar.example/gelen/santral/basvurular adresine artık bir şey gönderilmiyor."),
    (
        "unassigned",
        "2026-000021 için uygun kimse yok; birine verin: Müşteri üç kez aradı, yazılı yanıt istiyor",
    ),
)
LINES = tuple(
    Line(90 - number, views.ago(hours=number**2), *TOLD[number % len(TOLD)], number > 3)
    for number in range(14)
)

PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "interaction": ("/interactions/712", "interactions/one.html", ONE),
    "interaction-by-hand": (
        "/interactions/713",
        "interactions/one.html",
        ONE
        | {"interaction": BY_HAND, "call": None, "may_correct": False, "moves": (), "documents": ()}
        | {"saved": False},
    ),
    "interaction-conflict": ("/interactions/714", "interactions/one.html", CONFLICT),
    "interaction-with-whom": (
        "/interactions/712/with-whom",
        "interactions/with_whom.html",
        {
            "interaction": INTERACTION,
            "query": "ış",
            "hits": ((SearchHit(views.ISIL, "Kemal Ünlü"), CONTACTS), (SearchHit(views.SUKRU), ())),
            "version": 4,
            "errors": {},
        },
    ),
    "interaction-new": ("/interactions/new", "interactions/new.html", NEW),
    "notifications": (
        "/notifications",
        "notifications/list.html",
        {"rows": LINES, "more": "/notifications?before=77", "newest": 90, "unread": 4},
    ),
    "notifications-none": (
        "/notifications/none",
        "notifications/list.html",
        {"rows": (), "more": "", "newest": 0, "unread": 0},
    ),
}
