"""Three pro networks: one of the API Craft groups, one that sponsors groups in the north, and one that is given up."""

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_MEMBER_ID, DEMO_ORGANIZER_ID
from db.demo.plans import Chapter, Gathering
from db.demo.rows import Row, Rows
from db.enums import EventStatus
from db.member_enums import NetworkPayment, NetworkStatus, SocialNetworkService, TieStatus

CRAFT = {
    "api-craft-san-francisco": TieStatus.ACTIVE,
    "API-Craft-Chicago": TieStatus.ACTIVE,
    "api-craft-nyc": TieStatus.ACTIVE,
    "API-Craft-Detroit": TieStatus.ACTIVE,
    "API-Craft-Boston": TieStatus.ACTIVE,
    "TRI-REST": TieStatus.DELISTED,
}
NORTH = {
    "api-montreal": TieStatus.ACTIVE,
    "api-toronto": TieStatus.ACTIVE,
    "Minnesota-API-Developers-Group": TieStatus.INACTIVE,
}
FIRST = "https://photos.example.org/photos/network"
LINKS = (
    (SocialNetworkService.TWITTER, "apicraft"),
    (SocialNetworkService.LINKEDIN, "apicraft"),
    (SocialNetworkService.OTHER, "https://apicraft.example.org/"),
)


def add(rows: Rows, clock: Clock, chapters: list[Chapter], gatherings: list[Gathering]) -> None:
    """Add the networks, the ties of their groups, who administers them, and an event that several groups hold."""
    by_name = {chapter.fact.urlname: chapter for chapter in chapters}
    craft = _network(rows, clock, "API-Craft", "API Craft", contact_email="hello@apicraft.example.org")
    craft |= {"external_url": "https://apicraft.example.org/", "description": "Groups that take APIs for a craft."}
    craft["photo_id"] = _logo(rows, clock)["id"]
    north = _network(rows, clock, "Northern-APIs", "Northern APIs", payment_model=NetworkPayment.SPONSORSHIP)
    north["allow_photo_uploads"] = False
    gone = _network(rows, clock, "API-Alumni", "API Alumni", status=NetworkStatus.INACTIVE)
    _tie(rows, clock, craft, CRAFT, by_name)
    _tie(rows, clock, north, NORTH, by_name)
    montreal = by_name["api-montreal"].leaders
    _administer(rows, craft, [DEMO_ORGANIZER_ID, by_name["API-Craft-Boston"].leaders[0].member_id])
    _administer(rows, north, [montreal[0].member_id, montreal[1].member_id])
    _administer(rows, gone, [DEMO_ORGANIZER_ID])
    for position, (service, identifier) in enumerate(LINKS):
        own = {"network_id": craft["id"], "position": position, "service": service, "identifier": identifier}
        rows.add(db.SocialNetwork, **own)
    for place, member_id in enumerate(
        [DEMO_MEMBER_ID, *(seat.member_id for seat in by_name["api-craft-nyc"].seats[20:24])]
    ):
        rows.add(db.NetworkShare, network_id=craft["id"], member_id=member_id, created_at=clock.ago(20 - place))
    _together(rows, clock, craft, gatherings)


def _network(rows: Rows, clock: Clock, urlname: str, name: str, **values: object) -> Row:
    own = {"urlname": urlname, "urlname_key": urlname.lower(), "name": name, "created_at": clock.ago(900)}
    return rows.add(db.Network, **own, **values)


def _logo(rows: Rows, clock: Clock) -> Row:
    made = {"created_at": clock.ago(890), "updated_at": clock.ago(890), "base_url": "https://photos.example.org"}
    row = rows.add(db.Photo, **made, member_id=DEMO_ORGANIZER_ID, caption="Logo")
    links = {"highres_link": "highres", "photo_link": "600", "thumb_link": "thumb"}
    row |= {name: f"{FIRST}/{size}_{row['id']}.jpeg" for name, size in links.items()}
    return row


def _tie(rows: Rows, clock: Clock, network: Row, ties: dict[str, TieStatus], by_name: dict[str, Chapter]) -> None:
    rng = chance.dice(f"network {network['urlname']}")
    for urlname, status in ties.items():
        own = {"network_id": network["id"], "group_id": by_name[urlname].row["id"], "status": status}
        rows.add(db.NetworkGroup, **own, joined_at=clock.ago(rng.uniform(100, 800)))


def _administer(rows: Rows, network: Row, members: list[int]) -> None:
    for position, member_id in enumerate(members):
        own = {"network_id": network["id"], "member_id": member_id, "position": position}
        rows.add(db.NetworkAdmin, **own, primary=position == 0)


def _together(rows: Rows, clock: Clock, network: Row, gatherings: list[Gathering]) -> None:
    """The next event of each group of the network but one that is there to be seen."""
    tied = [row["group_id"] for row in rows.of(db.NetworkGroup) if row["network_id"] == network["id"]][:4]
    to_come = [g for g in gatherings if g.days > 0 and g.row["status"] == EventStatus.ACTIVE]
    firsts = [min((g for g in to_come if g.row["group_id"] == key), key=lambda g: g.days) for key in tied]
    event = rows.add(
        db.NetworkEvent,
        network_id=network["id"],
        title="API Craft week",
        status=EventStatus.ACTIVE,
        timezone="America/New_York",
        starts_at=min(g.row["starts_at"] for g in firsts),
        announced=True,
        created_at=clock.ago(30),
    )
    for g in firsts:
        g.row["network_event_id"] = event["id"]
