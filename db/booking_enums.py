"""The closed vocabularies of bookings and of what can be booked (see `db/enums.py`)."""

from enum import auto

from db.enums import Name


class HostMethod(Name):
    """Whose time a meeting takes: its first host's, any one host's in turn, or every host's."""

    ONE = auto()
    ANYONE = auto()
    EVERYONE = auto()


class SlotReason(Name):
    """Why a time cannot be booked. Of several reasons the first in this order is given."""

    OUTSIDE_HOURS = auto()
    EXCEPTION = auto()
    NOTICE = auto()
    HORIZON = auto()
    LIMIT = auto()
    FULL = auto()
    BUSY = auto()
    BUFFER = auto()


class WorkspaceRole(Name):
    """What a member may do in a workspace: be booked, run it, or give it away."""

    MEMBER = auto()
    ADMIN = auto()
    OWNER = auto()


class AppointmentStatus(Name):
    """Where a booking stands. PENDING and CONFIRMED ones take their hosts' time."""

    PENDING = auto()
    CONFIRMED = auto()
    CANCELLED = auto()
    DECLINED = auto()
    EXPIRED = auto()


class Awaited(Name):
    """Whose word a pending booking waits for."""

    ATTENDEE = auto()
    HOST = auto()


class BookingChange(Name):
    """What happened to a booking."""

    BOOKED = auto()
    SEAT_TAKEN = auto()
    CONFIRMED = auto()
    DECLINED = auto()
    RESCHEDULED = auto()
    SEAT_FREED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


class BookingActor(Name):
    """Who did something to a booking."""

    ATTENDEE = auto()
    HOST = auto()
    SYSTEM = auto()
