"""The published survey of an event as far as there are such questions: texts that may be left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.enums import QuestionType
from resolvers.errors import Code
from resolvers.event_inputs import LONGEST, Sheet
from resolvers.keys import as_number, is_number

NOT_TAKEN = ("options", "required")
NO = "is not supported by Convene: questions are answered in one's own words, or left out."


def survey(sheet: Sheet, known: Sequence[int]) -> list[dict[str, Any]] | None:
    """The whole survey as `questions` has it: those that are not in it are taken away."""
    given = sheet.given["rsvp_survey"]
    if "question" in sheet.given or "questions" in sheet.given:
        sheet.wrong("rsvpSurvey", "and questions say the same in two ways: send one of them.")
    if given.get("enabled") is False:
        return [{"id": number, "text": ""} for number in known]
    if "enabled" not in given:
        return _whole(sheet, "rsvpSurvey", given, known)
    return _whole(sheet, "rsvpSurvey.survey", given["survey"], known) if "survey" in given else None


def _whole(sheet: Sheet, name: str, given: Mapping[str, Any], known: Sequence[int]) -> list[dict[str, Any]] | None:
    if given["questions"]:
        sheet.wrong(f"{name}.questions", NO)
    listed = list(enumerate(given.get("rsvp_questions", ())))
    for at, each in listed:
        if not is_number(each["order"]):
            sheet.wrong(f"{name}.rsvpQuestions.{at}.order", "must be a number.")
    listed.sort(key=lambda pair: as_number(pair[1]["order"]))
    asked = [_question(sheet, f"{name}.rsvpQuestions.{at}", each, known) for at, each in listed]
    named = [each["id"] for each in asked if each["id"] is not None]
    if len(set(named)) < len(named):
        sheet.wrong(f"{name}.rsvpQuestions", "names a question twice.")
    if not set(named).issubset(known) or len(set(named)) < len(named):
        return None
    return asked + [{"id": number, "text": ""} for number in known if number not in named]


def _question(sheet: Sheet, name: str, given: Mapping[str, Any], known: Sequence[int]) -> dict[str, Any]:
    text = sheet.checked(given["name"], f"{name}.name", LONGEST["question"])
    if text == "":
        sheet.wrong(f"{name}.name", "must not be empty.")
    if given["type"] is not QuestionType.TEXT:
        sheet.wrong(f"{name}.type", NO)
    for key in NOT_TAKEN:
        if given.get(key):
            sheet.wrong(f"{name}.{key}", NO)
    number = None if "id" not in given else as_number(given["id"])
    if number is not None and number not in known:
        sheet.wrong(f"{name}.id", f"names no question of this event: {given['id']}.", Code.NOT_FOUND)
    return {"id": number, "text": text}
