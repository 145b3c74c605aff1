"""The vocabularies of searches, recommendations and roundups, as clients read them."""

from db import search_enums as enums
from db.regions import Region
from schema.enums import vocabulary

vocabulary(
    enums.KeywordSortField,
    "What found events are sorted by.",
    DATETIME="When they start.",
    RELEVANCE="Those with every word in the title, then by their start.",
)
vocabulary(
    enums.RecommendedEventsSortField,
    "What recommended events are sorted by.",
    DATETIME="When they start.",
    RELEVANCE="Their points, then their start.",
)
vocabulary(
    enums.GroupEventSearchStatus,
    "Which of a group's events are searched.",
    "GroupEventSearchEventStatus",
    DRAFT="Those that are not published yet.",
    PAST="Those that are over.",
    UPCOMING="Those that are not over.",
)
vocabulary(
    enums.GroupVisibility,
    "Which groups are recommended.",
    ALL="All that the viewer sees.",
    PRIVATE="Those that only members see.",
    PUBLIC="The others.",
)
vocabulary(
    Region,
    "A part of the world, by the United Nations' grouping of countries.",
    AFRICA="Africa.",
    ASIA="Asia, with the Near East.",
    EUROPE="Europe, with all of Russia.",
    NORTH_AMERICA="North America, with Central America and the Caribbean.",
    OCEANIA="Australia, New Zealand and the islands of the Pacific.",
    SOUTH_AMERICA="South America.",
)
