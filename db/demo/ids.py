"""The demo's ids, and the few marks that examples may name.

Every noun counts upwards from a start of its own, far from the ids that imports bring. All stay below
2^31, so that they fit the integers of every client. Categories keep Meetup's own ids, as they are facts.
"""

import db

START: dict[type[db.Base], int] = {
    db.Topic: 9_000_000,
    db.Group: 9_100_000,
    db.Member: 920_000_000,
    db.Event: 930_000_000,
    db.Venue: 940_000_000,
    db.Rsvp: 950_000_000,
    db.Photo: 960_000_000,
    db.PhotoAlbum: 965_000_000,
    db.EventComment: 970_000_000,
    db.Membership: 980_000_000,
    db.GroupQuestion: 985_000_000,
    db.SocialNetwork: 986_000_000,
    db.SurveyQuestion: 990_000_000,
    db.EventSeries: 993_000_000,
    db.Payment: 995_000_000,
    db.Workspace: 997_000_000,
    db.WorkspaceMember: 997_100_000,
    db.Availability: 997_200_000,
    db.AvailabilityWindow: 997_300_000,
    db.AvailabilityOverride: 997_400_000,
    db.OverrideWindow: 997_500_000,
    db.AvailabilityException: 997_600_000,
    db.MeetingType: 997_700_000,
    db.MeetingTypeHost: 997_800_000,
    db.Appointment: 997_900_000,
    db.Attendee: 998_000_000,
    db.AppointmentChange: 998_100_000,
    db.Block: 998_200_000,
    db.CalendarConnection: 998_500_000,
    db.CalendarBusy: 998_600_000,
    db.Webhook: 998_300_000,
    db.WebhookDelivery: 998_400_000,
    db.Network: 999_000_000,
    db.NetworkGroup: 999_100_000,
    db.NetworkEvent: 999_300_000,
    db.Thread: 999_400_000,
    db.ThreadMember: 999_500_000,
    db.ThreadMessage: 999_600_000,
    db.SavedEvent: 999_700_000,
    db.Notification: 999_800_000,
}
"""The first row of a noun has the id after its start."""

DEMO_TOKEN = "demo-organizer-2026"  # noqa: S105 (published: it opens the demo and nothing else)
"""Speaks for the organizer of `DEMO_GROUP`, who also belongs to two other groups and the private one."""

DEMO_MEMBER_TOKEN = "demo-member-2026"  # noqa: S105
"""Speaks for an ordinary member of four public groups, who has not answered to `DEMO_EVENT_ID` yet."""

DEMO_CALENDAR_SECRET = "demo-organizer-calendar-2026"  # noqa: S105
"""Opens the organizer's own calendar: `/calendar/demo-organizer-calendar-2026.ics`."""

DEMO_ORGANIZER_ID = START[db.Member] + 1
DEMO_MEMBER_ID = START[db.Member] + 2

DEMO_GROUP = "api-craft-san-francisco"
PRIVATE_GROUP = "API-Private-Dinner-Club"

DEMO_EVENT_ID = START[db.Event]
"""The first upcoming event of `DEMO_GROUP`: free of charge, open for RSVPs and with seats left."""
