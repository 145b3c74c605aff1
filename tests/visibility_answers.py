"""What GraphQL must answer about the small world: documents of what is not for everybody, and their answers."""

from datetime import UTC, datetime
from typing import Any

import db
from db.enums import MembershipStatus, PublishStatus
from db.member_enums import Attendance
from tests.conftest import NOW, SITE
from tests.visibility_networks import administers
from tests.visibility_rules import Eyes
from tests.visibility_world import Row

Answer = dict[str, Any]

STANDINGS = " ".join(MembershipStatus)

GROUP = (
    """
query Group($group: ID!) {
  group(id: $group) {
    id isMember isPrimaryOrganizer welcomeBlurb
    organizer { id memberPhoto { id } } keyGroupPhoto { id } duesSettings { amount } activeTopics { id }
    membershipMetadata { ...standing } viewer { status }
    memberships(first: 500, filter: {status: [STANDINGS]}) {
      totalCount edges { node { ...person } metadata { ...standing } }
    }
    events(first: 500, filter: {}, includeLimited: true) { totalCount edges { node { ...event } } }
  }
}
fragment standing on Membership { status role lastAccessTime }
fragment person on Member { id email zip selectedTimezone }
fragment event on Event {
  id howToFindUs hostInstructions isAnnounced announcedTime emailReminders rsvpAlerts publishStatus
  description eventUrl why maxTickets isFeatured commentCount venueVisibility waitlistMode rating { count }
  eventVenues { venue { id } lat isRepinned } eventHosts { memberId name member { ...person } }
  feeSettings { amount refundPolicy { notes } } rsvpSettings { guestLimit refundPolicy { notes } }
  rsvpQuestions { questionId }
}
"""
).replace("STANDINGS", STANDINGS)
"""What of a group and its events is not for everybody, as deep as one statement nests on SQLite."""

EVENT = """
fragment person on Member { id email zip selectedTimezone }
fragment answer on Rsvp {
  id status comments payStatus isHost member { ...person } answers { questionId } answer { questionId }
  membership { status dues { method } rsvpStats { noShowCount } }
}
fragment event on Event {
  id photoCount featuredEventPhoto { id } photoAlbum { id } rsvp { ...answer }
  viewer { role payStatus hasRated isWatching rsvp { ...answer } }
  isSaved
  rsvps(first: 500, filter: {rsvpStatus: [YES NO WAITLIST MAYBE ATTENDED NO_SHOW]}, sort: {sortField: RSVP_ID}) {
    totalCount yesCount waitlistCount noShowCount edges { node { ...answer } }
  }
}
"""
"""What of an event nests deeper."""

SELF = (
    """
query Self {
  self {
    ...person memberPhoto { id }
    memberships(first: 100, filter: {status: [STANDINGS]}) { edges { node { id } metadata { ...standing } } }
  }
}
fragment standing on Membership { status role lastAccessTime }
fragment person on Member { id email zip selectedTimezone }
"""
).replace("STANDINGS", STANDINGS)


def asked_together(size: int, fields: str, fragments: str = "") -> str:
    """A document that asks for so many events at once: `a0`, `a1`, ... by the variables of the same names."""
    names = [f"a{at}" for at in range(size)]
    lines = [f"  {name}: event(id: ${name}, includeLimited: $limited) {{ {fields} }}" for name in names]
    variables = ", ".join(f"${name}: ID!" for name in names)
    return "\n".join([f"query Together($limited: Boolean!, {variables}) {{", *lines, "}", fragments])


def group_answer(eyes: Eyes, group: Row) -> Answer | None:
    """What `GROUP` answers; None if the viewer does not see the group."""
    if not eyes.sees(db.Group, group):
        return None
    at = {"group_id": group["id"]}
    belongs, own = group["id"] in eyes.belongs, _first(eyes.rows(db.Membership, **at, member_id=eyes.id))
    memberships = by_key(eyes.rows(db.Membership, **at), "joined_at")
    events = by_key(eyes.rows(db.Event, **at), "sort_time")
    return {
        "id": str(group["id"]),
        "isMember": belongs,
        "isPrimaryOrganizer": group["organizer_id"] == eyes.id,
        "welcomeBlurb": group["welcome"] if belongs else None,
        "organizer": _organizer(eyes, group["organizer_id"]),
        "keyGroupPhoto": _id(eyes, db.Photo, group["photo_id"]),
        "duesSettings": {"amount": eyes.rows(db.GroupDues, **at)[0]["amount"] * 100},
        "activeTopics": [{"id": str(row["topic_id"])} for row in eyes.rows(db.GroupTopic, **at)],
        "membershipMetadata": _standing(eyes, own) if own else None,
        "viewer": {"status": own["status"]} if own else None,
        "memberships": _connection([_edge(eyes, row) for row in memberships]),
        "events": _connection([{"node": _event(eyes, row)} for row in events]),
    }


def event_answer(eyes: Eyes, event: Row) -> Answer | None:
    """What `EVENT` answers; None if the viewer does not see the event."""
    if not eyes.sees(db.Event, event):
        return None
    at, whole = {"event_id": event["id"]}, eyes.sees_whole(event)
    album, rsvps = _first(eyes.rows(db.PhotoAlbum, **at)), eyes.rows(db.Rsvp, **at)
    return {
        "id": shown_id(event),
        "photoCount": (album["photo_count"] if album else 0) if whole else None,
        "featuredEventPhoto": _id(eyes, db.Photo, event["photo_id"]) if whole else None,
        "photoAlbum": {"id": str(album["id"])} if album else None,
        "rsvp": _own_rsvp(eyes, event) if whole else None,
        "viewer": _viewer(eyes, event),
        "rsvps": _connection([{"node": _rsvp(eyes, row)} for row in rsvps])
        | {"yesCount": event["yes_count"], "waitlistCount": event["waitlist_count"]}
        | {"noShowCount": _no_shows(rsvps) if eyes.runs(event) else None},
        "isSaved": bool(eyes.rows(db.SavedEvent, **at)),
    }


def self_answer(eyes: Eyes) -> Answer | None:
    """What `SELF` answers; None for nobody."""
    if not eyes.id:
        return None
    rows = by_key(eyes.rows(db.Membership, member_id=eyes.id), "joined_at")
    edges = [{"node": {"id": str(row["group_id"])}, "metadata": _standing(eyes, row)} for row in rows]
    photo = _id(eyes, db.Photo, eyes.row(db.Member, eyes.id)["photo_id"])
    return {**_person(eyes, eyes.id), "memberPhoto": photo, "memberships": {"edges": edges}}


def venues_answer(eyes: Eyes, event: Row) -> list[Answer]:
    """What an event's `venues { id }` answers."""
    return [{"id": str(row["venue_id"])} for row in eyes.rows(db.EventVenue, event_id=event["id"])]


def by_key(rows: list[Row], name: str) -> list[Row]:
    """The rows in the order of this column, then of their ids."""
    return sorted(rows, key=lambda row: (row[name], row["id"]))


def shown_id(event: Row) -> str:
    """The id under which the APIs show an event."""
    return event["recurring_id"] or str(event["id"])


def utc(instant: int) -> str:
    """An instant as GraphQL shows it."""
    moment = datetime.fromtimestamp(instant // 1000, UTC).isoformat().removesuffix("+00:00")
    return f"{moment}.{instant % 1000:03}Z" if instant % 1000 else f"{moment}Z"


def _first(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None


def _id(eyes: Eyes, model: type[db.Base], key: int | None) -> dict[str, str] | None:
    return {"id": str(key)} if eyes.sees_id(model, key) else None


def _connection(edges: list[Answer]) -> Answer:
    return {"totalCount": len(edges), "edges": edges}


def _edge(eyes: Eyes, membership: Row) -> Answer:
    return {"node": _person(eyes, membership["member_id"]), "metadata": _standing(eyes, membership)}


def _standing(eyes: Eyes, membership: Row) -> Answer:
    may = membership["member_id"] == eyes.id or eyes.leads(membership["group_id"])
    visited = utc(membership["visited_at"]) if may else None
    return {"status": membership["status"], "role": membership["role"], "lastAccessTime": visited}


def _person(eyes: Eyes, member_id: int) -> Answer:
    member, own = eyes.row(db.Member, member_id), member_id == eyes.id
    return {
        "id": str(member_id),
        "email": member["email"] if own or _is_shared(eyes, member_id) else "",
        "zip": member["zip"] if own else None,
        "selectedTimezone": member["timezone"] if own else None,
    }


def _is_shared(eyes: Eyes, member_id: int) -> bool:
    """A network that the viewer administers has the address."""
    return any(administers(eyes, row["network_id"]) for row in eyes.world.of(db.NetworkShare, member_id=member_id))


def _organizer(eyes: Eyes, key: int) -> Answer | None:
    organizer = _id(eyes, db.Member, key)
    return organizer and {**organizer, "memberPhoto": _id(eyes, db.Photo, eyes.row(db.Member, key)["photo_id"])}


def _event(eyes: Eyes, event: Row) -> Answer:
    return {"id": shown_id(event)} | _private(eyes, event) | _plain(eyes, event) | _edges(eyes, event)


def _private(eyes: Eyes, event: Row) -> Answer:
    """What is for those who run the event, or who may see where it is."""
    draft = PublishStatus.DRAFT if event["status"] == "DRAFT" else PublishStatus.PUBLISHED
    kept = {
        "hostInstructions": event["host_instructions"],
        "isAnnounced": event["announced"],
        "announcedTime": utc(event["announced_at"]),
        "emailReminders": event["email_reminders"],
        "rsvpAlerts": event["rsvp_alerts"],
        "publishStatus": draft,
    }
    place = event["how_to_find_us"] if eyes.sees_place(event) else None
    return {"howToFindUs": place} | {name: kept[name] if eyes.runs(event) else None for name in kept}


def _plain(eyes: Eyes, event: Row) -> Answer:
    """What those see who see the event whole, and what the others are shown in its place."""
    group = eyes.row(db.Group, event["group_id"])
    values = {
        "description": (event["description_text"], ""),
        "eventUrl": (f"{SITE}/{group['urlname']}/events/{event['id']}/", ""),
        "why": (event["why"], None),
        "maxTickets": (event["rsvp_limit"], None),
        "isFeatured": (event["featured"], None),
        "commentCount": (event["comment_count"], None),
        "venueVisibility": (event["venue_visibility"], None),
        "waitlistMode": (event["waitlist_mode"], "OFF"),
        "rating": ({"count": event["rating_count"]} if event["ends_at"] < NOW else None, None),
    }
    return {name: values[name][0 if eyes.sees_whole(event) else 1] for name in values}


def _edges(eyes: Eyes, event: Row) -> Answer:
    at, limit = {"event_id": event["id"]}, event["guest_limit"] if eyes.sees_whole(event) else None
    return {
        "eventVenues": [_place(row) for row in eyes.rows(db.EventVenue, **at)],
        "eventHosts": [_host(eyes, row["member_id"]) for row in eyes.rows(db.EventHost, **at)],
        "feeSettings": _fee(eyes, event),
        "rsvpSettings": {"guestLimit": limit, "refundPolicy": _policy(eyes, event)},
        "rsvpQuestions": [{"questionId": str(row["id"])} for row in eyes.rows(db.SurveyQuestion, **at)],
    }


def _place(link: Row) -> Answer:
    return {"venue": {"id": str(link["venue_id"])}, "lat": link["pin_lat"], "isRepinned": True}


def _host(eyes: Eyes, member_id: int) -> Answer:
    name = eyes.row(db.Member, member_id)["name"]
    return {"memberId": str(member_id), "name": name, "member": _person(eyes, member_id)}


def _fee(eyes: Eyes, event: Row) -> Answer | None:
    fees = eyes.rows(db.EventFee, event_id=event["id"])
    return {"amount": fees[0]["amount"], "refundPolicy": _policy(eyes, event)} if fees else None


def _policy(eyes: Eyes, event: Row) -> Answer | None:
    policies = eyes.rows(db.EventRefundPolicy, event_id=event["id"])
    return {"notes": policies[0]["notes"]} if policies else None


def _own_rsvp(eyes: Eyes, event: Row) -> Answer | None:
    row = _first(eyes.rows(db.Rsvp, event_id=event["id"], member_id=eyes.id))
    return _rsvp(eyes, row) if row else None


def _viewer(eyes: Eyes, event: Row) -> Answer | None:
    role = eyes.belongs.get(event["group_id"])
    if role is None:
        return None
    own, at = _own_rsvp(eyes, event), {"event_id": event["id"], "member_id": eyes.id}
    return {
        "role": role,
        "payStatus": own and own["payStatus"],
        "hasRated": bool(eyes.rows(db.EventRating, **at)),
        "isWatching": bool(eyes.rows(db.EventWatch, **at)),
        "rsvp": own,
    }


def _rsvp(eyes: Eyes, rsvp: Row) -> Answer:
    group_id, member = eyes.row(db.Event, rsvp["event_id"])["group_id"], rsvp["member_id"]
    standing = _first(eyes.rows(db.Membership, group_id=group_id, member_id=member))
    answers = [{"questionId": str(row["question_id"])} for row in eyes.rows(db.RsvpAnswer, rsvp_id=rsvp["id"])]
    return {
        "id": str(rsvp["id"]),
        "status": _status(eyes, rsvp),
        "comments": rsvp["comments"],
        "payStatus": rsvp["pay_status"] if member == eyes.id or eyes.leads(group_id) else None,
        "isHost": bool(eyes.rows(db.EventHost, event_id=rsvp["event_id"], member_id=member)),
        "member": _person(eyes, member),
        "membership": _membership(eyes, standing),
        "answers": answers,
        "answer": _first(answers),
    }


def _no_shows(rsvps: list[Row]) -> int:
    return sum(row["attendance"] == Attendance.NO_SHOW for row in rsvps)


def _status(eyes: Eyes, rsvp: Row) -> str:
    """Who came is public, who did not is for the member and for who runs the event."""
    runs = eyes.runs(eyes.row(db.Event, rsvp["event_id"]))
    shown = rsvp["attendance"] == Attendance.ATTENDED or runs or rsvp["member_id"] == eyes.id
    return str(rsvp["attendance"] if rsvp["attendance"] and shown else rsvp["status"])


def _membership(eyes: Eyes, row: Row | None) -> Answer | None:
    if row is None:
        return None
    private = row["member_id"] == eyes.id or eyes.leads(row["group_id"])
    missed = row["no_show_count"] if private else 0
    dues = {"method": row["dues_method"]} if private else None
    return {"status": row["status"], "dues": dues, "rsvpStats": {"noShowCount": missed}}
