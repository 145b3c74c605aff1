"""What a GraphQL request asks: read from a JSON body, from the parameters of a GET, or from a WebSocket message."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson


class Malformed(Exception):
    """A request that is none; the sentence says why."""


class Asked(NamedTuple):
    """One request. Either `query` is the document, or it is known by `document_id` or by `extensions`."""

    query: str | None
    variables: Mapping[str, Any]
    operation_name: str | None
    extensions: Mapping[str, Any]
    document_id: str | None


def parsed(text: str | bytes | bytearray) -> Any:
    """JSON as Python values. Raises `Malformed`, also for what is nested absurdly deep."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed("The request is not JSON in UTF-8.") from error


def asked(given: Any) -> Asked:
    """One request of JSON values. Unknown keys are passed over, as the specification wants."""
    if not isinstance(given, dict):
        raise Malformed("A request must be a JSON object.")
    if not (given.get("query") or given.get("documentId") or given.get("extensions")):
        raise Malformed("`query` must be the text of a GraphQL document.")
    return Asked(
        query=_text(given, "query"),
        variables=_object(given, "variables"),
        operation_name=_text(given, "operationName") or None,
        extensions=_object(given, "extensions"),
        document_id=_text(given, "documentId") or None,
    )


def asked_by_parameters(parameters: Mapping[str, str]) -> Asked:
    """One request of a query string; empty parameters are absent."""
    return asked({name: value for name, value in parameters.items() if value})


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"`{name}` must be a string.")
    return value


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object, or the JSON text of one: two kinds of old clients send variables so."""
    value = given.get(name)
    if isinstance(value, str):
        value = parsed(value) if value else None
    if value is not None and not isinstance(value, dict):
        raise Malformed(f"`{name}` must be an object.")
    return value or {}
