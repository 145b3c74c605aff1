"""The old API as an OpenAPI 3.1 document, drawn from the tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from legacy_rest.convert import FIRST
from legacy_rest.guide import FILTERS, MANNERS, PAGING
from legacy_rest.manner import CALLBACK, FORMATS
from legacy_rest.selection import EVERYTHING, LIST, Chosen, cut
from legacy_rest.tables import Call, Object, Parameter, Table
from legacy_rest.translate import LARGEST_PAGE, samples

Way = tuple[str, ...]
Shown = Mapping[Way, tuple[str, bool]]
"""Of a document's fields, by the names they answer under: the GraphQL type, and whether it is a list."""
Types = Callable[[str], Shown]
_KINDS = {"Int": "integer", "Float": "number", "Boolean": "boolean"}
_TEXT = {"type": "string"}
META = {
    "next": _TEXT,
    "method": _TEXT,
    "total_count": {"type": "integer"},
    "link": _TEXT,
    "count": {"type": "integer"},
    "description": _TEXT,
    "lon": {"type": ["number", "string"]},
    "title": _TEXT,
    "url": _TEXT,
    "id": _TEXT,
    "updated": {"type": "integer"},
    "lat": {"type": ["number", "string"]},
    "signed_url": _TEXT,
}
REFUSALS = {
    "400": "A parameter is wrong, or the format is not supported.",
    "401": "Nobody stands behind the credential.",
    "404": "There is no such thing, or the caller may not see it.",
    "410": "The call has left.",
    "429": "Too many requests.",
    "500": "Our fault.",
    "503": "The call is switched off for a while.",
}
UNWRITTEN = {
    "413": "The body is too large.",
    "415": "The body is neither a form nor JSON.",
    "422": "The `Idempotency-Key` came with another request before.",
}
"""What changes are refused for beside the rest."""


def document(calls: Sequence[Call], types: Types, site: str) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(_path(call), {})[call.method.lower()] = _operation(call, types)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The old API",
            "version": "3",
            "description": "Old calls, answered through GraphQL. `?explain=graphql` shows how.",
        },
        "servers": [{"url": site}],
        "security": [{"bearer": []}, {"access_token": []}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": {"v2": _v2_error(), "v3": _v3_error()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "access_token": {"type": "apiKey", "in": "query", "name": "access_token"},
                "key": {"type": "apiKey", "in": "query", "name": "key"},
            },
        },
    }


def _path(call: Call) -> str:
    return "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in call.path.split("/"))


def _operation(call: Call, types: Types) -> dict[str, Any]:
    return {
        "operationId": call.operation,
        "summary": call.title,
        "tags": [call.generation],
        **({"security": [{}, {"bearer": []}]} if call.public else {}),
        "parameters": list(_parameters(call)),
        "responses": {
            "200": _answer(call, types),
            **({str(call.write.status): _answer(call, types)} if call.write else {}),
            **{code: _refusal(call, says) for code, says in {**REFUSALS, **(UNWRITTEN if call.write else {})}.items()},
        },
    }


def _parameters(call: Call) -> Iterator[dict[str, Any]]:
    within = {part[1:] for part in call.path.split("/") if part.startswith(":")}
    for parameter in call.parameters:
        place = "path" if parameter.name in within else "query"
        yield _parameter(parameter, place, _values(parameter))
    for parameter in FILTERS:
        yield _parameter(parameter, "query", _TEXT)
    for parameter in MANNERS:
        yield _parameter(parameter, "query", _values(parameter))
    if call.listing:
        whole = {"type": "integer", "minimum": 0}
        kinds: dict[str, dict[str, Any]] = {
            "page": {**whole, "minimum": 1, "maximum": LARGEST_PAGE},
            "offset": {**whole, "maximum": 999_999_999},
            "order": {"enum": list(call.listing.orders)},
            "desc": {"enum": ["true", "desc", "false"]},
        }
        yield from (_parameter(parameter, "query", kinds[parameter.name]) for parameter in PAGING)
    yield _query("format", "How to answer.", {"enum": list(FORMATS)})
    yield _query("callback", "A function for JSONP to call.", {"type": "string", "pattern": f"^{CALLBACK}$"})
    yield _query("explain", "Answer with what to ask GraphQL instead.", {"enum": ["graphql"]})


def _query(name: str, says: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": says, "schema": dict(kind)}


def _parameter(parameter: Parameter, place: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    drawn = {**_query(parameter.name, parameter.says, kind), "in": place}
    if place == "path":
        drawn["required"] = True
    if parameter.refused:
        drawn.update(deprecated=True, description=f"{parameter.says} It {parameter.refused}.")
    return drawn


def _values(parameter: Parameter) -> dict[str, Any]:
    return {"enum": list(parameter.values)} if parameter.values else dict(_TEXT)


def _answer(call: Call, types: Types) -> dict[str, Any]:
    shown = types(samples(call)[1].document)
    around = ((LIST,) if call.connection else ()) + (("edges", *filter(None, [call.node])) if call.listing else ())
    if call.write and call.write.answers:
        around = (call.write.answers,)
    entry = _object(call.table, cut(call.table, EVERYTHING), shown, around)
    if call.listing is None:
        return _response(call.title, entry)
    listed = {"type": "array", "items": entry}
    if call.generation == "v3":
        return _response(call.title, listed)
    meta = {
        "type": "object",
        "properties": META,
        "required": [name for name in META if name != "signed_url"],
        "additionalProperties": False,
    }
    return _response(
        call.title,
        {"type": "object", "properties": {"results": listed, "meta": meta}, "required": ["results", "meta"]},
    )


def _response(says: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    explained = {"type": "object", "properties": {"document": _TEXT}, "required": ["document", "mind"]}
    return {
        "description": says,
        "content": {
            "application/json": {"schema": {"anyOf": [kind, explained]}},
            "application/xml": {},
            "application/javascript": {},
        },
    }


def _refusal(call: Call, says: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{call.generation}"}
    return {"description": says, "content": {"application/json": {"schema": schema}, "application/xml": {}}}


def _object(table: Table, chosen: Sequence[Chosen], shown: Shown, way: Way) -> dict[str, Any]:
    either = _either(table)
    properties = {
        choice.row.name: {} if choice.row.name in either else _property(choice, shown, way) for choice in chosen
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _either(table: Table) -> set[str]:
    """Names that stand for one of two rows."""
    names = [row.name for row in table.rows]
    return {name for name in names if names.count(name) > 1}


def _property(choice: Chosen, shown: Shown, way: Way) -> dict[str, Any]:
    row = choice.row
    says = {"description": row.note} if row.note else {}
    if row.path is None:
        return {**says, "deprecated": True}
    *heads, _ = (part.partition("(")[0] for part in row.path.split("."))
    here = (*way, *heads, row.name)
    if row.convert and row.convert.kind:
        return {**says, "type": row.convert.kind}
    many = any(shown[here[:end]][1] for end in range(len(way) + 1, len(here) + 1) if here[:end] in shown)
    many = many and row.convert is not FIRST
    kind = (
        _object(row.table, choice.within, shown, here)
        if isinstance(row, Object)
        else _kind(shown.get(here, ("", False))[0])
    )
    return {**says, "type": "array", "items": kind} if many else {**kind, **says}


def _kind(name: str) -> dict[str, Any]:
    return {"type": _KINDS.get(name, "string")}


def _v2_error() -> dict[str, Any]:
    names = ("details", "code", "problem")
    return {"type": "object", "properties": dict.fromkeys(names, _TEXT), "required": list(names)}


def _v3_error() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": dict.fromkeys(("code", "message", "field"), _TEXT),
        "required": ["code", "message"],
    }
    listed = {"type": "array", "items": error, "minItems": 1}
    return {"type": "object", "properties": {"errors": listed}, "required": ["errors"]}


def catalogue(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """All calls with parameters and fields, for programs: what becomes of each in GraphQL, and how faithfully."""
    return [_listed(call) for call in calls]


def _listed(call: Call) -> dict[str, Any]:
    return {
        "call": call.identity,
        "generation": call.generation,
        "operation": call.operation,
        "graphql": call.root,
        "parameters": [_told(parameter) for parameter in (*call.parameters, *FILTERS)]
        + [_told(parameter) for parameter in (PAGING if call.listing else ())],
        "fields": list(_fields(call.table, "", "")),
    }


def _told(parameter: Parameter) -> dict[str, Any]:
    served = "ignored" if parameter.values and not (parameter.variable or parameter.shows) else "changed"
    return {
        "name": parameter.name,
        "graphql": parameter.variable or None,
        "fidelity": "gone" if parameter.refused else served,
        **({"note": parameter.refused} if parameter.refused else {}),
    }


def _fields(table: Table, name: str, path: str) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        note = "; ".join(filter(None, (row.convert.says if row.convert else "", row.note)))
        yield {
            "name": name + row.name,
            "graphql": path + row.path if row.path else None,
            "fidelity": "gone" if row.path is None else "changed" if note else "exact",
            "default": row.default,
            **({"note": note} if note else {}),
        }
        if isinstance(row, Object):
            yield from _fields(row.table, f"{name}{row.name}.", f"{path}{row.path}.")


def written(calls: Sequence[Call]) -> str:
    """The catalogue as a file holds it: a call a line."""
    import orjson

    lines = [orjson.dumps(call).decode() for call in catalogue(calls)]
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    import sys

    from legacy_rest.calls import CALLS

    sys.stdout.write(written(CALLS))
