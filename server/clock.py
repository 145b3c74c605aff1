"""The server's clock: the machine's, or one that stands still or is off by some time (`CONVENE_NOW`)."""

import re
import time
from dataclasses import dataclass
from datetime import datetime

_OFFSET = re.compile(r"([+-])(\d{1,6})([dhms])")
_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000}
_END = 32_503_680_000_000
"""The first instant of the year 3000: so that every date around now has four digits."""


@dataclass(frozen=True)
class Clock:
    """Tells the time in milliseconds since 1970: `frozen` where that is set, else the machine's plus `offset`."""

    frozen: int | None = None
    offset: int = 0

    @classmethod
    def of(cls, text: str) -> "Clock":
        """The clock of `CONVENE_NOW`: nothing, an offset like `+90d`, milliseconds, or an ISO time with offset."""
        if match := _OFFSET.fullmatch(text):
            sign, number, unit = match.groups()
            clock = cls(offset=int(f"{sign}{number}") * _UNITS[unit])
        elif text:
            clock = cls(frozen=int(text) if re.fullmatch("[0-9]{1,15}", text) else _instant(text))
        else:
            clock = cls()
        if not 0 <= clock.now() < _END:
            raise ValueError(f"must be a time from 1970 to 2999, not {text!r}.")
        return clock

    def now(self) -> int:
        """The present instant."""
        return self.frozen if self.frozen is not None else time.time_ns() // 1_000_000 + self.offset


def _instant(text: str) -> int:
    problem = f"must be like 2015-07-09T00:00:00Z, like 1436392369733, or like +90d or -2h, not {text!r}."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(problem) from None
    if moment.tzinfo is None:
        raise ValueError(problem)
    return round(moment.timestamp() * 1000)
