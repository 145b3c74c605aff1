"""Mistakes of ours in the fast path: whoever runs the server sees them, callers are answered, tests fail."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import URL
from starlette.requests import Request

import schema
from db.demo import DEMO_EVENT_ID
from db.reader import Sql
from db.sqlite_reader import SqliteReader
from server.metrics import Metrics
from tests.conftest import Graph

QUERY = f"{{ event(id: {DEMO_EVENT_ID}) {{ title }} }}"


class Mistaken(SqliteReader):
    """A plain reader with a mistake in it."""

    def _fetch(self, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
        raise ZeroDivisionError


def test_a_mistake_of_the_fast_path_is_seen(
    graphs: Callable[[URL, str], Graph], demo_urls: Callable[[str], URL], caplog: pytest.LogCaptureFixture
) -> None:
    graph = graphs(demo_urls("sqlite"), "fast")
    right, engine = graph.data(QUERY), graph.engine
    try:
        graph.engine = schema.engine(Mistaken(graph.url), forgiving=True)
        assert graph.data(QUERY) == right
        [record] = caplog.records
        assert graph.last.reason == f"the fast path failed, {record.getMessage()}"
        assert record.exc_info
        assert record.exc_info[0] is ZeroDivisionError
        page = asyncio.run(Metrics(graph.engine).page(Request({"type": "http"})))
        assert "convene_fast_path_faults_total 1.0" in bytes(page.body).decode()
        graph.engine = schema.engine(Mistaken(graph.url))
        with pytest.raises(ZeroDivisionError):
            graph.ask(QUERY)
    finally:
        graph.engine = engine
