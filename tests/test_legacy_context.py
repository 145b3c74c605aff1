"""What old programs tell and ask beside a call: signed addresses, visits, counters, photos, and series' two ids."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from graphql import FieldNode, TypeInfo, TypeInfoVisitor, Visitor, parse, visit
from sqlalchemy import URL, insert, select, update

import db
import schema
from db import demo, tokens
from db.visibility import seeing_all
from legacy_rest.calls import CALLS
from legacy_rest.tables import Call
from legacy_rest.translate import samples
from tests.conftest import NOW, Databases, Server, writing
from tests.old_api import GROUP, OldApi, token_of
from tests.test_legacy_formats import called

EVENT = str(demo.DEMO_EVENT_ID)
LIST = f"/2/events?group_urlname={GROUP}&status=past,upcoming&page=2&only=id"
SIGNABLE = {
    "v2 list": LIST,
    "v2 object": f"/2/event/{EVENT}?only=id,announced",
    "v3 list": f"/{GROUP}/members?page=3&only=id",
    "v3 object": "/members/self?only=id,email",
}


def signed_by(api: OldApi, path: str, who: str = "organizer", **more: Any) -> str:
    """The signed address of a call, without the server's own."""
    joint = "&" if "?" in path else "?"
    response = api.call("GET", f"{path}{joint}sign=true", who, **more)
    assert response.status_code == 200, response.text
    address = response.headers["X-Meta-Signed-URL"]
    assert address.startswith(api.server.url)
    return address.removeprefix(api.server.url)


def bare(api: OldApi, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """A call without a credential."""
    return httpx.request(method, f"{api.server.url}{path}", headers=headers, timeout=60)


def results(body: Any) -> Any:
    """What a call answers, without the `meta` of version 2."""
    return body["results"] if isinstance(body, dict) and "results" in body else body


# Signed addresses


@pytest.mark.parametrize("path", SIGNABLE.values(), ids=SIGNABLE)
def test_a_signed_address_answers_as_its_signer_was_answered(api: OldApi, path: str) -> None:
    address = signed_by(api, path)
    query = parse_qs(urlsplit(address).query)
    assert query["sig_id"] == [str(api.members["organizer"])]
    assert re.fullmatch("[0-9a-f]{40}", query["sig"][0])
    assert not {"sign", "key", "access_token"} & set(query)
    answer, usual = bare(api, address), api.get(path)
    assert answer.status_code == 200
    body = answer.json()
    assert results(body) == results(usual)


def test_lists_of_version_2_tell_it_in_their_meta(api: OldApi) -> None:
    response = api.call("GET", f"{LIST}&sign=true&key={token_of('organizer')}")
    meta = response.json()["meta"]
    assert list(meta)[-1] == "signed_url"
    assert meta["signed_url"] == response.headers["X-Meta-Signed-URL"]
    assert "signed_url" not in api.get(LIST)["meta"]


def test_pages_of_a_signed_address_are_signed(api: OldApi) -> None:
    address, found = api.server.url + signed_by(api, LIST), []
    while address:
        body = httpx.get(address, timeout=60).json()
        found += body["results"]
        address = body["meta"]["next"]
    assert found == api.get(LIST.replace("page=2", "page=200"))["results"]
    pages = [httpx.get(api.server.url + signed_by(api, SIGNABLE["v3 list"]), timeout=60)]
    for _ in range(2):
        pages.append(httpx.get(pages[-1].links["next"]["url"], timeout=60))
    assert [page.status_code for page in pages] == [200] * 3
    assert len({member["id"] for page in pages for member in page.json()}) == 9


def test_only_how_it_is_answered_may_be_changed(api: OldApi) -> None:
    address = signed_by(api, LIST)
    assert called(bare(api, f"{address}&callback=cb&_=7"))["results"]
    assert bare(api, f"{address}&format=xml").headers["Content-Type"].startswith("application/xml")
    for change in (
        ("only=id", "only=id%2Cname"),
        ("status=past", "status=draft%2Cpast"),
        (f"group_urlname={GROUP}", "group_urlname=api-meetup"),
        ("/2/events", "/2/groups"),
        ("sig=", "sig=0"),
        ("sig_id=", "sig_id=1"),
    ):
        changed = address.replace(*change, 1)
        assert changed != address
        refused = bare(api, changed)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_authorized"), change
    added = bare(api, f"{address}&fields=self")
    assert added.status_code == 401
    assert bare(api, f"{signed_by(api, SIGNABLE['v2 object'])}", "DELETE").status_code == 401
    assert "X-RateLimit-Remaining" in added.headers


def test_a_signature_lasts_as_long_as_its_token(api: OldApi) -> None:
    with writing(api.url) as engine, engine.begin() as connection:
        token = tokens.issue(connection, api.members["member"], NOW)
    response = httpx.get(f"{api.server.url}/members/self?sign=true&access_token={token}", timeout=60)
    address = response.headers["X-Meta-Signed-URL"]
    assert token not in address
    assert httpx.get(address, timeout=60).json() == response.json()
    with writing(api.url) as engine, engine.begin() as connection:
        connection.execute(update(db.Token).filter_by(digest=tokens.digest(token)).values(expires_at=NOW))
    ended = httpx.get(address, timeout=60)
    assert (ended.status_code, ended.json()["errors"][0]["message"]) == (401, "Invalid oauth credentials")


def test_strangers_have_nothing_to_sign_with(api: OldApi) -> None:
    response = bare(api, f"/{GROUP}?&sign=true&photo-host=public")
    assert response.status_code == 200
    assert "X-Meta-Signed-URL" not in response.headers
    wrong = api.call("GET", f"/{GROUP}?sign=perhaps")
    assert wrong.json()["errors"][0]["message"] == "sign must be one of true, false"


def test_jsonp_tells_the_signed_address(api: OldApi) -> None:
    body = called(api.call("GET", f"/{GROUP}?callback=cb&only=id&sign=true"))
    assert called(httpx.get(body["meta"]["signed_url"], timeout=60))["data"] == body["data"]


def test_a_secret_of_the_operator_is_part_of_signatures(
    servers: Callable[..., Server], demo_urls: Callable[[str], URL]
) -> None:
    url = demo_urls("sqlite")
    one, other = (servers(url, SIGNING_SECRET=secret) for secret in ("one", "other"))
    answer = httpx.get(f"{one.url}/members/self?sign=true&key={demo.DEMO_TOKEN}", timeout=60)
    path = answer.headers["X-Meta-Signed-URL"].removeprefix(one.url)
    assert [httpx.get(f"{each.url}{path}", timeout=60).status_code for each in (one, other)] == [200, 401]


# The same name twice


def test_the_first_of_a_repeated_parameter_wins(api: OldApi) -> None:
    assert api.get(f"/2/event/{EVENT}?only=id&only=name&omit=name&omit=id") == {"id": EVENT}
    twice = {"name": ["First", "Second"], "group_urlname": GROUP}
    assert api.call("POST", "/2/event", data=twice).json()["name"] == "First"
    assert api.call("POST", "/2/event?name=Query", data={**twice, "name": "Body"}).json()["name"] == "Query"
    event = api.event(time="2w")
    assert api.call("POST", f"/2/event/{event}?id=1", data={"id": "2", "name": "Path"}).json()["id"] == event


def test_a_group_whose_name_is_taken_is_reached_by_its_id(servers: Callable[..., Server], databases: Databases) -> None:
    """The server says so at its start; a new group gets no such name."""
    url = databases.demo_to_change("sqlite")
    with writing(url) as engine, engine.begin() as connection:
        named = update(db.Group).filter_by(urlname=GROUP).returning(db.Group.id)
        group_id = connection.execute(named.values(urlname="Find", urlname_key="find")).scalar_one()
    server = servers(url)
    headers = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
    assert "the group Find is reached by its id only" in server.log.read_text()
    assert httpx.get(f"{server.url}/Find", headers=headers, timeout=60).status_code == 404
    listed = httpx.get(f"{server.url}/2/groups?group_id={group_id}&only=urlname", headers=headers, timeout=60)
    assert listed.json()["results"] == [{"urlname": "Find"}]


# Visits


def visited(api: OldApi, who: str = "member") -> int | None:
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        own = select(db.Membership.visited_at).filter_by(group_id=api.group_id, member_id=api.members[who])
        return session.scalars(own).one()


def forget(api: OldApi, who: str = "member") -> None:
    with writing(api.url) as engine, engine.begin() as connection:
        own = update(db.Membership).filter_by(group_id=api.group_id, member_id=api.members[who])
        connection.execute(own.values(visited_at=1000))


@pytest.mark.parametrize(
    "header",
    [
        {"X-Meta-Visit": GROUP},
        {"X-Meta-Visit": GROUP.upper().replace("-", "%2D")},
        {"X-Meta-Visit-Event": EVENT},
        {"X-Meta-Visit": GROUP, "X-Meta-Visit-Event": EVENT},
    ],
)
@pytest.mark.parametrize("path", ["/2/categories?page=1", "/find/topics?page=1"])
def test_a_header_tells_of_a_visit(api: OldApi, header: dict[str, str], path: str) -> None:
    forget(api)
    assert api.call("GET", path, "member", headers=header).status_code == 200
    assert visited(api) == NOW
    profile = api.call("GET", f"/{GROUP}/members?page=1&order=visited&desc=true").json()
    assert profile[0]["group_profile"]["visited"] == NOW


@pytest.mark.parametrize("value", ["no-such-group", "api-private-dinner-club", "%00", "%ff", ""])
def test_a_visit_that_cannot_be_noted_is_no_error(api: OldApi, value: str) -> None:
    forget(api)
    for name in ("X-Meta-Visit", "X-Meta-Visit-Event"):
        assert api.call("GET", "/2/categories?page=1", "member", headers={name: value}).status_code == 200
    assert visited(api) == 1000
    unseen = bare(api, "/status", **{"X-Meta-Visit": GROUP})
    assert unseen.status_code == 200


def test_signed_addresses_are_no_visits(api: OldApi) -> None:
    forget(api)
    address = signed_by(api, "/2/categories?page=1", "member")
    assert bare(api, address, **{"X-Meta-Visit": GROUP}).status_code == 200
    assert visited(api) == 1000


def test_answers_and_comments_are_visits(api: OldApi) -> None:
    event = api.event(time="2w")
    forget(api)
    assert api.post("/2/rsvp", "member", event_id=event, rsvp="yes").status_code == 201
    assert visited(api) == NOW
    forget(api)
    comment = (
        f'mutation {{ createEventComment(input: {{eventId: "{event}", text: "See you"}}) {{ errors {{ code }} }} }}'
    )
    said = httpx.post(f"{api.server.url}/graphql", json={"query": comment}, headers=bearer("member"), timeout=60)
    assert said.json() == {"data": {"createEventComment": {"errors": None}}}
    assert visited(api) == NOW


def bearer(who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(who)}"}


# Counters

NAMES = "unread-notifications,unread-messages, Unread-Updates,saved-events"
HEADERS = ["X-Meetup-Unread-Notifications", "X-Meetup-Unread-Messages", "X-Meetup-Unread-Updates"]
HEADERS += ["X-Meetup-Saved-Events"]


@pytest.mark.parametrize("path", ["/2/categories?page=1", "/status", f"/2/event/{EVENT}?callback=cb"])
def test_counters_come_in_headers(api: OldApi, path: str) -> None:
    response = api.call("GET", path, "host", headers={"X-Meta-Request-Headers": NAMES})
    before = [int(response.headers[name]) for name in HEADERS]
    unread = {"member_id": api.members["host"], "kind": "announcement", "text": "News", "created_at": NOW}
    with writing(api.url) as engine, engine.begin() as connection:
        connection.execute(insert(db.Notification), [unread, unread, {**unread, "read_at": NOW}][:2])
        connection.execute(insert(db.Notification).values(**unread, read_at=NOW))
    response = api.call("GET", path, "host", headers={"X-Meta-Request-Headers": NAMES})
    after = [int(response.headers[name]) for name in HEADERS]
    assert [now - then for now, then in zip(after, before, strict=True)] == [2, 0, 2, 0]
    assert after[2] == after[0] + after[1]


def test_only_counters_that_were_asked_for(api: OldApi) -> None:
    asked = {"X-Meta-Request-Headers": "saved-events,admin-privileges,x-meetup-agent"}
    response = api.call("GET", "/status", headers=asked)
    assert [name for name in HEADERS if name in response.headers] == ["X-Meetup-Saved-Events"]
    assert not [name for name in HEADERS if name in bare(api, "/status", **asked).headers]
    assert not [name for name in HEADERS if name in api.call("GET", "/status").headers]


# Photos


def addresses(value: Any) -> list[str]:
    """The addresses of photos in an answer."""
    if isinstance(value, dict):
        own = [text for name, text in value.items() if name.endswith(("_link", "photo_url")) and isinstance(text, str)]
        return own + [found for inner in value.values() for found in addresses(inner)]
    return [found for inner in value for found in addresses(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("path", [f"/2/groups?group_urlname={GROUP}&only=group_photo", f"/{GROUP}?only=group_photo"])
def test_photos_come_from_a_secure_host(api: OldApi, path: str) -> None:
    photos = "http://photos3.meetupstatic.com/photos/event/1/global.jpeg"
    with writing(api.url) as engine, engine.begin() as connection:
        own = select(db.Group.photo_id).filter_by(id=api.group_id)
        values = {"photo_link": photos, "highres_link": "http://photos.example/1", "thumb_link": "https://b.example/1"}
        connection.execute(update(db.Photo).where(db.Photo.id.in_(own)).values(values))
    usual = addresses(api.get(path))
    assert {photos, "http://photos.example/1"} <= set(usual)
    secure = addresses(api.call("GET", path, headers={"X-Meta-Photo-Host": "secure"}).json())
    assert [address.replace("http://", "https://").replace("photos3", "secure") for address in usual] == secure
    assert addresses(api.get(f"{path}&photo-host=secure")) == secure
    assert addresses(api.get(f"{path}&photo-host=public")) == usual
    wrong = api.call("GET", f"{path}&photo-host=elsewhere")
    assert "photo-host must be one of public, secure" in wrong.text


# Series


def letters(api: OldApi) -> tuple[str, str]:
    """A recurring event to come of the demo's group that takes answers: its letters and its number."""
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        e = db.Event
        wanted = select(e).where(e.recurring_id.is_not(None), e.starts_at > NOW, e.number_shown.is_(False))
        event = session.scalars(wanted.order_by(e.id)).first()
        assert event is not None
        plain: dict[str, Any] = {"status": "ACTIVE", "rsvp_limit": None, "rsvp_open_at": None, "rsvp_close_at": None}
        plain |= {"rsvps_closed": False, "group_id": api.group_id, "visibility": "PUBLIC"}
        session.execute(update(e).filter_by(id=event.id).values(plain))
        return str(event.recurring_id), str(event.id)


def shown(api: OldApi, key: str) -> dict[str, str]:
    """The id that each face shows for an event that is asked for by this key."""
    query = {"query": f'{{ event(id: "{key}") {{ id oldId }} }}'}
    graph = httpx.post(f"{api.server.url}/graphql", json=query, headers=bearer("member"), timeout=60)
    (rsvp, *_) = api.get(f"/2/rsvps?event_id={key}&only=event.id")["results"] or [{"event": {"id": ""}}]
    return {
        "v2": api.get(f"/2/event/{key}", only="id")["id"],
        "v2 list": api.get("/2/events", event_id=key, only="id")["results"][0]["id"],
        "v2 rsvps": rsvp["event"]["id"],
        "v3": api.get(f"/{GROUP}/events/{key}", only="id")["id"],
        "graphql": graph.json()["data"]["event"]["id"],
    }


def test_a_series_is_known_by_its_number_after_an_old_answer(api: OldApi) -> None:
    word, number = letters(api)
    by_number = api.post("/2/rsvp", "member", event_id=number, rsvp="yes")
    assert by_number.json()["event"]["id"] == word
    assert set(shown(api, word).values()) == set(shown(api, number).values()) == {word}
    by_letters = api.post("/2/rsvp", "member", event_id=word, rsvp="no")
    assert (by_letters.status_code, by_letters.json()["event"]["id"]) == (201, number)
    old = {"v2": number, "v2 list": number, "v2 rsvps": number}
    assert shown(api, word) == shown(api, number) == {**old, "v3": word, "graphql": word}
    found = {event["id"] for event in api.get(f"/{GROUP}/events", only="id")}
    assert (word in found, number in found) == (True, False)


def test_answers_through_graphql_keep_the_letters(api: OldApi) -> None:
    word, _ = letters(api)
    change = (
        f'mutation {{ rsvp(input: {{eventId: "{word}", response: YES}}) {{ errors {{ code }} event {{ oldId }} }} }}'
    )
    answer = httpx.post(f"{api.server.url}/graphql", json={"query": change}, headers=bearer("member"), timeout=60)
    assert answer.json()["data"]["rsvp"] == {"errors": None, "event": {"oldId": word}}


class Shown(Visitor):
    """The fields that a document selects, with their types: `Event.id`."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types, self.fields = types, set[str]()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.fields.add(f"{self.types.get_parent_type()}.{node.name.value}")


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_a_row_says_which_of_an_events_ids_it_shows(call: Call) -> None:
    """`oldId` in versions 1 and 2, `id` in version 3."""
    types = TypeInfo(schema.engine(None).schema)
    for sample in samples(call):
        shown = Shown(types)
        visit(parse(sample.document), TypeInfoVisitor(types, shown))
        allowed = {"Event.id"} if call.generation == "v3" else {"Event.oldId"}
        assert shown.fields & {"Event.id", "Event.oldId"} <= allowed
