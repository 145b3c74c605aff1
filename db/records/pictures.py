"""Keepers of albums and photos, and of the links to them, which need both ends."""

import db
from db.records import complete
from db.records.stage import Staged
from db.records.store import Keeper, Store

NO_ALBUM_GROUP = "its group is neither known nor in the files"


def keep_albums(keeping: Store, chunk: list[Staged]) -> None:
    """Albums of groups that are known; an album's event may be unknown."""
    events = keeping.event_ids(str(staged.values["event"]) for staged in chunk if "event" in staged.values)
    taken = keeping.rows(db.PhotoAlbum, "event_id", events.values())
    rows = []
    for staged in keeping.known(chunk, db.Group, "group_id", NO_ALBUM_GROUP):
        row = staged.values
        event = events.get(str(row.pop("event", None)))
        if event is not None and taken.setdefault(event, row)["id"] == row["id"]:
            row["event_id"] = event
        rows.append(row)
    keeping.upsert("album", db.PhotoAlbum, rows, complete.album)


def keep_photos(keeping: Store, chunk: list[Staged]) -> None:
    """Photos; an owner that was passed over is left out."""
    rows = [staged.values for staged in chunk]
    for column, model in (("group_id", db.Group), ("album_id", db.PhotoAlbum), ("member_id", db.Member)):
        there = keeping.rows(model, "id", {row[column] for row in rows if column in row})
        for row in rows:
            if row.get(column) not in there:
                row.pop(column, None)
    keeping.upsert("photo", db.Photo, rows)


def key_photo(model: type[db.Base]) -> Keeper:
    """Links a group's or member's picture."""

    def keep(keeping: Store, chunk: list[Staged]) -> None:
        there = keeping.rows(model, "id", {int(staged.key) for staged in chunk})
        rows = [{"id": int(staged.key), **staged.values} for staged in chunk if int(staged.key) in there]
        keeping.upsert(chunk[0].noun, model, rows)

    return keep


def keep_event_photos(keeping: Store, chunk: list[Staged]) -> None:
    """Pictures of events, of which only the address is told: one with that address, or a new one with an id of ours."""
    told = [row for _, row in keeping.of_events(chunk)]
    events = keeping.rows(db.Event, "id", {row["event_id"] for row in told})
    by_link = keeping.rows(db.Photo, "photo_link", {row["photo_link"] for row in told})
    new, links = [], []
    for row in told:
        event = events[row["event_id"]]
        photo = by_link.get(row["photo_link"])
        if photo is None:
            keeping.lowest_id -= 1
            photo = {"id": keeping.lowest_id, "photo_link": row["photo_link"], "group_id": event["group_id"]}
            by_link[row["photo_link"]] = photo
            new.append(photo)
        links.append({"id": event["id"], "photo_id": photo["id"]})
    keeping.upsert("photo", db.Photo, new)
    keeping.upsert("event photo", db.Event, links)
