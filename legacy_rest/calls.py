"""All calls of the old API. Those whose paths begin with a group's name come last."""

from legacy_rest import v2, v3
from legacy_rest.tables import Call

CALLS: tuple[Call, ...] = (*v2.CALLS, *v3.CALLS)
