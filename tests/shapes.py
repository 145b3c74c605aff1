"""Old objects made up from the recorded shapes: fields, JSON types and presence, with values that fit together."""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.conftest import NOW, SITE

SHAPES = Path(__file__).parent / "recorded" / "shapes.txt"
HOUR = 3_600_000
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Shape:
    """A field of an old object: its JSON types, how often it was there, whether it may be absent, what is within."""

    types: list[str] = field(default_factory=list)
    count: int = 0
    optional: bool = False
    within: dict[str, "Shape"] = field(default_factory=dict)


def shapes(path: Path = SHAPES) -> dict[str, Shape]:
    """The shape of an item of each recorded call."""
    found: dict[str, Shape] = {}
    for block in path.read_text().split("### ")[1:]:
        head, *lines = block.strip().splitlines()
        items = int(re.findall(r"\((\d+) items", head)[0])
        root = found.setdefault(head.split()[1], Shape(["dict"], items))
        for line in lines:
            if match := re.fullmatch(r"  ([\w.\[\]]+): (.*)", line):
                _add(root, match[1].split("."), match[2], items)
    return found


def _add(root: Shape, names: list[str], says: str, items: int) -> None:
    node, listed = root, False
    for name in names:
        parent = node
        node = node.within.setdefault(name.removesuffix("[]"), Shape())
        listed = listed or name.endswith("[]")
    node.types = re.findall(r"\b(int|float|str|bool|dict|list)\b", says)
    node.count = sum(int(count) for count in re.findall(r"\((\d+)/\d+\)", says)) or items
    node.optional = node.count < parent.count and not listed


LETTERS = string.ascii_letters + string.digits
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


def fraction(value: float) -> bool:
    """The old API wrote whole numbers without a point."""
    return not value.is_integer()


DEGREES = st.floats(-90, 90, allow_nan=False).filter(fraction) | st.integers(-90, 90)
RECORDED_DEGREES = st.floats(-90, 90, width=32, allow_nan=False).filter(fraction) | st.integers(-90, 90)
TIME = st.integers(1_100_000_000_000, 2_000_000_000_000)
OFFSET = st.integers(-24, 28).map(lambda halves: halves * HOUR // 2)
HTML = st.lists(TEXT, min_size=1, max_size=3).map(lambda parts: " ".join(f"<p>{part}</p>" for part in parts))
COUNT = st.integers(0, 5000)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXT,
    "int": COUNT,
    "float": st.floats(0, 5, allow_nan=False).filter(fraction),
    "bool": st.booleans(),
    "dict": st.just({}),
}
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "utc_offset": OFFSET,
    "created": TIME,
    "updated": TIME,
    "mtime": TIME,
    "joined": TIME,
    "visited": TIME,
    "name": NAME,
    "lat": DEGREES | RECORDED_DEGREES,
    "lon": DEGREES | RECORDED_DEGREES,
    "group_lat": RECORDED_DEGREES,
    "group_lon": RECORDED_DEGREES,
    "description": HTML,
    "duration": st.integers(0, 96).map(lambda quarters: quarters * HOUR // 4),
    "visibility": st.sampled_from(["public", "public_limited", "members"]),
    "join_mode": st.sampled_from(["open", "approval", "closed"]),
    "response": st.sampled_from(["yes", "no", "waitlist", "maybe"]),
    "members": st.integers(2, 100_000),
    "guests": st.integers(0, 9),
    "timezone": st.sampled_from(["US/Eastern", "Europe/Berlin", "Asia/Kolkata"]),
}
STATUSES = ("cancelled", "proposed", "suggested", "draft")


@st.composite
def _filled(draw: Draw, shape: Shape) -> dict[str, Any]:
    """An object of a shape; ids, links and nested things are put right later."""
    made: dict[str, Any] = {}
    for name, inner in shape.within.items():
        if inner.optional and draw(st.booleans()):
            continue
        if inner.types == ["list"]:
            made[name] = draw(st.lists(_filled(inner), max_size=3))
        elif inner.within:
            made[name] = draw(_filled(inner))
        else:
            made[name] = draw(BY_NAME.get(name, VALUES[inner.types[0]]))
    return made


@dataclass
class World:
    """Things that several objects name: whoever names one again must tell the same of it."""

    draw: Draw
    things: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def thing(self, noun: str, made: dict[str, Any], key: str = "id") -> dict[str, Any]:
        """One of the things so called, or this one under a number of its own."""
        number = self.draw(st.integers(1, 4)) + 1000 * len(noun)
        return self.things.setdefault((noun, number), {**made, key: number})

    def word(self) -> str:
        """A word that nobody has yet, whatever the case."""
        word: str = self.draw(st.text(LETTERS, min_size=1, max_size=12))
        word = f"w{len(self.words)}-{word}"
        self.words.add(word)
        return word


@st.composite
def events(draw: Draw) -> list[dict[str, Any]]:
    """A page of `/2/events`, in order, as an organizer of all its groups saw it at `NOW`."""
    world = World(draw)
    made = draw(st.lists(_filled(shapes()["/2/events"]), min_size=1, max_size=5))
    for number, event in enumerate(made, 1):
        _event(world, event, number)
    return sorted(made, key=lambda event: event["time"])


def _event(world: World, event: dict[str, Any], number: int) -> None:
    draw = world.draw
    event["group"] = _group(world, event["group"])
    number += 500_000 * draw(st.integers(1, 3))
    letters = f"q{world.word()}"
    kind = draw(st.sampled_from(["number", "letters", "letters alone"]))
    event["id"] = str(number) if kind == "number" else letters
    shown = letters if kind == "letters alone" else number
    event["event_url"] = f"{SITE}/{event['group']['urlname']}/events/{shown}/"
    if "venue" in event:
        _venue(world, event)
    event["time"] = draw(st.sampled_from([NOW - 90 * HOUR, NOW + HOUR]) | TIME)
    over = event["time"] + (event.get("duration") or 3 * HOUR) < NOW
    event["status"] = draw(st.sampled_from(["past" if over else "upcoming"] * 4 + list(STATUSES)))


def _venue(world: World, event: dict[str, Any]) -> None:
    """A shared place; a pin of the event's own only where it says so."""
    place = event["venue"]
    moved, pin = place.pop("repinned"), {name: place[name] for name in ("lat", "lon")}
    place = dict(world.thing("venue", place))
    event["venue"] = {**place, **(pin if moved else {}), "repinned": moved}


def _group(world: World, group: dict[str, Any]) -> dict[str, Any]:
    """A group that several objects may name."""
    return dict(world.thing("group", {**group, "urlname": world.word()}))


def _topics(world: World, topics: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [world.thing("topic", {**topic, "urlkey": world.word().lower()}) for topic in topics]
    return list({topic["id"]: topic for topic in found}.values())


def _photo(world: World, photo: dict[str, Any], number: int) -> dict[str, Any]:
    return {**photo, "photo_id": 9000 + number}


@st.composite
def groups(draw: Draw) -> list[dict[str, Any]]:
    """A page of `/2/groups`, by id."""
    world = World(draw)
    made: list[dict[str, Any]] = draw(st.lists(_filled(shapes()["/2/groups"]), min_size=1, max_size=4))
    for number, group in enumerate(made, 1):
        group.update(id=number, urlname=world.word(), topics=_topics(world, group["topics"]))
        group["link"] = f"{SITE}/{group['urlname']}/"
        group["organizer"] = world.thing("person", group["organizer"], "member_id")
        group["category"] = world.thing("category", {**group["category"], "shortname": world.word()})
        if "group_photo" in group:
            group["group_photo"] = _photo(world, group["group_photo"], number)
    return made


@st.composite
def members(draw: Draw) -> list[dict[str, Any]]:
    """A page of `/2/members`."""
    world = World(draw)
    made: list[dict[str, Any]] = draw(st.lists(_filled(shapes()["/2/members"]), min_size=1, max_size=4))
    for number, member in enumerate(made, 1):
        member.update(id=number, link=f"{SITE}/members/{number}/", status="active")
        member["topics"] = _topics(world, member["topics"])
        member["self"] = {"common": {}}
        if "photo" in member:
            member["photo"] = _photo(world, member["photo"], number)
    return made


@st.composite
def rsvps(draw: Draw) -> list[dict[str, Any]]:
    """A page of `/2/rsvps`: several members, each with an answer to the same event."""
    world = World(draw)
    made: list[dict[str, Any]] = draw(st.lists(_filled(shapes()["/2/rsvps"]), min_size=1, max_size=4))
    group = {**made[0]["group"], "id": 7, "urlname": world.word(), "name": draw(NAME), "who": draw(NAME)}
    event = {**made[0]["event"], "id": "70", "event_url": f"{SITE}/{group['urlname']}/events/70/"}
    for number, rsvp in enumerate(made, 1):
        rsvp.update(rsvp_id=100 + number, group=group, event=event)
        rsvp["member"] = {**rsvp["member"], "member_id": number}
    return made


OBJECTS: dict[str, Callable[[], st.SearchStrategy[list[dict[str, Any]]]]] = {
    "events": events,
    "groups": groups,
    "members": members,
    "rsvps": rsvps,
}
