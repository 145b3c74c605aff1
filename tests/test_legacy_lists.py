"""The old lists: `/2/events`, `/2/groups`, `/2/members`, `/2/rsvps`, `/2/categories`, over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from db.demo import DEMO_EVENT_ID, DEMO_GROUP, DEMO_TOKEN
from tests.conftest import NOW, Server

SHAPES = Path(__file__).parent / "recorded" / "shapes.txt"
META = ["next", "method", "total_count", "link", "count", "description", "lon", "title", "url", "id", "updated", "lat"]
ALL_STATUSES = "upcoming,past,proposed,suggested,cancelled,draft"
EVERYTHING = {
    "/2/events": {"member_id": "self", "status": ALL_STATUSES},
    "/2/groups": {"topic": "api"},
    "/2/members": {"group_urlname": "API-Meetup"},
    "/2/rsvps": {"event_id": str(DEMO_EVENT_ID)},
    "/2/categories": {},
}
NOT_SEEN: dict[str, str] = {}


def ask(server: Server, path: str, **given: str) -> httpx.Response:
    """An old call as the demo's organizer."""
    return httpx.get(server.url + path, params=given, headers={"Authorization": f"Bearer {DEMO_TOKEN}"}, timeout=30)


def results(server: Server, path: str, **given: str) -> list[Any]:
    """The results of a call that must not go wrong."""
    response = ask(server, path, **given)
    assert response.status_code == 200, response.text
    listed: list[Any] = response.json()["results"]
    return listed


def shapes() -> dict[str, dict[str, set[str]]]:
    """The recorded JSON types of each dotted field, by path."""
    found: dict[str, dict[str, set[str]]] = {}
    for block in SHAPES.read_text().split("### ")[1:]:
        head, *lines = block.strip().splitlines()
        fields = {}
        for line in lines:
            if match := re.fullmatch(r"  ([\w.\[\]]+): (.*)", line):
                fields[match[1].replace("[]", "")] = set(re.findall(r"\b(int|float|str|bool|dict|list)\b", match[2]))
        found[head.split()[1]] = fields
    return found


def kinds(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each dotted field of an answer with its JSON type."""
    if path:
        yield path, type(value).__name__
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from kinds(entry, f"{path}.{name}" if path else name)
    if isinstance(value, list):
        for entry in value:
            yield from (pair for pair in kinds(entry, path) if pair[0] != path)


@pytest.mark.parametrize("path", EVERYTHING)
def test_meta_has_its_twelve_keys(each_server: Server, path: str) -> None:
    """Envelope, order of keys, counts, and the canonical address."""
    body = ask(each_server, path, **EVERYTHING[path], page="3").json()
    assert list(body) == ["results", "meta"]
    assert list(body["meta"]) == META
    assert body["meta"]["count"] == len(body["results"]) == 3
    assert body["meta"]["total_count"] > 3
    assert body["meta"]["link"] == each_server.url + path
    assert parse_qs(urlsplit(body["meta"]["next"]).query)["offset"] == ["1"]


@pytest.mark.parametrize("path", EVERYTHING)
def test_pages_add_up_to_the_whole(each_server: Server, path: str) -> None:
    """Following `meta.next` gives each result once, in the order of one large page."""
    whole = results(each_server, path, **EVERYTHING[path])[:40]
    paged: list[Any] = []
    address: str = f"{each_server.url}{path}?{httpx.QueryParams({**EVERYTHING[path], 'page': '7'})}"
    while address and len(paged) < len(whole):
        body = httpx.get(address, headers={"Authorization": f"Bearer {DEMO_TOKEN}"}).json()
        paged += body["results"]
        address = body["meta"]["next"]
    assert paged[: len(whole)] == whole


def test_recorded_fields_are_covered(each_server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Every recorded field of these calls is answered by the demo with a recorded type."""
    for path, recorded in shapes().items():
        if path not in EVERYTHING:
            continue
        seen: dict[str, set[str]] = {}
        for entry in results(each_server, path, **EVERYTHING[path]):
            for name, kind in kinds(entry):
                seen.setdefault(name, set()).add(kind)
        missing = [name for name in recorded if name not in seen and f"{path} {name}" not in NOT_SEEN]
        wrong = {n: seen[n] - recorded[n] - {"int"} for n in recorded if n in seen and seen[n] - recorded[n] - {"int"}}
        with capsys.disabled():
            print(f"\n{path}: {len(recorded) - len(missing)} of {len(recorded)} recorded fields")
        assert (missing, wrong) == ([], {}), path


def test_filters_cut_results_and_not_meta(each_server: Server) -> None:
    """`only` and `omit` work on each result; `meta.updated` does not depend on them."""
    plain = ask(each_server, "/2/events", group_urlname=DEMO_GROUP).json()
    cut = ask(each_server, "/2/events", group_urlname=DEMO_GROUP, only="name,group.urlname").json()
    assert all(set(entry) == {"name", "group"} and set(entry["group"]) == {"urlname"} for entry in cut["results"])
    assert cut["meta"]["updated"] == plain["meta"]["updated"] == max(e["updated"] for e in plain["results"])
    omitted = results(each_server, "/2/events", group_urlname=DEMO_GROUP, omit="venue,group")
    assert [{k: v for k, v in e.items() if k not in ("venue", "group")} for e in plain["results"]] == omitted


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"status": "past"}, lambda e: e["status"] == "past" and e["time"] < NOW),
        ({"status": "upcoming"}, lambda e: e["status"] == "upcoming"),
        ({"status": "cancelled,draft"}, lambda e: e["status"] in ("cancelled", "draft")),
        ({"time": "0d,1m"}, lambda e: NOW <= e["time"] <= NOW + 31 * 86_400_000),
        ({"time": f"{NOW},", "status": "upcoming,past"}, lambda e: e["time"] >= NOW),
        ({"time": ",-1w", "status": "past"}, lambda e: e["time"] <= NOW - 7 * 86_400_000),
        ({"time": f"{NOW - 10**10}, {NOW}", "status": "past"}, lambda e: NOW - 10**10 <= e["time"] <= NOW),
        ({"rsvp": "yes", "status": ALL_STATUSES}, lambda e: e["yes_rsvp_count"] > 0),
        ({"event_id": f"{DEMO_EVENT_ID},1"}, lambda e: e["id"] == str(DEMO_EVENT_ID)),
        ({"group_id": "9100002,9100001"}, lambda e: e["group"]["id"] in (9100001, 9100002)),
    ],
)
def test_events_are_narrowed(each_server: Server, given: dict[str, str], holds: Any) -> None:
    """Each parameter leaves what it says, and something."""
    found = results(each_server, "/2/events", **{"member_id": "self", **given})
    assert found
    assert all(holds(entry) for entry in found)


def test_order_and_direction(each_server: Server) -> None:
    """`order` and `desc` sort; events by time, groups by members, members by name."""
    times = [e["time"] for e in results(each_server, "/2/events", member_id="self", desc="true")]
    assert times == sorted(times, reverse=True)
    members = [g["members"] for g in results(each_server, "/2/groups", topic="api", order="members", desc="desc")]
    assert members == sorted(members, reverse=True)
    names = [m["name"].lower() for m in results(each_server, "/2/members", group_urlname=DEMO_GROUP)]
    assert names == sorted(names)


def test_trending_rank_orders_one_answer(each_server: Server) -> None:
    """The ranks of a list are 0, 1, 2, ... each once."""
    found = results(each_server, "/2/events", member_id="self", fields="trending_rank")
    assert sorted(entry["trending_rank"] for entry in found) == list(range(len(found)))


def test_groups_around_a_place(each_server: Server) -> None:
    """A radius keeps what lies within it; latitude and longitude are echoed as numbers."""
    body = ask(each_server, "/2/groups", lat="37.77", lon="-122.42", radius="50").json()
    assert {group["city"] for group in body["results"]} == {"San Francisco"}
    assert (body["meta"]["lat"], body["meta"]["lon"]) == (37.77, -122.42)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/2/events", {}),
        ("/2/events", {"group_id": "1", "time": "tomorrow"}),
        ("/2/events", {"group_id": "1", "time": "1d"}),
        ("/2/events", {"group_id": "1", "time": "999999999999999,"}),
        ("/2/events", {"group_id": "1", "status": "over"}),
        ("/2/events", {"group_id": "1", "order": "name"}),
        ("/2/events", {"group_id": "1", "page": "none"}),
        ("/2/events", {"group_id": "1", "page": "0"}),
        ("/2/events", {"group_id": "1", "offset": "-1"}),
        ("/2/events", {"group_domain": "example.org"}),
        ("/2/groups", {}),
        ("/2/groups", {"lat": "91", "lon": "0"}),
        ("/2/groups", {"lat": "nan", "lon": "0"}),
        ("/2/groups", {"lat": "37"}),
        ("/2/groups", {"lat": "37", "lon": "0", "radius": "1000"}),
        ("/2/groups", {"zip": "94105"}),
        ("/2/members", {}),
        ("/2/rsvps", {}),
        ("/2/rsvps", {"event_id": "1", "rsvp": "perhaps"}),
    ],
)
def test_what_cannot_be_served_is_named(server: Server, path: str, given: dict[str, str]) -> None:
    """400 in the dialect, with the parameter in the details."""
    response = ask(server, path, **given)
    assert response.status_code == 400, response.text
    assert list(response.json()) == ["details", "code", "problem"]


def test_nothing_found_is_an_empty_list(each_server: Server) -> None:
    """No results, a total of 0, and the time of the request."""
    body = ask(each_server, "/2/events", group_urlname="no-such-group").json()
    assert body["results"] == []
    assert (body["meta"]["total_count"], body["meta"]["updated"], body["meta"]["next"]) == (0, NOW, "")


def test_a_page_beyond_the_last_is_empty(each_server: Server) -> None:
    """However far: old programs page until nothing comes."""
    body = ask(each_server, "/2/events", group_urlname=DEMO_GROUP, offset="999999").json()
    assert (body["results"], body["meta"]["next"]) == ([], "")
    assert body["meta"]["total_count"] > 0
