"""The old API of a demo that tests may change, with people of every standing who have tokens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import URL, Connection, select, update

import db
from db import demo, tokens
from db.enums import MembershipStatus, Role
from db.visibility import seeing_all
from tests.conftest import NOW, Databases, Server, start, writing

DAY = 86_400_000
GROUP = demo.DEMO_GROUP
SPAM = "cheap pills"
STANDINGS = {
    "co-organizer": (Role.COORGANIZER, MembershipStatus.LEADER),
    "event organizer": (Role.EVENT_ORGANIZER, MembershipStatus.LEADER),
    "host": (Role.MEMBER, MembershipStatus.ACTIVE),
    "member": (Role.MEMBER, MembershipStatus.ACTIVE),
    "pending": (Role.MEMBER, MembershipStatus.PENDING),
    "banned": (Role.MEMBER, MembershipStatus.BLOCKED),
}
PEOPLE = ("organizer", *STANDINGS, "stranger")


@dataclass
class OldApi:
    """A server of its own, and how its people speak to it."""

    url: URL
    server: Server
    members: dict[str, int]
    group_id: int

    def call(self, method: str, path: str, who: str = "organizer", **more: Any) -> httpx.Response:
        """Any old call; `data` is the form, `params` the query."""
        headers = {"Authorization": f"Bearer {token_of(who)}", **more.pop("headers", {})}
        return httpx.request(method, f"{self.server.url}{path}", headers=headers, timeout=60, **more)

    def post(self, path: str, who: str = "organizer", **form: str) -> httpx.Response:
        """A POST of a form."""
        return self.call("POST", path, who, data=form)

    def get(self, path: str, who: str = "organizer", **query: str) -> Any:
        """The body of a GET that must succeed."""
        response = self.call("GET", path, who, params=query or None)
        assert response.status_code == 200, response.text
        return response.json()

    def instructions(self, event: str) -> Any:
        """What the hosts of an event are told; the old API never showed it."""
        query = {"query": "query ($id: ID!) { event(id: $id) { hostInstructions } }", "variables": {"id": event}}
        return self.call("POST", "/graphql", json=query).json()["data"]["event"]["hostInstructions"]

    def event(self, who: str = "organizer", **form: str) -> str:
        """The id of a new event of the demo's group."""
        response = self.post("/2/event", who, **{"group_urlname": GROUP, "name": "Traces", **form})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])


def token_of(who: str) -> str:
    """Somebody's token."""
    return f"token of the {who}"


def opened(databases: Databases, kind: str, log: Path) -> OldApi:
    """A demo with people of every standing in its group, and a server on it."""
    url = databases.demo_to_change(kind)
    with writing(url) as engine, engine.begin() as connection:
        group_id, members = _people(connection)
        for who, member_id in members.items():
            tokens.issue(connection, member_id, NOW, token=token_of(who))
    return OldApi(url, start(url, log, SPAM_WORDS=SPAM), members, group_id)


def _people(connection: Connection) -> tuple[int, dict[str, int]]:
    with seeing_all(connection) as session:
        group_id = session.scalars(select(db.Group.id).where(db.Group.urlname == GROUP)).one()
        m = db.Membership
        inside = select(m.member_id).where(m.group_id == group_id)
        stranger = session.scalars(select(db.Member.id).where(db.Member.id.not_in(inside)).limit(1)).one()
        plain = inside.where(
            m.role == Role.MEMBER, m.status == MembershipStatus.ACTIVE, m.member_id > demo.DEMO_MEMBER_ID
        )
        found = session.scalars(plain.order_by(m.member_id).limit(len(STANDINGS))).all()
        for (role, status), member_id in zip(STANDINGS.values(), found, strict=True):
            ours = update(m).where(m.group_id == group_id, m.member_id == member_id)
            session.execute(ours.values(role=role, status=status))
        people = dict(zip(STANDINGS, found, strict=True))
    return group_id, {"organizer": demo.DEMO_ORGANIZER_ID, **people, "stranger": stranger}
