"""The roundup as Markdown: what a stranger sees of a topic's groups, by the field `groupRoundup`."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import schema
from db.engines import reading_engine
from db.readers import plain_reader
from db.regions import Region
from resolvers.context import Request, Viewer
from server.database import Empty, Refusal, bring_up, database
from server.settings import Settings

DAY = 86_400_000
PAGE = 500
QUERY = """query Roundup($topic: String!, $region: Region, $countries: [String!], $since: DateTime!, $first: Int!,
    $after: String) {
  groupRoundup(
    topic: $topic, region: $region, countries: $countries, since: $since, first: $first, after: $after
  ) {
    pageInfo { hasNextPage endCursor }
    edges { newMemberCount growth eventCount yesCount node { name placeLabel link memberCount } }
  }
}"""


@dataclass(frozen=True)
class Wanted:
    """Which groups, and the days of the period up to now."""

    topic: str
    region: Region | None
    countries: Sequence[str]
    days: int


def region_of(text: str | None) -> Region | None:
    """A region as people write it. Raises `Refusal`."""
    name = (text or "").strip().upper().replace(" ", "_")
    if name and name not in Region.__members__:
        known = ", ".join(_in_words(region) for region in Region)
        raise Refusal(f"--region must be one of {known}, not {text!r}.")
    return Region[name] if name else None


def _in_words(region: Region) -> str:
    return region.replace("_", " ").title()


def run_roundup(settings: Settings, wanted: Wanted, activity: bool) -> str:
    """The roundup of a database. Raises `Refusal`."""
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
    found = asyncio.run(_found(settings, wanted))
    if not found:
        raise Refusal(f"There is no group with the topic {wanted.topic!r} there; topics are named by their urlkey.")
    return "\n".join([*_lines(found, activity), "", _sum(found, wanted.days)])


async def _found(settings: Settings, wanted: Wanted) -> list[dict[str, Any]]:
    now, site, bound = settings.clock.now(), settings.site_url, settings.database
    reading, reader = reading_engine(bound), plain_reader(bound)
    request, graphql = Request(Viewer(), now, site, reading, trusted=True), schema.engine(reader)
    asked: dict[str, Any] = {"topic": wanted.topic, "first": PAGE, "since": _iso(now - wanted.days * DAY)}
    asked |= {"region": wanted.region} if wanted.region else {}
    asked |= {"countries": list(wanted.countries)} if wanted.countries else {}
    found: list[dict[str, Any]] = []
    try:
        while True:
            answer = await graphql.execute(QUERY, asked, None, request)
            if answer.errors:
                raise Refusal(f"The roundup failed: {answer.errors[0].message}")
            page = answer.data["groupRoundup"]
            found += page["edges"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            asked["after"] = page["pageInfo"]["endCursor"]
    finally:
        await reader.close()
        await reading.dispose()


def _iso(instant: int) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).isoformat()


def _lines(found: Sequence[dict[str, Any]], activity: bool) -> Iterator[str]:
    for edge in found:
        group = edge["node"]
        label = _escaped(group["placeLabel"] or group["name"])
        line = f"*   [{label}]({group['link']}) with {group['memberCount']} members"
        yield f"{line} ({_activity(edge)})" if activity else line


def _activity(edge: dict[str, Any]) -> str:
    growth = "" if edge["growth"] is None else f", {edge['growth']:+.1f} %"
    return f"{edge['newMemberCount']} new{growth}; {edge['yesCount']} came to {_counted(edge['eventCount'], 'event')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _escaped(text: str) -> str:
    """Text that a Markdown link may hold."""
    return "".join(f"\\{char}" if char in "\\[]" else char for char in text)


def _sum(found: Sequence[dict[str, Any]], days: int) -> str:
    members = sum(edge["node"]["memberCount"] for edge in found)
    new, events, came = (sum(edge[name] for edge in found) for name in ("newMemberCount", "eventCount", "yesCount"))
    return (
        f"{_counted(len(found), 'group')} with {_counted(members, 'member')}. In the last {_counted(days, 'day')} "
        f"{new:,} joined, and {came:,} came to {_counted(events, 'event')}."
    )
