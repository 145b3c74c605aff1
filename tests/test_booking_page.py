"""The page to which mails about bookings lead, in a real browser."""

from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from tests.booking_world import CREATE, MIDNIGHT, offer
from tests.conftest import Databases, running


def test_the_link_leads_to_a_page_that_confirms_and_cancels(
    databases: Databases, browser: Browser, tmp_path: Path
) -> None:
    url = databases.migrated("sqlite")
    talk = offer(url, double_opt_in=True)
    with running(url, tmp_path / "log", FASTPATH="off") as server:
        body = {"query": CREATE, "variables": {"input": talk.wish(MIDNIGHT)}}
        answer = httpx.post(f"{server.url}/graphql", json=body, timeout=60).json()
        secret, page = answer["data"]["createBooking"]["secret"], browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{server.url}/bookings#{secret}")
        expect(page.locator("h1")).to_have_text("Talk")
        page.get_by_role("button", name="Confirm").click()
        expect(page.locator("#status")).to_have_text("Confirmed")
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#status")).to_have_text("Cancelled")
        expect(page.get_by_role("button")).to_have_count(0)
        page.evaluate("location.hash = 'nothing'")
        expect(page.locator("h1")).to_have_text("There is no such booking")
        page.close()
        assert complaints == []
        assert secret not in server.log.read_text()
