"""What the house counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from santral.console.webhooks.figures import WebhookMetrics
from santral.crm_core.bus import Bus
from santral.cti.agent_events import AgentEvent, LinkEvent
from santral.cti.call_events import CallEvent

if TYPE_CHECKING:
    from santral.console.house import House


class Metrics:
    """Counters that the rooms turn, in a registry of their own; `watch` adds what is read when asked."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.telephony_events = Counter(
            "santral_telephony_events", "Call, agent and link events.", ["event"], registry=self.registry
        )
        self.requests = Counter(
            "santral_requests", "HTTP requests answered.", ["method", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "santral_request_seconds", "Time to answer an HTTP request.", registry=self.registry
        )

        self.pops = Counter("santral_pops", "Customers shown for a ring.", registry=self.registry)
        self.sockets = SocketMetrics(self.registry)
        self.webhooks = WebhookMetrics(self.registry)

    def listen(self, bus: Bus) -> None:
        """Count what telephony tells."""

        def count(event: object) -> None:
            self.telephony_events.labels(type(event).__name__).inc()

        for event_type in (*get_args(CallEvent), *get_args(AgentEvent), *get_args(LinkEvent)):
            bus.subscribe(event_type, count)

    def watch(self, house: House) -> None:
        self.registry.register(_Watch(house))


class SocketMetrics:
    """The browsers' sockets."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._open = Gauge("santral_sockets", "Browsers connected now.", registry=registry)
        self._closed = Counter(
            "santral_sockets_closed", "Sockets closed, by close code.", ["code"], registry=registry
        )
        self._frames = Counter("santral_frames", "Frames sent to browsers.", registry=registry)
        self._bytes = Counter("santral_frame_bytes", "Bytes of frames sent.", registry=registry)

    def on_opened(self) -> None:
        self._open.inc()

    def on_closed(self, code: int) -> None:
        self._open.dec()
        self._closed.labels(code).inc()

    def on_sent(self, size: int) -> None:
        self._frames.inc()
        self._bytes.inc(size)


class _Watch(Collector):
    """Reads the house's own figures at the moment of the question."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        writer, supervisor, telephony = self._house.writer, self._house.supervisor, self._house.telephony
        yield GaugeMetricFamily("santral_link_up", "1 while the exchange is heard.", telephony.link.up)
        yield GaugeMetricFamily("santral_calls", "Calls that live.", len(telephony.calls.calls))
        yield GaugeMetricFamily("santral_writer_backlog", "Rows not yet in the database.", writer.backlog)
        yield GaugeMetricFamily(
            "santral_writer_outage", "1 while the database takes no rows.", bool(writer.outage)
        )
        yield CounterMetricFamily("santral_writer_rows", "Rows written.", writer.rows_written)
        yield CounterMetricFamily("santral_writer_set_aside", "Rows set aside.", writer.rows_set_aside)
        yield CounterMetricFamily("santral_writer_dropped", "Rows lost.", writer.rows_dropped)
        giving = self._house.give_back
        yield CounterMetricFamily(
            "santral_rows_given_back", "Rows set aside that were written later.", giving.rows_given_back
        )
        yield CounterMetricFamily(
            "santral_rows_refused",
            "Rows that failed alone and wait for somebody to look.",
            writer.rows_refused + giving.rows_refused,
        )
        restarts = CounterMetricFamily(
            "santral_task_restarts", "Times a background task was started again.", labels=["task"]
        )
        for task, times in supervisor.restarts.items():
            restarts.add_metric([task], times)
        yield restarts
