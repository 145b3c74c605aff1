"""Pictures: of a third of the members, of groups and events, and in albums."""

from random import Random

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_EVENT_ID
from db.demo.plans import Chapter, Gathering
from db.demo.rows import Row, Rows
from db.enums import MemberStatus

SITE = "https://photos.example.org"

CAPTIONS = [
    "Full house",
    "The whiteboard after an hour",
    "Questions, questions",
    "Our speaker, mid-demo",
    "Pizza, before",
    "Pizza, after",
    "Somebody found the bug",
]


def add(rows: Rows, clock: Clock, chapters: list[Chapter], gatherings: list[Gathering]) -> None:
    """Add pictures and albums, and set whose picture is whose."""
    rng = chance.dice("photos")
    camera = Camera(rows, clock, rng)
    for member in rows.of(db.Member):
        if member["status"] == MemberStatus.ACTIVE and rng.random() < 0.34:
            camera.portray(member)
    for chapter in chapters:
        _of_group(camera, chapter, rng)
    for g in gatherings:
        _of_event(camera, g, rng)


class Camera:
    """Makes photo rows. A picture is older than now and younger than what it shows."""

    def __init__(self, rows: Rows, clock: Clock, rng: Random) -> None:
        self.rows, self.clock, self.rng = rows, clock, rng

    def take(self, kind: str, since: int, **values: object) -> Row:
        """A picture taken after an instant, in the sizes and under the names that the old site had."""
        created_at = self.clock.since(since, self.rng.random())
        row = self.rows.add(db.Photo, created_at=created_at, updated_at=created_at, base_url=SITE, **values)
        folder, number = f"{SITE}/{kind}/{chance.letters(self.rng, 1)}", row["id"]
        row["highres_link"] = f"{folder}/highres_{number}.jpeg"
        row["photo_link"] = f"{folder}/600_{number}.jpeg"
        row["thumb_link"] = f"{folder}/thumb_{number}.jpeg"
        return row

    def portray(self, member: Row) -> None:
        """The picture of a member, which belongs to no group."""
        member["photo_id"] = self.take("member", member["joined_at"], member_id=member["id"])["id"]

    def fill_album(self, group_id: int, photographers: list[int], since: int, **values: object) -> Row:
        """An album with three to eight pictures; its first one is returned."""
        album = self.rows.add(
            db.PhotoAlbum,
            group_id=group_id,
            created_at=since,
            updated_at=since,
            photo_count=self.rng.randint(3, 8),
            **values,
        )
        pictures = [
            self.take(
                "event",
                since,
                group_id=group_id,
                album_id=album["id"],
                member_id=self.rng.choice(photographers),
                caption=chance.perhaps(self.rng, 0.6, self.rng.choice(CAPTIONS)),
            )
            for _ in range(album["photo_count"])
        ]
        album["updated_at"] = max(picture["created_at"] for picture in pictures)
        return pictures[0]


def _of_group(camera: Camera, chapter: Chapter, rng: Random) -> None:
    group, founded_at = chapter.row, chapter.row["founded_at"]
    if rng.random() < 0.85:
        photo = camera.take("group", founded_at, group_id=group["id"], member_id=group["organizer_id"])
        group["photo_id"] = photo["id"]
    if rng.random() < 0.4:
        photographers = [seat.member_id for seat in chapter.leaders]
        camera.fill_album(group["id"], photographers, founded_at, title=f"{group['name']} over the years")


def _of_event(camera: Camera, g: Gathering, rng: Random) -> None:
    event = g.row
    if g.held and rng.random() < 0.4:
        photographers = [rsvp["member_id"] for rsvp in g.going]
        home = camera.clock.ago(g.over)
        first = camera.fill_album(event["group_id"], photographers, home, event_id=event["id"], title=event["title"])
        event["photo_id"] = chance.perhaps(rng, 0.7, first["id"])
    elif event["id"] == DEMO_EVENT_ID or rng.random() < 0.25:
        group_id, creator_id = event["group_id"], event["creator_id"]
        photo = camera.take("event", event["created_at"], group_id=group_id, member_id=creator_id)
        event["photo_id"] = photo["id"]
