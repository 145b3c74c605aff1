"""The vocabularies of bookings and of what can be booked, as clients read them."""

from db import booking_enums as enums
from schema.enums import vocabulary

vocabulary(
    enums.HostMethod,
    "Whose time a meeting takes.",
    ONE="The first host's.",
    ANYONE="That of any one host, in turn.",
    EVERYONE="Every host's.",
)
vocabulary(
    enums.SlotReason,
    "Why a time cannot be booked. Of several reasons the first in this order is given.",
    OUTSIDE_HOURS="It lies outside of the working hours.",
    EXCEPTION="An exception takes it out.",
    NOTICE="It is too soon.",
    HORIZON="It is too far ahead.",
    LIMIT="Enough is booked on that day, in that week or month.",
    FULL="All seats are taken.",
    BUSY="The host has something else to do.",
    BUFFER="It is too close to something else.",
)
vocabulary(
    enums.WorkspaceRole,
    "What a member may do in a workspace.",
    MEMBER="Be booked.",
    ADMIN="Also run it.",
    OWNER="Also give it away.",
)
vocabulary(
    enums.AppointmentStatus,
    "Where a booking stands. PENDING and CONFIRMED ones take their hosts' time.",
    "BookingStatus",
    PENDING="Somebody has yet to say yes.",
    CONFIRMED="It will take place.",
    CANCELLED="Called off.",
    DECLINED="The host has said no.",
    EXPIRED="Nobody said yes in time.",
)
vocabulary(
    enums.Awaited,
    "Whose word a pending booking waits for.",
    ATTENDEE="The attendee's.",
    HOST="The host's.",
)
vocabulary(
    enums.BookingChange,
    "What happened to a booking.",
    BOOKED="It was made.",
    SEAT_TAKEN="Another attendee has joined.",
    CONFIRMED="It was said yes to.",
    DECLINED="It was said no to.",
    RESCHEDULED="It was moved.",
    SEAT_FREED="An attendee has left.",
    CANCELLED="It was called off.",
    EXPIRED="Nobody said yes in time.",
)
vocabulary(
    enums.BookingActor,
    "Who did something to a booking.",
    ATTENDEE="An attendee.",
    HOST="A host, or one who runs the workspace.",
    SYSTEM="Convene, by the clock.",
)
