"""What every connection has: paging arguments and PageInfo."""

from collections.abc import Mapping

import strawberry

from schema.fields import Argument

PAGING: Mapping[str, Argument] = {
    "first": Argument(int | None, "How many edges from the front: 0 to 500, 20 if neither this nor `last` is given."),
    "after": Argument(str | None, "Only edges behind this cursor. `MA==` is the start."),
    "last": Argument(int | None, "How many edges from the back: 0 to 500."),
    "before": Argument(str | None, "Only edges in front of this cursor."),
    "offset": Argument(int | None, "Skip so many edges, at most 10,000. Cursors are faster and do not shift."),
}


def paging(**also: Argument) -> Mapping[str, Argument]:
    """The paging arguments and a connection's own."""
    return {**PAGING, **also}


@strawberry.type(description="Where a page of a connection lies.")
class PageInfo:
    """Built by the reader of the connection."""

    has_next_page: bool = strawberry.field(description="Whether edges follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether edges precede this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge, to hand to `after`; null on an empty page."
    )


PAGE_INFO = "Whether there is more, and the cursors at both ends."
EDGES = "The rows of this page, in order."
TOTAL = "How many rows there are in all pages together."
CURSOR = "The place of this edge; opaque."
