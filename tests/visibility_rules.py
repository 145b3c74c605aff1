"""Who may see which rows of the small world, as plain Python from the documents; `db.visibility` is not asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import db
from db.enums import EventStatus, GroupStatus, MembershipStatus, MemberStatus, Role, VenueVisibility, Visibility
from db.group_enums import SocialNetworkStatus
from tests.visibility_bookings import BOOKING_RULES
from tests.visibility_networks import NETWORK_RULES, administers_group
from tests.visibility_world import KEYS, Row, World

TAKING_PART = (MembershipStatus.ACTIVE, MembershipStatus.LEADER)
UNPUBLISHED = (EventStatus.DRAFT, EventStatus.SUGGESTED)


@dataclass
class Eyes:
    """One viewer's eyes on the world. Each question is answered from the rows alone."""

    world: World
    name: str

    @property
    def id(self) -> int:
        """The viewer's id; 0 for nobody."""
        return self.world.people[self.name]

    @cached_property
    def belongs(self) -> dict[int, Role]:
        """The groups that the viewer takes part in, and as what."""
        rows = self.world.of(db.Membership, member_id=self.id)
        return {row["group_id"]: row["role"] for row in rows if row["status"] in TAKING_PART}

    @cached_property
    def hosted(self) -> set[int]:
        """The events that the viewer hosts, but for those of groups that the viewer is out of."""
        rows = self.world.of(db.EventHost, member_id=self.id)
        standings = {row["group_id"] for row in self.world.of(db.Membership, member_id=self.id)}
        out = standings - self.belongs.keys()
        return {row["event_id"] for row in rows if self.row(db.Event, row["event_id"])["group_id"] not in out}

    def leads(self, group_id: int) -> bool:
        """The viewer is an organizer of the group, of whatever rank."""
        return self.belongs.get(group_id, Role.MEMBER) != Role.MEMBER

    def runs(self, event: Row) -> bool:
        """The viewer hosts the event or is an organizer of its group."""
        return event["id"] in self.hosted or self.leads(event["group_id"])

    def is_near(self, event: Row) -> bool:
        """The viewer belongs to the event's group or hosts the event."""
        return event["id"] in self.hosted or event["group_id"] in self.belongs

    def sees_whole(self, event: Row) -> bool:
        """The viewer sees the event, and more of it than strangers see of a limited one."""
        return self.sees(db.Event, event) and (event["visibility"] != Visibility.PUBLIC_LIMITED or self.is_near(event))

    def sees_place(self, event: Row) -> bool:
        """The viewer sees where the event is."""
        return self.sees_whole(event) and (event["venue_visibility"] == VenueVisibility.PUBLIC or self.is_near(event))

    def sees(self, model: type[db.Base], row: Row) -> bool:
        """The viewer may see this row."""
        return RULES[model](self, row)

    def sees_id(self, model: type[db.Base], key: int | None) -> bool:
        """The viewer may see the row with this id, if there is one."""
        return key is not None and key in self._visible_ids(model)

    def rows(self, model: type[db.Base], **equal: Any) -> list[Row]:
        """The rows with these values that the viewer may see."""
        return [row for row in self.world.of(model, **equal) if self.sees(model, row)]

    def keys(self, model: type[db.Base]) -> set[tuple[Any, ...]]:
        """The primary keys of all rows that the viewer may see."""
        return {tuple(row[name] for name in KEYS[model]) for row in self.rows(model)}

    def _visible_ids(self, model: type[db.Base]) -> set[int]:
        known = self.__dict__.setdefault("_known", {})
        if model not in known:
            known[model] = {row["id"] for row in self.rows(model)}
        ids: set[int] = known[model]
        return ids

    def row(self, model: type[db.Base], key: int) -> Row:
        """The row with this id, whether it may be seen or not."""
        return self.world.one(model, id=key)


def _group(eyes: Eyes, group: Row) -> bool:
    own_draft = group["status"] == GroupStatus.ABANDONED and group["organizer_id"] == eyes.id
    return group["visibility"] != Visibility.MEMBERS or group["id"] in eyes.belongs or own_draft


def _group_answer(eyes: Eyes, answer: Row) -> bool:
    membership = eyes.row(db.Membership, answer["membership_id"])
    return _own(eyes, membership) or eyes.leads(membership["group_id"])


def _social_network(eyes: Eyes, row: Row) -> bool:
    if row["network_id"] is not None:
        return eyes.sees_id(db.Network, row["network_id"])
    return _of_group(eyes, row) and (row["status"] != SocialNetworkStatus.HIDDEN or eyes.leads(row["group_id"]))


def _member(eyes: Eyes, member: Row) -> bool:
    own: bool = member["id"] == eyes.id
    return own or member["status"] == MemberStatus.ACTIVE


def _membership(eyes: Eyes, row: Row) -> bool:
    known = row["status"] in TAKING_PART or row["member_id"] == eyes.id or eyes.leads(row["group_id"])
    return known and _of_group(eyes, row) and eyes.sees_id(db.Member, row["member_id"])


def _of_group(eyes: Eyes, row: Row) -> bool:
    return eyes.sees_id(db.Group, row["group_id"])


def _event(eyes: Eyes, event: Row) -> bool:
    for_members_only = event["visibility"] == Visibility.MEMBERS and event["group_id"] not in eyes.belongs
    unpublished = event["status"] in UNPUBLISHED
    involved = eyes.runs(event) or event["creator_id"] == eyes.id
    return _of_group(eyes, event) and not for_members_only and (involved or not unpublished)


def _of_whole_event(eyes: Eyes, row: Row) -> bool:
    return eyes.sees_whole(eyes.row(db.Event, row["event_id"]))


def _by_member(eyes: Eyes, row: Row) -> bool:
    return _of_whole_event(eyes, row) and eyes.sees_id(db.Member, row["member_id"])


def _event_venue(eyes: Eyes, row: Row) -> bool:
    return eyes.sees_place(eyes.row(db.Event, row["event_id"])) and eyes.sees_id(db.Venue, row["venue_id"])


def _venue(eyes: Eyes, venue: Row) -> bool:
    return venue["visibility"] == VenueVisibility.PUBLIC or venue["group_id"] in eyes.belongs


def _rsvp(eyes: Eyes, rsvp: Row) -> bool:
    event = eyes.row(db.Event, rsvp["event_id"])
    own = rsvp["member_id"] == eyes.id and eyes.sees(db.Event, event)
    return own or (eyes.sees_whole(event) and eyes.sees_id(db.Member, rsvp["member_id"]))


def _answer(eyes: Eyes, answer: Row) -> bool:
    event = eyes.row(db.Event, eyes.row(db.Rsvp, answer["rsvp_id"])["event_id"])
    return eyes.sees(db.Event, event) and (eyes.runs(event) or administers_group(eyes, event["group_id"]))


def _saved(eyes: Eyes, row: Row) -> bool:
    return _own(eyes, row) and eyes.sees(db.Event, eyes.row(db.Event, row["event_id"]))


def _payment(eyes: Eyes, payment: Row) -> bool:
    return _own(eyes, payment) or eyes.leads(payment["group_id"])


def _own(eyes: Eyes, row: Row) -> bool:
    return bool(row["member_id"] == eyes.id)


def _album(eyes: Eyes, album: Row) -> bool:
    return _of_group(eyes, album) and (album["event_id"] is None or _of_whole_event(eyes, album))


def _photo(eyes: Eyes, photo: Row) -> bool:
    owners = ((db.Group, "group_id"), (db.PhotoAlbum, "album_id"), (db.Member, "member_id"))
    come = not photo["pending"] or _own(eyes, photo)
    of_event = photo["event_id"] is None or _of_whole_event(eyes, photo)
    return come and of_event and all(photo[name] is None or eyes.sees_id(model, photo[name]) for model, name in owners)


def _of_member(eyes: Eyes, row: Row) -> bool:
    return eyes.sees_id(db.Member, row["member_id"])


RULES: dict[type[db.Base], Callable[[Eyes, Row], bool]] = {
    **BOOKING_RULES,
    **NETWORK_RULES,
    db.Category: lambda _eyes, _row: True,
    db.Change: lambda _eyes, _row: False,
    db.Event: _event,
    db.EventComment: _by_member,
    db.EventFee: _of_whole_event,
    db.EventHost: _by_member,
    db.EventRating: _own,
    db.EventRefundPolicy: _of_whole_event,
    db.EventSeries: _of_group,
    db.EventSpeaker: _of_whole_event,
    db.EventTopic: _of_whole_event,
    db.EventVenue: _event_venue,
    db.EventWatch: _own,
    db.Group: _group,
    db.GroupAnswer: _group_answer,
    db.GroupDraft: lambda _eyes, _row: False,
    db.GroupDues: _of_group,
    db.GroupQuestion: _of_group,
    db.GroupTopic: _of_group,
    db.IdempotencyKey: lambda _eyes, _row: False,
    db.Member: _member,
    db.MemberService: _of_member,
    db.MemberTopic: _of_member,
    db.Membership: _membership,
    db.Message: lambda _eyes, _row: False,
    db.Notification: _own,
    db.Payment: _payment,
    db.Photo: _photo,
    db.PhotoAlbum: _album,
    db.PhotoUpload: lambda _eyes, _row: False,
    db.Rsvp: _rsvp,
    db.RsvpAnswer: _answer,
    db.SavedEvent: _saved,
    db.SocialNetwork: _social_network,
    db.SurveyQuestion: _of_whole_event,
    db.Consumer: lambda _eyes, _row: False,
    db.Token: lambda _eyes, _row: False,
    db.Topic: lambda _eyes, _row: True,
    db.Venue: _venue,
}
