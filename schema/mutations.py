"""What clients can change. One field is one transaction."""

from resolvers import nouns
from schema import booking_mutations as bookings
from schema import calendars, visits, webhooks
from schema import event_mutations as events
from schema import group_edits as pages
from schema import group_mutations as groups
from schema import member_mutations as members
from schema import offer_mutations as offers
from schema import rsvp_mutations as rsvps
from schema.fields import of, say
from schema.groups import Group
from schema.payloads import takes


@of(nouns.MUTATION, "Where changing starts. Every field is one transaction and, unless it says so, needs a credential.")
class Mutation:
    """The root of mutations."""

    create_workspace: offers.WorkspacePayload = say("Make a workspace.", takes(offers.CreateWorkspaceInput))
    edit_workspace: offers.WorkspacePayload = say("Change a workspace.", takes(offers.EditWorkspaceInput))
    delete_workspace: offers.RemovalPayload = say("Take a workspace away.", takes(offers.DeleteWorkspaceInput))
    join_workspace: offers.WorkspacePayload = say("Take part in a workspace.", takes(offers.JoinWorkspaceInput))
    leave_workspace: offers.RemovalPayload = say("Leave a workspace.", takes(offers.LeaveWorkspaceInput))
    create_availability: offers.AvailabilityPayload = say(
        "Say when one can be booked.", takes(offers.CreateAvailabilityInput)
    )
    edit_availability: offers.AvailabilityPayload = say("Change working hours.", takes(offers.EditAvailabilityInput))
    delete_availability: offers.RemovalPayload = say("Take working hours away.", takes(offers.DeleteAvailabilityInput))
    add_holidays: offers.AvailabilityPayload = say("Close on public holidays.", takes(offers.AddHolidaysInput))
    create_availability_exception: offers.AvailabilityPayload = say(
        "Put time into working hours, or take it out.", takes(offers.CreateAvailabilityExceptionInput)
    )
    edit_availability_exception: offers.AvailabilityPayload = say(
        "Change an exception.", takes(offers.EditAvailabilityExceptionInput)
    )
    delete_availability_exception: offers.AvailabilityPayload = say(
        "Take an exception away.", takes(offers.DeleteAvailabilityExceptionInput)
    )
    create_calendar_connection: calendars.CalendarConnectionPayload = say(
        "Let another calendar of the viewer block time.", takes(calendars.CreateCalendarConnectionInput)
    )
    refresh_calendar_connection: calendars.CalendarConnectionPayload = say(
        "Read a connected calendar anew.", takes(calendars.RefreshCalendarConnectionInput)
    )
    delete_calendar_connection: offers.RemovalPayload = say(
        "Let a calendar block time no more.", takes(calendars.DeleteCalendarConnectionInput)
    )
    rotate_calendar_feed: calendars.CalendarFeedPayload = say(
        "Make the address of the viewer's own calendar, which holds the events that the viewer hosts or said yes to, "
        "and bookings. The address before it stops working."
    )
    delete_calendar_feed: offers.RemovalPayload = say("Let the viewer's own calendar be read no more.")
    create_meeting_type: offers.MeetingTypePayload = say("Offer a meeting.", takes(offers.CreateMeetingTypeInput))
    edit_meeting_type: offers.MeetingTypePayload = say("Change an offer.", takes(offers.EditMeetingTypeInput))
    delete_meeting_type: offers.RemovalPayload = say("Take an offer away.", takes(offers.DeleteMeetingTypeInput))
    create_booking: bookings.CreateBookingPayload = say(
        "Book one of the starts that `slots` lists. Anyone may.", takes(bookings.CreateBookingInput)
    )
    confirm_booking: bookings.ConfirmBookingPayload = say(
        "Say yes to a pending booking: its attendee by the secret (anyone may), its host by a credential.",
        takes(bookings.ConfirmBookingInput),
    )
    decline_booking: bookings.DeclineBookingPayload = say(
        "Say no to a pending booking.", takes(bookings.DeclineBookingInput)
    )
    reschedule_booking: bookings.RescheduleBookingPayload = say(
        "Move a booking. With its secret anyone may.", takes(bookings.RescheduleBookingInput)
    )
    cancel_booking: bookings.CancelBookingPayload = say(
        "Cancel a booking or a seat. With its secret anyone may.", takes(bookings.CancelBookingInput)
    )
    hold_slot: bookings.HoldSlotPayload = say("Keep a slot for ten minutes. Anyone may.", takes(bookings.HoldSlotInput))
    release_slot: bookings.ReleaseSlotPayload = say(
        "Give a slot back that was kept. Anyone may.", takes(bookings.ReleaseSlotInput)
    )
    create_webhook: webhooks.WebhookSecretPayload = say(
        "Have an address told of changes.", takes(webhooks.CreateWebhookInput)
    )
    edit_webhook: webhooks.WebhookPayload = say("Change a webhook.", takes(webhooks.EditWebhookInput))
    delete_webhook: offers.RemovalPayload = say("Take a webhook and its log away.", takes(webhooks.WebhookInput))
    rotate_webhook_secret: webhooks.WebhookSecretPayload = say(
        "Sign with a new secret; for a day with the old one too.", takes(webhooks.WebhookInput)
    )
    ping_webhook: webhooks.WebhookDeliveryPayload = say("Try a webhook out.", takes(webhooks.WebhookInput))
    redeliver_webhook: webhooks.WebhookDeliveryPayload = say(
        "Tell a webhook something again.", takes(webhooks.RedeliverWebhookInput)
    )
    create_event: events.CreateEventPayload = say(
        "Schedule an event, or suggest one: for members who are no organizers, where the group takes suggestions.",
        takes(events.CreateEventInput),
    )
    edit_event: events.EditEventPayload = say("Change an event.", takes(events.EditEventInput))
    delete_event: events.DeleteEventPayload = say("Delete an event, or cancel it.", takes(events.DeleteEventInput))
    publish_event_draft: events.PublishEventDraftPayload = say(
        "Show a draft to the group.", takes(events.PublishEventDraftInput)
    )
    announce_event: events.AnnounceEventPayload = say(
        "Tell the group's members of an event.", takes(events.AnnounceEventInput)
    )
    close_event_rsvps: events.CloseEventRsvpsPayload = say(
        "Take no more answers to an event.", takes(events.CloseEventRsvpsInput)
    )
    open_event_rsvps: events.OpenEventRsvpsPayload = say(
        "Take answers to an event again.", takes(events.OpenEventRsvpsInput)
    )
    create_venue: events.CreateVenuePayload = say("Enter a place.", takes(events.CreateVenueInput))
    rsvp: rsvps.RsvpPayload = say(
        "Answer an event. A YES may become a WAITLIST, or the other way round.", takes(rsvps.RsvpInput)
    )
    promote_rsvp: rsvps.PromoteRsvpPayload = say(
        "Give a free seat to a member who waits for one.", takes(rsvps.PromoteRsvpInput)
    )
    record_event_payment: rsvps.RecordEventPaymentPayload = say(
        "Note that a member has paid for an event, or take that back: for the group's organizers.",
        takes(rsvps.RecordEventPaymentInput),
    )
    watch_event: rsvps.WatchEventPayload = say(
        "Hear of it when a full event without a waiting list has a seat.", takes(rsvps.WatchEventInput)
    )
    unwatch_event: rsvps.UnwatchEventPayload = say("Hear of it no more.", takes(rsvps.UnwatchEventInput))
    join_group: groups.JoinGroupPayload = say(
        "Become a member of a group, or ask to become one.", takes(groups.JoinGroupInput)
    )
    leave_group: groups.LeaveGroupPayload = say(
        "Be a member no more; seats at its events to come are given up.", takes(groups.LeaveGroupInput)
    )
    approve_membership: groups.ApproveMembershipPayload = say(
        "Let in a member who has asked: for assistant organizers and above.", takes(groups.ApproveMembershipInput)
    )
    decline_membership: groups.DeclineMembershipPayload = say(
        "Do not let in a member who has asked: for assistant organizers and above.",
        takes(groups.DeclineMembershipInput),
    )
    update_group_membership_role: groups.UpdateGroupMembershipRolePayload = say(
        "Give a member a role below one's own, hand the group over, or step back.",
        takes(groups.UpdateGroupMembershipRoleInput),
    )
    save_event: members.SaveEventPayload = say("Keep an event in mind.", takes(members.SaveEventInput))
    unsave_event: members.UnsaveEventPayload = say("Keep it in mind no more.", takes(members.UnsaveEventInput))
    take_attendance: members.TakeAttendancePayload = say(
        "Note who was at an event: for its hosts and the group's organizers, once it has begun.",
        takes(members.TakeAttendanceInput),
    )
    mark_notifications_read: members.MarkNotificationsReadPayload = say(
        "Mark one's own notifications as read.", takes(members.MarkNotificationsReadInput)
    )
    send_message: members.SendMessagePayload = say(
        "Write to the members of a conversation, or begin one.", takes(members.SendMessageInput)
    )
    mark_thread_read: members.MarkThreadReadPayload = say(
        "Mark the messages of a conversation as read.", takes(members.MarkThreadReadInput)
    )
    add_group_to_network: members.AddGroupToNetworkPayload = say(
        "Take a group into a pro network: for administrators of the network who organize the group.",
        takes(members.AddGroupToNetworkInput),
    )
    create_event_comment: groups.CreateEventCommentPayload = say(
        "Say something about an event.", takes(groups.CreateEventCommentInput)
    )
    delete_event_comment: groups.DeleteEventCommentPayload = say(
        "Take a comment away: one's own, or any as one who runs the event.", takes(groups.DeleteEventCommentInput)
    )
    record_visit: visits.RecordVisitPayload = say(
        "Note that one looks at a group; its organizers see when a member last did.", takes(visits.RecordVisitInput)
    )
    update_group: Group | None = say(
        "Change a group: for the organizer and co-organizers. Null if there is none. What may not be done is an error.",
        pages.updates(),
    )
    create_group_draft: pages.CreateGroupDraftPayload = say("Begin a group.", takes(pages.CreateGroupDraftInput))
    update_group_draft: pages.UpdateGroupDraftPayload = say(
        "Change a group that is not published yet.", takes(pages.UpdateGroupDraftInput)
    )
    delete_group_draft: bool = say(
        "Throw a draft away; false if there was none with this token.", takes(pages.DeleteGroupDraftInput)
    )
    publish_group_draft: pages.PublishGroupDraftPayload = say(
        "Make a group of a draft.", takes(pages.PublishGroupDraftInput)
    )
    create_group_event_photo: pages.PhotoUploadWithUrlPayload = say(
        "Announce a picture, and hear where to bring it.", takes(pages.GroupEventPhotoCreateInput)
    )
