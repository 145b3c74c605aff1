"""The walls of the house (docs/design.md): who may import whom, and how large things may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("db", "legacy_rest", "resolvers", "schema", "server")
BELOW = {
    "db": set(),
    "legacy_rest": set(),
    "resolvers": {"db"},
    "schema": {"resolvers", "db"},
    "server": {"schema", "resolvers", "db", "legacy_rest"},
}
"""The rooms that a room may know, besides itself."""
STRANGERS = {
    "db": {"alembic", "orjson", "psycopg", "sqlalchemy"},
    "legacy_rest": {"graphql.language", "nh3", "orjson", "selectolax", "starlette"},
    "resolvers": {
        "aiodataloader",
        "graphql",
        "holidays",
        "icalendar",
        "nh3",
        "orjson",
        "recurring_ical_events",
        "sqlalchemy",
        "strawberry",
        "zipcodes",
    },
    "schema": {"graphql", "orjson", "strawberry"},
}
"""What a room may import of other projects; the server may import all that is declared."""
COMPOSERS = {"server/app.py", "server/cli.py", "server/export.py"}
SHAPELESS = {"utils", "util", "common", "core", "services", "helpers", "misc", "repositories"}
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 900, 60


def imports(source: str | bytes) -> Iterator[str]:
    """Every module that a source imports, wherever in it, `from a import b` as `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise AssertionError(f"line {node.lineno}: an import by dots does not say which room it means")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, *packages: str) -> bool:
    """Whether a module is one of these packages or stands in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def trespasses(room: str, source: str | bytes) -> list[str]:
    """What a source imports and, standing in this room, may not."""
    found = []
    for module in imports(source):
        top = module.partition(".")[0]
        if top in ROOMS:
            allowed = top in BELOW[room] | {room}
        elif top in sys.stdlib_module_names:
            allowed = True
        else:
            allowed = room == "server" or within(_public(module), *STRANGERS[room])
        if not allowed:
            found.append(module)
    return found


def _public(module: str) -> str:
    """graphql-core shows the names of its sub-packages at the top as well: where a name comes from."""
    top, _, name = module.partition(".")
    if top == "graphql" and name:
        import graphql.language

        return f"graphql.language.{name}" if name in graphql.language.__all__ else module
    return module


def files(*folders: str) -> list[Path]:
    """The Python files of some folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_migration(path: Path) -> bool:
    """Migrations are lists of tables, and written by Alembic."""
    return path.parent == ROOT / "db" / "migrations" / "versions"


EVERY_FILE = files(*ROOMS, "benchmarks", "tests")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_those_below_it(room: str) -> None:
    assert {_name(path): bad for path in files(room) if (bad := trespasses(room, path.read_bytes()))} == {}


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("db", "import resolvers.errors"),
        ("db", "from strawberry import field"),
        ("db", "def late() -> None:\n    import starlette.requests"),
        ("resolvers", "from schema import engine"),
        ("resolvers", "import starlette"),
        ("resolvers", "if TYPE_CHECKING:\n    from server.settings import Settings"),
        ("schema", "import legacy_rest.tables"),
        ("schema", "from sqlalchemy import select"),
        ("legacy_rest", "import db"),
        ("legacy_rest", "from resolvers.errors import Code"),
        ("legacy_rest", "from graphql import execute"),
        ("legacy_rest", "import httpx"),
    ],
)
def test_a_trespass_is_noticed(room: str, source: str) -> None:
    assert len(trespasses(room, source)) == 1


@pytest.mark.parametrize(
    "source", ["from graphql import parse, print_ast", "from graphql.language import ast", "import re"]
)
def test_what_the_shim_may_import(source: str) -> None:
    assert trespasses("legacy_rest", source) == []


def test_only_the_server_knows_the_shim() -> None:
    others = files("benchmarks", *(room for room in ROOMS if room not in ("server", "legacy_rest")))
    knowing = [_name(path) for path in others for module in imports(path.read_bytes()) if within(module, "legacy_rest")]
    assert knowing == []


def test_only_two_files_know_all_the_parts() -> None:
    knowing = {}
    for path in files("server"):
        rooms = {module.partition(".")[0] for module in imports(path.read_bytes())}
        knowing[_name(path)] = rooms >= {"db", "schema", "legacy_rest"}
    assert {name for name, all_of_them in knowing.items() if all_of_them} == COMPOSERS


def test_nothing_is_imported_by_its_name_as_text() -> None:
    """For that would pass the tests above unseen."""
    hidden = ("importlib.import_module", "importlib.__import__", "runpy.run_module", "pkgutil.resolve_name")
    found = {_name(path): set(imports(path.read_bytes())) & set(hidden) for path in files(*ROOMS)}
    assert {name: modules for name, modules in found.items() if modules} == {}
    for path in files(*ROOMS):
        tree = ast.parse(path.read_bytes())
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not called & {"__import__", "import_module", *hidden}, path


def test_every_name_says_what_it_holds() -> None:
    parts = {part for path in EVERY_FILE for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & SHAPELESS == set()
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert folders == {*ROOMS} | (folders & {"tests", "benchmarks"})


def test_no_file_is_too_long() -> None:
    files_of_ours = [path for path in EVERY_FILE if not _is_migration(path)]
    lengths = {_name(path): len(path.read_bytes().splitlines()) for path in files_of_ours}
    limits = {name: LONGEST_TEST if name.startswith("tests/") else LONGEST_FILE for name in lengths}
    assert {name: length for name, length in lengths.items() if length > limits[name]} == {}


def test_no_function_is_too_long() -> None:
    found = {}
    for path in EVERY_FILE:
        if _is_migration(path):
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found[f"{_name(path)}:{node.name}"] = length
    assert found == {}


def test_every_module_says_what_it_owns() -> None:
    silent = [_name(path) for path in EVERY_FILE if not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert silent == []


def test_no_declaration_makes_sql_before_it_is_asked() -> None:
    """Aliases that are made while modules are loaded would be everybody's, and keep what was compiled with them."""
    made = "import server.app; from resolvers.fields import EVERYBODYS; print(list(EVERYBODYS))"
    run = subprocess.run([sys.executable, "-c", made], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
