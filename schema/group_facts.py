"""What a group shows of itself beyond who and when."""

import strawberry

from db.group_enums import GroupVideoProvider
from resolvers import nouns
from schema.fields import of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.places import PhotoInfo, Venue
from schema.scalars import DateTime


@of(nouns.GROUP_QUESTION, "Something that a group asks of those who join it.")
class GroupQuestion:
    """Published as GroupQuestion."""

    id: strawberry.ID = say("Identifier, a number.")
    question: str = say("The question.")
    sort: int = say("Its place among the questions, from 0 on.")


@of(nouns.GROUP_ANSWER, "What a member answered to a question of a group.")
class GroupAnswer:
    """Ours."""

    question_id: strawberry.ID = say("The question, by its number.")
    question: str = say("The question.")
    answer: str = say("The answer.")
    updated_time: DateTime = say("When, in UTC.")


@of(nouns.GROUP_VIDEO, "A film about a group.")
class GroupVideo:
    """Published as GroupVideo."""

    provider: GroupVideoProvider = say("Where it is.")
    url: str = say("Its address.")


@of(nouns.GROUP_RATINGS, "What members thought of a group's events.")
class GroupStatsEventRatings:
    """Published as GroupStatsEventRatings."""

    average: float = say("Average of all stars, 1 to 5; 0 before there are any.")
    total_ratings: int = say("How many stars were given.")
    total_reviews: int = say("How many stars and comments, those of events that the viewer sees.")


@of(nouns.GROUP_COUNTS, "How many members a group has, by their standing.")
class GroupMemberCounts:
    """Published as GroupMemberCounts."""

    all_: int = say("All members.", name="all")
    banned: int = say("Those who were put out; 0 for all but organizers.")
    leadership: int = say("Organizers of every rank, as far as the viewer sees them.")
    pending: int = say("Those who wait to be let in; 0 for all but organizers.")
    pending_payment: int = say("Those who have to pay first; 0 for all but organizers.")


@of(nouns.GROUP_STATS, "Figures of a group.")
class GroupStats:
    """Published as GroupStats."""

    event_ratings: GroupStatsEventRatings = say("What members thought of its events.")
    member_counts: GroupMemberCounts = say("How many members it has.")


@of(nouns.GROUP_VENUE_EDGE, "A place where a group has met.")
class GroupVenueEdge:
    """Published as GroupVenueEdge."""

    cursor: str = say(CURSOR)
    node: Venue = say("The place.")


@of(nouns.GROUP_VENUES, "Places where a group has met.")
class GroupVenueConnection:
    """Published as GroupVenueConnection."""

    edges: list[GroupVenueEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.FEATURED_PHOTO_EDGE, "A picture of one of a group's events.")
class FeaturedEventPhotoConnectionEdge:
    """Published as FeaturedEventPhotoConnectionEdge."""

    cursor: str = say(CURSOR)
    node: PhotoInfo = say("The picture.")


@of(nouns.FEATURED_PHOTOS, "Pictures of a group's events.")
class FeaturedEventPhotoConnection:
    """Published as FeaturedEventPhotoConnection."""

    edges: list[FeaturedEventPhotoConnectionEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)
