"""Prometheus metrics of this process, by route template.

Each API process counts for itself: with several workers behind one port a scrape meets any of
them, so scrape them one by one or run one worker a pod.
"""

from __future__ import annotations

from time import perf_counter

from flask import Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.requests = Counter(
            "kopilka_http_requests_total",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "kopilka_http_request_duration_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def count(self, answer: Response) -> None:
        """Count an answer and the time it took."""
        route = request.url_rule.rule if request.url_rule else "unknown"
        method = request.method if request.url_rule else "ANY"
        key = (method, route, answer.status_code)
        if key not in self._children:
            self._children[key] = (
                self.requests.labels(*key),
                self.seconds.labels(method, route),
            )
        requests, seconds = self._children[key]
        requests.inc()
        seconds.observe(perf_counter() - g.started)

    def expose(self) -> bytes:
        """Write everything counted in Prometheus' text format."""
        return generate_latest(self.registry)
