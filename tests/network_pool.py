"""What is worth asking of pro networks, messages and RSVPs in the demo, the hidden and the missing included."""

from collections.abc import Sequence
from typing import Any

import db
from db.demo.rows import Rows


def network_pool(rows: Rows, group_ids: list[str], hosting: list[str], members: list[str]) -> dict[str, Sequence[Any]]:
    """Values by the arguments that take them."""
    return {
        "messageThread.id": [str(row["id"]) for row in rows.of(db.Thread)] + ["1"],
        "proNetwork.id": [str(row["id"]) for row in rows.of(db.Network)] + ["1"],
        "proNetwork.urlname": ["API-Craft", "northern-apis", "API-Alumni", "nobody"],
        "startDate": ["2026-11-01", "2026-11-20T18:00+01:00", "soon"],
        "endDate": ["2027-01-01", "2026-11-20T18:00"],
        "sort": ["name", "title", "dateTime"],
        "filter.groups": group_ids,
        "users": [*members, "x"],
        "excludedUsers": members,
        "excludedGroupIds": group_ids,
        "filter.venueId": [str(row["id"]) for row in rows.of(db.Venue)[::20]],
        "leadershipMemberIds": hosting,
        "hosts": [*hosting, "Ann Nobody"],
        "categories": ["34", "x"],
        "filter.groupId": group_ids,
    }
