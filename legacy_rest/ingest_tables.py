"""What old answers are recognised as: their tables, the calls that gave them, and tables only import reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from legacy_rest import convert as c
from legacy_rest import v2_objects
from legacy_rest.tables import Leaf, Object, Table

VENUE = Table(
    "venue",
    (
        *(replace(row, path=row.path.removeprefix("venue.")) for row in v2_objects.VENUE.rows if row.path),
        Leaf("rating", "rating"),
        Leaf("rating_count", "ratingCount"),
    ),
)
ALBUM = Table(
    "photo album",
    (
        Leaf("photo_album_id", "id", c.NUMBER),
        Leaf("event_id", "event.id"),
        Leaf("group_id", "group.id", c.NUMBER),
        Leaf("title", "title"),
    ),
)
PHOTO = Table(
    "photo",
    (
        *v2_objects.PHOTO.rows,
        Object("photo_album", "photoAlbum", ALBUM),
        Leaf("created", "createdTime", c.MILLISECONDS),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
        Leaf("caption", "caption"),
        Object("member", "member", v2_objects.PERSON),
    ),
)
PROFILE = Table(
    "profile",
    (
        Leaf("member_id", "member.id", c.NUMBER),
        Leaf("name", "member.name"),
        Object("photo", "member.memberPhoto", v2_objects.PHOTO),
        Leaf("created", "joinTime", c.MILLISECONDS),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
        Leaf("visited", "lastAccessTime", c.MILLISECONDS),
        Leaf("status", "status", c.MEMBERSHIP_STATUS),
        Leaf("role", "role", c.ROLE),
        Leaf("title", "title"),
        Leaf("bio", "bio"),
        Object("group", "group", v2_objects.RSVP_GROUP),
    ),
)


@dataclass(frozen=True)
class Kind:
    """A noun of GraphQL's as one old table shows it. `words` are the calls (`/2/events`) that answer with it."""

    noun: str
    table: Table
    identity: str
    words: Sequence[str]


KINDS = (
    Kind("Event", v2_objects.lettered(v2_objects.EVENT), "id", ("event", "events", "open_events", "concierge")),
    Kind("Group", v2_objects.GROUP, "id", ("group", "groups")),
    Kind("Member", v2_objects.MEMBER, "id", ("member", "members")),
    Kind("Rsvp", v2_objects.lettered(v2_objects.RSVP), "rsvp_id", ("rsvp", "rsvps")),
    Kind("Venue", VENUE, "id", ("venues", "open_venues")),
    Kind("Category", v2_objects.CATEGORY, "id", ("categories",)),
    Kind("Topic", v2_objects.TOPIC, "id", ("topics",)),
    Kind("Photo", PHOTO, "photo_id", ("photo", "photos")),
    Kind("Membership", PROFILE, "member_id", ("profile", "profiles")),
)
BY_WORD = {word: kind for kind in KINDS for word in kind.words}


def rows(table: Table) -> Iterator[tuple[Leaf | Object, str]]:
    """The rows of a table that stand for something, with their GraphQL paths."""
    return ((row, row.path) for row in table.rows if row.path and not row.path.startswith("__"))


def spelled(table: Table, path: str) -> str:
    """How the old object spells a GraphQL path: `group.foundedDate` is `group.created`."""
    return _spellings(table).get(path, path)


def _spellings(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, path in rows(table):
        if row.convert is not c.OFFSET:
            found.setdefault(path, row.name)
        if isinstance(row, Object):
            within = _spellings(row.table)
            found.update({f"{path}.{inner}": f"{row.name}.{name}" for inner, name in within.items()})
    return found
