"""What `/metrics` tells: counts and times of this process, in the format of Prometheus."""

from collections.abc import Iterable
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from schema import Engine

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of this process."""

    def __init__(self, engine: Engine) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Engine(engine))
        self.requests = Histogram(
            "convene_request_seconds",
            "Requests by HTTP method and status.",
            ("method", "status"),
            registry=self.registry,
            buckets=SECONDS,
        )
        self.operations = Histogram(
            "convene_operation_seconds",
            "GraphQL operations by type, outcome (ok, or the code of the first error) and reader.",
            ("type", "outcome", "reader"),
            registry=self.registry,
            buckets=SECONDS,
        )
        self._of_requests, self._of_operations = lru_cache(self.requests.labels), lru_cache(self.operations.labels)
        self.points = Counter("convene_points", "Points that operations cost.", registry=self.registry)
        self.messages = Counter("convene_messages", "Messages of subscriptions.", registry=self.registry)
        self.subscriptions = Gauge("convene_subscriptions", "Subscriptions that are followed.", registry=self.registry)
        self.sockets = Gauge("convene_sockets", "Open WebSockets.", registry=self.registry)

    def operation(self, kind: str, outcome: str, reader: str, seconds: float) -> None:
        """Count an operation."""
        self._of_operations(kind, outcome, reader).observe(seconds)

    def request(self, method: str, status: int, seconds: float) -> None:
        """Count a request. Methods that nobody serves count as one."""
        known = method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WEBSOCKET")
        self._of_requests(method if known else "OTHER", str(status)).observe(seconds)

    async def page(self, _request: Request) -> Response:
        """Answer `/metrics`."""
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Engine(Collector):
    """What the engine counts by itself, read off when somebody asks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.documents = engine.documents

    def collect(self) -> Iterable[Metric]:
        """Documents that were parsed and validated before, or not, and are kept; mistakes of the fast path."""
        looked_up = CounterMetricFamily("convene_documents", "Documents looked up in the cache.", labels=("outcome",))
        looked_up.add_metric(("hit",), self.documents.hits)
        looked_up.add_metric(("miss",), self.documents.misses)
        kept = GaugeMetricFamily("convene_documents_kept", "Documents in the cache.", value=len(self.documents))
        faults = CounterMetricFamily(
            "convene_fast_path_faults",
            "Operations that the ordinary executor answered because of a mistake in the fast path.",
            value=self.engine.faults,
        )
        return looked_up, kept, faults
