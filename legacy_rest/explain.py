"""Tells a caller what to ask GraphQL instead of an old call, without running anything."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from legacy_rest.selection import Chosen
from legacy_rest.tables import Call
from legacy_rest.translate import Translation, samples

MISSING = "Nothing there, or nothing that you may see, was 404; in GraphQL it is null with status 200."
REFUSED = "What was refused was 400, 401 or 404; in GraphQL the status is 200, and `errors` in the payload say why."
LEFT_OUT = "Fields without a value were left out; in GraphQL they are null, or an empty list."
PAGING = "Pages went by `page` and `offset`; go on with `after` and the cursor in `pageInfo { endCursor }` instead."
FORMATS = "XML and JSONP are gone: GraphQL answers JSON."


def explained(translation: Translation, given: Mapping[str, str], site: str) -> dict[str, Any]:
    """The document, its variables, a command to try it with, and what to mind."""
    body = {"query": translation.document, "variables": translation.variables}
    return {
        "call": translation.call.identity,
        "document": translation.document,
        "variables": translation.variables,
        "curl": _curl(site, body),
        "mind": list(_mind(translation, given)),
    }


def instead(call: Call, translation: Translation | None) -> dict[str, Any]:
    """What a refused caller may ask; of a call that cannot be translated the usual document."""
    known = translation or samples(call)[0]
    return {"query": known.document, "variables": known.variables}


def _curl(site: str, body: Mapping[str, Any]) -> str:
    data = shlex.quote(orjson.dumps(body).decode())
    return f"curl {site}/graphql -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' --data-raw {data}"


def _mind(translation: Translation, given: Mapping[str, str]) -> Iterator[str]:
    yield from (REFUSED if translation.call.write else MISSING, LEFT_OUT)
    if translation.call.listing:
        yield PAGING
    if given.get("format", "json") != "json" or given.get("callback"):
        yield FORMATS
    yield from _differences(translation.chosen, "")


def _differences(chosen: Sequence[Chosen], within: str) -> Iterator[str]:
    for choice in chosen:
        name = within + choice.row.name
        said = "; ".join(filter(None, (choice.row.convert.says if choice.row.convert else "", choice.row.note)))
        if said:
            yield f"{name}: {said}."
        yield from _differences(choice.within, f"{name}.")
