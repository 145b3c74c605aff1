"""The closed vocabularies of searches and recommendations (see `db/enums.py`)."""

from enum import auto

from db.enums import Name


class KeywordSortField(Name):
    """What found events are sorted by."""

    DATETIME = auto()
    RELEVANCE = auto()


class RecommendedEventsSortField(Name):
    """What recommended events are sorted by."""

    DATETIME = auto()
    RELEVANCE = auto()


class GroupEventSearchStatus(Name):
    """Which of a group's events are searched."""

    DRAFT = auto()
    PAST = auto()
    UPCOMING = auto()


class GroupVisibility(Name):
    """Which groups are recommended: those that only members see, the others, or all."""

    ALL = auto()
    PRIVATE = auto()
    PUBLIC = auto()
