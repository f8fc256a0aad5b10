"""Invented people and calls, as view models: what the pictures and the style guide's tests show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from santral.console.screens.view_models import (
    CallCard,
    CardState,
    CustomerPanel,
    EarlierNotes,
    LinkBanner,
    Match,
    OwnState,
    QueueChip,
    QueueChips,
    WorkPanel,
)
from santral.crm_core.customer_page import (
    ContactPoint,
    CustomerPage,
    MemberHeader,
    MemberKind,
    OpenItem,
    RelatedPerson,
    TimelinePage,
    TimelineRow,
)
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.cti.agent_events import AgentState
from santral.cti.loss import LossReason

NOW = datetime.now(UTC)


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


AYSE = MemberHeader(
    41,
    MemberKind.PERSON,
    "Ayşe Yıldırım",
    "Işıl Lojistik A.Ş.",
    "gold",
    ("active", "buyer", "contract ending"),
    "İzmir",
    "+905321110041",
)
ISIL = MemberHeader(
    7,
    MemberKind.COMPANY,
    "Işıl Lojistik A.Ş.",
    "",
    "platinum",
    ("active", "buyer", "supplier"),
    "İzmir",
    "+902321110007",
)
SUKRU = MemberHeader(
    112, MemberKind.PERSON, "Şükrü Ağaoğlu", "", "standard", ("prospect",), "Iğdır", "+905551110112"
)
DEBTOR = MemberHeader(
    300,
    MemberKind.COMPANY,
    "Çağdaş Ölçüm ve Otomasyon Sistemleri Sanayi ve Ticaret Limited Şirketi",
    "",
    "silver",
    ("buyer", "debt", "blacklisted"),
    "Kahramanmaraş",
    "+903441110300",
)

ROW_TEXTS = (
    (
        "call",
        "inbound",
        "Teslimat saati soruldu",
        "Aracın öğleden sonra çıkacağı söylendi; 14:00’ten önce aranacak.",
        "Answered",
    ),
    (
        "interaction",
        "inbound",
        "Hasarlı koli bildirimi",
        "Üç koliden biri ezik geldi. Fotoğraf istendi.\nİade süreci anlatıldı; müşteri değişim istiyor.",
        "complaint-recorded",
    ),
    ("sms", "outbound", "Başvuru numarası gönderildi", "2026-000412 numaralı başvurunuz alınmıştır.", ""),
    ("application", "", "2026-000412 açıldı: hasarlı koli", "Kategori: Teslimat › Hasar › Ambalaj", "Open"),
    (
        "email",
        "inbound",
        "Re: Eylül ayı ekstresi",
        "Ekstrede iki kalem mükerrer görünüyor, kontrol eder misiniz?",
        "",
    ),
    (
        "visit",
        "outbound",
        "Bornova depo ziyareti",
        "Yeni raf düzeni görüldü, haftalık sevkiyat günü salıya alındı.",
        "",
    ),
    ("call", "outbound", "Geri arama", "", "No answer"),
    ("payment", "inbound", "Ödeme alındı: 48.250,00 TL", "Havale, 18 numaralı fatura", ""),
)


def timeline(count: int, cursor: str = "2024-01") -> TimelinePage:
    rows = []
    at = ago(minutes=38)
    for index in range(count):
        kind, direction, title, body, result = ROW_TEXTS[index % len(ROW_TEXTS)]
        by = ("Elif Şahin", "Burak Çınar", "Deniz Öztürk")[index % 3]
        rows.append(TimelineRow(9000 - index, at, kind, direction, title, body, by, result))
        at -= timedelta(hours=7 * (index + 1) ** 1.4)
    return TimelinePage(tuple(rows), cursor)


def customer_page(
    header: MemberHeader = AYSE,
    *,
    rows: int = 14,
    items: int = 2,
    people: int = 3,
    note: str = "Faturalar yalnızca e-posta ile gitsin; telefonda adres değişikliği kabul edilmiyor.",
) -> CustomerPage:
    all_items = (
        OpenItem(
            1,
            "2026-000412",
            "Hasarlı koli, değişim bekliyor",
            "urgent",
            "Waiting for customer",
            "Burak Çınar",
            ago(days=3),
            ago(hours=5),
            True,
        ),
        OpenItem(
            2,
            "2026-000388",
            "Mükerrer fatura kalemi",
            "normal",
            "In progress",
            "Elif Şahin",
            ago(days=12),
            ago(days=6),
            False,
        ),
        OpenItem(
            3,
            "2026-000301",
            "Sözleşme yenileme teklifi",
            "high",
            "New",
            "",
            ago(days=30),
            ago(days=21),
            False,
        ),
        OpenItem(
            4,
            "2026-000277",
            "Teslimat adresi güncellensin",
            "low",
            "New",
            "",
            ago(days=41),
            ago(days=40),
            False,
        ),
    )
    all_people = (
        RelatedPerson(41, "Ayşe Yıldırım", "Satın alma müdürü", "+905321110041"),
        RelatedPerson(None, "Mehmet Ünal", "Depo sorumlusu", "+905321110042"),
        RelatedPerson(43, "Gökçe İnce", "Muhasebe", ""),
        RelatedPerson(44, "Tuğba Şen", "Kalite", "+905321110044"),
        RelatedPerson(45, "Oğuzhan Kılıç", "Sevkiyat", "+905321110045"),
    )
    company = (RelatedPerson(7, "Işıl Lojistik A.Ş.", "Satın alma müdürü", "+902321110007"),)
    contacts = (
        ContactPoint("phone", "mobile", "+905321110041", "0532 111 00 41"),
        ContactPoint("phone", "work", "+902321110007", "0232 111 00 07"),
        ContactPoint(
            "email", "work", "ayse.yildirim@isil-lojistik.example", "ayse.yildirim@isil-lojistik.example"
        ),
        ContactPoint("address", "work", "", "Kazımdirik Mah. 364. Sok. No 12, Bornova / İzmir"),
    )
    related = company if header.kind is MemberKind.PERSON else all_people[:people]
    return CustomerPage(
        header,
        "Mehmet Ünal, depo sorumlusu" if header.kind is MemberKind.COMPANY else "",
        note,
        contacts if rows else contacts[:1],
        related if people else (),
        all_items[:items],
        timeline(rows) if rows else TimelinePage((), ""),
        datetime(2019, 4, 2, tzinfo=UTC),
        128 if rows else 0,
    )


PAUSE_REASONS = ("Break", "Lunch", "Training", "Back office")


def card(
    call_id: str = "1763750000.41",
    state: CardState = CardState.RINGING,
    member: MemberHeader | None = AYSE,
    match: Match = Match.EXACT,
    since: datetime | None = None,
    **other: object,
) -> CallCard:
    live = state in (CardState.TALKING, CardState.HELD)
    values: dict[str, object] = {
        "call_id": call_id,
        "state": state,
        "since": since or ago(seconds=8),
        "direction": "inbound",
        "number": "05321110041",
        "number_display": "0532 111 00 41",
        "caller_name": "",
        "match": match,
        "member": member,
        "queue": "destek",
        "waiting_since": (since or ago(seconds=8)) - timedelta(seconds=34),
        "answered_by": "",
        "transferred_by": "",
        "can_hang_up": live or state is CardState.RINGING,
        "can_transfer": live,
    }
    return CallCard(**(values | other))  # type: ignore[arg-type]


def customer_panel(
    call_id: str = "1763750000.41", match: Match = Match.EXACT, **other: object
) -> CustomerPanel:
    values: dict[str, object] = {
        "call_id": call_id,
        "match": match,
        "number": "05321110041",
        "number_display": "0532 111 00 41",
        "caller_name": "A YILDIRIM",
        "page": customer_page() if match in (Match.EXACT, Match.LIKELY, Match.CHOSEN) else None,
        "choices": (AYSE, ISIL, SUKRU) if match is Match.SEVERAL else (),
        "land_on": 1 if match is Match.EXACT else None,
    }
    return CustomerPanel(**(values | other))  # type: ignore[arg-type]


def work_panel(
    call_id: str = "1763750000.41", state: CardState = CardState.RINGING, **other: object
) -> WorkPanel:
    values: dict[str, object] = {
        "call_id": call_id,
        "state": state,
        "member_id": 41,
        "notes": "",
        "result": "",
        "results": default_book().live(DefinitionKind.RESULT),
        "version": 0,
        "earlier": (),
        "transferred_by": "",
    }
    return WorkPanel(**(values | other))  # type: ignore[arg-type]


EARLIER = (
    EarlierNotes(
        "Burak Çınar",
        ago(minutes=4),
        "Koli hasarı için arıyor. Değişim istiyor. Teknik onay gerekiyor, aktarıyorum.",
    ),
)


def own_state(state: AgentState = AgentState.READY, **other: object) -> OwnState:
    values: dict[str, object] = {
        "state": state,
        "since": ago(minutes=3, seconds=12),
        "reason": "Lunch" if state is AgentState.PAUSED else "",
        "device": "PJSIP/1001",
        "pause_reasons": PAUSE_REASONS,
        "telephony": True,
    }
    return OwnState(**(values | other))  # type: ignore[arg-type]


QUEUES = QueueChips(
    (
        QueueChip("destek", 3, ago(seconds=104)),
        QueueChip("satis", 1, ago(seconds=38)),
        QueueChip("iade", 0, None),
    )
)
LINK = LinkBanner(ago(seconds=23), LossReason.CLOSED.value)
QUEUES_QUIET = QueueChips(
    (QueueChip("destek", 0, None), QueueChip("satis", 0, None), QueueChip("iade", 0, None))
)
QUEUES_MANY = QueueChips(
    tuple(
        QueueChip(name, waiting, ago(seconds=7 * waiting + 20) if waiting else None)
        for name, waiting in (
            ("kurumsal-destek-oncelikli", 12),
            ("destek", 5),
            ("satis", 2),
            ("iade", 0),
            ("teknik-servis", 9),
            ("tahsilat", 1),
            ("gece", 0),
        )
    )
)
