"""`python -m tests.slot_cases FILE`: run computed slot cases through the engine and print every difference.

A case has hosts (zone, weekly windows, overrides, range exceptions, busy intervals, seats, booked starts), a request
and the starts it expects. The way of choosing hosts is `one`, `anyone` or `everyone`.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from db.booking_enums import HostMethod
from resolvers.intervals import Interval
from resolvers.slots import EPOCH, Calendar, Gathering, Period, Rules, Schedule, Span, slots
from resolvers.zones import DAY, MINUTE, offset_at

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def instant(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def written(at: int) -> str:
    text = datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return text.removesuffix(":00") + "Z"


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _windows(texts: Sequence[str]) -> list[Interval]:
    return [(_clock(start), _clock(end)) for start, end in (text.split("-") for text in texts)]


def _spans(pairs: Sequence[Sequence[str]]) -> list[Interval]:
    return [(instant(start), instant(end)) for start, end in pairs]


def _days(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def calendar(host: Mapping[str, Any]) -> Calendar:
    schedule = Schedule(
        host["tz"],
        {WEEKDAYS.index(day): _windows(texts) for day, texts in host.get("weekly", {}).items()},
        {_days(day): _windows(texts) for day, texts in host.get("overrides", {}).items()},
        _spans(host.get("available", ())),
        _spans(host.get("blocked", ())),
    )
    seats = [(instant(at), instant(until), left) for at, (until, left) in host.get("seats", {}).items()]
    gatherings = [Gathering(start, end, (start, end), left) for start, end, left in seats]
    taken = [instant(text) for text in host.get("booked_starts", ())]
    return Calendar(schedule, _spans(host.get("busy", ())), gatherings, taken)


def _bound(text: str | None, zone: str, last: bool) -> int | None:
    """An instant, or all of a date in the host's zone."""
    if text is None or "T" in text:
        return None if text is None else instant(text)
    midnight = (_days(text) + last) * DAY
    return midnight - offset_at(zone, midnight) - last


def rules(req: Mapping[str, Any], zone: str) -> Rules:
    limits = {period: req[name] for period, name in LIMITS.items() if req.get(name) is not None}
    return Rules(
        duration=req["duration"] * MINUTE,
        interval=(req.get("interval") or req["duration"]) * MINUTE,
        before=(req.get("before") or 0) * MINUTE,
        after=(req.get("after") or 0) * MINUTE,
        buffer_in_hours=bool(req.get("buffer_in_hours")),
        notice=(req.get("notice") or 0) * MINUTE,
        horizon=None if req.get("horizon") is None else req["horizon"] * MINUTE,
        earliest=_bound(req.get("range_min"), zone, last=False),
        latest=_bound(req.get("range_max"), zone, last=True),
        limits=limits,
    )


LIMITS = {Period.DAY: "max_per_day", Period.WEEK: "max_per_week", Period.MONTH: "max_per_month"}


def answer(case: Mapping[str, Any]) -> list[str]:
    req, hosts = case["req"], case["hosts"]
    now = None if req.get("now") is None else instant(req["now"])
    span = Span(instant(req["frm"]), instant(req["to"]), now)
    found = slots(HostMethod[case["fn"].upper()], list(map(calendar, hosts)), rules(req, hosts[0]["tz"]), span)
    return [written(slot.start) for slot in found]


def differences(case: Mapping[str, Any]) -> list[str]:
    expected = [written(instant(text)) for text in case["expect"]]
    try:
        found = answer(case)
    except Exception as error:
        return [f"  {type(error).__name__}: {error}"]
    missing = [f"  missing {text}" for text in expected if text not in found]
    surplus = [f"  surplus {text}" for text in found if text not in expected]
    return missing + surplus or ([] if found == expected else ["  the order differs"])


def main(path: str) -> int:
    try:
        loaded = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path} cannot be read: {error}")
    cases = loaded["cases"] if isinstance(loaded, dict) else loaded
    failed = {case["id"]: (case.get("title", ""), lines) for case in cases if (lines := differences(case))}
    for name, (title, lines) in failed.items():
        print(f"{name} {title}", *lines, sep="\n")
    print(f"passed {len(cases) - len(failed)}, failed {len(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.slot_cases FILE")
    sys.exit(main(sys.argv[1]))
