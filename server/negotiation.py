"""Media types: what a client takes (`Accept`), and in what a body is written (`Content-Type`)."""

from dataclasses import dataclass
from functools import lru_cache

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PAGE = "text/html"
ONLY_BY_NAME = {EVENTS, PAGE}
"""What is not meant by `*/*`."""


@dataclass(frozen=True)
class Range:
    """One entry of an `Accept` header: its quality, and its place among the others."""

    kind: str
    quality: float
    place: int

    def covers(self, offer: str) -> int:
        """How exactly the range means a media type: 3 by name, 1 by `*/*`, 0 not at all."""
        if self.kind == offer:
            return 3
        if offer in ONLY_BY_NAME:
            return 0
        return {f"{offer.partition('/')[0]}/*": 2, "*/*": 1}.get(self.kind, 0)


@lru_cache(256)
def preferred(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer that an `Accept` header ranks first; between equals the one it names first. None if it takes none."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [_range(entry, place) for place, entry in enumerate(accept.split(","))]
    taken = []
    for offer in offers:
        meant = max(ranges, key=lambda entry: (entry.covers(offer), entry.quality))
        if meant.covers(offer) and meant.quality:
            taken.append((meant.quality, -meant.place, offer))
    return max(taken, key=lambda entry: entry[:2], default=(0, 0, None))[2]


def _range(entry: str, place: int) -> Range:
    kind, *parameters = (part.strip().lower() for part in entry.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            quality = _quality(value.strip())
    return Range(kind, quality, place)


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


@lru_cache(256)
def is_json(content_type: str | None) -> bool:
    """Whether a body is JSON in UTF-8, as far as its `Content-Type` says."""
    kind, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charsets = [
        value.strip('" ') for name, _, value in (part.partition("=") for part in parameters) if name == "charset"
    ]
    return kind == JSON and all(charset in ("utf-8", "utf8") for charset in charsets)
