"""Calendar files are read here, each by a process of its own that may take so much time and memory and no more."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from resolvers.intervals import Interval, merged
from resolvers.zones import DAY

ROOT = Path(__file__).parent.parent
READ_BACK, READ_AHEAD = DAY, 732 * DAY
"""How far from now meetings are written out."""
MOST_BYTES, MOST_BUSY = 2_000_000, 10_000
SECONDS = 8
"""The processor time that a file may take to be read."""
PATIENCE = 20
"""The time on the clock, for machines with other things to do."""
AT_ONCE = asyncio.Semaphore(2)

Fetch = Callable[[str], Awaitable[str]]
"""Gets the text behind an address, or raises `Unusable`."""


class Unusable(ValueError):
    """A calendar that cannot be used; the sentence says why, for the member whose it is."""


@dataclass(frozen=True)
class Reading:
    """A calendar's text and what it says is taken, as far as `until`."""

    source: str
    busy: list[Interval]
    until: int


async def no_fetch(_url: str) -> str:
    """For requests that no door has brought."""
    raise Unusable("Addresses are not read here.")


async def read(source: str, zone: str, now: int, seconds: int = SECONDS) -> Reading:
    """Read a calendar. Raises `Unusable`."""
    if len(source.encode(errors="replace")) > MOST_BYTES:
        raise Unusable(f"It is larger than {MOST_BYTES:,} bytes.")
    until = now + READ_AHEAD
    asked = {"source": source, "zone": zone, "begin": now - READ_BACK, "end": until, "seconds": seconds}
    async with AT_ONCE:
        answer = await _apart(orjson.dumps(asked))
    if not answer:
        raise Unusable("It takes too long to read: it repeats too often or holds too much.")
    answered = orjson.loads(answer)
    if "problem" in answered:
        raise Unusable(answered["problem"])
    busy = merged((start, end) for start, end in answered["busy"])
    if len(busy) > MOST_BUSY:
        raise Unusable(f"It takes more than {MOST_BUSY:,} stretches of time within two years.")
    return Reading(source, busy, until)


async def _apart(asked: bytes) -> bytes:
    """What the process answers; nothing if it was stopped. It is told none of our secrets."""
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "resolvers.ics_reading"),
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        raise Unusable("There is no room to read it now: try again later.") from None
    try:
        async with asyncio.timeout(PATIENCE):
            answer, _ = await process.communicate(asked)
    except TimeoutError:
        answer = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return answer if process.returncode == 0 else b""
