"""Programs of the old API's time, unchanged, against a server: how each of them reads on.

`meetup-api` of PyPI writes (`test_legacy_life_cycle`) and reads (`test_legacy_limits`). Here `perceval` of PyPI follows
`Link`, `meetup-api` of npm follows `meta`, and jQuery of 2016 reads JSONP in a browser.
"""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from db import demo
from tests.conftest import Server, lacking
from tests.legacy_examples import TOKEN
from tests.test_clients import CLIENTS, node

GROUP = demo.DEMO_GROUP
EVENTS = f"/{GROUP}/events?status=past,upcoming&only=id"
FOLLOWS_LINKS = """
import json, sys
from perceval.backends.core.meetup import MeetupClient

client = MeetupClient(sys.argv[2], max_items=2)
client.base_url = sys.argv[1]
pages = [json.loads(page) for page in client.events(sys.argv[3])]
print(json.dumps([[event["id"] for event in page] for page in pages]))
print(client.rate_limit is None or client.rate_limit > 0)
"""
FOLLOWS_JSONP = """async ([address, more]) => {
    const found = [], add = (data) => data.forEach((each) => found.push(each.id));
    await new Promise((resolve, reject) => {
        const read = (url) => $.ajax({dataType: 'jsonp', url, error: reject, success: (answer) => {
            add(answer.data || answer.results);
            const next = answer.meta[more];
            next ? read(next) : resolve();
        }});
        read(address);
    });
    return found;
}"""


def ids(server: Server, path: str) -> list[Any]:
    """The ids of a list in one page."""
    answer = httpx.get(f"{server.url}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60).json()
    return [each["id"] for each in (answer["results"] if isinstance(answer, dict) else answer)]


def test_perceval_of_python_follows_links(server: Server) -> None:
    program = [sys.executable, "-W", "ignore", "-c", FOLLOWS_LINKS, server.url, TOKEN, GROUP]
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    pages, limited = map(json.loads, done.stdout.replace("True", "true").splitlines())
    everything = f"/{GROUP}/events?status=cancelled,upcoming,past,proposed,suggested&only=id&order=updated"
    assert [event for page in pages for event in page] == ids(server, everything)
    assert {len(page) for page in pages[:-1]} == {2}
    assert (len(pages) > 2, limited) == (True, True)


def test_meetup_api_of_javascript_follows_meta(server: Server) -> None:
    answer = json.loads(node("old.cjs", server.url, TOKEN, GROUP))
    assert answer["found"] == ids(server, f"/2/events?group_urlname={GROUP}&status=past,upcoming")
    assert len(answer["found"]) > 4
    assert {**answer, "found": []} == {"found": [], "urlname": GROUP, "limited": True, "refused": 404}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "more"),
    [
        (f"{EVENTS}&page=2", "next_link"),
        (f"/2/events?group_urlname={GROUP}&status=past,upcoming&only=id&page=2", "next"),
    ],
    ids=["version 3", "version 2"],
)
def test_jquery_in_a_browser_reads_jsonp(server: Server, browser: Browser, path: str, more: str) -> None:
    """As pages did that could not keep a key secret: with an address that its owner has had signed."""
    jquery = CLIENTS / "node_modules" / "jquery" / "dist" / "jquery.js"
    if not jquery.exists():
        lacking("tests/clients/node_modules (`make clients` installs it)")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    signed = httpx.get(f"{server.url}{path}&sign=true", headers=headers, timeout=60).headers["X-Meta-Signed-URL"]
    page = browser.new_page()
    page.add_script_tag(path=str(jquery))
    found = page.evaluate(FOLLOWS_JSONP, [signed, more])
    page.close()
    assert found == ids(server, path.replace("page=2", "page=200"))
    assert len(found) > 4
