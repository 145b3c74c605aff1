"""What the demo's members care about, where else they are, and when some were born."""

import db
from db.demo import chance
from db.demo.rows import Rows
from db.demo.topics import TOPIC_ID

SERVICES = ("twitter", "twitter", "facebook", "linkedin", "flickr", "tumblr")


def add(rows: Rows) -> None:
    """Give members topics and names on other sites."""
    rng = chance.dice("interests")
    for member in rows.of(db.Member):
        for position, urlkey in enumerate(rng.sample(list(TOPIC_ID), rng.choice((0, 0, 1, 2, 3)))):
            rows.add(db.MemberTopic, member_id=member["id"], topic_id=TOPIC_ID[urlkey], position=position)
        member["birth_year"] = chance.perhaps(rng, 0.5, rng.randint(1955, 1995))
        if rng.random() < 0.1:
            identifier = "@" + member["name"].lower().replace(" ", "_")
            rows.add(db.MemberService, member_id=member["id"], service=rng.choice(SERVICES), identifier=identifier)
