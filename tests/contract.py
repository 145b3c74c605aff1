"""The published contract beside ours: `python -m tests.contract` prints what is carried, added and not carried.

`published.txt` lists the published names with their types, one a line. What we do not have of it, or only to refuse it,
stands in `not_carried.txt` with the reason. `released.txt` is our schema as it was last released, in the same form
(`python -m tests.contract released`); `breaking.txt` says what breaks it.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_scalar_type,
    print_ast,
)

ROOT = Path(__file__).parent.parent

BUILT_IN = frozenset({"Boolean", "Float", "ID", "Int", "String"})
NOT_HERE = "NotHere"
"""The scalar of fields that are there so that published documents validate, and refused when they are used."""
IDLE = re.compile("not supported, and refused|has no effect", re.IGNORECASE)
"""What the descriptions of such fields say where the type is the published one, and of those that do nothing."""


def bare(name: str) -> GraphQLSchema:
    """A schema of names and types alone, from a list of one a line."""
    lines = [line.split(" ", 1) for line in (ROOT / "tests" / name).read_text().splitlines()]
    return build_schema("\n".join(_types(lines)), assume_valid=True)


def _types(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    for kind, rest in lines:
        if kind == "scalar":
            yield f"scalar {rest}"
    members = [(kind, *rest.split(".", 1)) for kind, rest in lines if kind != "scalar"]
    for (kind, name), each in groupby(members, key=lambda member: member[:2]):
        yield f"{kind} {name} {{ {' '.join(member[2] for member in each)} }}"


def listing(schema: GraphQLSchema) -> Iterator[str]:
    """A schema as such a list."""
    for name, kind in types(schema).items():
        if is_scalar_type(kind):
            yield f"scalar {name}"
        for field, value in members(kind).items():
            if is_enum_type(kind):
                yield f"enum {name}.{field}"
            else:
                word = "input" if is_input_object_type(kind) else "type"
                taken = ", ".join(f"{each}: {_typed(argument)}" for each, argument in arguments(value).items())
                yield f"{word} {name}.{field}{f'({taken})' if taken else ''}: {_typed(value)}"


def _typed(given: Any) -> str:
    default = _default(given)
    return str(given.type) if default is None else f"{given.type} = {default}"


def ours() -> GraphQLSchema:
    """The committed schema, which other tests hold against the one that is served."""
    return build_schema((ROOT / "schema" / "schema.graphql").read_text())


def weaker(given: Any, taken: Any) -> bool:
    """Whether every value of the input type `given` is one of `taken`."""
    if str(taken) == NOT_HERE:
        return True
    if is_non_null_type(taken):
        return is_non_null_type(given) and weaker(given.of_type, taken.of_type)
    if is_non_null_type(given):
        return weaker(given.of_type, taken)
    if is_list_type(given) and is_list_type(taken):
        return weaker(given.of_type, taken.of_type)
    return str(given) == str(taken)


def sections(name: str) -> dict[str, list[str]]:
    """A list of ours: lines that end in a colon or a full stop head the indented names under them."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "tests" / name).read_text().splitlines():
        if line.startswith(" "):
            list(found.values())[-1].append(line.strip())
        elif line:
            found[line] = []
    return found


Members = Mapping[str, Any]


def members(kind: Any) -> Members:
    """The fields or the values of a type, by name."""
    found: Members = kind.values if is_enum_type(kind) else getattr(kind, "fields", {})
    return found


def types(schema: GraphQLSchema) -> dict[str, Any]:
    """The types of a schema that are no built-in ones, by name."""
    return {
        name: kind
        for name, kind in sorted(schema.type_map.items())
        if not name.startswith("__") and name not in BUILT_IN
    }


def arguments(field: Any) -> Mapping[str, GraphQLArgument]:
    """What a field takes."""
    return getattr(field, "args", {})


@dataclass(frozen=True)
class Contract:
    """Published types beside ours. Places are spelled `Type`, `Type.field`, `Type.field(argument)` or `Enum.VALUE`."""

    published: Mapping[str, Any]
    ours: Mapping[str, Any]

    @cached_property
    def missing(self) -> list[str]:
        """What is published and not here, or here only to be refused or to do nothing."""
        idle = [place for name in self.published if name in self.ours for place in self._idle(name)]
        return [*self._lacking(self.published, self.ours), *idle]

    def _idle(self, name: str) -> Iterator[str]:
        for field, value in members(self.ours[name]).items():
            wanted = members(self.published[name]).get(field)
            if wanted is None:
                continue
            if isinstance(value, GraphQLInputField) and does_nothing(value):
                yield f"{name}.{field}"
            idle = [each for each, argument in arguments(value).items() if does_nothing(argument)]
            yield from (f"{name}.{field}({each})" for each in idle if each in arguments(wanted))

    @cached_property
    def added(self) -> list[str]:
        """What is here and not published."""
        return list(self._lacking(self.ours, self.published))

    @staticmethod
    def _lacking(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[str]:
        for name, kind in wanted.items():
            if name not in there:
                yield name
                continue
            for field, value in members(kind).items():
                found = members(there[name]).get(field)
                if found is None:
                    yield f"{name}.{field}"
                    continue
                yield from (f"{name}.{field}({each})" for each in arguments(value) if each not in arguments(found))

    @cached_property
    def different(self) -> list[str]:
        """What is here by its name and not as published: outputs of another type, inputs that take less."""
        return [problem for name in self.published if name in self.ours for problem in self._differences(name)]

    def _differences(self, name: str) -> Iterator[str]:
        kind, there = self.published[name], self.ours[name]
        if type(kind) is not type(there):
            yield f"{name} is published as another kind of type"
            return
        for field in (each for each in members(kind) if each in members(there)):
            yield from self._difference(f"{name}.{field}", members(kind)[field], members(there)[field])

    def _difference(self, place: str, wanted: Any, found: Any) -> Iterator[str]:
        if isinstance(wanted, GraphQLInputField):
            yield from _less(place, wanted, found)
        elif hasattr(wanted, "type"):
            if str(wanted.type) != str(found.type):
                yield f"{place} answers {found.type}, published is {wanted.type}"
            for name in (each for each in arguments(wanted) if each in arguments(found)):
                yield from _less(f"{place}({name})", arguments(wanted)[name], arguments(found)[name])

    @cached_property
    def demanded(self) -> list[str]:
        """Inputs of ours that published documents do not give, and that must be given."""
        return [
            place for name, kind in self.published.items() if name in self.ours for place in self._demands(name, kind)
        ]

    def _demands(self, name: str, kind: Any) -> Iterator[str]:
        for field, found in members(self.ours[name]).items():
            wanted = members(kind).get(field)
            if isinstance(found, GraphQLInputField) and wanted is None and _needed(found):
                yield f"{name}.{field}"
            for each, argument in arguments(found).items() if wanted is not None else ():
                if each not in arguments(wanted) and _needed(argument):
                    yield f"{name}.{field}({each})"

    def fields(self, place: str) -> int:
        """How many published fields, of types and of inputs, a place stands for."""
        name, _, rest = place.partition(".")
        kind = self.published[name]
        if not (is_object_type(kind) or is_input_object_type(kind)):
            return 0
        return len(members(kind)) if not rest else int("(" not in rest)

    @cached_property
    def size(self) -> int:
        """How many fields are published."""
        return sum(self.fields(name) for name in self.published)

    def covers(self, listed: str, place: str) -> bool:
        """Whether a listed place is this one or holds it."""
        return place == listed or re.split(r"[.(]", place)[0] == listed


def does_nothing(given: Any) -> bool:
    """Whether an input is there only so that published documents validate: by its type, or by its description."""
    return str(get_named_type(given.type)) == NOT_HERE or bool(IDLE.search(given.description or ""))


def _less(place: str, wanted: Any, found: Any) -> Iterator[str]:
    if not weaker(wanted.type, found.type) or (_needed(found) and not _needed(wanted)):
        yield f"{place} takes {found.type}, published is {wanted.type}"
    if _default(wanted) is not None and _default(wanted) != _default(found):
        yield f"{place} is {_default(found)} if not given, published is {_default(wanted)}"


def _default(given: Any) -> str | None:
    value = getattr(given.ast_node, "default_value", None)
    return None if value is None else print_ast(value)


def _needed(given: Any) -> bool:
    return is_non_null_type(given.type) and _default(given) is None


def contract() -> Contract:
    """Both, as they stand."""
    return Contract(types(bare("published.txt")), types(ours()))


def page(found: Contract) -> str:
    """`docs/graphql.md`."""
    return "\n".join([*_head(found), *_carried(found), *_added(found), *_not_carried()]) + "\n"


def _head(found: Contract) -> list[str]:
    left_out = sum(found.fields(name) for names in sections("not_carried.txt").values() for name in names)
    return [
        "# The published GraphQL contract",
        "",
        "<!-- Made by `python -m tests.contract > docs/graphql.md`. -->",
        "",
        "Programs that were written for Meetup's published GraphQL send their documents to `/gql-ext` or `/graphql`",
        "unchanged. Names, arguments and types are the published ones; outputs are as published, inputs take the same",
        "or more. What a document uses and Convene does not have is refused with the field's name; only what nobody",
        "outside of Meetup can know the meaning of is taken and has no effect. Both are listed at the end.",
        "",
        f"Of {found.size} published fields of types and inputs {left_out} are left out, {left_out / found.size:.1%}.",
        "",
    ]


def _carried(found: Contract) -> Iterator[str]:
    yield from ("## Carried", "", "| type | published fields, or values |", "|---|---|")
    missing = set(found.missing)
    for name, kind in found.published.items():
        if name in missing:
            continue
        names = [each for each in members(kind) if f"{name}.{each}" not in missing]
        yield f"| `{name}` | {_listed(names) or 'scalar'} |"
    yield ""


def _added(found: Contract) -> Iterator[str]:
    yield from ("## Added", "", "Ours, in the same style. Nothing of it must be given or asked for.", "")
    whole = [name for name in found.added if "." not in name]
    yield from (f"- Types: {_listed(whole)}.",)
    parts = defaultdict(list)
    for place in found.added:
        if "." in place:
            name, _, rest = place.partition(".")
            parts[name].append(rest)
    yield from (f"- `{name}`: {_listed(names)}." for name, names in parts.items())
    yield ""


def _not_carried() -> Iterator[str]:
    yield from ("## Not carried", "", "| what | why |", "|---|---|")
    for reason, names in sections("not_carried.txt").items():
        yield f"| {_listed(names)} | {reason} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    if "released" in sys.argv:
        sys.stdout.write("".join(f"{line}\n" for line in listing(ours())))
    else:
        sys.stdout.write(page(contract()))
