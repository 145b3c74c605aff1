"""Changing groups, drafts of groups, and bringing pictures."""

from typing import Any

import strawberry

from db.enums import GroupJoinMode
from db.group_enums import ContentType, Currency, GroupPrivacy, GroupVideoProvider, PhotoType, SocialNetworkStatus
from db.member_enums import SocialNetworkService
from resolvers.mutations import draft_payload, group_payload, upload_payload
from schema.event_mutations import PointLocation
from schema.fields import Argument, entries, of, say
from schema.groups import Group
from schema.payloads import REFUSALS, PayloadError
from schema.places import PhotoInfo

HTML = "in simple HTML, up to 50,000 characters; what is not safe in it is dropped."
URLNAME = "6 to 60 letters, digits and inner hyphens, unlike any other group's and any address of this site."
TIMEZONE = "Time zone, like `Europe/Berlin`; that of the place if not given. Ours."


def _may(description: str) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(default=None, description=description)


@entries("A place by its postal code.")
class GeoLocation:
    """Published as GeoLocation."""

    country: str | None = _may("Country code of two letters; `us` if not given.")
    zip: str | None = _may(
        "Postal code: any of the United States; of other countries those of venues that are known here."
    )


@entries("Where a group is: one of the two. City and time zone follow from it.")
class GroupLocation:
    """Published as GroupLocation."""

    geo_location: GeoLocation | None = _may("By postal code.")
    point_location: PointLocation | None = _may("By a point on the map.")


@entries()
class _DraftInput:
    """What a draft may hold."""

    name: str | None = _may("Name, up to 60 characters.")
    urlname: str | None = _may(f"Name in addresses: {URLNAME}")
    description: str | None = _may(f"What the group is about, {HTML}")
    custom_members_label: str | None = _may("What the group calls its members, up to 32 characters.")
    location: GroupLocation | None = _may("Where the group is.")
    topics: list[strawberry.ID] | None = _may("Topics by their numbers, at most 15, in place of all before.")
    timezone: str | None = _may(TIMEZONE)


@entries("A group in the making. Nothing is needed before it is published.")
class CreateGroupDraftInput(_DraftInput):
    """Published as CreateGroupDraftInput."""


@entries("What to change of a draft. What is not given stays.")
class UpdateGroupDraftInput(_DraftInput):
    """Published as UpdateGroupDraftInput."""

    token: str = strawberry.field(description="What holds the draft, from `createGroupDraft`.")


@entries("Which draft to throw away.")
class DeleteGroupDraftInput:
    """Published as DeleteGroupDraftInput."""

    token: str = strawberry.field(description="What holds the draft.")


@entries("Which draft to publish. It needs a name, a urlname and a location by then.")
class PublishGroupDraftInput:
    """Published as PublishGroupDraftInput."""

    token: str = strawberry.field(description="What holds the draft. It is used up.")
    ticket_id: strawberry.ID | None = _may("Sponsoring by pro networks: not supported, and refused.")


@of(draft_payload(), "What came of making a draft.")
class CreateGroupDraftPayload:
    """Published as CreateGroupDraftPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    group: Group | None = say("The draft, as a group that is ABANDONED and that nobody else sees.")
    token: strawberry.ID | None = say("What holds the draft; told here and never again.")


@of(group_payload(), "What came of changing a draft.")
class UpdateGroupDraftPayload:
    """Published as UpdateGroupDraftPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    group: Group | None = say("The draft as it is now.")


@of(group_payload(), "What came of publishing a draft.")
class PublishGroupDraftPayload:
    """Published as PublishGroupDraftPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    group: Group | None = say("The new group, which the viewer organizes.")


@entries("Something to ask of those who join a group.")
class GroupQuestionInput:
    """Published as GroupQuestionInput; a new question needs no id here."""

    id: strawberry.ID | None = _may("The question that this replaces; `0`, or nothing, for a new one.")
    question: str = strawberry.field(description="The question, up to 250 characters.")
    sort: int = strawberry.field(description="Its place among the questions: lower ones first.")


@entries("A film about a group.")
class GroupVideoInput:
    """Published as GroupVideoInput."""

    provider: GroupVideoProvider | None = _may("Where it is; follows from the address if not given.")
    url: str | None = _may('Its address at YouTube or Vimeo; "" takes the film away.')


@entries("A name that a group has elsewhere.")
class SocialNetworkInput:
    """Published as SocialNetworkInput."""

    service: SocialNetworkService = strawberry.field(description="Where.")
    identifier: str = strawberry.field(description="The name there, or its whole address with https://.")
    status: SocialNetworkStatus = strawberry.field(description="Whether it is shown.")


@entries("What to change of a group. What is not given stays; empty texts clear.")
class GroupMutation:
    """Published as GroupMutation."""

    name: str | None = _may("Name, up to 60 characters.")
    urlname: str | None = _may(f"Name in addresses: {URLNAME} The old one leads nowhere then.")
    short_desc: str | None = _may(f"What the group is about (`Group.description`), {HTML}")
    custom_member_label: str | None = _may("What the group calls its members, up to 32 characters.")
    welcome_blurb: str | None = _may("What new members are told, up to 2,000 characters.")
    active_topics: list[strawberry.ID] | None = _may("Topics by their numbers, at most 15, in place of all before.")
    lat: float | None = _may("Latitude. With `lon` it also says city, state, country, zip and time zone.")
    lon: float | None = _may("Longitude.")
    zip: str | None = _may("Postal code. Without `lat` and `lon` it says the place, of `country` or as before.")
    city: str | None = _may("City.")
    state: str | None = _may("State or province.")
    country: str | None = _may("Country code of two letters.")
    timezone: str | None = _may(TIMEZONE)
    privacy: GroupPrivacy | None = _may(
        "PRIVATE hides the group and its events from all but members. PUBLIC shows it; events that were made while it "
        "was private stay for members."
    )
    join_mode: GroupJoinMode | None = _may("How one becomes a member.")
    needs_photo: bool | None = _may("Whether one needs a picture to join.")
    needs_questions: bool | None = _may("Whether one must answer `questions` to join.")
    questions: list[GroupQuestionInput] | None = _may(
        "1 to 5 questions for those who join, in place of all before; answers to those that stay are kept."
    )
    allow_member_photo_uploads: bool | None = _may("Whether members may add photos to the group's albums.")
    cover_photo_id: int | None = _may("The group's picture, one of its photos; 0 for none.")
    list_address: str | None = _may(
        "Name of the mailing list in `emailAnnounceAddress`: 1 to 60 small letters, digits, dots, hyphens."
    )
    social_networks: list[SocialNetworkInput] | None = _may("Where else the group is, in place of all before.")
    video: GroupVideoInput | None = _may("A film about the group.")
    fee_currency: Currency | None = _may("Currency of the group's dues; refused where there are none.")


@entries("A picture that is to be brought.")
class GroupEventPhotoCreateInput:
    """Published as GroupEventPhotoCreateInput."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    photo_type: PhotoType = strawberry.field(
        description=(
            "GROUP_PHOTO and EVENT_PHOTO are made to be the picture of a group or event, ALBUM_PHOTO lies in an album, "
            "MEMBER_PHOTO is the viewer's own."
        )
    )
    content_type: ContentType = strawberry.field(description="How the picture is written.")
    set_as_main: bool = strawberry.field(
        description="Whether it becomes the picture of the event, or else the group, or the member, when it is there."
    )
    event_id: strawberry.ID | None = _may("The event: of an EVENT_PHOTO, or of an ALBUM_PHOTO in the event's album.")
    album_id: strawberry.ID | None = _may("The album of an ALBUM_PHOTO.")
    new_album_name: str | None = _may("Title of an album to be made for an ALBUM_PHOTO, up to 80 characters.")
    description: str | None = _may("What can be seen, up to 1,000 characters.")
    is_vertical: bool | None = _may("Upright pictures are recognized: not supported, and refused if true.")
    order_id: str | None = _may("Orders: not supported, and refused.")


@of(upload_payload(), "Where to bring a picture.")
class PhotoUploadWithUrlPayload:
    """Published as PhotoUploadWithUrlPayload."""

    error: PayloadError | None = say("The first reason why nothing was done; null if it was.")
    errors: list[PayloadError] | None = say(REFUSALS)
    photo: PhotoInfo | None = say("The photo. Its addresses answer once the picture is there.")
    image_path: str | None = say("Address of the picture in its largest size.")
    upload_url: str | None = say(
        "Send the picture there by PUT or POST, as the body, with its media type. It works once, and for an hour."
    )


def updates() -> dict[str, Argument]:
    """The arguments of updateGroup."""
    return {
        "chapter_id": Argument(strawberry.ID, "The group."),
        "input": Argument(GroupMutation, "What to change."),
    }
