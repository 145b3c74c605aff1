"""The connections to PostgreSQL that a process takes are no more than its setting, however much is asked of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
from sqlalchemy import URL

from db.demo import DEMO_EVENT_ID, DEMO_TOKEN
from tests.conftest import POSTGRES, Databases, Server

MOST = 6
FAST = f"{{ event(id: {DEMO_EVENT_ID}) {{ title rsvps(first: 5) {{ edges {{ node {{ id }} }} }} }} }}"
ORDINARY = FAST.replace("{", "{ __schema { queryType { name } }", 1)
CHANGE = f"mutation {{ openEventRsvps(input: {{ eventId: {DEMO_EVENT_ID} }}) {{ errors {{ code }} }} }}"


def test_a_process_keeps_to_its_connections(databases: Databases, servers: Callable[..., Server]) -> None:
    url = databases.demo_to_change("postgresql")
    server = servers(url, FASTPATH="on", DATABASE_CONNECTIONS=str(MOST))
    counts, answers = asyncio.run(_pressed(server, url))
    assert [answer for answer in answers if answer != (200, False)] == []
    assert 3 < max(counts) <= MOST


async def _pressed(server: Server, url: URL) -> tuple[list[int], list[Any]]:
    """How many connections there were while much was asked at once, and what came of it."""
    counts: list[int] = []
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    async with (
        httpx.AsyncClient(headers=headers, timeout=120, limits=httpx.Limits(max_connections=None)) as client,
        await psycopg.AsyncConnection.connect(POSTGRES, autocommit=True) as admin,
    ):

        async def ask(query: str) -> tuple[int, bool]:
            answer = await client.post(f"{server.url}/graphql", json={"query": query})
            return answer.status_code, "errors" in answer.json()

        asked = [asyncio.create_task(ask(query)) for query in (FAST, ORDINARY, CHANGE) * 20]
        while not all(task.done() for task in asked):
            mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            [count] = await (await admin.execute(mine, (url.database,))).fetchone() or [0]
            counts.append(count)
        return counts, [task.result() for task in asked]
