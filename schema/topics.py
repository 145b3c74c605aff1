"""Topics and their categories."""

import strawberry

from resolvers import nouns
from schema.fields import of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging


@of(nouns.TOPIC, "A subject that groups and events share.")
class Topic:
    """Published as Topic."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str = say("Name as people write it.")
    urlkey: str = say("Name as addresses write it, like `rest-api`.")
    description: str | None = say("What the topic is about.")
    group_count: int = say("How many groups that the viewer sees have it.")
    member_count: int = say("How many members have it.")


@of(nouns.TOPIC_EDGE, "A topic in a list.")
class TopicEdge:
    """Published as TopicEdge."""

    cursor: str = say(CURSOR)
    node: Topic = say("The topic.")


@of(nouns.TOPICS, "Topics.")
class TopicsConnection:
    """Published as TopicsConnection."""

    edges: list[TopicEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.TOPIC_CATEGORY, "A category of groups that has topics of its own.")
class TopicCategory:
    """Published as TopicCategory: the old API's categories, as far as topics are known for them."""

    id: strawberry.ID = say("Identifier, a number; also for `categoryId` and `topicCategoryId`.")
    name: str = say("Name, like `Career & Business`.")
    urlkey: str = say("Name as addresses write it, like `business`.")
    color: str = say("A dark color for it, like `#00798a`.")
    image_url: str = say("A picture for it: a tile in its color, as a `data:` address that holds the whole picture.")
    default_topic: Topic = say("The first of its topics.")
    topics: TopicsConnection = say("Its topics, by `urlkey`.", paging())


@of(nouns.TOPIC_CATEGORY_EDGE, "A category in a list.")
class TopicCategoryEdge:
    """Published as TopicCategoryEdge."""

    cursor: str = say(CURSOR)
    node: TopicCategory = say("The category.")


@of(nouns.TOPIC_CATEGORIES, "Categories that have topics.")
class TopicCategoryConnection:
    """Published as TopicCategoryConnection."""

    edges: list[TopicCategoryEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)
