"""Changing groups, drafts that become groups, and what a group wants of those who join it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

import db
from db import demo, tokens
from db.visibility import seeing_all
from resolvers.localities import zone_near
from tests.conftest import writing
from tests.old_api import PEOPLE, SPAM, OldApi

SHOWN = """id name urlname status city state country zip lat lon timezone description customMemberLabel welcomeBlurb
  isPrivate joinMode needsPhoto needsQuestions allowMemberPhotoUploads questions { id question sort }
  video { provider url } socialNetworks { service identifier url status } emailAnnounceAddress
  activeTopics { id } keyGroupPhoto { id }"""
ERRORS = "errors { code message field }"
MUTATIONS = {
    "createGroupDraft": f"token group {{ {SHOWN} isPrimaryOrganizer isMember }} {ERRORS}",
    "updateGroupDraft": f"group {{ {SHOWN} }} {ERRORS}",
    "publishGroupDraft": f"group {{ {SHOWN} isPrimaryOrganizer isMember memberCount foundedDate }} {ERRORS}",
    "deleteGroupDraft": "",
    "joinGroup": f"membership {{ status answers {{ question answer }} }} {ERRORS}",
    "createVenue": f"venue {{ id }} {ERRORS}",
}
UPDATE = f"mutation ($id: ID!, $input: GroupMutation!) {{ updateGroup(chapterId: $id, input: $input) {{ {SHOWN} }} }}"
BERLIN = {"pointLocation": {"latitude": 52.52, "longitude": 13.405}}


def ask(api: OldApi, query: str, who: str = "organizer", key: str = "", **variables: Any) -> dict[str, Any]:
    """The whole answer to an operation."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = api.call("POST", "/graphql", who, json={"query": query, "variables": variables}, headers=headers)
    body: dict[str, Any] = answer.json()
    return body


def run(api: OldApi, field: str, who: str = "organizer", key: str = "", **given: Any) -> Any:
    """What a mutation answers."""
    name = field[0].upper() + field[1:]
    answer = f"{{ {MUTATIONS[field]} }}" if MUTATIONS[field] else ""
    query = f"mutation ($input: {name}Input!) {{ result: {field}(input: $input) {answer} }}"
    body = ask(api, query, who, key, input=given)
    assert "errors" not in body, body
    return body["data"]["result"]


def refused(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and fields of what a payload has against an input."""
    return [(error["code"], error["field"]) for error in payload.get("errors") or []]


def changed(api: OldApi, who: str = "organizer", group_id: int | str | None = None, **given: Any) -> Any:
    """The group after updateGroup, or what was wrong."""
    body = ask(api, UPDATE, who, id=str(group_id or api.group_id), input=given)
    if "errors" in body:
        (error,) = body["errors"]
        problems = error["extensions"]["problems"]
        assert error["extensions"]["code"] == problems[0]["code"]
        return {"errors": problems}
    return body["data"]["updateGroup"]


def drafted(api: OldApi, who: str, urlname: str, **given: Any) -> Any:
    """A draft that could be published."""
    made = run(api, "createGroupDraft", who, name="Query Club", urlname=urlname, location=BERLIN, **given)
    assert made["errors"] is None, made
    return made


# Changing


def test_who_may_change_a_group(api: OldApi) -> None:
    found = {who: refused(changed(api, who, welcomeBlurb="Hello")) or "done" for who in PEOPLE}
    forbidden = [("FORBIDDEN", "chapterId")]
    assert found == {**dict.fromkeys(PEOPLE, forbidden), "organizer": "done", "co-organizer": "done"}
    private = _of(api, db.Group.id, db.Group.urlname == demo.PRIVATE_GROUP)
    assert changed(api, "stranger", private, name="x") is None
    assert changed(api, "stranger", 1, name="x") is None
    body = ask(api, UPDATE, "nobody at all", id=str(api.group_id), input={})
    assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def _of(api: OldApi, column: Any, *where: Any) -> Any:
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        return session.scalars(select(column).where(*where)).first()


def _set(api: OldApi, statement: Any) -> None:
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        session.execute(statement)


EVERYTHING: dict[str, Any] = {
    "name": "Crafters of APIs",
    "urlname": "Crafters-of-APIs",
    "shortDesc": "We <b>craft</b><script>no</script>",
    "customMemberLabel": "Crafters",
    "welcomeBlurb": "Come in",
    "city": "Somewhere",
    "state": "QC",
    "country": "ca",
    "zip": "H2X",
    "timezone": "America/Montreal",
    "privacy": "PRIVATE",
    "joinMode": "APPROVAL",
    "needsPhoto": True,
    "needsQuestions": True,
    "allowMemberPhotoUploads": False,
    "listAddress": "crafters",
    "video": {"url": "https://www.youtube.com/watch?v=abc"},
    "questions": [{"id": "0", "question": "Why?", "sort": 7}, {"id": "0", "question": "How?", "sort": 2}],
    "socialNetworks": [
        {"service": "TWITTER", "identifier": "crafters", "status": "ACTIVE"},
        {"service": "OTHER", "identifier": "https://crafters.example/", "status": "HIDDEN"},
    ],
}


def test_everything_of_a_group_can_be_changed(api: OldApi) -> None:
    group = run(
        api, "publishGroupDraft", "host", token=drafted(api, "host", f"all-of-it-{api.members['host']}")["token"]
    )
    topics = [str(_of(api, db.Topic.id, db.Topic.urlkey == "api"))]
    after = changed(
        api, "host", group["group"]["id"], **{**EVERYTHING, "lat": 45.5, "lon": -73.56, "activeTopics": topics}
    )
    questions = after.pop("questions")
    assert [(each["question"], each["sort"]) for each in questions] == [("How?", 0), ("Why?", 1)]
    assert after.pop("id") == group["group"]["id"]
    assert after == {
        "name": "Crafters of APIs",
        "urlname": "Crafters-of-APIs",
        "status": "PAID",
        "description": "<p>We <b>craft</b></p>",
        "customMemberLabel": "Crafters",
        "welcomeBlurb": "Come in",
        "city": "Somewhere",
        "state": "QC",
        "country": "CA",
        "zip": "H2X",
        "lat": 45.5,
        "lon": -73.56,
        "timezone": "America/Montreal",
        "isPrivate": True,
        "joinMode": "APPROVAL",
        "needsPhoto": True,
        "needsQuestions": True,
        "allowMemberPhotoUploads": False,
        "emailAnnounceAddress": "crafters-announce@convene.example",
        "video": {"provider": "YOUTUBE", "url": "https://www.youtube.com/watch?v=abc"},
        "socialNetworks": [
            {**EVERYTHING["socialNetworks"][0], "url": "https://twitter.com/crafters"},
            {**EVERYTHING["socialNetworks"][1], "url": "https://crafters.example/"},
        ],
        "activeTopics": [{"id": topics[0]}],
        "keyGroupPhoto": None,
    }
    assert _of(api, db.Group.place_label, db.Group.id == int(group["group"]["id"])) is None
    kept = [{"id": questions[1]["id"], "question": "Why so?", "sort": 0}]
    cleared = {"video": {"url": ""}, "listAddress": "", "welcomeBlurb": "", "socialNetworks": [], "activeTopics": []}
    after = changed(api, "host", group["group"]["id"], **cleared, questions=kept, urlname=f"done-{api.members['host']}")
    assert after["questions"] == kept
    assert (after["video"], after["emailAnnounceAddress"], after["welcomeBlurb"]) == (None, None, None)
    assert (after["socialNetworks"], after["activeTopics"], after["customMemberLabel"]) == ([], [], "Crafters")


WRONG: dict[str, Any] = {
    "name": "x" * 61,
    "customMemberLabel": "x" * 33,
    "urlname": "API-Craft-Boston",
    "shortDesc": SPAM,
    "welcomeBlurb": "x" * 2001,
    "activeTopics": ["1"],
    "lat": 91.0,
    "country": "Canada",
    "timezone": "Mars/Olympus",
    "coverPhotoId": 1,
    "listAddress": "No Spaces",
    "feeCurrency": "EUR",
    "video": {"url": "https://films.example/1"},
    "needsQuestions": True,
    "questions": [],
    "socialNetworks": [{"service": "OTHER", "identifier": "javascript:alert(1)", "status": "ACTIVE"}],
}


def test_what_is_wrong_is_named(api: OldApi) -> None:
    found = {problem["field"] for problem in changed(api, **WRONG)["errors"]}
    named = {"video": "video.url", "lat": "lon", "socialNetworks": "socialNetworks.0.identifier"}
    assert found == {named.get(name, name) for name in WRONG} - {"questions"} | {"lat"}
    others: list[tuple[dict[str, Any], str]] = [
        ({"zip": "00000"}, "zip"),
        ({"video": {"url": "https://vimeo.com/1", "provider": "YOUTUBE"}}, "video.provider"),
        ({"urlname": "status"}, "urlname"),
        ({"urlname": "ReadyZ"}, "urlname"),
        ({"urlname": "photos"}, "urlname"),
        ({"urlname": "dash/board"}, "urlname"),
        ({"questions": [{"id": "1", "question": "?", "sort": 0}]}, "questions.0.id"),
        ({"questions": [{"question": "?", "sort": 0}] * 6}, "questions"),
    ]
    for more, field in others:
        assert [problem["field"] for problem in changed(api, **more)["errors"]] == [field]


# Drafts


def test_a_draft_becomes_a_group(api: OldApi) -> None:
    urlname = f"Query-Club-{api.members['member']}"
    made = drafted(api, "member", urlname, description="About <i>queries</i>", customMembersLabel="Queriers")
    token, draft = made["token"], made["group"]
    assert (draft["status"], draft["isPrivate"], draft["isMember"]) == ("ABANDONED", True, False)
    assert (draft["timezone"], draft["description"]) == ("Europe/Berlin", "<p>About <i>queries</i></p>")
    group = "query ($id: ID!, $urlname: String!) { group(id: $id) { id } groupByUrlname(urlname: $urlname) { id } }"
    sees = {who: ask(api, group, who, id=draft["id"], urlname=urlname)["data"]["group"] for who in PEOPLE}
    assert sees == {**dict.fromkeys(PEOPLE), "member": {"id": draft["id"]}}
    assert ask(api, group, "member", id=draft["id"], urlname=urlname)["data"]["groupByUrlname"] is None
    listed = ask(api, "{ groups(first: 500) { edges { node { id } } } }", "member")["data"]["groups"]["edges"]
    assert draft["id"] not in [edge["node"]["id"] for edge in listed]
    assert token not in str(_of(api, db.GroupDraft.digest, db.GroupDraft.group_id == int(draft["id"])))
    for who in PEOPLE:
        if who != "member":
            assert refused(run(api, "updateGroupDraft", who, token=token, name="Mine")) == [("NOT_FOUND", "token")]
            assert refused(run(api, "publishGroupDraft", who, token=token)) == [("NOT_FOUND", "token")]
            assert run(api, "deleteGroupDraft", who, token=token) is False
    zip_code = {"geoLocation": {"zip": "94103"}}
    moved = run(api, "updateGroupDraft", "member", token=token, name="The Query Club", location=zip_code)["group"]
    assert [moved[name] for name in ("name", "city", "country", "timezone")] == [
        *("The Query Club", "San Francisco", "US", "America/Los_Angeles"),
    ]
    published = run(api, "publishGroupDraft", "member", key=f"publish {urlname}", token=token)
    again = run(api, "publishGroupDraft", "member", key=f"publish {urlname}", token=token)
    assert published == again
    expected = {"status": "PAID", "isPrivate": False, "isMember": True, "isPrimaryOrganizer": True, "memberCount": 1}
    assert {name: published["group"][name] for name in expected} == expected
    assert published["group"]["foundedDate"] == "2026-11-18T11:06:40Z"
    found = ask(api, group, "stranger", id=draft["id"], urlname=urlname.upper())["data"]
    assert found == {"group": {"id": draft["id"]}, "groupByUrlname": {"id": draft["id"]}}
    assert refused(run(api, "publishGroupDraft", "member", token=token)) == [("NOT_FOUND", "token")]
    assert api.get(f"/{urlname}", "member")["id"] == int(draft["id"])
    event = api.event("member", group_urlname=urlname, name="First")
    assert api.get(f"/2/event/{event}", "stranger")["group"]["urlname"] == urlname


def test_what_a_draft_lacks_is_named(api: OldApi) -> None:
    made = run(api, "createGroupDraft", "event organizer")
    assert made["errors"] is None
    lacking = run(api, "publishGroupDraft", "event organizer", token=made["token"], ticketId="7")
    assert [field for _, field in refused(lacking)] == ["ticketId", "name", "urlname", "location"]
    first = drafted(api, "event organizer", "two-of-a-kind")
    second = drafted(api, "event organizer", "Two-of-a-Kind")
    done = run(api, "publishGroupDraft", "event organizer", token=first["token"])
    assert done["errors"] is None
    late = run(api, "publishGroupDraft", "event organizer", token=second["token"])
    assert refused(late) == [("CONFLICT", "urlname")]
    assert run(api, "deleteGroupDraft", "event organizer", token=second["token"]) is True
    assert run(api, "deleteGroupDraft", "event organizer", token=second["token"]) is False
    assert _of(api, db.Group.id, db.Group.id == int(second["group"]["id"])) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "two\nlines"}, "name"),
        ({"urlname": "-dashes-"}, "urlname"),
        ({"urlname": "api-craft-nyc"}, "urlname"),
        ({"topics": ["0"]}, "topics"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"location": {**BERLIN, "geoLocation": {"zip": "94103"}}}, "location"),
        ({"location": {"geoLocation": {"zip": "94103", "country": "usa"}}}, "location.geoLocation.country"),
        ({"location": {"geoLocation": {"zip": "94103", "country": "de"}}}, "location.geoLocation.zip"),
        ({"location": {"pointLocation": {"latitude": 1.0}}}, "location.pointLocation.longitude"),
    ],
)
def test_a_draft_that_is_wrong(api: OldApi, given: dict[str, Any], field: str) -> None:
    assert [found for _, found in refused(run(api, "createGroupDraft", "banned", **given))] == [field]


def test_drafts_are_not_endless(api: OldApi) -> None:
    made = [run(api, "createGroupDraft", "pending") for _ in range(11)]
    assert [refused(each) for each in made] == [[]] * 10 + [[("CONFLICT", None)]]
    for each in made[:10]:
        assert run(api, "deleteGroupDraft", "pending", token=each["token"]) is True


TOWNS = {
    "Europe/Paris": (48.85, 2.35),
    "Asia/Tokyo": (35.68, 139.69),
    "Australia/Sydney": (-33.87, 151.21),
    "America/Sao_Paulo": (-23.55, -46.63),
    "Pacific/Auckland": (-36.85, 174.76),
    "Africa/Lagos": (6.45, 3.39),
}


@pytest.mark.parametrize(("zone", "point"), TOWNS.items(), ids=TOWNS)
def test_the_clocks_of_a_point(zone: str, point: tuple[float, float]) -> None:
    assert zone_near(*point) == zone


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["name", "urlname", "description", "customMembersLabel", "timezone"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    )
)
def test_no_draft_makes_an_error_of_ours(api: OldApi, given: dict[str, str]) -> None:
    body = ask(
        api,
        f"mutation ($input: CreateGroupDraftInput!) {{ createGroupDraft(input: $input) {{ token {ERRORS} }} }}",
        "co-organizer",
        input=given,
    )
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    assert codes <= {"BAD_USER_INPUT"}
    token = ((body["data"] or {}).get("createGroupDraft") or {}).get("token")
    assert token is None or run(api, "deleteGroupDraft", "co-organizer", token=token) is True


# Joining


def test_what_a_group_wants_of_its_members(api: OldApi) -> None:
    urlname = f"careful-{api.members['host']}"
    group = run(api, "publishGroupDraft", "host", token=drafted(api, "host", urlname)["token"])["group"]
    asked = [{"question": "Why?", "sort": 0}, {"question": "How?", "sort": 1}]
    after = changed(api, "host", group["id"], questions=asked, needsQuestions=True, needsPhoto=True)
    why, how = (each["id"] for each in after["questions"])
    m = db.Member
    stranger = m.id == api.members["stranger"]
    photo_id = _of(api, db.Photo.id, db.Photo.group_id.is_(None))
    _set(api, update(m).where(stranger).values(photo_id=None))
    join = {"groupId": group["id"], "answers": [{"questionId": why, "answer": "Because"}]}
    assert refused(run(api, "joinGroup", "stranger", **join)) == [("PHOTO_REQUIRED", "groupId")]
    _set(api, update(m).where(stranger).values(photo_id=photo_id))
    assert refused(run(api, "joinGroup", "stranger", **join)) == [("ANSWERS_REQUIRED", "answers")]
    for answer, code in ((SPAM, "SPAM"), ("x" * 251, "BAD_USER_INPUT"), (" ", "ANSWERS_REQUIRED")):
        answers = [*join["answers"], {"questionId": how, "answer": answer}]
        assert refused(run(api, "joinGroup", "stranger", groupId=group["id"], answers=answers)) == [(code, "answers")]
    unknown = [{"questionId": "1", "answer": "x"}]
    assert refused(run(api, "joinGroup", "stranger", groupId=group["id"], answers=unknown)) == [
        ("NOT_FOUND", "answers")
    ]
    join["answers"].append({"questionId": how, "answer": "Slowly"})
    said = [{"question": "Why?", "answer": "Because"}, {"question": "How?", "answer": "Slowly"}]
    assert run(api, "joinGroup", "stranger", **join)["membership"] == {"status": "ACTIVE", "answers": said}
    query = """query ($id: ID!) { group(id: $id) { memberships { edges {
      node { id } metadata { answers { question answer } } } } } }"""
    for who, expected in (("host", said), ("stranger", said), ("member", [])):
        edges = ask(api, query, who, id=group["id"])["data"]["group"]["memberships"]["edges"]
        mine = [edge for edge in edges if edge["node"]["id"] == str(api.members["stranger"])]
        assert [edge["metadata"]["answers"] for edge in mine] == [expected]


def test_drafts_are_not_in_the_old_lists(api: OldApi) -> None:
    made = drafted(api, "host", "never-published")
    for who in ("host", "stranger"):
        assert api.get("/2/groups", who, group_id=made["group"]["id"])["results"] == []
    digest = _of(api, db.GroupDraft.digest, db.GroupDraft.group_id == int(made["group"]["id"]))
    assert digest == tokens.digest(made["token"])
