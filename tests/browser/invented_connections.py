"""What the pages of keys for programs and of webhooks show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.console.administration.api_keys import LIVES
from santral.crm_core.api_keys.keys import KeyLine
from santral.crm_core.api_keys.scopes import LEVELS, Resource, scopes_of
from santral.crm_core.webhooks.endpoints import EndpointLine
from santral.crm_core.webhooks.events import WebhookEvent
from santral.crm_core.webhooks.log import DeliveryLine, DeliveryPage
from santral.crm_core.webhooks.tables import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from tests.browser import invented_views as views
from tests.browser.invented_applications import COLLEAGUES


def _key(number: int, name: str, levels: Mapping[str, str], **other: Any) -> KeyLine:
    values: dict[str, Any] = {
        "api_key_id": number,
        "name": name,
        "beginning": f"snt_{number}f3a9c",
        "scopes": scopes_of({resource.value: levels.get(resource, "none") for resource in Resource}),
        "acts_as": "Burak Çınar",
        "created_by": "Deniz Öztürk",
        "created_at": views.ago(days=40 * number),
        "expires_at": views.ago(days=-120),
        "revoked_at": None,
        "last_used_at": views.ago(minutes=4),
        "account_disabled": False,
    }
    return KeyLine(**(values | other))


EVERYTHING = {resource.value: "write" for resource in Resource}
KEYS = (
    _key(1, "İnternet mağazası", {"members": "write", "applications": "write"}, expires_at=None),
    _key(2, "Muhasebe programı, gece aktarımı (ay sonu)", EVERYTHING, last_used_at=None),
    _key(3, "Eski rapor", {"interactions": "read"}, expires_at=views.ago(days=9)),
    _key(4, "Deneme", {"members": "read"}, revoked_at=views.ago(days=70)),
    _key(5, "Kargo", {"members": "read"}, acts_as="Gökçe İnce", account_disabled=True),
)
API_KEYS: dict[str, Any] = {
    "keys": KEYS,
    "now": views.NOW,
    "colleagues": COLLEAGUES,
    "resources": [resource.value for resource in Resource],
    "levels": list(LEVELS),
    "lives": LIVES,
    "form": {"name": "", "user_id": "2", "lives": "365", "members": "read"},
    "errors": {"name": "Say what the key is for.", "scopes": "Choose at least one."},
    "token": "",
    "saved": False,
}


def _endpoint(number: int, url: str, description: str = "", **other: Any) -> WebhookEndpoint:
    values: dict[str, Any] = {
        "endpoint_id": number,
        "url": url,
        "description": description,
        "events": [event.value for event in WebhookEvent][number - 1 :],
        "seed": "invented",
        "old_seed": "",
        "old_seed_until": None,
        "created_at": views.ago(days=90),
        "disabled_at": None,
        "disabled_why": "",
        "failing_since": None,
        "leased_until": None,
    }
    return WebhookEndpoint(**(values | other))


SHOP = _endpoint(1, "https://magaza.example/santral", "İnternet mağazasının müşteri sayfası")
FAILING = _endpoint(
    2,
    "https://raporlar.example/gelen/santral/basvurular-ve-gorusmeler?bolge=ege",
    failing_since=views.ago(hours=5),
)
GONE = _endpoint(3, "https://eski.example/", "Eski rapor", disabled_at=views.ago(days=9), disabled_why="gone")
OFF = _endpoint(4, "https://deneme.example/", disabled_at=views.ago(days=2), disabled_why="by-hand")


def _delivery(number: int, state: str, status: int, problem: str = "", attempts: int = 1) -> WebhookDelivery:
    return WebhookDelivery(
        delivery_id=number,
        endpoint_id=2,
        message_key=number,
        state=state,
        told_at=views.ago(hours=number),
        next_at=views.ago(minutes=-7),
        aside=False,
        attempts=attempts,
        status=status,
        problem=problem,
        finished_at=None if state == "waiting" else views.ago(hours=number),
    )


DELIVERIES = (
    DeliveryLine(_delivery(1, "waiting", 0, "too-slow", 4), "application.moved", "application:18"),
    DeliveryLine(_delivery(2, "waiting", 503, "", 5), "interaction.saved", "interaction:712"),
    DeliveryLine(_delivery(3, "delivered", 200), "application.opened", "application:18"),
    DeliveryLine(_delivery(4, "given-up", 0, "no-such-name", 11), "member.changed", "member:41"),
    DeliveryLine(_delivery(5, "delivered", 204), "webhook.test", "endpoint:2"),
)
ENDPOINT: dict[str, Any] = {
    "endpoint": FAILING,
    "form": {"url": FAILING.url, "description": "", "events": set(FAILING.events)},
    "events": list(WebhookEvent),
    "errors": {},
    "saved": False,
    "secret": "",
    "deliveries": DELIVERIES,
    "state": "",
    "before": 5,
    "given_up": 4,
    "most_again": 500,
    "again": None,
    "key_is_another": False,
    "now": views.NOW,
}
NEW_ENDPOINT = ENDPOINT | {
    "endpoint": None,
    "form": {"url": "https://10.0.0.7/santral", "description": "", "events": set()},
    "errors": {
        "url": "No server has this name. Look at how it is written.",
        "events": "Choose at least one.",
    },
    "deliveries": (),
    "before": 0,
    "given_up": 0,
}
SENT = """POST https://raporlar.example/gelen/santral/basvurular-ve-gorusmeler?bolge=ege
webhook-id: msg_0193invented

{
  "type": "application.moved",
  "timestamp": "2026-11-21T09:30:15.250000Z",
  "data": {
    "application_id": 18,
    "number": "2026-000018",
    "subject": "Çamaşır makinesi su boşaltmıyor",
    "stage": "in-service",
    "description": "Üç gündür suyu boşaltmıyor, program yarıda kalıyor. Garanti süresi içinde."
  }
}"""
DELIVERY: dict[str, Any] = {
    "page": DeliveryPage(
        DELIVERIES[0].delivery,
        WebhookMessage(
            message_key=1, message_id="msg_0193invented", event="application.moved", at=views.NOW, body="{}"
        ),
        (
            WebhookAttempt(at=views.ago(hours=5), took_ms=184, status=503, answer="Bakım var. " * 40),
            WebhookAttempt(at=views.ago(hours=2), took_ms=10_000, status=0, problem="too-slow", answer=""),
        ),
    ),
    "endpoint": FAILING,
    "sent": SENT,
}

KEYS_PLACE, HOOKS_PLACE = "/administration/api-keys", "/administration/webhooks"
PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "api-keys": (KEYS_PLACE, "administration/api_keys.html", API_KEYS),
    "api-keys-none": (
        f"{KEYS_PLACE}/none",
        "administration/api_keys.html",
        API_KEYS | {"keys": (), "errors": {}},
    ),
    "api-key-made": (
        f"{KEYS_PLACE}/made",
        "administration/api_keys.html",
        API_KEYS | {"keys": KEYS[:1], "errors": {}, "token": "snt_1f3a9c_an-invented-key-nobody-has"},
    ),
    "webhooks": (
        HOOKS_PLACE,
        "administration/webhooks/list.html",
        {
            "endpoints": (
                EndpointLine(SHOP, 0, 0),
                EndpointLine(FAILING, 37, 4),
                EndpointLine(GONE, 0, 12),
                EndpointLine(OFF, 0, 0),
            ),
            "saved": True,
        },
    ),
    "webhooks-none": (
        f"{HOOKS_PLACE}/none",
        "administration/webhooks/list.html",
        {"endpoints": (), "saved": False},
    ),
    "webhook": (f"{HOOKS_PLACE}/2", "administration/webhooks/endpoint.html", ENDPOINT),
    "webhook-made": (
        f"{HOOKS_PLACE}/3",
        "administration/webhooks/endpoint.html",
        ENDPOINT
        | {"endpoint": GONE, "deliveries": (), "before": 0, "given_up": 0, "secret": "whsec_aW52ZW50ZWQ="},
    ),
    "webhook-new": (f"{HOOKS_PLACE}/new", "administration/webhooks/endpoint.html", NEW_ENDPOINT),
    "webhook-delivery": (f"{HOOKS_PLACE}/2/deliveries/1", "administration/webhooks/delivery.html", DELIVERY),
}
