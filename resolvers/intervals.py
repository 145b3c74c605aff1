"""Arithmetic of half-open intervals of integers. Merged ones are disjoint and in order."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Interval = tuple[int, int]
Lane = tuple[Sequence[int], Sequence[int]]
"""The beginnings and the ends, each in order, of intervals that never overlap."""
FAR = 1 << 62


def merged(intervals: Iterable[Interval], before: int = 0, after: int = 0) -> list[Interval]:
    """The same instants, with so much before and after each interval, as disjoint intervals in order; touching ones
    become one, empty ones vanish.
    """
    joined: list[Interval] = []
    opens = closes = -FAR
    for start, end in sorted(intervals):
        if start < end:
            if start - before <= closes:
                closes = max(closes, end + after)
            else:
                if opens < closes:
                    joined.append((opens, closes))
                opens, closes = start - before, end + after
    if opens < closes:
        joined.append((opens, closes))
    return joined


def lane(intervals: Sequence[Interval]) -> Lane:
    """Merged intervals as a lane."""
    return [start for start, _ in intervals], [end for _, end in intervals]


def minus(intervals: Sequence[Interval], removed: Sequence[Interval]) -> list[Interval]:
    """What is left; both sides merged."""
    return clear(intervals, lane(removed), 0, 0)


def clear(intervals: Sequence[Interval], taken: Lane, before: int, after: int) -> list[Interval]:
    """What is left of merged intervals beside a lane, with so much before and after each of its intervals. Only those
    that are near are looked at: of a full month, few lie in somebody's hours.
    """
    begins, ends = taken
    left: list[Interval] = []
    for start, end in intervals:
        for at in range(bisect_right(ends, start - after), len(begins)):
            opens = begins[at] - before
            if opens >= end:
                break
            if opens > start:
                left.append((start, opens))
            start = ends[at] + after
        if start < end:
            left.append((start, end))
    return left


def holds(intervals: Sequence[Interval], start: int, end: int) -> bool:
    """Whether one of the merged intervals holds all of this one."""
    at = bisect_right(intervals, (start, FAR)) - 1
    return at >= 0 and intervals[at][1] >= end


def touches(intervals: Sequence[Interval], start: int, end: int) -> bool:
    """Whether one of the merged intervals overlaps this one."""
    at = bisect_right(intervals, (end - 1, FAR)) - 1
    return at >= 0 and intervals[at][1] > start
