"""What a group wants of those who join it: a picture, and answers to its questions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

import db
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.seats import Facts

LONGEST = 250


def answers_of(act: Act, group: Facts, given: Mapping[str, Any]) -> dict[int, str]:
    """What the viewer answers, by question. Raises `Refused` if the group wants more of its members."""
    picture = select(db.Member.photo_id).where(db.Member.id == act.viewer_id)
    if group.needs_photo and act.all.scalar(picture) is None:
        message = "The group wants a picture of its members: upload one first, by createGroupEventPhoto (MEMBER_PHOTO)."
        raise Refused(Problem(Code.PHOTO_REQUIRED, message, "groupId"))
    q = db.GroupQuestion
    asked = set(act.all.scalars(select(q.id).where(q.group_id == group.id)).all())
    answers = {as_number(each["question_id"]): each["answer"].strip() for each in given.get("answers", [])}
    if not asked.issuperset(answers):
        raise Refused(Problem(Code.NOT_FOUND, "answers name a question that the group does not ask.", "answers"))
    if group.needs_questions and not all(answers.get(question) for question in asked):
        raise Refused(Problem(Code.ANSWERS_REQUIRED, "The group wants an answer to each of its questions.", "answers"))
    if any(len(text) > LONGEST for text in answers.values()):
        raise Refused(Problem(Code.BAD_USER_INPUT, f"answers may have {LONGEST} characters each.", "answers"))
    if any(act.request.spam.finds(text) for text in answers.values()):
        raise Refused(Problem(Code.SPAM, "This looks like spam.", "answers"))
    return answers


def keep_answers(act: Act, membership_id: int, answers: Mapping[int, str]) -> None:
    """Write what was answered, in place of what was answered before."""
    for question_id, text in answers.items():
        said = {"text": text, "updated_at": act.now}
        fresh = act.upsert(db.GroupAnswer).values(question_id=question_id, membership_id=membership_id, **said)
        act.all.execute(fresh.on_conflict_do_update(index_elements=["question_id", "membership_id"], set_=said))
