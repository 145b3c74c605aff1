"""What groups show beyond their text: what they ask of those who join, where else they are, films and mailing lists."""

from random import Random

import db
from db.demo import chance
from db.demo.ids import DEMO_GROUP
from db.demo.plans import Chapter
from db.demo.rows import Rows
from db.enums import GroupJoinMode
from db.group_enums import GroupVideoProvider, SocialNetworkStatus
from db.member_enums import SocialNetworkService

QUESTIONS = {
    "Which API do you work on?": ["A payments API", "None yet, I want to learn", "An internal one", "Maps"],
    "What would you like to talk about one day?": ["Pagination", "Our outage", "Nothing, I listen", "Schemas"],
    "How did you hear of us?": ["A colleague", "A conference", "Searching the web", "I moved here"],
}
"""With the answers that people give."""
ELSEWHERE = (SocialNetworkService.TWITTER, SocialNetworkService.LINKEDIN, SocialNetworkService.FACEBOOK)


def add(rows: Rows, chapters: list[Chapter]) -> None:
    """Add questions, answers, names elsewhere, films and lists."""
    rng = chance.dice("showing")
    for chapter in chapters:
        own = chapter.fact.urlname == DEMO_GROUP
        if own or rng.random() < 0.5:
            _ask(rows, chapter, rng)
        if own or rng.random() < 0.6:
            _elsewhere(rows, chapter, rng)
        if own or rng.random() < 0.3:
            chapter.row["video_provider"] = rng.choice(list(GroupVideoProvider))
            chapter.row["video_url"] = _film(chapter.row["video_provider"], rng)
        if own or rng.random() < 0.3:
            chapter.row["list_address"] = chapter.fact.urlname.lower()
        chapter.row["allow_member_photo_uploads"] = own or rng.random() < 0.8
        chapter.row["needs_photo"] = not own and rng.random() < 0.1


def _ask(rows: Rows, chapter: Chapter, rng: Random) -> None:
    group = chapter.row
    group["needs_questions"] = group["join_mode"] == GroupJoinMode.APPROVAL
    for position, text in enumerate(rng.sample(list(QUESTIONS), rng.randint(1, 3))):
        question = rows.add(db.GroupQuestion, group_id=group["id"], position=position, text=text)
        for seat in chapter.seats:
            if rng.random() < 0.3:
                membership, answer = seat.membership, rng.choice(QUESTIONS[text])
                rows.add(
                    db.GroupAnswer,
                    question_id=question["id"],
                    membership_id=membership["id"],
                    text=answer,
                    updated_at=membership["joined_at"],
                )


def _elsewhere(rows: Rows, chapter: Chapter, rng: Random) -> None:
    name = chapter.fact.urlname.lower()
    for position, service in enumerate(rng.sample(ELSEWHERE, rng.randint(1, 3))):
        rows.add(db.SocialNetwork, group_id=chapter.row["id"], position=position, service=service, identifier=name)
    if chapter.fact.urlname == DEMO_GROUP or rng.random() < 0.3:
        _hidden(rows, chapter.row["id"], f"https://{name}.example.org/")


def _hidden(rows: Rows, group_id: int, address: str) -> None:
    rows.add(
        db.SocialNetwork,
        group_id=group_id,
        position=len(ELSEWHERE),
        service=SocialNetworkService.OTHER,
        identifier=address,
        status=SocialNetworkStatus.HIDDEN,
    )


def _film(provider: GroupVideoProvider, rng: Random) -> str:
    if provider is GroupVideoProvider.VIMEO:
        return f"https://vimeo.com/{rng.randint(10**7, 10**8)}"
    return f"https://www.youtube.com/watch?v={chance.token(rng, 11)}"
