"""Searches and recommendations: what they ask."""

from typing import Any

import strawberry

from db.enums import EventType, GroupJoinMode, RsvpStatus, SortOrder
from db.member_enums import ReasonForJoining
from db.search_enums import GroupEventSearchStatus, GroupVisibility, KeywordSortField, RecommendedEventsSortField
from schema.fields import entries
from schema.scalars import DateTime


def _may(description: str) -> Any:
    return strawberry.field(default=None, description=description)


def _must(description: str) -> Any:
    return strawberry.field(description=description)


QUERY = (
    "Words, up to 20, of which each must begin some word of the {}: `api` finds `APIs`. Accents and capitals make no "
    "difference. Without a word, as in an empty text, all are found."
)
RADIUS = "How far around the place, in miles; {} if not given."
NO_EFFECT = "Has no effect: what it did is not published."
FALSE_ONLY = "Not supported, and refused if true: {}."
CATEGORY = "Of groups in this category, as `Group.topicCategory`."
TOPIC_CATEGORY = "The same; used if `categoryId` is not given."
CITY = "In this city; accents and capitals make no difference."
STATE, COUNTRY, ZIP = "In this state, by its code.", "In this country, by its code.", "With this postal code."
RECENT = "Those of groups whose events got the most yeses within a week first, if true."
SERIES = FALSE_ONLY.format("it is not known which events make a series")
PAYPAL = FALSE_ONLY.format("no event is put forward for its fee")
INDEX = "Not supported, and refused: there is one index."
LOCATIONS = "Not supported, and refused: neighbourhoods are not known."
REASONS = "Not supported, and refused: groups do not tell reasons for joining."
QUESTIONS = "Of groups whose questions one must answer to join, if true; of the others, if false."
PHOTO = "Of groups that one needs a picture to join, if true; of the others, if false."
KIND = "PHYSICAL or ONLINE, each with the events that are both; HYBRID, only those."
FROM_CLOCK = "From this time of day on, by the clocks of the event's place, like `18:30`; may be after `endTime`."
TO_CLOCK = "Until this time of day."
RUNNING, SOON = "Events that are going on, if true.", "Events that start within the hour, if true."


@entries("A part of a city. Convene does not know them.")
class CityLocation:
    """Published as CityLocation."""

    borough: str | None = _may("Borough, town or district.")
    neighborhood: str | None = _may("Neighborhood.")


@entries(
    "Which events to look for: those that are on and not over. An event is where its pin or venue is; one without "
    "a place on the map, or whose place the viewer may not see, is where its group is."
)
class EventSearchFilter:
    """Published as EventSearchFilter."""

    query: str = _must(QUERY.format("title or description"))
    lat: float = _must("Latitude of the place to look around, in degrees.")
    lon: float = _must("Longitude of the place to look around, in degrees.")
    radius: float | None = _may(RADIUS.format("25"))
    category_id: strawberry.ID | None = _may(CATEGORY)
    topic_category_id: strawberry.ID | None = _may(TOPIC_CATEGORY)
    city: str | None = _may(CITY)
    state: str | None = _may(STATE)
    country: str | None = _may(COUNTRY)
    zip: str | None = _may(ZIP)
    city_locations: list[CityLocation] | None = _may(LOCATIONS)
    event_type: EventType | None = _may(KIND)
    start_date_range: DateTime | None = _may("Events that start then or later; also those that are over since.")
    end_date_range: DateTime | None = _may("Events that start then or earlier.")
    start_time: str | None = _may(FROM_CLOCK)
    end_time: str | None = _may(TO_CLOCK)
    is_happening_now: bool | None = _may(RUNNING)
    is_starting_soon: bool | None = _may(SOON)
    prioritize_rsvps: bool | None = _may(RECENT)
    do_consolidate_events: bool | None = _may(SERIES)
    do_promote_paypal_events: bool | None = _may(PAYPAL)
    join_reasons: list[ReasonForJoining] | None = _may(REASONS)
    time_decay_offset: int | None = _may(NO_EFFECT)
    time_decay_scale: int | None = _may(NO_EFFECT)
    use_time_of_day_embedding: bool | None = _may(NO_EFFECT)


@entries("Which groups to look for: those that are going on.")
class GroupSearchFilter:
    """Published as GroupSearchFilter."""

    query: str = _must(QUERY.format("name, urlname or description"))
    lat: float = _must("Latitude of the place to look around, in degrees.")
    lon: float = _must("Longitude of the place to look around, in degrees.")
    radius: float | None = _may(RADIUS.format("25"))
    category_id: strawberry.ID | None = _may(CATEGORY)
    topic_category_id: strawberry.ID | None = _may(TOPIC_CATEGORY)
    city: str | None = _may(CITY)
    state: str | None = _may(STATE)
    country: str | None = _may(COUNTRY)
    zip: str | None = _may(ZIP)
    frozen_only: bool | None = _may("Frozen groups instead, if true.")
    prioritize_rsvps: bool | None = _may(RECENT)
    time_decay_offset: int | None = _may(NO_EFFECT)
    time_decay_scale: int | None = _may(NO_EFFECT)
    use_time_of_day_embedding: bool | None = _may(NO_EFFECT)


@entries("Which events to recommend. Without `lat` and `lon` those of all places.")
class RecommendedEventsFilter:
    """Published as RecommendedEventsFilter."""

    lat: float | None = _may("Latitude of the place to look around, in degrees.")
    lon: float | None = _may("Longitude of the place to look around, in degrees.")
    radius: float | None = _may(RADIUS.format("25"))
    category_id: strawberry.ID | None = _may(CATEGORY)
    topic_category_id: strawberry.ID | None = _may(TOPIC_CATEGORY)
    topic_list: list[strawberry.ID] | None = _may("Events of groups with one of these topics.")
    group_list: list[strawberry.ID] | None = _may("Events of these groups.")
    group_join_mode: GroupJoinMode | None = _may("Events of groups that one joins so.")
    has_join_questions: bool | None = _may(QUESTIONS)
    requires_photo_to_join: bool | None = _may(PHOTO)
    city: str | None = _may(CITY)
    state: str | None = _may(STATE)
    country: str | None = _may(COUNTRY)
    zip: str | None = _may(ZIP)
    city_locations: list[CityLocation] | None = _may(LOCATIONS)
    event_type: EventType | None = _may(KIND)
    start_date_range: str | None = _may(
        "Events that start then or later, also those that are over since: a date and time with its offset, or a date "
        "of UTC."
    )
    end_date_range: str | None = _may("Events that start then or earlier; a date counts whole.")
    start_time: str | None = _may(FROM_CLOCK)
    end_time: str | None = _may(TO_CLOCK)
    is_happening_now: bool | None = _may(RUNNING)
    is_starting_soon: bool | None = _may(SOON)
    use_pay_pal_events: bool | None = _may("Events that must be paid for, if true; others, if false.")
    penalize_online_events: bool | None = _may("Takes 3 points from online events, if true.")
    boost_events_with_at_least_num_images_in_chapter: int | None = _may(
        "Gives 3 points to events of groups with at least so many photos."
    )
    prioritize_rsvps: bool | None = _may(RECENT)
    do_consolidate_events: bool | None = _may(SERIES)
    do_promote_paypal_events: bool | None = _may(PAYPAL)
    index_alias: str | None = _may(INDEX)
    join_reasons: list[ReasonForJoining] | None = _may(REASONS)
    time_decay_offset: int | None = _may(NO_EFFECT)
    time_decay_scale: int | None = _may(NO_EFFECT)
    use_time_of_day_embedding: bool | None = _may(NO_EFFECT)


@entries("Which groups to recommend.")
class RecommendedGroupsFilter:
    """Published as RecommendedGroupsFilter."""

    lat: float = _must("Latitude of the place to look around, in degrees.")
    lon: float = _must("Longitude of the place to look around, in degrees.")
    radius: int | None = _may(RADIUS.format("50"))
    category_id: strawberry.ID | None = _may(CATEGORY)
    topic_category_id: strawberry.ID | None = _may(TOPIC_CATEGORY)
    topics_list: list[strawberry.ID] | None = _may("Groups with one of these topics.")
    group_join_mode: GroupJoinMode | None = _may("Groups that one joins so.")
    visibility: GroupVisibility | None = _may(
        "PRIVATE, those that only members see; PUBLIC, the others; ALL if not given."
    )
    frozen_only: bool | None = _may("Frozen groups instead, if true.")
    has_join_questions: bool | None = _may(QUESTIONS)
    requires_photo_to_join: bool | None = _may(PHOTO)
    prioritize_rsvps: bool | None = _may(RECENT)
    index_alias: str | None = _may(INDEX)
    time_decay_offset: int | None = _may(NO_EFFECT)
    time_decay_scale: int | None = _may(NO_EFFECT)
    use_time_of_day_embedding: bool | None = _may(NO_EFFECT)


@entries("How to sort found events.")
class KeywordSort:
    """Published as KeywordSort, which took DESC only."""

    sort_field: KeywordSortField | None = _may("RELEVANCE if not given.")
    sort_order: SortOrder | None = _may(
        "DESC, the best first, for RELEVANCE if not given; ASC, the earliest, for DATETIME."
    )


@entries("How to sort recommended events.")
class RecommendedEventsSort:
    """Published as RecommendedEventsSort."""

    sort_field: RecommendedEventsSortField | None = _may("RELEVANCE, the most points first, if not given.")


@entries("Which of a group's events to look for.")
class GroupEventSearchFilter:
    """Published as GroupEventSearchFilter."""

    query: str = _must(QUERY.format("title or description"))
    status: GroupEventSearchStatus | None = _may("UPCOMING if not given.")


@entries("Whose answers to look for.")
class RsvpSearchFilter:
    """Published as RsvpSearchFilter."""

    query: str = _must("A part of the member's name; capitals make no difference.")
    status: list[RsvpStatus | None] | None = _may("Only these answers; all if not given.")
    venue_id: strawberry.ID | None = _may("Only of those who come to this of the event's places.")
