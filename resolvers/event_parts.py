"""What hangs on an event and is written with it: hosts, questions, topics, picture, and all of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import delete, insert, select, update

import db
from db.base import word
from db.enums import MembershipStatus
from resolvers import event_fees, event_places
from resolvers.commands import Act
from resolvers.errors import Code
from resolvers.event_inputs import LONGEST, Sheet
from resolvers.event_places import Row
from resolvers.event_rows import replace
from resolvers.event_speakers import set_speaker, speaker
from resolvers.event_survey import survey
from resolvers.keys import as_number

MOST_HOSTS, MOST_QUESTIONS, MOST_TOPICS = 5, 6, 15


def taking_part(group_id: int) -> Any:
    """The members who take part in a group, as a select of their ids."""
    m = db.Membership
    active, leading = word(MembershipStatus.ACTIVE), word(MembershipStatus.LEADER)
    return select(m.member_id).where(m.group_id == group_id, m.status.in_((active, leading)))


def hosts(act: Act, sheet: Sheet, group_id: int, wanted: Sequence[int]) -> list[int]:
    """The members who are to host, each once."""
    listed = list(dict.fromkeys(wanted))
    if len(listed) > MOST_HOSTS:
        sheet.wrong("eventHosts", f"may name {MOST_HOSTS} members at most.")
        return []
    active = act.seen.scalars(select(db.Member.id).where(db.Member.id.in_(listed))).all()
    there = set(act.all.scalars(taking_part(group_id).where(db.Membership.member_id.in_(active))).all())
    missing = [str(member_id) for member_id in listed if member_id not in there]
    if missing:
        sheet.wrong("eventHosts", f"must take part in the group, unlike {', '.join(missing)}.")
    return listed


def set_hosts(act: Act, event_id: int, member_ids: Sequence[int]) -> None:
    """These members host the event, in this order."""
    replace(act, db.EventHost, event_id, [{"member_id": member_id} for member_id in member_ids])


def topics(act: Act, sheet: Sheet, key: str = "topics", name: str = "topics") -> list[int] | None:
    """The topics that the input names, each once; none if it says nothing of them."""
    if key not in sheet.given:
        return None
    listed = list(dict.fromkeys(as_number(topic) for topic in sheet.given[key]))
    if len(listed) > MOST_TOPICS:
        sheet.wrong(name, f"may name {MOST_TOPICS} topics at most.")
        return []
    known = set(act.all.scalars(select(db.Topic.id).where(db.Topic.id.in_(listed))).all())
    if not known.issuperset(listed):
        sheet.wrong(name, "names a topic that there is not.", Code.NOT_FOUND)
    return listed


def set_topics(act: Act, event_id: int, topic_ids: Sequence[int]) -> None:
    """The event is about these topics."""
    replace(act, db.EventTopic, event_id, [{"topic_id": topic_id} for topic_id in topic_ids])


def picture(act: Act, sheet: Sheet, group_id: int) -> dict[str, int | None]:
    """The column of the event's picture, which is one of its group's."""
    number = sheet.given.get("featured_photo_id")
    if not number:
        return {} if number is None else {"photo_id": None}
    p = db.Photo
    there = select(p.id).where(p.id == number, p.group_id == group_id, p.pending.is_(False))
    if act.seen.scalar(there) is None:
        sheet.wrong("featuredPhotoId", "must be the number of a photo of the group.", Code.NOT_FOUND)
    return {"photo_id": number}


def questions(act: Act, sheet: Sheet, event_id: int | None) -> list[dict[str, Any]] | None:
    """The event's questions as they are to be, `id` None for new ones; None if the input says nothing of them.

    Those that the input names by their ids stand in its order, in the places that they have; new ones follow.
    """
    q = db.SurveyQuestion
    old = (
        []
        if event_id is None
        else act.all.execute(select(q.id, q.text).where(q.event_id == event_id).order_by(q.position, q.id)).all()
    )
    asked = _asked(sheet, [row.id for row in old])
    if asked is None:
        return None
    named = [each for each in asked if each["id"] is not None]
    order = iter(named)
    mentioned = {each["id"] for each in named}
    merged = [next(order) if row.id in mentioned else {"id": row.id, "text": row.text} for row in old]
    merged += [each for each in asked if each["id"] is None]
    kept = [each for each in merged if each["text"]]
    if len(kept) > MOST_QUESTIONS:
        most = f"an event has {MOST_QUESTIONS} questions at most, and would have {len(kept)}"
        sheet.wrong("questions", f"is too much: {most}.")
    return kept


def _asked(sheet: Sheet, known: Sequence[int]) -> list[dict[str, Any]] | None:
    """What the input says of questions: by `questions`, by the published `question`, which is the first one, or by
    `rsvpSurvey`.
    """
    if "rsvp_survey" in sheet.given:
        return survey(sheet, known)
    if "questions" in sheet.given and "question" in sheet.given:
        sheet.wrong("question", "and questions say the same in two ways: send one of them.")
    if "question" in sheet.given:
        return [{"id": known[0] if known else None, "text": sheet.words("question", "question")}]
    if "questions" not in sheet.given:
        return None
    asked = [_question(sheet, f"questions.{index}", each, known) for index, each in enumerate(sheet.given["questions"])]
    named = [each["id"] for each in asked if each["id"] is not None]
    if len(set(named)) < len(named):
        sheet.wrong("questions", "names a question twice.")
        return None
    return asked if not any(each["id"] == -1 for each in asked) else None


def _question(sheet: Sheet, name: str, given: dict[str, Any], known: Sequence[int]) -> dict[str, Any]:
    text = sheet.checked(given["text"], f"{name}.text", LONGEST["question"])
    number = None if "id" not in given else as_number(given["id"])
    if number is not None and number not in known:
        sheet.wrong(f"{name}.id", f"names no question of this event: {given['id']}.", Code.NOT_FOUND)
        number = -1
    if number is None and text == "":
        sheet.wrong(f"{name}.text", "must not be empty: only a question with an id can be taken away.")
    return {"id": number, "text": text}


def set_questions(act: Act, event_id: int, wanted: Sequence[dict[str, Any]]) -> None:
    """The event asks these questions. What was answered to those that stay is kept."""
    q = db.SurveyQuestion
    stay = [each["id"] for each in wanted if each["id"] is not None]
    act.all.execute(delete(q).where(q.event_id == event_id, q.id.not_in(stay)))
    for position, each in enumerate(wanted):
        values = {"event_id": event_id, "position": position, "text": each["text"]}
        if each["id"] is None:
            act.all.execute(insert(q).values(values))
        else:
            act.all.execute(update(q).where(q.id == each["id"]).values(values))


@dataclass(frozen=True)
class Parts:
    """What an input says of these; none is what it says nothing of."""

    venues: list[Row] | None
    pin: dict[str, float] | None
    limits: event_places.Limits | None
    topics: list[int] | None
    questions: list[dict[str, Any]] | None
    fee: event_fees.Fee | None
    speaker: Mapping[str, Any] | None

    @classmethod
    def read(cls, act: Act, sheet: Sheet, group_id: int, event_id: int | None) -> Self:
        """Read them from the input to a group's event, or to a new one."""
        venues = event_places.places(act, sheet, event_id)
        where, limits = event_places.pin(act, sheet, event_id, venues), event_places.options(sheet, venues)
        asked, fee = questions(act, sheet, event_id), event_fees.read(act, sheet, event_id)
        return cls(venues, where, limits, topics(act, sheet), asked, fee, speaker(act, sheet, group_id))

    def write(self, act: Act, event_id: int) -> None:
        """Write what the input says anything about."""
        if self.venues is not None:
            event_places.set_places(act, event_id, self.venues)
        if self.pin is not None:
            event_places.set_pin(act, event_id, self.pin)
        if self.limits is not None:
            self.limits.write(act, event_id)
        if self.topics is not None:
            set_topics(act, event_id, self.topics)
        if self.questions is not None:
            set_questions(act, event_id, self.questions)
        if self.speaker is not None:
            set_speaker(act, event_id, self.speaker)
        if self.fee is not None:
            self.fee.write(act, event_id)
