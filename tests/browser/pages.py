"""Every page besides the desk, with invented values: name → (path, template, values)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.console.administration.users import AccountLine
from santral.console.house import DemoLogin
from santral.console.screens.style_guide import samples
from santral.crm_core.members.search import SearchHit
from santral.crm_core.users.audit import AuditFilter, AuditRow
from santral.crm_core.users.audit_subjects import InteractionSubject
from tests.browser import (
    invented_applications,
    invented_connections,
    invented_custom_fields,
    invented_definitions,
    invented_documents,
    invented_interactions,
    invented_people,
    invented_processes,
    invented_service_levels,
)
from tests.browser import invented_views as views

ELIF = AccountLine(1, "elif", "Elif Şahin", "agent", "PJSIP/1001", "1001", "tr", views.ago(days=400), None)
ACCOUNTS = (
    ELIF,
    AccountLine(2, "burak", "Burak Çınar", "supervisor", "PJSIP/1002", "1002", "", views.ago(days=300), None),
    AccountLine(3, "deniz", "Deniz Öztürk", "administrator", "", "", "en", views.ago(days=500), None),
    AccountLine(
        4, "gokce", "Gökçe İnce", "agent", "PJSIP/1004", "1004", "tr", views.ago(days=90), views.ago(days=2)
    ),
)
AUDITED: tuple[tuple[str, str, str, str, Mapping[str, Any]], ...] = (
    ("Elif Şahin", "viewed", "member", "41", {"call_id": "1763750000.41"}),
    ("Deniz Öztürk", "changed", "user", "4", {"extension": "1004", "device": "PJSIP/1004"}),
    ("", "signed in", "user", "2", {"address": "127.0.0.1", "session": 17}),
    ("", "sign-in refused", "user", "unknown", {"address": "127.0.0.1"}),
    ("Deniz Öztürk", "changed", "setting", "pop_rules", {"pop_at": "answer", "never_pop": ["112"]}),
    ("Burak Çınar", "signed out", "user", "2", {"everywhere": True}),
    ("Burak Çınar", "viewed", "member", "99", {"part": "timeline"}),
    ("Elif Şahin", "saved", "interaction", "712", {}),
    ("", "created", "user", "1", {"username": "elif", "role": "administrator", "by": "command"}),
)
AUDIT = tuple(AuditRow(900 - n, views.ago(minutes=7 * n), *entry) for n, entry in enumerate(AUDITED))
RULES = {
    "pop_at": "ring",
    "never_pop": "0850XXXXXXX\n444*",
    "hot_days": "7",
    "wrap_up_s": "soon",
    "pause_reasons": "Break\nLunch\nTraining",
}
EDITED = {
    "username": "elif",
    "display_name": "Elif Şahin",
    "role": "agent",
    "device": "PJSIP/1001",
    "extension": "1001",
    "language": "tr",
}
ROLES = ["agent", "supervisor", "administrator"]
FOUND = (
    SearchHit(views.AYSE),
    SearchHit(views.ISIL, "Işıl Özgür"),
    SearchHit(views.SUKRU),
    SearchHit(views.DEBTOR, "Işık Yılmaz"),
)
LOGINS = (
    DemoLogin("agent", "santral-demo", "agent"),
    DemoLogin("supervisor", "santral-demo", "supervisor"),
    DemoLogin("administrator", "santral-demo", "administrator"),
)

PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "sign-in": (
        "/sign-in",
        "sign_in.html",
        {
            "username": "elif",
            "error": "The user name or the password is wrong.",
            "next_path": "",
            "demo_logins": LOGINS,
        },
    ),
    "error": ("/nowhere", "error.html", {"status": 404, "sentence": "There is nothing here."}),
    "customers": ("/customers", "customers/search.html", {"query": "ış", "hits": FOUND}),
    "customer": (
        "/customers/7",
        "customers/customer.html",
        {"customer": views.customer_page(views.ISIL, items=3, people=5)},
    ),
    "customer-new": (
        "/customers/9",
        "customers/customer.html",
        {"customer": views.customer_page(views.SUKRU, rows=0, items=0, people=0, note="")},
    ),
    "new-member": (
        "/members/new",
        "customers/new_member.html",
        {
            "form": {"kind": "company", "name": "", "phone": "0532"},
            "errors": {"name": "Type the name."},
            "call_id": "",
        },
    ),
    "users": ("/administration/users", "administration/users.html", {"accounts": ACCOUNTS}),
    "user": (
        "/administration/users/1",
        "administration/user.html",
        {
            "account": ELIF,
            "form": EDITED,
            "errors": {"device": "The device belongs to Burak Çınar."},
            "saved": False,
            "roles": ROLES,
            "languages": ["", "tr", "en"],
        },
    ),
    "pop-rules": (
        "/administration/pop-rules",
        "administration/pop_rules.html",
        {"form": RULES, "errors": {"wrap_up_s": "Type a whole number."}, "saved": True},
    ),
    "audit": (
        "/administration/audit",
        "administration/audit.html",
        {
            "rows": AUDIT,
            "names": {"member": {"41": "Ayşe Yıldırım"}, "user": {"2": "Burak Çınar", "4": "Gökçe İnce"}},
            "interactions": {"712": InteractionSubject(views.ago(minutes=9), 41, "Ayşe Yıldırım")},
            "opens_customers": True,
            "filter": AuditFilter(user_id=1),
            "people": [(a.user_id, a.display_name) for a in ACCOUNTS],
            "actions": ["viewed", "created", "changed"],
            "subject_kinds": ["member", "user"],
            "next_page": "before=896",
        },
    ),
    "definitions": (
        "/administration/definitions/category/washing-machine-no-drain",
        "administration/definitions.html",
        invented_definitions.CATEGORIES,
    ),
    "definitions-list": (
        "/administration/definitions/priority/high",
        "administration/definitions.html",
        invented_definitions.PRIORITIES,
    ),
    "definitions-file": (
        "/administration/definitions-file/category",
        "administration/definition_file.html",
        invented_definitions.GOOD_FILE,
    ),
    "definitions-bad-file": (
        "/administration/definitions-file/result",
        "administration/definition_file.html",
        invented_definitions.BAD_FILE,
    ),
    "applications": ("/applications", "applications/list.html", invented_applications.LIST),
    "applications-none": ("/applications/none", "applications/list.html", invented_applications.NONE),
    "application": ("/applications/18", "applications/one.html", invented_applications.ONE),
    "application-conflict": ("/applications/19", "applications/one.html", invented_applications.CONFLICT),
    "application-new": ("/applications/new", "applications/new.html", invented_applications.NEW),
    "documents": ("/documents", "documents/library.html", invented_documents.LIBRARY),
    "documents-none": ("/documents/none", "documents/library.html", invented_documents.NOTHING),
    "document": ("/documents/3", "documents/one.html", invented_documents.ONE),
    **invented_connections.PAGES,
    **invented_custom_fields.PAGES,
    **invented_interactions.PAGES,
    **invented_people.PAGES,
    **invented_processes.PAGES,
    **invented_service_levels.PAGES,
    "styleguide": ("/styleguide", "styleguide.html", {"samples": samples()}),
}
