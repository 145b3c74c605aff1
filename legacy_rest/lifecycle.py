"""The calendar for leaving the old API: when its calls are deprecated, browned out, and gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from legacy_rest.errors import LegacyError, browned_out, gone
from legacy_rest.tables import Call

MEETUP: Mapping[str, Any] = {
    "sunset": datetime.fromisoformat("2022-01-31T00:00:00-05:00"),
    "brownouts": [
        {
            "from": datetime.fromisoformat("2022-01-19T12:00:00-05:00"),
            "until": datetime.fromisoformat("2022-01-19T18:00:00-05:00"),
        },
        {
            "from": datetime.fromisoformat("2022-01-28T06:00:00-05:00"),
            "until": datetime.fromisoformat("2022-01-28T18:00:00-05:00"),
        },
    ],
    "status": 401,
    "message": "REST API support will stop on January 31, 2022, please switch to the new GraphQL API.",
}
"""What Meetup did, with the sentence that it said."""
PRESETS: Mapping[str, Mapping[str, Any]] = {"meetup": {"v2": MEETUP, "v3": MEETUP}}
KEYS = ("deprecated", "sunset", "brownouts", "exempt", "status", "message")
STATUSES = (401, 410)


@dataclass(frozen=True)
class Plan:
    """When a call leaves; instants in milliseconds. `exempt` are the members, by id, and consumers, by
    name, that are never refused.

    `status` and `message` say a refusal in other words than usual.
    """

    deprecated: int | None = None
    sunset: int | None = None
    brownouts: Sequence[tuple[int, int]] = ()
    exempt: frozenset[int | str] = frozenset()
    status: int = 0
    message: str = ""

    def headers(self) -> dict[str, str]:
        """What every answer of the call tells."""
        told = {}
        if self.deprecated is not None:
            told["Deprecation"] = f"@{self.deprecated // 1000}"
        if self.sunset is not None:
            told["Sunset"] = format_datetime(datetime.fromtimestamp(self.sunset / 1000, UTC), usegmt=True)
        return told

    def state(self, now: int) -> str:
        """`open`, `deprecated`, `brown-out` or `gone`."""
        if self.sunset is not None and now >= self.sunset:
            return "gone"
        if self._ending(now):
            return "brown-out"
        return "deprecated" if self.deprecated is not None and now >= self.deprecated else "open"

    def _ending(self, now: int) -> int:
        """When the present brown-out ends; 0 outside of one."""
        return max((end for begin, end in self.brownouts if begin <= now < end), default=0)

    def refusal(self, now: int, callers: frozenset[int | str], instead: Mapping[str, Any]) -> LegacyError | None:
        """The error for these callers; `instead` is what they may ask GraphQL."""
        state = self.state(now)
        if callers & self.exempt or state not in ("gone", "brown-out"):
            return None
        if state == "gone":
            return gone(self.message, self.status, instead)
        return browned_out((self._ending(now) - now + 999) // 1000, self.message, self.status, instead)


@dataclass(frozen=True)
class Calendar:
    """Plans by generation (`v2`) or call (`GET /2/event/:id`); a call's own plan goes before its generation's."""

    plans: Mapping[str, Plan] = field(default_factory=dict)

    @classmethod
    def of(cls, written: Mapping[str, Any], calls: Sequence[Call]) -> "Calendar":
        """A calendar from its TOML. Raises `ValueError` with a sentence."""
        known = {name for call in calls for name in (call.generation, call.identity)}
        unknown = sorted(set(written) - known)
        if unknown:
            raise ValueError(f"{unknown[0]!r} is neither a generation (v2, v3) nor a call like 'GET /2/event/:id'")
        return cls({name: _plan(name, entry) for name, entry in written.items()})

    def plan(self, call: Call) -> Plan:
        """When a call leaves."""
        return self.plans.get(call.identity) or self.plans.get(call.generation) or Plan()


def _plan(name: str, written: Any) -> Plan:
    if not isinstance(written, dict):
        raise ValueError(f"[{name!r}] must be a table")
    unknown = sorted(set(written) - set(KEYS))
    if unknown:
        raise ValueError(f"[{name!r}] has {unknown[0]!r}; there are {', '.join(KEYS)}")
    if written.get("status", 410) not in STATUSES:
        raise ValueError(f"[{name!r}] status must be 401 or 410")
    return Plan(
        _instant(name, written, "deprecated"),
        _instant(name, written, "sunset"),
        [_stretch(name, entry) for entry in _list(name, written, "brownouts", dict)],
        frozenset(_list(name, written, "exempt", int | str)),
        written.get("status", 0),
        str(written.get("message", "")),
    )


def _list(name: str, written: Mapping[str, Any], key: str, kind: Any) -> list[Any]:
    entries = written.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, kind) for entry in entries):
        raise ValueError(f"[{name!r}] {key} must be a list")
    return entries


def _stretch(name: str, written: Mapping[str, Any]) -> tuple[int, int]:
    begin, end = (_instant(name, written, key) for key in ("from", "until"))
    if begin is None or end is None or begin >= end:
        raise ValueError(f"[{name!r}] a brown-out needs a `from` and a later `until`")
    return begin, end


def _instant(name: str, written: Mapping[str, Any], key: str) -> int | None:
    value = written.get(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"[{name!r}] {key} must be a time with its offset, like 2027-01-31T00:00:00Z")
    return int(value.timestamp() * 1000)
