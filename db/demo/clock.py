"""The demo's calendar: instants counted from now, and evenings in a group's zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60 * 60 * 1000
HOUR = 60 * 60 * 1000


@dataclass(frozen=True)
class Clock:
    """Instants in milliseconds, but of whole seconds, as the old API stored them."""

    now: int

    def ago(self, days: float) -> int:
        """So many days before now, or after it where `days` is negative."""
        return _whole(self.now - int(days * DAY))

    def since(self, start: int, share: float) -> int:
        """The instant at this share of the time from `start` until now."""
        return _whole(start + int((self.now - start) * share))

    def evening(self, zone: str, days: int, weekday: int, at: time) -> tuple[int, int]:
        """The first such weekday at least `days` days from today, and the zone's offset at that instant."""
        here = ZoneInfo(zone)
        day = datetime.fromtimestamp(self.now / 1000, here).date() + timedelta(days=days)
        day += timedelta(days=(weekday - day.weekday()) % 7)
        start = datetime.combine(day, at, here)
        offset = start.utcoffset() or timedelta()
        return int(start.timestamp()) * 1000, offset // timedelta(milliseconds=1)

    def offset(self, zone: str) -> int:
        """The zone's offset now."""
        here = datetime.fromtimestamp(self.now / 1000, ZoneInfo(zone)).utcoffset() or timedelta()
        return here // timedelta(milliseconds=1)


def _whole(instant: int) -> int:
    return instant // 1000 * 1000
