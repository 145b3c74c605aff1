"""Making, editing, publishing, announcing, cancelling and deleting events; entering venues."""

import strawberry

from db.enums import PublishStatus, VenueVisibility, WaitlistMode
from resolvers.mutations import event_payload, success_payload, venue_payload
from schema.event_inputs import (
    EventFeeOption,
    EventFeeOptionEdit,
    RecurringEvents,
    RecurringEventsEdit,
    RsvpSurvey,
    RsvpSurveyEdit,
    SpeakerDetailsInput,
    VenueOptionInput,
    may,
    not_here,
)
from schema.events import Event
from schema.fields import entries, of, say
from schema.payloads import REFUSALS, PayloadError
from schema.places import Venue
from schema.scalars import NotHere

THE_EVENT = "The event as it is now."


@entries("A place on the map, in degrees. Both are needed.")
class PointLocation:
    """Published as PointLocation; the fields are optional here, so that a refusal can name the missing one."""

    latitude: float | None = may("Latitude, from -90 to 90.")
    longitude: float | None = may("Longitude, from -180 to 180.")


@entries("A question of an event's survey.")
class EventQuestionInput:
    """Ours: the old API's question_N and question_edit_ID."""

    text: str = strawberry.field(description='The question, up to 250 characters; "" takes away the one with the id.')
    id: strawberry.ID | None = may("The question that this is to replace; a new one without.")


@entries("When and how members may answer.")
class RsvpSettings:
    """Published as RsvpSettings."""

    guest_limit: int | None = may("How many guests a member may bring, 0 or more; 2 for a new event.")
    rsvp_limit: int | None = may("How many may come, guests included; 0 means any number.")
    rsvp_open_time: str | None = may(
        "Answers are taken from then on: a date and time (as `startDateTime`) or milliseconds since 1970; "
        '"" or "0" clears it.'
    )
    rsvp_open_duration: str | None = may("The same, as a duration before the start, like `P7D`; `PT0S` clears it.")
    rsvp_close_time: str | None = may("Answers are taken until then, written like `rsvpOpenTime`.")
    rsvp_close_duration: str | None = may("The same, as a duration before the start; `PT0S` clears it.")


@entries()
class _EventInput:
    """What createEvent and editEvent both take."""

    title: str | None = may("Title: one line of 1 to 80 characters.")
    description: str | None = may(
        "Description in HTML, up to 50,000 characters; what is not safe in it is dropped. Text without paragraphs is "
        "given some."
    )
    simple_html_description: str | None = may(
        "Description as text with `<b>`, `<i>` and `<a>`, in which new lines count; in place of `description`."
    )
    why: str | None = may("We should do this because ..., up to 250 characters.")
    start_date_time: str | None = may(
        "Start: what the clocks of the group show (`2026-05-07T18:00`), or with an offset, or milliseconds since 1970. "
        "Of an hour that the clocks show twice the first is meant, one that they leave out is refused."
    )
    duration: str | None = may(
        "How long it lasts, from a minute to 31 days, like `PT2H30M`, or in milliseconds; `PT0S` clears it."
    )
    venue_id: str | None = may('The venue: its number, or `online`; "0" for none.')
    venue_ids: list[str] | None = may("A venue and the online venue, for an event that is at both.")
    venue_options: list[VenueOptionInput] | None = may(
        "Limits of single places, which are added to the others. Where each has a limit, the event's is their sum."
    )
    venue_visibility: VenueVisibility | None = may("Who sees where it is.")
    location: PointLocation | None = may("Moves the event's own pin on the map, never the shared venue.")
    how_to_find_us: str | None = may("How to find the place, or the address of an online event; 1,000 characters.")
    event_hosts: list[int] | None = may("Up to 5 members of the group who host it. For organizers.")
    host_instructions: str | None = may("What its hosts are told, up to 1,000 characters.")
    question: str | None = may('The first question of the survey, up to 250 characters; "" takes it away.')
    questions: list[EventQuestionInput] | None = may("Up to 6 questions of the survey, in place of `question`.")
    rsvp_settings: RsvpSettings | None = may("When and how members may answer.")
    waitlisting: WaitlistMode | None = may("What happens when it is full.")
    email_reminders: bool | None = may("Whether those who come are reminded a day and two hours before.")
    rsvp_alerts: bool | None = may("Whether its hosts are told of answers.")
    featured: bool | None = may("Whether the group features it. For organizers.")
    featured_photo_id: int | None = may("A photo of the group as the event's picture; 0 for none.")
    speaker_details: SpeakerDetailsInput | None = may("Who speaks.")
    topics: list[strawberry.ID] | None = may("Up to 15 topics that it is about.")
    publish_status: PublishStatus | None = may("DRAFT hides it from all but organizers and hosts. For organizers.")
    announce: bool | None = may("Tell the group's members of it, once.")
    announce_message: str | None = may("What is said with the announcement, up to 500 characters.")
    attributes: NotHere | None = not_here("Attributes")
    covid_precautions: NotHere | None = not_here("Precautions against COVID-19")
    fundraising: NotHere | None = not_here("Fundraising")
    pro_network_events: NotHere | None = not_here("Pro networks")
    zoom_meeting_id: NotHere | None = not_here("Zoom")


@entries("A new event. It needs a title and a group.")
class CreateEventInput(_EventInput):
    """Published as CreateEventInput, with what the old API takes."""

    title: str = strawberry.field(description="Title: one line of 1 to 80 characters.")
    group_urlname: str | None = may("Whose event it is, by the group's name in addresses.")
    group_id: strawberry.ID | None = may("Whose event it is, by the group's number.")
    fee_option: EventFeeOption | None = may("What it costs. For organizers.")
    rsvp_survey: RsvpSurvey | None = may("The survey, in place of `questions`.")
    recurring: RecurringEvents | None = may(
        "How it comes again: the others are made at once, with all that this one has. Only this one is announced. "
        "For organizers."
    )
    self_rsvp: bool | None = may("Whether the viewer comes; true if not given.")
    self_host: bool | None = may(
        "Whether the viewer hosts it beside `eventHosts`; as `selfRsvp` if not given. Without `eventHosts` the viewer "
        "hosts it in any case."
    )
    is_copy: NotHere | None = not_here("Copies of other events")
    template_id: NotHere | None = not_here("Templates")


@entries("What to change of an event. What is not given stays.")
class EditEventInput(_EventInput):
    """Published as EditEventInput, with what the old API takes."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    group_id: strawberry.ID | None = may("The group that it moves to. For organizers of both.")
    fee_option: EventFeeOptionEdit | None = may("What it costs. For organizers.")
    rsvp_survey: RsvpSurveyEdit | None = may("The survey, in place of `questions`.")
    recurring: RecurringEventsEdit | None = may("Whether it comes again. For organizers.")
    apply_to_series: bool | None = may(
        "Whether the later events of its series change as well; their starts move as far. For organizers."
    )
    delete_zoom_meeting: NotHere | None = not_here("Zoom")


@entries("Which event to take off the calendar.")
class DeleteEventInput:
    """Published as DeleteEventInput."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    remove_from_calendar: bool | None = may("False cancels it and leaves it on the calendar; true if not given.")
    update_series: bool | None = may("Whether the later events of its series go as well.")


@entries("Which draft, or suggestion of a member, to publish.")
class PublishEventDraftInput:
    """Published as PublishEventDraftInput."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@entries("Which event to announce.")
class AnnounceEventInput:
    """Published as AnnounceEventInput."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@entries("Which event to close for answers.")
class CloseEventRsvpsInput:
    """Published as CloseEventRsvpsInput."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@entries("Which event to open for answers again.")
class OpenEventRsvpsInput:
    """Published as OpenEventRsvpsInput."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@entries("A new place.")
class CreateVenueInput:
    """Published as CreateVenueInput."""

    name: str = strawberry.field(description="Name of the place.")
    address: str = strawberry.field(description="First line of the street address.")
    city: str = strawberry.field(description="City.")
    country: str = strawberry.field(description="Country code of two letters, like `us`.")
    state: str | None = may("State or province; needed in the United States and in Canada.")
    group_id: strawberry.ID | None = may("The group that enters it.")
    visibility: VenueVisibility | None = may("GROUP keeps it to the group; PUBLIC if not given.")


@of(event_payload(), "What came of making an event.")
class CreateEventPayload:
    """Published as CreateEventPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say("The new event.")


@of(event_payload(), "What came of editing an event.")
class EditEventPayload:
    """Published as EditEventPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@of(success_payload(), "What came of deleting or cancelling an event.")
class DeleteEventPayload:
    """Published as DeleteEventPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    success: bool | None = say("True if it was done.")


@of(event_payload(), "What came of publishing a draft.")
class PublishEventDraftPayload:
    """Published as PublishEventDraftPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@of(event_payload(), "What came of announcing an event.")
class AnnounceEventPayload:
    """Published as AnnounceEventPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@of(event_payload(), "What came of closing an event for answers.")
class CloseEventRsvpsPayload:
    """Published as CloseEventRsvpsPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@of(event_payload(), "What came of opening an event for answers.")
class OpenEventRsvpsPayload:
    """Published as OpenEventRsvpsPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@of(venue_payload(), "What came of entering a venue.")
class CreateVenuePayload:
    """Published as CreateVenuePayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    venue: Venue | None = say("The new venue.")
    did_you_mean: list[Venue] | None = say("The venue that was there already.")
