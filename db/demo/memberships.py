"""Memberships: exactly as many that count as the roundup says, the organizers, and those who wait or left."""

import db
from db.demo import chance, names
from db.demo.clock import Clock
from db.demo.people import Crowd
from db.demo.plans import Chapter, Seat
from db.demo.rows import Row, Rows
from db.enums import GroupJoinMode, MembershipStatus, MemberStatus, Role

HORIZON = 820
"""Nobody's age in a group is counted beyond so many days; every event of the demo is younger."""

RECENT = 0.35
"""The share of a group's members who joined within the horizon."""

WAITING_OR_OUT = [
    MembershipStatus.PENDING,
    MembershipStatus.PENDING,
    MembershipStatus.UNAPPROVED,
    MembershipStatus.BLOCKED,
    MembershipStatus.BOOTED,
    MembershipStatus.REMOVED,
]
"""What else there is in a group that approves its members. None of it counts."""

GONE = [MemberStatus.INVISIBLE, MemberStatus.REMOVED, MemberStatus.BLOCKED, MemberStatus.INVISIBLE]
"""Accounts that are hidden or closed; their members were in a group once."""


def add(rows: Rows, clock: Clock, chapters: list[Chapter]) -> None:
    """Add the members and seat them in the groups."""
    crowd = Crowd(rows, clock)
    register = Register(rows, clock)
    for chapter in chapters:
        members = crowd.members_of(chapter.fact)
        register.seat(chapter, members)
        register.appoint(chapter)
        if chapter.fact.join_mode == GroupJoinMode.APPROVAL:
            register.note(chapter, crowd.outside(members, len(WAITING_OR_OUT)), WAITING_OR_OUT)
    gone = [crowd.newcomer(chapters[0].fact.city, status) for status in GONE]
    register.note(chapters[0], gone, [MembershipStatus.REMOVED] * len(gone))


class Register:
    """Who belongs to which group."""

    def __init__(self, rows: Rows, clock: Clock) -> None:
        self.rows, self.clock, self.rng = rows, clock, chance.dice("memberships")

    def seat(self, chapter: Chapter, members: list[Row]) -> None:
        """Seat members in the order in which they joined; the first one founded the group."""
        places = sorted(self.rng.random() for _ in members)
        for place, member in zip([0.0, *places[1:]], members, strict=True):
            joined_at, age = self._joined(chapter.row["founded_at"], place)
            chapter.seats.append(Seat(self._enter(chapter, member, joined_at, age), age))

    def appoint(self, chapter: Chapter) -> None:
        """The first to join organize the group; the larger it is, the more there are of them."""
        roles = _roles(chapter.fact.members)
        chapter.leaders = chapter.seats[: len(roles)]
        chapter.row["organizer_id"] = chapter.leaders[0].member_id
        for seat, role in zip(chapter.leaders, roles, strict=True):
            title = chance.perhaps(self.rng, 0.7, self.rng.choice(names.TITLES))
            seat.membership.update(role=role, status=MembershipStatus.LEADER, title=title)

    def note(self, chapter: Chapter, members: list[Row], statuses: list[MembershipStatus]) -> None:
        """Enter members who do not count."""
        for member, status in zip(members, statuses, strict=True):
            age = self.rng.uniform(1, 60)
            self._enter(chapter, member, self.clock.ago(age), age)["status"] = status

    def _joined(self, founded_at: int, place: float) -> tuple[int, float]:
        """When the member at this place (0 to 1) in the order of joining came, and how many days ago."""
        if place > 1 - RECENT:
            age = max(0.5, (1 - place) / RECENT * HORIZON)
            return self.clock.ago(age), age
        early = (self.clock.ago(HORIZON) - founded_at) * place / (1 - RECENT)
        return founded_at + int(early) // 1000 * 1000, HORIZON

    def _enter(self, chapter: Chapter, member: Row, joined_at: int, age: float) -> Row:
        rng, clock = self.rng, self.clock
        visited_at = chance.perhaps(rng, 0.85, clock.ago(age * rng.random() ** 3))
        member["joined_at"] = min(member["joined_at"], joined_at)
        member["visited_at"] = max(member["visited_at"] or 0, visited_at or 0) or None
        return self.rows.add(
            db.Membership,
            group_id=chapter.row["id"],
            member_id=member["id"],
            bio=chance.perhaps(rng, 0.12, rng.choice(names.INTRODUCTIONS)),
            joined_at=joined_at,
            updated_at=clock.ago(age * rng.random()),
            visited_at=visited_at,
            no_show_count=rng.choices([0, 1, 2], [90, 8, 2])[0],
        )


def _roles(size: int) -> list[Role]:
    return [
        Role.ORGANIZER,
        *[Role.COORGANIZER] * (1 + (size > 300) + (size > 800)),
        *[Role.ASST_ORGANIZER] * (1 + (size > 200)),
        *[Role.EVENT_ORGANIZER] * (1 + (size > 400)),
    ]
