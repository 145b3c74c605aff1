"""Whatever a caller writes: each row answers in its dialect, in the format that was asked for, and never fails."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacy_rest.calls import CALLS
from legacy_rest.manner import CALLBACK
from legacy_rest.tables import Call, Object, Table
from tests.conftest import Databases, Server
from tests.legacy_examples import EXAMPLES, TOKEN

READS = [call for call in CALLS if call.method == "GET"]


def names(table: Table, within: str = "") -> Iterator[str]:
    for row in table.rows:
        yield within + row.name
        yield from row.words
        if isinstance(row, Object):
            yield from names(row.table, f"{within}{row.name}.")


anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(-2, 300).map(str) | st.sampled_from(["", "1e3", "99999999999", "0x1", "½"])
FORMATS = st.sampled_from(["", "json", "xml", "XML", "yaml"])
CALLBACKS = st.sampled_from(["", "cb", "a.b", "alert(1)", "1"])


def filters(call: Call) -> st.SearchStrategy[str]:
    known = st.sampled_from(sorted({*names(call.table), "nonsense", "group.nonsense", "*", ""}))
    return st.lists(known | anything, max_size=4).map(",".join)


def parameters(call: Call) -> st.SearchStrategy[dict[str, str]]:
    own = {p.name: (st.sampled_from([*p.values, "x"]) if p.values else numbers | anything) for p in call.parameters}
    common = {name: filters(call) for name in ("only", "omit", "fields")}
    paging = {"page": numbers, "offset": numbers, "desc": anything, "order": st.sampled_from(["", "time", "name", "x"])}
    manners = {"format": FORMATS, "callback": CALLBACKS, "explain": st.sampled_from(["", "graphql", "x"])}
    manners |= {"sign": st.sampled_from(["", "true", "x"]), "photo-host": st.sampled_from(["", "secure", "x"])}
    manners |= {"sig": anything, "sig_id": numbers | anything, "_": anything}
    return st.fixed_dictionaries({}, optional={**own, **common, **paging, **manners})


calls = st.sampled_from(READS).flatmap(lambda call: st.tuples(st.just(call), parameters(call)))
header = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=12)
headers = st.fixed_dictionaries(
    {},
    optional={
        "Accept-Charset": st.sampled_from(["utf-8", "iso-8859-1;q=0.5, us-ascii", "*;q=0"]) | header,
        "X-Meta-Visit": st.just("api-craft-san-francisco") | header,
        "X-Meta-Visit-Event": st.just("930000000") | header,
        "X-Meta-Request-Headers": st.just("unread-updates,saved-events") | header,
        "X-Meta-Photo-Host": st.just("secure") | header,
        "If-None-Match": header,
    },
)


@pytest.fixture(scope="module")
def client(servers: Callable[..., Server], databases: Databases) -> Iterator[httpx.Client]:
    server = servers(databases.demo_to_change("sqlite"), FASTPATH="on")
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as made:
        yield made


def content(response: httpx.Response) -> tuple[int, Any]:
    """The status that is meant, and what was said; an element if in XML."""
    kind = response.headers["Content-Type"].partition(";")[0]
    if kind == "application/xml":
        return response.status_code, ET.fromstring(response.content)
    if kind == "application/json":
        return response.status_code, response.json()
    match = re.fullmatch(rf"/\*\*/{CALLBACK}\((.*)\);", response.text)
    assert (kind, response.status_code) == ("application/javascript", 200)
    assert match
    return jsonp(json.loads(match[1]))


def jsonp(said: Any) -> tuple[int, Any]:
    body = said["data"] if set(said) == {"meta", "data"} else said
    status = body.pop("status", "") if isinstance(body, dict) and {"errors", "code"} & set(body) else ""
    return int(status[:3]) if status else 200, body


def check_error(call: Call, said: Any) -> None:
    if isinstance(said, ET.Element):
        assert said.tag == "error"
        assert [each.tag for each in said] == (
            ["details", "code", "problem"] if call.generation == "v2" else ["errors"]
        )
    elif call.generation == "v2":
        assert list(said) == ["details", "code", "problem"]
    else:
        assert list(said) == ["errors"]
        assert all({"code", "message"} <= set(error) <= {"code", "message", "field"} for error in said["errors"])


def check_answer(call: Call, said: Any, explained: bool) -> None:
    if isinstance(said, ET.Element):
        assert said.tag in ("item", "results")
    elif explained:
        assert {"document", "variables", "curl", "mind"} < set(said)
    elif call.listing is None:
        assert isinstance(said, dict)
    else:
        assert list(said) == ["results", "meta"] if call.generation == "v2" else isinstance(said, list)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls, headers)
def test_any_call_is_answered_in_its_dialect(
    client: httpx.Client, asked: tuple[Call, dict[str, str]], told: dict[str, str]
) -> None:
    call, given_ = asked
    response = client.get(EXAMPLES[call.operation].partition("?")[0], params=given_, headers=told)
    if response.status_code == 304:
        assert told["If-None-Match"] == "*"
        return
    status, said = content(response)
    assert status in (200, 400, 404), (status, said)
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "vary"} <= set(response.headers)
    if status == 200:
        check_answer(call, said, given_.get("explain") == "graphql")
    else:
        check_error(call, said)
