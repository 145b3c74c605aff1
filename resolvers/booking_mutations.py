"""What can be changed about bookings, and what is offered for them."""

from resolvers.availability_commands import AVAILABILITY_COMMANDS
from resolvers.booking_commands import BOOKING_COMMANDS
from resolvers.calendar_commands import CALENDAR_COMMANDS
from resolvers.meeting_type_commands import MEETING_TYPE_COMMANDS
from resolvers.workspace_commands import WORKSPACE_COMMANDS

BOOKING_MUTATIONS = {
    **WORKSPACE_COMMANDS,
    **AVAILABILITY_COMMANDS,
    **CALENDAR_COMMANDS,
    **MEETING_TYPE_COMMANDS,
    **BOOKING_COMMANDS,
}
