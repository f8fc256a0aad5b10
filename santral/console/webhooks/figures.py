"""What the sending of webhooks counts, for Prometheus: what was sent since the start, and what waits now."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

from santral.crm_core.webhooks.standing import Standing


class WebhookMetrics:
    """`told` is turned by whoever sends. The others are what the database said when they were asked for last
    (`note`): it is not asked where nobody watches."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counter(
            "santral_webhook_attempts",
            "Messages sent to webhooks, once for each try: sent (and taken), failed, or given up after it.",
            ["outcome"],
            registry=registry,
        )
        self._messages = Gauge(
            "santral_webhook_messages",
            "Messages for webhooks that wait, or were given up and stand in the log.",
            ["state"],
            registry=registry,
        )
        self._oldest_s = Gauge(
            "santral_webhook_oldest_seconds",
            "For how long the message that waits longest is sent; 0 where none waits.",
            registry=registry,
        )
        self._endpoints = Gauge(
            "santral_webhooks",
            "Webhooks that are on: well, failing, or switched off because they failed.",
            ["state"],
            registry=registry,
        )
        for outcome in ("sent", "failed", "given-up"):
            self._attempts.labels(outcome)

    def told(self, outcome: str) -> None:
        """Of one attempt: "sent", "failed" or "given-up"."""
        self._attempts.labels(outcome).inc()

    def note(self, standing: Standing, waiting: int, given_up: int) -> None:
        self._messages.labels("waiting").set(waiting)
        self._messages.labels("given-up").set(given_up)
        age = (datetime.now(UTC) - standing.oldest).total_seconds() if standing.oldest else 0
        self._oldest_s.set(max(0, age))
        self._endpoints.labels("active").set(standing.active)
        self._endpoints.labels("failing").set(standing.failing)
        self._endpoints.labels("stopped").set(standing.stopped)
