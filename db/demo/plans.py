"""What one step of the demo hands to the next: groups with their people, events with their guests."""

from dataclasses import dataclass, field

from db.demo.places import GroupFact
from db.demo.rows import Row
from db.enums import EventStatus


@dataclass(eq=False)
class Seat:
    """A member who takes part in a group. `age` is the days since joining, up to `memberships.HORIZON`."""

    membership: Row
    age: float
    may_rsvp: bool = True

    @property
    def member_id(self) -> int:
        """The member in this seat."""
        member_id: int = self.membership["member_id"]
        return member_id


@dataclass(eq=False)
class Chapter:
    """A group in the making. `seats` are in the order of joining; the organizers come first."""

    fact: GroupFact
    row: Row
    topics: list[int]
    seats: list[Seat] = field(default_factory=list)
    leaders: list[Seat] = field(default_factory=list)
    venues: list[Row] = field(default_factory=list)


@dataclass(eq=False)
class Gathering:
    """An event in the making.

    `days` is where it was planned: its start is at most a week later. `opened` and `shut` say how many
    days ago it was entered and the last RSVP came. None of this depends on the clock, nor do the tallies.
    """

    chapter: Chapter
    row: Row
    days: int
    opened: float
    shut: float
    turnout: int
    creator: Seat
    hosts: list[Seat]
    places: list[Row]
    pin: Row = field(default_factory=dict)
    packed: bool = False
    questions: list[Row] = field(default_factory=list)
    fee: Row | None = None
    going: list[Row] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """It took place."""
        return self.days < 0 and self.row["status"] == EventStatus.ACTIVE

    @property
    def over(self) -> float:
        """So many days ago, at the earliest, everybody was home again."""
        return max(0.0, -self.days - 7.0)
