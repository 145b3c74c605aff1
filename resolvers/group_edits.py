"""What changes a group: what it is called, where it is, what it shows, and how one joins it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select, update

import db
from db.enums import Role, Visibility
from db.group_enums import GroupPrivacy
from resolvers import group_inputs as inputs
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.event_inputs import Sheet, Values
from resolvers.event_parts import topics as topics_of
from resolvers.group_commands import RANKS, membership
from resolvers.group_facts import TAKING_PART
from resolvers.keys import as_number, folded

LABEL, DESCRIPTION = ("custom_member_label", "customMemberLabel"), ("short_desc", "shortDesc")
AS_THEY_ARE = ("allow_member_photo_uploads", "join_mode", "needs_photo", "needs_questions")


def governs(act: Act, group_id: int) -> bool:
    """Whether the viewer may change what the group is: the organizer and co-organizers."""
    own = membership(act, group_id, act.viewer_id)
    least = RANKS.index(Role.COORGANIZER)
    return own is not None and own.status in TAKING_PART and RANKS.index(own.role) >= least


def update_group(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Change a group. Answers none if there is no such group, or the viewer may not see it."""
    group = _group(act, as_number(args["chapter_id"]))
    if group is None:
        return {"group": None}
    if not governs(act, group.id):
        raise Refused(Problem(Code.FORBIDDEN, "Only the group's organizer and co-organizers may do this.", "chapterId"))
    sheet = Sheet(args["input"], act.request.spam)
    values, topics = _columns(act, sheet, group), topics_of(act, sheet, "active_topics", "activeTopics")
    questions, networks = inputs.questions(act, sheet, group.id), inputs.networks(sheet)
    currency = _currency(act, sheet, group.id)
    _check_questions(act, sheet, group, questions)
    sheet.done()
    if values:
        inputs.write(act, group.id, values)
    if topics is not None:
        inputs.replace(act, db.GroupTopic, group.id, [{"topic_id": topic} for topic in topics])
    if questions is not None:
        inputs.set_questions(act, group.id, questions)
    if networks is not None:
        inputs.replace(act, db.SocialNetwork, group.id, networks)
    if currency is not None:
        act.all.execute(update(db.GroupDues).where(db.GroupDues.group_id == group.id).values(currency=currency))
    act.changed("group", "updated", group.id)
    return {"group": group.id}


def _group(act: Act, group_id: int) -> Any:
    """The group, if the viewer sees it; nobody else changes it until the command ends."""
    g = db.Group
    act.all.execute(select(g.id).where(g.id == group_id).with_for_update(key_share=True))
    columns = (g.id, g.visibility, g.country, g.needs_questions)
    return act.seen.execute(select(*columns).where(g.id == group_id)).one_or_none()


def _columns(act: Act, sheet: Sheet, group: Any) -> Values:
    """The columns of the group itself that the input gives."""
    given = sheet.given
    values = {name: given[name] for name in AS_THEY_ARE if name in given}
    values |= inputs.texts(sheet, LABEL, DESCRIPTION) | inputs.video(sheet)
    values |= inputs.list_address(act, sheet, group.id) | _privacy(group, given)
    values |= inputs.clocks(sheet, _place(act, sheet, group), act.now) | _cover(act, sheet, group.id)
    welcome = sheet.checked(given.get("welcome_blurb"), "welcomeBlurb", inputs.LONGEST_TEXT)
    if welcome is not None:
        values["welcome"] = welcome or None
    name = inputs.urlname(act, sheet, group.id)
    return values if name is None else {**values, "urlname": name, "urlname_key": folded(name)}


def _privacy(group: Any, given: Mapping[str, Any]) -> Values:
    """Who sees the group. One that is public in a limited way stays so."""
    match given.get("privacy"):
        case GroupPrivacy.PRIVATE:
            return {"visibility": Visibility.MEMBERS}
        case GroupPrivacy.PUBLIC if group.visibility == Visibility.MEMBERS:
            return {"visibility": Visibility.PUBLIC}
    return {}


def _place(act: Act, sheet: Sheet, group: Any) -> Values:
    """Where the group is: by a point or a postal code, with what the input says of city, state and country besides.
    What the group called its place before is forgotten.
    """
    given, place = sheet.given, Values()
    if "lat" in given or "lon" in given:
        place = inputs.by_point(act, sheet, given, "lat", "lon")
    elif given.get("zip"):
        place = inputs.by_zip(act, sheet, given["zip"], given.get("country") or group.country)
    for name in ("city", "state", "zip", "country"):
        text = inputs.line(sheet, name, name, 100)
        if text is not None:
            place[name] = text or None
    if place.get("country"):
        place["country"] = place["country"].upper()
        if not inputs.COUNTRY.fullmatch(place["country"]):
            sheet.wrong("country", "must be a code of two letters, like us.")
    return place and {**place, "place_label": None}


def _cover(act: Act, sheet: Sheet, group_id: int) -> Values:
    """The group's picture, which is one of its own; 0 takes it away."""
    number, p = sheet.given.get("cover_photo_id"), db.Photo
    if not number:
        return {} if number is None else {"photo_id": None}
    there = select(p.id).where(p.id == number, p.group_id == group_id, p.pending.is_(False))
    if act.seen.scalar(there) is None:
        sheet.wrong("coverPhotoId", "must be the number of a photo of the group.", Code.NOT_FOUND)
    return {"photo_id": number}


def _currency(act: Act, sheet: Sheet, group_id: int) -> str | None:
    currency: str | None = sheet.given.get("fee_currency")
    if currency and not act.all.scalar(select(exists().where(db.GroupDues.group_id == group_id))):
        sheet.wrong("feeCurrency", "is for groups that take dues, and this one takes none.", Code.CONFLICT)
    return currency


def _check_questions(act: Act, sheet: Sheet, group: Any, questions: list[Values] | None) -> None:
    """Who must answer questions must be asked some."""
    needed = sheet.given.get("needs_questions", group.needs_questions)
    asked = select(exists().where(db.GroupQuestion.group_id == group.id))
    if needed and not (act.all.scalar(asked) if questions is None else questions):
        sheet.wrong("needsQuestions", "needs at least one of questions.")
