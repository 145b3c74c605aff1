"""JSON, XML and JSONP of the old API: one answer in three forms, errors too, with the headers of each."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from db import demo
from legacy_rest.calls import CALLS
from legacy_rest.manner import charset_of
from legacy_rest.markup import singular, written
from tests.conftest import Server
from tests.legacy_examples import EXAMPLES, TOKEN

EVENT = demo.DEMO_EVENT_ID
V2 = f"/2/event/{EVENT}"
NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL]) -> Server:
    return servers(demo_urls("sqlite"), FASTPATH="on")


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    token = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.request(method, f"{server.url}{path}", headers={**token, **headers}, timeout=60)


def same(element: ET.Element, value: Any) -> bool:
    """Whether an element carries a value of JSON."""
    if isinstance(value, dict):
        names = [inner.attrib.get("name", inner.tag) for inner in element]
        return names == list(value) and all(map(same, element, value.values()))
    if isinstance(value, list):
        tags = {inner.tag for inner in element}
        return len(element) == len(value) and len(tags) < 2 and all(map(same, element, value))
    text = element.text or ""
    return text == (json.dumps(value) if isinstance(value, bool | int | float) else value)


def as_xml(body: Any) -> Any:
    """What stands under the root of an answer's XML."""
    if isinstance(body, list):
        return {"items": body}
    if isinstance(body, dict) and set(body) == {"results", "meta"}:
        return {"head": body["meta"], "items": body["results"]}
    return body


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_xml_carries_the_same_values(server: Server, path: str) -> None:
    plain, marked = ask(server, path), ask(server, f"{path}&format=xml")
    assert marked.headers["Content-Type"] == "application/xml;charset=utf-8"
    root, body = ET.fromstring(marked.content), plain.json()
    assert root.tag == ("item" if isinstance(body, dict) and "meta" not in body else "results")
    assert same(root, as_xml(json.loads(plain.text.replace("format=json", "format=xml"))))


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_xml_carries_the_same_refusals_and_explanations(server: Server, path: str) -> None:
    refused = path.partition("?")[0] + "?photo-host=elsewhere"
    plain, marked = ask(server, refused), ask(server, f"{refused}&format=xml")
    assert plain.status_code == marked.status_code == 400
    assert ET.fromstring(marked.content).tag == "error"
    assert same(ET.fromstring(marked.content), plain.json())
    explained = path.replace("?", "?explain=graphql&")
    told, marked = ask(server, explained).json(), ask(server, f"{explained}&format=xml")
    root = ET.fromstring(marked.content)
    for name in ("call", "document", "variables", "curl"):
        element = root.find(name)
        assert element is not None
        assert same(element, told[name]), name


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_a_suffix_is_a_format(server: Server, path: str) -> None:
    base, _, query = path.partition("?")
    marked = ask(server, f"{base}.xml?{query}")
    assert ET.fromstring(marked.content).tag in ("item", "results")
    suffixed, plain = ask(server, f"{base}.json/?{query}"), ask(server, path)
    assert suffixed.headers["Content-Type"] == "application/json;charset=utf-8"
    assert json.loads(suffixed.text.replace(f"{base}.json/", base)) == plain.json()


NOTHING = "/2/event/1"


def test_errors_come_in_the_format_that_is_wanted(server: Server) -> None:
    root = ET.fromstring(ask(server, f"{NOTHING}.xml").content)
    assert (root.tag, [element.tag for element in root]) == ("error", ["details", "code", "problem"])
    assert root.findtext("code") == "not_found"
    wrong = ask(server, f"{V2}.rss")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unsupported_format")
    assert wrong.json()["details"] == "the format rss is not supported: use one of json, xml"
    assert ask(server, f"{V2}?format=yaml").status_code == 400
    assert ask(server, f"{V2}.json?format=yaml").status_code == 200


def test_every_row_that_reads_has_an_example() -> None:
    assert set(EXAMPLES) == {call.operation for call in CALLS if call.method == "GET"}


def called(response: httpx.Response, function: str = "cb") -> Any:
    """What a JSONP answer calls its function with."""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/javascript;charset=utf-8")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    match = re.fullmatch(rf"/\*\*/{re.escape(function)}\((.*)\);", response.text, re.ASCII)
    assert match
    return json.loads(match[1])


def test_jsonp_of_version_2_is_the_envelope(server: Server) -> None:
    assert called(ask(server, f"{V2}?callback=cb&only=id")) == {"id": str(EVENT)}
    body = called(ask(server, "/2/categories?callback=cb&_=1&page=1"))
    assert list(body) == ["results", "meta"]
    assert body["meta"]["url"].endswith("&callback=cb&_=1")


def test_jsonp_errors_have_their_status_inside(server: Server) -> None:
    assert called(ask(server, f"{NOTHING}?callback=a.b$c"), "a.b$c") == {
        "details": "The resource you have requested can not be found",
        "code": "not_found",
        "problem": "Not Found",
        "status": "404 Not Found",
    }
    unknown = httpx.get(f"{server.url}{V2}?callback=cb", timeout=60)
    assert called(unknown)["status"] == "401 Unauthorized"
    assert unknown.headers["WWW-Authenticate"] == 'OAuth realm="https://convene.example/"'


@pytest.mark.parametrize("callback", ["alert(1)", "1a", "a" * 65, "a;b", "ä"])
def test_a_callback_is_a_name(server: Server, callback: str) -> None:
    response = ask(server, f"{V2}?callback={callback}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/json;charset=utf-8")
    assert "callback must be the name of a function" in response.json()["details"]


def test_jsonp_is_no_xml(server: Server) -> None:
    assert "goes with format=json" in ask(server, f"{V2}.xml?callback=cb").text


def test_what_one_has_is_not_sent_again(server: Server) -> None:
    first = ask(server, V2)
    again = ask(server, V2, **{"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"] == ask(server, V2, method="HEAD").headers["ETag"]
    assert int(again.headers["X-RateLimit-Remaining"]) >= 0
    assert ask(server, f"{V2}?only=id", **{"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "ETag" not in ask(server, NOTHING).headers
    assert set(first.headers["Vary"].split(", ")) >= {"Accept-Charset", "Authorization"}


def test_options_lists_the_methods(server: Server) -> None:
    response = httpx.options(f"{server.url}{V2}")
    assert response.status_code == 200
    assert set(response.headers["Allow"].split(", ")) >= {"GET", "HEAD", "OPTIONS"}


# Character sets


@pytest.mark.parametrize(
    ("accept", "charset"),
    [
        ("", "utf-8"),
        ("utf-8", "utf-8"),
        ("ISO-8859-1,utf-8;q=0.7,*;q=0.7", "iso-8859-1"),
        ("us-ascii;q=0.2, utf-8;q=0.1", "us-ascii"),
        ("koi8-r", "utf-8"),
        ("utf-8;q=0, *;q=0.5, us-ascii", "us-ascii"),
        ("utf-8;q=nonsense, us-ascii;q=0.1", "us-ascii"),
    ],
)
def test_character_sets(accept: str, charset: str) -> None:
    assert charset_of(accept) == charset


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii"])
def test_no_letter_is_lost_in_a_small_character_set(server: Server, charset: str) -> None:
    path = "/2/events?group_urlname=api-craft-san-francisco&status=past,upcoming&fields=survey_questions"
    usual, small = ask(server, path), ask(server, path, **{"Accept-Charset": charset})
    assert small.headers["Content-Type"] == f"application/json;charset={charset}"
    assert json.loads(small.content.decode(charset)) == usual.json()
    marked = ask(server, f"{path}&format=xml", **{"Accept-Charset": charset})
    assert same(ET.fromstring(marked.content), as_xml(json.loads(usual.text.replace("=json", "=xml"))))


# Markup

keys = st.text(min_size=1, max_size=8)
letters = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
values = st.recursive(
    st.booleans() | st.integers() | letters,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(NAME, fullmatch=True), inner, max_size=3),
)


@given(st.dictionaries(st.from_regex(NAME, fullmatch=True) | letters.filter(bool), values, max_size=4))
def test_any_value_can_be_marked_up(body: dict[str, Any]) -> None:
    assert same(ET.fromstring(written("item", body, "utf-8")), body)
    assert same(ET.fromstring(written("item", body, "us-ascii")), body)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_xml_cannot_hold_is_left_out(text: str) -> None:
    kept = ET.fromstring(written("item", {"text": text}, "utf-8")).findtext("text") or ""
    assert kept == re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def test_entries_are_named_in_the_singular() -> None:
    names = "topics categories policies answers event_hosts reasons addresses boxes address fee"
    assert [singular(name) for name in names.split()] == [
        "topic",
        "category",
        "policy",
        "answer",
        "event_host",
        "reason",
        "address",
        "box",
        "item",
        "item",
    ]
