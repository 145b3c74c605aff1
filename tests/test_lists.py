"""Filters of the root lists that once went wrong: on either database, by either reader."""

from db.demo import DEMO_ORGANIZER_ID
from tests.conftest import Graph


def test_groups_of_some_countries(graph: Graph) -> None:
    """Codes are compared without regard to case: on PostgreSQL as texts, not as numbers."""
    listed = "{ groups(filter: {countries: %s}, first: 100) { totalCount edges { node { country } } } }"
    everywhere = graph.data("{ groups(first: 100) { edges { node { country } } } }")["groups"]["edges"]
    countries = [edge["node"]["country"] for edge in everywhere]
    found = graph.data(listed % '["us", "Gb"]')["groups"]
    assert [edge["node"]["country"].lower() for edge in found["edges"]] == [
        country.lower() for country in countries if country.lower() in ("us", "gb")
    ]
    assert 0 < found["totalCount"] < len(countries)
    assert graph.data(listed % "[]")["groups"]["totalCount"] == 0


def test_events_that_were_answered_in_none_of_no_ways(graph: Graph) -> None:
    """An empty list of answers names none, so no event has one of them."""
    listed = "{ events(filter: {rsvp: %s}, first: 1) { totalCount edges { cursor } } }"
    assert graph.data(listed % "[]", viewer=DEMO_ORGANIZER_ID)["events"] == {"totalCount": 0, "edges": []}
    assert graph.data(listed % "[YES]", viewer=DEMO_ORGANIZER_ID)["events"]["totalCount"] > 0
