"""A demo that tests change through mutations, and a look at all of its rows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Connection, func, select

import db
from db import demo
from db.visibility import ViewerSession
from tests.conftest import Databases, Graph, writing
from tests.visibility_world import store, world

WORLD = world()
ORGANIZER = demo.DEMO_ORGANIZER_ID
SHOWN = """id title status publishStatus dateTime endTime duration description descriptionHtml simpleHtmlDescription
isSimpleHtml why howToFindUs hostInstructions isAnnounced announcedTime emailReminders rsvpAlerts isFeatured maxTickets
guestLimit waitlistMode eventType visibility venueVisibility createdTime updatedTime eventHosts { memberId }
rsvpQuestions { questionId text } eventVenues { venue { id name } lat lon isRepinned } featuredEventPhoto { id }
rsvpSettings { rsvpOpenTime rsvpCloseTime guestLimit } rsvps { yesCount edges { node { status member { id } } } }"""


def document(field: str, answer: str = f"event {{ {SHOWN} }}") -> str:
    """The mutation of a field."""
    name = field[0].upper() + field[1:]
    answer = f"{answer} errors {{ code message field }}"
    return f"mutation ($input: {name}Input!) {{ result: {field}(input: $input) {{ {answer} }} }}"


class Desk:
    """Changes a demo as one of its people."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def run(self, field: str, viewer: int = ORGANIZER, **given: Any) -> Any:
        """The payload of a mutation."""
        answers = {"deleteEvent": "success", "createVenue": "venue { id name } didYouMean { id }"}
        text = document(field, answers[field]) if field in answers else document(field)
        return self.graph.data(text, {"input": given}, viewer)["result"]

    def done(self, field: str, viewer: int = ORGANIZER, **given: Any) -> Any:
        """The event that a mutation answers, which must not refuse."""
        payload = self.run(field, viewer, **given)
        assert payload["errors"] is None, payload["errors"]
        return payload.get("event")

    def create(self, viewer: int = ORGANIZER, **given: Any) -> Any:
        """A new event."""
        named = {} if "groupId" in given else {"groupUrlname": demo.DEMO_GROUP}
        return self.done("createEvent", viewer, **{"title": "Traces", **named, **given})

    def done_venue(self) -> str:
        """A new venue's number."""
        address: dict[str, Any] = {
            "name": "The loft",
            "address": "1 High Street",
            "city": "Toronto",
            "country": "ca",
            "state": "ON",
        }
        return str(self.run("createVenue", **address)["venue"]["id"])

    def edit(self, event: Any, viewer: int = ORGANIZER, **given: Any) -> Any:
        """An event with changes."""
        return self.done("editEvent", viewer, eventId=event["id"], **given)

    def refusals(self, field: str, viewer: int = ORGANIZER, **given: Any) -> list[tuple[str, str]]:
        """Codes and fields of what a mutation refuses; nothing was written."""
        before = self.counts()
        payload = self.run(field, viewer, **given)
        assert payload["errors"], payload
        assert self.counts() == before
        return [(error["code"], error["field"]) for error in payload["errors"]]

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.all() as rows:
            models = [mapper.class_ for mapper in db.Base.registry.mappers]
            return {m.__name__: rows.scalar(select(func.count()).select_from(m)) or 0 for m in models}

    def all(self) -> "Rows":
        """Every row."""
        return Rows(self.graph.url)


class Rows:
    """A session that sees every row, for the length of a block."""

    def __init__(self, url: URL) -> None:
        self.writing = writing(url)

    def __enter__(self) -> ViewerSession:
        self.connection = self.writing.__enter__().connect()
        return ViewerSession(self.connection, info={"system": True})

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.writing.__exit__(None, None, None)

    @staticmethod
    def on(connection: Connection) -> ViewerSession:
        """Such a session in a transaction of the caller's."""
        return ViewerSession(connection, info={"system": True})


def of_world(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """The small world to change, for the tests of a module."""
    url = databases.migrated(kind)
    with writing(url) as engine, engine.begin() as connection:
        store(WORLD, connection)
    return Desk(graphs(url, "ordinary"))
