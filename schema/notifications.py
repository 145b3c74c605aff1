"""What a member is told."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.member_enums import NotificationCategory, NotificationKind, NotificationPhotoType
from resolvers import nouns
from schema.fields import entries, of, say
from schema.inputs import may
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.places import PhotoInfo
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.events import Event

_Event = Annotated["Event", strawberry.lazy("schema.events")]


@of(nouns.NOTIFICATION, "Something that happened and that a member is told of.")
class Notification:
    """Published as Notification, with the event that it is about."""

    id: strawberry.ID = say("Identifier, a number.")
    kind: NotificationKind = say("What happened.")
    category: NotificationCategory = say("What it is about.")
    text: str | None = say("It in words.")
    important: bool = say("Whether it is about a seat or a cancellation.")
    read: bool = say("Whether the member has marked it as read.")
    clicked: bool = say("Whether the member has followed it.")
    link: str | None = say("Address of the event that it is about.")
    photo: PhotoInfo | None = say("Picture of the event that it is about.")
    photo_type: NotificationPhotoType | None = say("Whose picture `photo` is.")
    updated_at: DateTime | None = say("When the member was told, in UTC.")
    event: _Event | None = say("The event that it is about.")


@of(nouns.NOTIFICATION_EDGE, "A notification of a member.")
class MemberNotificationEdge:
    """Published as MemberNotificationEdge."""

    cursor: str = say(CURSOR)
    node: Notification = say("The notification.")


@of(nouns.MEMBER_NOTIFICATIONS, "What a member was told, the newest first. Empty for everybody but the member.")
class MemberNotificationConnection:
    """Published as MemberNotificationConnection."""

    edges: list[MemberNotificationEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)
    unread_count: int | None = say("How many of all notifications are not marked as read, whatever the filter.")


@entries("Which notifications to list.")
class MemberNotificationsFilter:
    """Published as MemberNotificationsFilter."""

    organizer_only: bool | None = may("Only those that are for organizers.")
