"""What the demo's events are about, and the descriptions made from that."""

from random import Random

from db.demo import prose
from db.demo.groups import is_private
from db.demo.places import GroupFact
from db.demo.subjects import DINNERS, TALKS, Talk

WELCOMES = [
    "Join us and meet people who care about this more than is strictly necessary.",
    "We are back, and the speakers have promised new slides.",
    "No experience needed; questions are the best part of our meetings.",
    "This one was asked for by many of you, so come early.",
]
AGENDAS = [
    ["Doors & drinks", "First talk", "A short break", "Second talk, then questions"],
    ["Doors open half an hour early", "We start on time", "Whoever likes stays on afterwards"],
    ["Hello and news", "The main part", "Small groups", "What did we learn?"],
]
SITES = ["https://talks.example.org/{}", "https://notes.example.org/{}?from=meeting&lang=en"]
CLOSINGS = [
    "Please update your RSVP if you cannot make it, so that somebody else gets the seat.",
    "The room has step-free access. Tell us if you need anything else.",
    "Please be on time, as the front desk goes home once we have begun.",
]
SEEKING = "Would you like to speak at one of the next meetings?"


def of_group(fact: GroupFact, rng: Random) -> list[Talk]:
    """A group's subjects, in its own order and none twice."""
    talks = DINNERS if is_private(fact) else TALKS
    return rng.sample(talks, len(talks))


def describe(talk: Talk, rng: Random) -> prose.Prose:
    """A description in four or five paragraphs."""
    site = prose.url(rng.choice(SITES).format(talk.topic))
    paragraphs = [
        prose.paragraph(prose.words(rng.choice(WELCOMES))),
        prose.paragraph(prose.line(prose.bold(talk.title), prose.words(f" - {talk.blurb}"))),
        prose.paragraph(prose.italic("Schedule"), *map(prose.words, rng.choice(AGENDAS))),
        prose.paragraph(prose.words("Material:"), site),
        prose.paragraph(prose.words(rng.choice(CLOSINGS)), _call_for_talks()),
    ]
    return prose.description(*paragraphs[: rng.choice([4, 5, 5])])


def _call_for_talks() -> prose.Prose:
    form = prose.link("Tell us here", "https://talks.example.org/propose")
    return prose.line(prose.words(f"{SEEKING} "), form, prose.words("."))
