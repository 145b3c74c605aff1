"""Webhooks: told of every change once, signed, again until they answer, and never led where they must not go."""

import asyncio
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, insert, select, update

import db
from resolvers.addresses import is_public, problem
from server.posting import Undeliverable, post
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, Offer, also_offer, iso, offer, token_of
from tests.conftest import NOW, Databases, Server, lacking, ran, running, start, writing
from tests.receiver import Post, Receiver, nobody_there

LOG = """query ($id: ID!, $status: [DeliveryStatus!]) { webhook(id: $id) { enabled deliveries(status: $status) {
  totalCount edges { node {
    id uuid kind status attempts responseCode duration error deliveredTime nextTryTime } } } } }"""
SHOWN = "webhook { id url kinds enabled rotatedTime workspace { id } }"
ANSWERS = {
    "createWebhook": f"{SHOWN} secret",
    "rotateWebhookSecret": f"{SHOWN} secret",
    "editWebhook": SHOWN,
    "deleteWebhook": "success",
    "pingWebhook": "delivery { id kind status }",
    "redeliverWebhook": "delivery { id status attempts }",
    "createBooking": "booking { id start } secret",
    "cancelBooking": "booking { id status }",
    "rescheduleBooking": "booking { id start }",
}
INPUTS = {"deleteWebhook": "WebhookInput", "rotateWebhookSecret": "WebhookInput", "pingWebhook": "WebhookInput"}
BOOKINGS = ["BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED"]
IMPATIENT = {"WEBHOOKS_ANYWHERE": "on", "WEBHOOK_TIMEOUT": "1", "FASTPATH": "off"}
paths = (f"/{number}" for number in count(1))


class Desk:
    """A server that tells webhooks, a receiver, and what people do."""

    def __init__(self, url: URL, server: Server, receiver: Receiver) -> None:
        self.url, self.server, self.receiver = url, server, receiver

    def ask(self, query: str, who: int | None = None, **variables: Any) -> Any:
        """The data of an answer."""
        headers = {"Authorization": f"Bearer {token_of(who)}"} if who else {}
        body = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.server.url}/graphql", json=body, headers=headers, timeout=60).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def do(self, field: str, who: int | None = None, **given: Any) -> Any:
        """The payload of a mutation."""
        kind = INPUTS.get(field, f"{field[0].upper()}{field[1:]}Input")
        answer = f"{{ {ANSWERS[field]} errors {{ code field }} }}"
        query = f"mutation ($input: {kind}!) {{ it: {field}(input: $input) {answer} }}"
        return self.ask(query, who, input=given)["it"]

    def done(self, field: str, who: int | None = None, **given: Any) -> Any:
        """The payload of a mutation that was carried out."""
        payload = self.do(field, who, **given)
        assert payload["errors"] is None, payload
        return payload

    def refused(self, field: str, who: int, **given: Any) -> tuple[str, str]:
        """Code and field of a refusal."""
        (error,) = self.do(field, who, **given)["errors"]
        return error["code"], error["field"]

    def hook(self, who: int, answer: int = 204, kinds: Any = BOOKINGS, **also: Any) -> "Hook":
        """A webhook to a path of its own, which is answered so."""
        path = next(paths)
        self.receiver.answers[path] = answer
        made = self.done("createWebhook", who, **{"url": self.receiver.url + path, "kinds": kinds, **also})
        return Hook(self, who, path, made["webhook"]["id"], made["secret"])

    def book(self, talk: Offer, hours: int = 0) -> Any:
        """A booking."""
        return self.done("createBooking", **talk.wish(MIDNIGHT + hours * HOUR))

    def stored(self, *columns: Any, **where: Any) -> list[Any]:
        """What stands in these columns."""
        with writing(self.url) as engine, engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).filter_by(**where))]

    def change(self, statement: Any) -> None:
        """Change rows behind the server's back."""
        with writing(self.url) as engine, engine.begin() as connection:
            connection.execute(statement)


class Hook:
    """A webhook."""

    def __init__(self, desk: Desk, who: int, path: str, id: str, secret: str) -> None:
        self.desk, self.who, self.path, self.id, self.secret = desk, who, path, id, secret

    def log(self, *status: str) -> list[Any]:
        """Its log, newest first."""
        found = self.desk.ask(LOG, self.who, id=self.id, status=list(status) or None)["webhook"]["deliveries"]
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"] for edge in found["edges"]]

    def tried(self, number: int = 1) -> list[Any]:
        """Its log once all of it was tried, and there is so much."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            log = self.log()
            if len(log) >= number and all(entry["duration"] is not None for entry in log):
                return log
        raise AssertionError(log)

    def came(self, number: int = 1) -> list[Post]:
        """What arrived."""
        return self.desk.receiver.wait(self.path, number)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(databases: Databases, servers: Callable[..., Server], kind: str, receiver: Receiver) -> Desk:
    """An empty database of each kind."""
    url = databases.migrated(kind)
    return Desk(url, servers(url, **IMPATIENT), receiver)


def test_hosts_are_told_signed_and_once(desk: Desk) -> None:
    talk = offer(desk.url)
    hook, other = desk.hook(talk.hosts[0]), desk.hook(talk.hosts[0], kinds=["BOOKING_CANCELLED"])
    booked = desk.book(talk)
    desk.done("rescheduleBooking", secret=booked["secret"], start=iso(MIDNIGHT + HOUR))
    for _ in range(2):
        desk.done("cancelBooking", secret=booked["secret"], reason="Ill")
    log = hook.tried(3)
    came = {each.headers["webhook-id"]: each for each in hook.came(3)}
    assert {entry["uuid"]: entry["kind"] for entry in log} == {key: each.body["type"] for key, each in came.items()}
    assert [entry["kind"] for entry in log] == BOOKINGS[::-1]
    assert {(entry["status"], entry["attempts"], entry["responseCode"]) for entry in log} == {("DELIVERED", 1, 204)}
    for key, each in came.items():
        assert each.body["id"] == key
        assert each.headers["webhook-timestamp"] == str(NOW // 1000)
        assert each.is_signed_with(hook.secret)
        assert not each.is_signed_with(other.secret)
        assert booked["secret"] not in each.content.decode()
    moved = came[log[1]["uuid"]].body
    assert (moved["data"]["booking"]["start"], moved["data"]["oldStart"]) == (iso(MIDNIGHT + HOUR), iso(MIDNIGHT))
    cancelled = came[log[0]["uuid"]].body["data"]
    assert (cancelled["booking"]["status"], cancelled["reason"], cancelled["actor"]) == ("CANCELLED", "Ill", "ATTENDEE")
    assert cancelled["booking"]["attendees"][0]["email"] == "rosa@example.org"
    assert len(other.tried()) == len(other.came()) == 1


def test_no_secret_is_kept(desk: Desk) -> None:
    talk = offer(desk.url)
    hook, headers = desk.hook(talk.hosts[0]), {"Idempotency-Key": f"once {talk.id}"}
    body = {"query": CREATE, "variables": {"input": talk.wish(MIDNIGHT)}}
    first, again = (httpx.post(f"{desk.server.url}/graphql", json=body, headers=headers, timeout=60) for _ in range(2))
    secret = first.json()["data"]["createBooking"]["secret"]
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    hook.tried()
    kept = ""
    with writing(desk.url) as engine, engine.connect() as connection:
        for table in db.Base.metadata.sorted_tables:
            kept += "".join(map(str, connection.execute(select(table)).all()))
    assert "Rosa" in kept
    written = desk.server.log.read_text()
    assert "Booked: Talk" in written
    for text in (secret, hook.secret.removeprefix("whsec_")):
        assert text not in kept
        assert text not in written


def test_what_fails_is_tried_again_until_it_is_given_up(desk: Desk, tmp_path: Path) -> None:
    talk = offer(desk.url)
    broken, slow, rubbish, moved = (desk.hook(talk.hosts[0], answer) for answer in (500, -1, -2, 302))
    away = desk.hook(talk.hosts[0])
    desk.done("editWebhook", talk.hosts[0], webhookId=away.id, url=nobody_there())
    desk.book(talk)
    hooks = (broken, slow, rubbish, moved, away)
    (first, *_), *others = [hook.tried() for hook in hooks]
    assert (first["status"], first["attempts"], first["responseCode"]) == ("PENDING", 1, 500)
    assert first["nextTryTime"] == iso(NOW + 60_000)
    assert [entry["error"].partition(":")[0] for (entry,) in others] == [
        "There was no answer within 1 seconds.",
        "What was answered is not HTTP.",
        "The receiver answered 302.",
        "There is no connection",
    ]
    assert desk.receiver.at("/elsewhere") == []
    ids = [int(hook.id) for hook in hooks[1:]]
    desk.change(update(db.WebhookDelivery).where(db.WebhookDelivery.webhook_id.in_(ids)).values(attempts=9))
    desk.receiver.answers[broken.path] = 200
    with running(desk.url, tmp_path / "log", CONVENE_NOW=str(NOW + 60_000), **IMPATIENT):
        one, two = broken.came(2)
        for hook in hooks[1:]:
            until(partial(hook.log, "FAILED"))
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.content == two.content
    assert int(two.headers["webhook-timestamp"]) - int(one.headers["webhook-timestamp"]) == 60
    assert two.is_signed_with(broken.secret)
    assert [(entry["status"], entry["attempts"]) for entry in broken.log()] == [("DELIVERED", 2)]
    assert {(entry["attempts"], entry["nextTryTime"]) for hook in hooks[1:] for entry in hook.log()} == {(10, None)}


def until(true: Callable[[], Any]) -> Any:
    """What is true at last."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := true():
            return found
    raise AssertionError("it never was")


def test_what_was_given_up_is_shown_and_told_again(desk: Desk) -> None:
    talk = offer(desk.url)
    hook = desk.hook(talk.hosts[0], 500)
    desk.book(talk)
    (entry,) = hook.tried()
    gave_up = {"attempts": 10, "next_try_at": None}
    desk.change(update(db.WebhookDelivery).where(db.WebhookDelivery.id == int(entry["id"])).values(gave_up))
    shown = ran(desk.url, "outbox").stdout
    assert f"given up: {entry['error']}" in shown
    assert hook.path in shown
    desk.receiver.answers[hook.path] = 200
    again = desk.done("redeliverWebhook", talk.hosts[0], deliveryId=entry["id"])["delivery"]
    assert again == {"id": entry["id"], "status": "PENDING", "attempts": 0}
    one, two = hook.came(2)
    assert one.headers["webhook-id"] == two.headers["webhook-id"] == entry["uuid"]
    until(lambda: hook.log("DELIVERED"))
    ran(desk.url, "outbox", "--redeliver", entry["id"]).check_returncode()
    hook.came(3)
    told = ran(desk.url, "outbox", "--redeliver", "0")
    assert told.stderr.strip() == "There is no delivery 0 in the outbox."


def test_a_server_that_is_killed_tells_it_again(desk: Desk, tmp_path: Path) -> None:
    """At least once: what nobody noted goes out again when the claim is over, under the same id."""
    talk = offer(desk.url)
    hook = desk.hook(talk.hosts[0], Receiver.HANG)
    desk.change(update(db.Webhook).where(db.Webhook.id == int(hook.id)).values(enabled=False))
    patient = {**IMPATIENT, "WEBHOOK_TIMEOUT": "60"}
    doomed = start(desk.url, tmp_path / "doomed", CONVENE_NOW=str(NOW + 1000), **patient)
    desk.change(update(db.Webhook).where(db.Webhook.id == int(hook.id)).values(enabled=True))
    with httpx.Client(base_url=doomed.url, timeout=60) as client:
        client.post("/graphql", json={"query": CREATE, "variables": {"input": talk.wish(MIDNIGHT)}})
    hook.came()
    doomed.process.send_signal(signal.SIGKILL)
    doomed.process.wait(20)
    desk.receiver.answers[hook.path] = 204
    with running(desk.url, tmp_path / "later", CONVENE_NOW=str(NOW + 400_000), **IMPATIENT):
        one, two = hook.came(2)
        until(partial(hook.log, "DELIVERED"))
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert [entry["attempts"] for entry in hook.log()] == [2]


def test_who_is_gone_is_told_nothing_more(desk: Desk) -> None:
    talk = offer(desk.url)
    hook = desk.hook(talk.hosts[0], 410)
    desk.book(talk)
    assert hook.tried()[0]["responseCode"] == 410
    assert desk.ask(LOG, hook.who, id=hook.id)["webhook"]["enabled"] is False
    desk.book(talk, 2)
    assert len(hook.log()) == 1
    assert desk.refused("pingWebhook", hook.who, webhookId=hook.id) == ("CONFLICT", "webhookId")


def test_for_a_day_the_old_secret_signs_too(desk: Desk) -> None:
    talk = offer(desk.url)
    hook = desk.hook(talk.hosts[0])
    changed = desk.done("rotateWebhookSecret", hook.who, webhookId=hook.id)
    assert changed["secret"] != hook.secret
    assert changed["webhook"]["rotatedTime"] == iso(NOW)
    assert desk.done("pingWebhook", hook.who, webhookId=hook.id)["delivery"]["kind"] == "PING"
    (ping,) = hook.came()
    assert ping.is_signed_with(hook.secret)
    assert ping.is_signed_with(changed["secret"])
    desk.change(update(db.Webhook).where(db.Webhook.id == int(hook.id)).values(rotated_at=NOW - DAY))
    desk.done("pingWebhook", hook.who, webhookId=hook.id)
    ping = hook.came(2)[1]
    assert not ping.is_signed_with(hook.secret)
    assert ping.is_signed_with(changed["secret"])


def test_webhooks_are_their_owners_and_a_workspaces_are_for_all_of_it(desk: Desk) -> None:
    talk, stranger = offer(desk.url), offer(desk.url).hosts[0]
    host, boss = talk.hosts[0], offer(desk.url).hosts[0]
    with writing(desk.url) as engine, engine.begin() as connection:
        space = {"id": talk.id, "uuid": f"space {talk.id}", "name": "Space", "slug": f"space-{talk.id}"}
        connection.execute(insert(db.Workspace).values(**space, created_at=0, updated_at=0))
        for who, role in ((boss, "OWNER"), (host, "MEMBER")):
            place = {"workspace_id": talk.id, "member_id": who, "role": role, "created_at": 0}
            connection.execute(insert(db.WorkspaceMember).values(**place))
        shared = Offer([host], also_offer(connection, [host], workspace_id=talk.id))
    given = {"url": f"{desk.receiver.url}/x", "kinds": BOOKINGS, "workspaceId": str(talk.id)}
    assert desk.refused("createWebhook", host, **given) == ("FORBIDDEN", "workspaceId")
    hook = desk.hook(boss, workspaceId=str(talk.id))
    desk.book(talk)
    booked = desk.book(shared, 2)
    assert [each.body["data"]["booking"]["id"] for each in hook.came()] == [booked["booking"]["id"]]
    assert len(hook.tried()) == 1
    seen = "query { webhooks { totalCount edges { node { id owner { id } } } } }"
    assert desk.ask(seen, boss)["webhooks"]["edges"] == [{"node": {"id": hook.id, "owner": {"id": str(boss)}}}]
    for who in (host, stranger):
        assert desk.ask(seen, who)["webhooks"]["totalCount"] == 0
        assert desk.ask(LOG, who, id=hook.id)["webhook"] is None
        for field in ("editWebhook", "deleteWebhook", "rotateWebhookSecret", "pingWebhook"):
            assert desk.refused(field, who, webhookId=hook.id) == ("NOT_FOUND", "webhookId")
        entry = hook.log()[0]["id"]
        assert desk.refused("redeliverWebhook", who, deliveryId=entry) == ("NOT_FOUND", "deliveryId")
    assert desk.done("deleteWebhook", boss, webhookId=hook.id)["success"] is True
    assert desk.stored(db.WebhookDelivery.id, webhook_id=int(hook.id)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "http:///x"}, "url"),
        ({"url": "http://user:word@example.org/"}, "url"),
        ({"url": "http://example.org/#x"}, "url"),
        ({"url": "http://example.org/\r\nx: y"}, "url"),
        ({"url": "http://[::1"}, "url"),
        ({"url": "http://example.org:99999/"}, "url"),
        ({"url": f"http://example.org/{'x' * 2000}"}, "url"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["PING"]}, "kinds"),
        ({"description": "x" * 501}, "description"),
    ],
)
def test_what_cannot_be_is_refused_by_name(desk: Desk, wrong: Any, field: str) -> None:
    host = offer(desk.url).hosts[0]
    given = {"url": "http://example.org/", "kinds": BOOKINGS, **wrong}
    assert desk.refused("createWebhook", host, **given) == ("BAD_USER_INPUT", field)


def test_there_is_an_end_to_webhooks(desk: Desk) -> None:
    host = offer(desk.url).hosts[0]
    many = [{"uuid": f"one of {host}, {n}", "member_id": host, "url": "", "kinds": []} for n in range(20)]
    blank = {"seed": "", "digest": "", "created_at": 0, "updated_at": 0}
    desk.change(insert(db.Webhook).values([{**each, **blank} for each in many]))
    assert desk.refused("createWebhook", host, url="http://example.org/", kinds=BOOKINGS)[0] == "LIMIT"


# Where nobody is led


INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "fe80::1%eth0"),
)


def test_inner_addresses_are_known_in_every_spelling() -> None:
    assert [address for address in INSIDE if is_public(address)] == []
    assert all(is_public(address) for address in ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"))


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_nothing_wrapped_gets_out(address: Any) -> None:
    for spelled in (str(address), f"::ffff:{address}", f"64:ff9b::{address}"):
        assert not is_public(spelled)
        host = f"[{spelled}]" if ":" in spelled else spelled
        assert problem(f"https://{host}/", anywhere=False) == "must not lead into a private network."


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "printer.local", "metadata.google.internal", "127.1"])
def test_by_default_webhooks_stay_on_the_internet(receiver: Receiver, host: str) -> None:
    port = receiver.url.rpartition(":")[2]
    before = len(receiver.posts)
    with pytest.raises(Undeliverable):
        asyncio.run(post(f"https://{host}:{port}/", {}, b"", anywhere=False, seconds=5))
    assert len(receiver.posts) == before


def test_a_name_that_leads_inside_is_not_followed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a name stands for is decided by its owner, and may change after it was entered."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, port, *_, **__: [(2, 1, 6, "", ("127.0.0.1", port))])
    before = len(receiver.posts)
    with pytest.raises(Undeliverable, match="private network"):
        asyncio.run(post("https://hooks.example.org/", {}, b"", anywhere=False, seconds=5))
    assert len(receiver.posts) == before


def test_only_trusted_certificates_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    try:
        out = ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*made, *names, *out], capture_output=True, check=True)
    except FileNotFoundError:
        lacking("openssl")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer."""
            self.send_response(202)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://localhost:{server.server_port}/"
    with pytest.raises(Undeliverable, match="no trusted connection"):
        asyncio.run(post(url, {}, b"{}", anywhere=True, seconds=5))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert asyncio.run(post(url, {}, b"{}", anywhere=True, seconds=5)) == 202
    with pytest.raises(Undeliverable, match="no trusted connection"):
        asyncio.run(post(url.replace("localhost", "127.0.0.1"), {}, b"{}", anywhere=True, seconds=5))
    server.shutdown()
    server.server_close()
