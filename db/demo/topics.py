"""The old API's fixed categories, and the topics of groups and events."""

import db
from db.demo.ids import START
from db.demo.rows import Rows

TECH = 34

CATEGORIES = [
    (1, "Arts & Culture", "Arts"),
    (2, "Career & Business", "Business"),
    (3, "Cars & Motorcycles", "Auto"),
    (4, "Community & Environment", "Community"),
    (5, "Dancing", "Dancing"),
    (6, "Education & Learning", "Education"),
    (8, "Fashion & Beauty", "Fashion"),
    (9, "Fitness", "Fitness"),
    (10, "Food & Drink", "Food & Drink"),
    (11, "Games", "Games"),
    (12, "LGBT", "LGBT"),
    (13, "Movements & Politics", "Movements"),
    (14, "Health & Wellbeing", "Well-being"),
    (15, "Hobbies & Crafts", "Crafts"),
    (16, "Language & Ethnic Identity", "Languages"),
    (17, "Lifestyle", "Lifestyle"),
    (18, "Literature & Writing", "Literature"),
    (20, "Movies & Film", "Films"),
    (21, "Music", "Music"),
    (22, "New Age & Spirituality", "Spirituality"),
    (23, "Outdoors & Adventure", "Outdoors"),
    (24, "Paranormal", "Paranormal"),
    (25, "Parents & Family", "Moms & Dads"),
    (26, "Pets & Animals", "Pets"),
    (27, "Photography", "Photography"),
    (28, "Religion & Beliefs", "Beliefs"),
    (29, "Sci-Fi & Fantasy", "Sci fi"),
    (30, "Singles", "Singles"),
    (31, "Socializing", "Social"),
    (32, "Sports & Recreation", "Sports"),
    (33, "Support", "Support"),
    (TECH, "Tech", "Tech"),
    (35, "Women", "Women"),
]
"""As the real server listed them in July 2015."""

TOPICS = {
    "api": "APIs",
    "rest-api": "REST APIs",
    "web-api": "Web APIs",
    "api-design": "API Design",
    "api-management": "API Management",
    "api-testing": "API Testing",
    "api-security": "API Security",
    "graphql": "GraphQL",
    "grpc": "gRPC",
    "soap": "SOAP",
    "openapi": "OpenAPI",
    "json": "JSON",
    "json-schema": "JSON Schema",
    "hypermedia": "Hypermedia",
    "http": "HTTP",
    "oauth": "OAuth",
    "webhooks": "Webhooks",
    "websockets": "WebSockets",
    "event-driven-architecture": "Event-Driven Architecture",
    "microservices": "Microservices",
    "service-oriented-architecture": "Service-Oriented Architecture",
    "software-architecture": "Software Architecture",
    "software-development": "Software Development",
    "web-development": "Web Development",
    "mobile-development": "Mobile Development",
    "open-source": "Open Source",
    "open-data": "Open Data",
    "civic-tech": "Civic Tech",
    "developer-relations": "Developer Relations",
    "technical-writing": "Technical Writing",
    "cloud-computing": "Cloud Computing",
    "serverless": "Serverless",
    "devops": "DevOps",
    "observability": "Observability",
    "databases": "Databases",
    "internet-of-things": "Internet of Things",
    "python": "Python",
    "javascript": "JavaScript",
    "ruby": "Ruby",
    "java": "Java",
    "golang": "Go",
    "startups": "Startups",
}
"""Names by `urlkey`."""

OTHER_CATEGORIES = {
    "open-data": 4,
    "civic-tech": 4,
    "open-source": 13,
    "developer-relations": 2,
    "startups": 2,
    "technical-writing": 18,
    "mobile-development": 17,
}
"""Topics that do not belong to Tech, by `urlkey`."""

CATEGORIES_CHANGED = 1_401_302_948_000
"""When the categories last changed, as recorded."""

TOPIC_ID = {urlkey: START[db.Topic] + number for number, urlkey in enumerate(TOPICS, 1)}


def add(rows: Rows) -> None:
    """Add every category and topic."""
    for position, (number, name, shortname) in enumerate(CATEGORIES):
        rows.add(
            db.Category, id=number, name=name, shortname=shortname, position=position, updated_at=CATEGORIES_CHANGED
        )
    for urlkey, name in TOPICS.items():
        description = f"Meet others who work with {name} or want to learn about it."
        category = OTHER_CATEGORIES.get(urlkey, TECH)
        rows.add(db.Topic, urlkey=urlkey, name=name, description=description, category_id=category)
