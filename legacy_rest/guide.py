"""Writes the migration guide from the tables: `python -m legacy_rest.guide > docs/legacy.md`."""

import sys
from collections.abc import Iterator, Sequence

from legacy_rest.tables import Call, Leaf, Object, Parameter, Table
from legacy_rest.translate import samples

INTRODUCTION = """\
# Leaving the old API

Old calls still answer, and each is a GraphQL query underneath. This page has all of them with their parameters and
fields, and what stands for each in GraphQL. It is generated from the tables that do the work
(`python -m legacy_rest.guide > docs/legacy.md`), so it is complete and cannot be out of date.

## How to move a call
Let Convene write the query for the very call that your program makes:

```console
$ convene explain 'GET /2/event/930000000?only=name,time,group.name'
```

It prints the document and its variables. Send both to `/graphql`, with the same token that the old call had:

```console
$ curl http://127.0.0.1:8000/graphql -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\
    -d '{"query": "...", "variables": {"id": "930000000", "includeLimited": false}}'
```

The aliases (`time: dateTime`) keep the old names in the answer. Drop them one by one as your program learns the new
names; then see to the values that the tables below call different.

## What is different everywhere
- Old answers leave out what has no value. GraphQL answers `null`, or an empty list.
- Formats are gone: XML (`.xml`, `format=xml`) and JSONP (`callback=`) are for the old API; GraphQL answers JSON.
- `only`, `omit` and `fields` are gone: a query names the fields that it wants.
- Nothing there, or nothing that you may see, was 404 `not_found`. It is `null` now, with status 200.
- A change that was refused was 401, or 400 with a word in `code`. It is 200 now, with `errors` in the payload that name
  the field of the input.
- Times like `2w` are gone: write milliseconds or an ISO time. An empty parameter of a change was as good as none,
  except for texts, which it took away.
- A token that nobody knows is 401 at both doors, with the code `not_authorized` there and `UNAUTHENTICATED` here.
  Without a token the old API refuses; GraphQL answers what is public.
- Signed addresses are gone. In the old API `sign=true` answers one, in `meta.signed_url` and `X-Meta-Signed-URL`: it
  reads the same without a credential, for as long as the token that signed it is valid. Page and format may be changed.
- Headers: `X-Meta-Visit` and `X-Meta-Visit-Event` are the mutation `recordVisit`; the counters of
  `X-Meta-Request-Headers` are `self { counters { unreadNotifications ... } }`; `X-Meta-Photo-Host: secure`, or
  `photo-host=secure`, wrote the addresses of photos with a secure host, and GraphQL writes them as they are kept. A
  visit that cannot be noted, and a counter that there is not, are no errors.
- A recurring event has letters for an id. Once a program of version 2 has answered it by its letters (`POST /2/rsvp`),
  version 2 shows its number instead (`oldId` in GraphQL); everywhere else it keeps its letters, and both lead to it.
- `key=` is for the old API only; `access_token=` and `Authorization: Bearer` are for both.

## How to read the tables
*Shown* says when an old answer has the field: by default, or for those who ask as it says there. *GraphQL* is the path
from the query's root field, or from what a mutation's payload holds; a list on the way is not marked. *Difference*
says how the old value is written, and what it is in GraphQL.
"""
FILTERS = (
    Parameter("fields", "Names of more fields to show, separated by commas."),
    Parameter("only", "Names of the only fields to show; dots go into objects (`group.name`)."),
    Parameter("omit", "Names of fields to leave out, with dots as well."),
)
MANNERS = (
    Parameter(
        "sign", "`true` to be told an address that answers this without a credential.", values={"true": 1, "false": 0}
    ),
    Parameter("photo-host", "Where photos are hosted.", values={"public": 0, "secure": 1}),
)
"""Parameters of every call that are about how it is answered."""
PAGING = (
    Parameter("page", "How many results, at most 200 and 200 if not given.", "first"),
    Parameter("offset", "Which page, from 0.", "offset"),
    Parameter("order", "What to sort by.", "sort"),
    Parameter("desc", "`true` or `desc` turns the order round.", "sort"),
)


def markdown(calls: Sequence[Call]) -> str:
    """The whole guide."""
    alike = {call.table.name: call for call in reversed(calls)}
    return "\n".join([INTRODUCTION, *(line for call in calls for line in _call(call, alike[call.table.name]))])


def _call(call: Call, alike: Call) -> Iterator[str]:
    """A call. The fields of an object are listed at the first call that answers it, which is `alike`."""
    verb = "sends" if call.write else "asks"
    yield from (f"## {call.identity}", f"{call.title}, {call.generation}. By default it {verb}:", "")
    yield from ("```graphql", samples(call)[0].document, "```", "")
    yield from ("| parameter | meaning | values | GraphQL |", "|---|---|---|---|")
    common = (*FILTERS, *(PAGING if call.listing else ()))
    yield from (_parameter(call, parameter) for parameter in (*call.parameters, *common))
    yield ""
    if call.write and alike is not call:
        yield from (f"It answers as `{alike.identity}` does.", "")
        return
    yield from ("| field | shown | GraphQL | difference |", "|---|---|---|---|")
    yield from _fields(call.table)
    yield ""


def _parameter(call: Call, parameter: Parameter) -> str:
    values = ", ".join(f"`{value}`" for value in parameter.values)
    given = parameter.values and parameter.default is not None
    default = f"; `{str(parameter.default).lower()}` if not given" if given else "; required" * parameter.required
    takes = (values + default).removeprefix("; ")
    kind = call.variables.get(parameter.variable)
    variable = f"`${parameter.variable}{f': {kind}' if kind else ''}`"
    if not parameter.variable:
        variable = parameter.refused or "the selection"
    return f"| `{parameter.name}` | {parameter.says} | {takes} | {variable} |"


def _fields(table: Table, name: str = "", path: str = "", asked: Sequence[str] = ()) -> Iterator[str]:
    """A line for each row; `asked` holds the ways to ask for the object that the rows are in, if one has to."""
    for row in table.rows:
        ways = _ways(row, name + row.name, asked)
        yield _field(row, name, path, ways)
        if isinstance(row, Object):
            yield from _fields(row.table, f"{name}{row.name}.", f"{path}{row.path}.", ways)


def _field(row: Leaf | Object, name: str, path: str, ways: Sequence[str]) -> str:
    shown = " or ".join(f"`{way}`" for way in ways) or "by default"
    difference = "; ".join(filter(None, (row.convert.says if row.convert else "", row.note)))
    if row.path is None:
        return f"| `{name}{row.name}` | never | | {difference} |"
    return f"| `{name}{row.name}` | {shown} | `{path}{row.path}` | {difference} |"


def _ways(row: Leaf | Object, name: str, asked: Sequence[str]) -> Sequence[str]:
    if row.default:
        return asked
    own = [word if "=" in word else f"fields={word}" for word in row.words or (name,)]
    if not asked or set(own) & set(asked):
        return own
    return [f"{way},{word.removeprefix('fields=')}" for way in asked for word in own]


if __name__ == "__main__":
    from legacy_rest.calls import CALLS

    sys.stdout.write(markdown(CALLS))
