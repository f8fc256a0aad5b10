"""What the pages of applications show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.console.applications.calls import CallOfApplication
from santral.console.applications.offered_moves import OfferedMove
from santral.console.applications.owner_proposal import OwnerProposal
from santral.crm_core.applications.assignees import Colleague
from santral.crm_core.applications.contacts import ContactPerson
from santral.crm_core.applications.follow_ups import FollowUpRow
from santral.crm_core.applications.history import HistoryRow
from santral.crm_core.applications.listing import ListCount, ListFilter, ListRow
from santral.crm_core.applications.page import ApplicationPage
from santral.crm_core.applications.relations import WRITTEN, RelatedApplication, Relation
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.interactions.of_application import ContactOfApplication
from santral.crm_core.promises.reading import Promise
from santral.crm_core.promises.standing import Standing
from santral.crm_core.service_levels.targets import TargetKind
from santral.crm_core.tasks.changes import TaskRow
from santral.crm_core.tasks.time_entries import TimeRow
from tests.browser import invented_views as views

COLLEAGUES = (
    Colleague(1, "Elif Şahin"),
    Colleague(2, "Burak Çınar"),
    Colleague(3, "Deniz Öztürk"),
    Colleague(4, "Gökçe İnce"),
)
CATEGORY = "washing-machine-no-drain"
SUBJECTS = (
    "Çamaşır makinesi su boşaltmıyor",
    "Teslimat iki gündür gecikti, sipariş 18442",
    "Garanti belgesi gelmedi",
    "İade edilen ürünün ücreti hesaba geçmedi; müşteri üç kez aradı ve yazılı yanıt istiyor",
)


def row(number: int) -> ListRow:
    return ListRow(
        application_id=number,
        number=f"2026-{number:06}",
        subject=SUBJECTS[number % len(SUBJECTS)],
        type="complaint",
        priority=("normal", "high", "low", "urgent")[number % 4],
        category=CATEGORY if number % 2 else "",
        stage=("new", "in-progress", "waiting-customer", "solved")[number % 4],
        owner_id=1 if number % 3 else None,
        owner="Elif Şahin" if number % 3 else "",
        member_id=41,
        member=("Ayşe Yıldırım", "Işıl Lojistik ve Depolama Hizmetleri A.Ş.")[number % 2],
        opened_at=views.ago(days=number),
        changed_at=views.ago(hours=number * 7),
        solved_at=None,
        closed_at=None,
        follow_up_at=None,
        version=1,
        due_kind="" if number % 5 == 4 else "solution",
        due_at=None if number % 5 > 2 else views.ago(hours=9 - number * 2),
        due_warn_at=None if number % 5 > 2 else views.ago(hours=10 - number * 2),
        due_left_s=7_200 if number % 5 == 3 else None,
    )


def listed(count: int, **other: Any) -> Mapping[str, Any]:
    values: dict[str, Any] = {
        "wanted": ListFilter(),
        "rows": tuple(row(number) for number in range(1, count + 1)),
        "count": ListCount(count, goes_on=False),
        "more": "",
        "colleagues": COLLEAGUES,
        "kept": (),
        "query": "",
        "kept_name": "",
        "errors": {},
    }
    return values | other


def _change(number: int, kind: str, field: str = "", before: str = "", after: str = "") -> HistoryRow:
    return HistoryRow(number, views.ago(hours=number), "Burak Çınar", kind, field, before, after, 20 - number)


HISTORY = (
    _change(1, "changed", "priority", "normal", "high"),
    _change(2, "changed", "category", "", CATEGORY),
    _change(3, "assigned", "assignees", "", "Deniz Öztürk"),
    _change(4, "followed-up", "", "", "Servis arandı, yarın geliyorlar."),
    _change(5, "changed", "owner_id", "2", "1"),
    _change(6, "time-spent", "", "", "25"),
    _change(7, "changed", "subject", "Makine bozuk", SUBJECTS[0]),
    _change(8, "opened"),
)
APPLICATION = ApplicationPage(
    application_id=18,
    number="2026-000018",
    version=8,
    type="complaint",
    subject=SUBJECTS[0],
    description="Üç gündür suyu boşaltmıyor, program yarıda kalıyor.\n"
    "Mutfak ıslanmış; garanti süresi içinde.",
    priority="high",
    category=CATEGORY,
    method="phone",
    product="CM 9120",
    serial_number="SN-77120045",
    campaign="",
    project="",
    stage="in-progress",
    resolution="Tahliye pompası değişti.",
    owner_id=1,
    owner="Elif Şahin",
    employee_id=5,
    employee="Kemal Ünlü",
    call_id="",
    custom={},
    opened_by="Elif Şahin",
    opened_at=views.ago(days=3),
    changed_at=views.ago(hours=1),
    first_answered_at=None,
    solved_at=None,
    closed_at=None,
    follow_up_at=None,
    merged_into_id=None,
    merged_into="",
    member=views.ISIL,
    contacts=(ContactPerson(5, "Kemal Ünlü", "Satın alma"), ContactPerson(6, "İpek Ağır", "")),
    assignees=COLLEAGUES[2:],
    relations=(RelatedApplication(4, "2026-000004", SUBJECTS[3], "closed", Relation.SEE_ALSO),),
    follow_ups=(
        FollowUpRow(2, views.ago(hours=4), "Burak Çınar", "Servis arandı.", "", views.ago(days=-1), None),
        FollowUpRow(1, views.ago(days=2), "Elif Şahin", "Fatura istendi.", "", None, None),
    ),
    tasks=(TaskRow(1, "Parça iste", "", 2, "Burak Çınar", views.ago(days=-2), None, 18, "2026-000018"),),
    time=(TimeRow(1, views.ago(hours=6), "Burak Çınar", 25, "Telefonda"),),
    history=HISTORY,
)


PROMISES = (
    Promise(TargetKind.FIRST_ANSWER, 120, views.ago(days=3), None, views.ago(days=3), kept=True),
    Promise(
        TargetKind.NEXT_UPDATE,
        540,
        views.ago(hours=-2),
        Standing(TargetKind.NEXT_UPDATE, views.ago(hours=-2), views.ago(hours=1), None),
        None,
        kept=False,
    ),
    Promise(
        TargetKind.SOLUTION,
        1080,
        views.ago(hours=5),
        Standing(TargetKind.SOLUTION, views.ago(hours=5), views.ago(hours=20), None),
        None,
        kept=False,
    ),
)

MESSAGES = (
    ContactOfApplication(
        712, views.ago(hours=3), "sms", "outbound", "Elif Şahin", "Usta yarın 10–12 arasında geliyor.", ""
    ),
    ContactOfApplication(
        698,
        views.ago(days=1),
        "email",
        "inbound",
        "Burak Çınar",
        "Fotoğrafları gönderdi. Kapak contasının yırtık olduğu görülüyor; parça stokta var.",
        "information-given",
    ),
)
CALLS = (
    CallOfApplication(
        "1-3", views.ago(hours=3), "inbound", "+905321112233", ("Elif Şahin",), None, True, True, (), None, ""
    ),
    CallOfApplication(
        "1-2",
        views.ago(days=1),
        "outbound",
        "+905321112233",
        ("Burak Çınar", "Elif Şahin"),
        184,
        False,
        True,
        ("call-back-promised",),
        71,
        "/recordings/1-2.wav",
    ),
    CallOfApplication("1-1", None, "inbound", "", (), None, False, False, (), None, ""),
)


def shown(**other: Any) -> Mapping[str, Any]:
    values: dict[str, Any] = {
        "application": APPLICATION,
        "promises": PROMISES,
        "version": 8,
        "colleagues": COLLEAGUES,
        "relations": WRITTEN,
        "moves": (
            OfferedMove("solved", "Çözüldü", "Solved", ("resolution",)),
            OfferedMove("waiting-customer", "Müşteri bekleniyor", "Waiting for customer", ()),
        ),
        "calls": CALLS,
        "messages": MESSAGES,
        "documents": (),
        "documents_of": "application/18",
        "custom_fields": CustomFieldBook(),
        "document_max_mb": 25,
        "refused": "",
        "form": {},
        "errors": {},
        "theirs": {},
        "saved": False,
    }
    return values | other


LIST = listed(24)
NONE = listed(0, wanted=ListFilter(text="kargo"), query="q=kargo")
ONE = shown()
CONFLICT = shown(
    refused="fields",
    form={"subject": SUBJECTS[0], "description": "Elif: müşteri yarın evde.", "priority": "low"},
    errors={"version": "Somebody changed the same field meanwhile. Look at both and save again."},
    theirs={
        "description": _change(1, "changed", "description", "", "Burak: servis randevusu cuma 10:00."),
        "priority": _change(1, "changed", "priority", "normal", "high"),
    },
)
NEW = {
    "member": views.AYSE,
    "contacts": (),
    "colleagues": COLLEAGUES,
    "custom_fields": CustomFieldBook(),
    "form": {"type": "complaint", "priority": "normal", "owner_id": "1"},
    "owner": OwnerProposal(
        given=False,
        proposed="1",
        opener="1",
        rules={
            "complaint": {"given": False, "otherwise": ["delivery"]},
            "service": {"given": True, "otherwise": ["delivery"]},
        },
    ),
    "errors": {"subject": "Write what it is about."},
    "call_id": "",
    "in_call": False,
}
