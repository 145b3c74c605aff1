"""What the project takes from elsewhere, and that nothing from elsewhere takes its place."""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schema import schema
from tests.conftest import ROOT, lacking
from tests.test_cli import command, refused, run

NAMES = {"benchmarks", "db", "legacy_rest", "resolvers", "schema", "server", "tests"}
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def normal(name: str) -> str:
    """A distribution's name, as names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, set[str]]:
    """The distributions of a lock file with their versions: several where they depend on Python's."""
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    versions: dict[str, set[str]] = {}
    for pin, version in pins:
        versions.setdefault(normal(pin), set()).add(version)
    return versions


def installed() -> dict[str, importlib.metadata.Distribution]:
    """The distributions of this environment."""
    return {normal(found.metadata["Name"]): found for found in importlib.metadata.distributions()}


# Names


def test_no_distribution_provides_a_package_of_our_names() -> None:
    """Not one that is locked, nor any other that is in the environment. A `tests` is harmless: ours is found first, in
    the folder that everything is started from, and is a package with a file.
    """
    provided = importlib.metadata.packages_distributions()
    assert {name: provided[name] for name in (NAMES - {"tests"}) & provided.keys()} == {}
    assert sys.modules["tests"].__file__ == str(ROOT / "tests" / "__init__.py")
    assert {"strawberry", "starlette", "sqlalchemy"} <= provided.keys()


def test_what_is_locked_is_what_is_installed() -> None:
    """The test above sees every locked distribution, but for those of other machines."""
    here = installed()
    pins = locked("requirements-dev.lock")
    assert not {
        name: versions for name, versions in pins.items() if name in here and here[name].version not in versions
    }
    absent = set(pins) - set(here)
    conditional = re.findall(r"^([\w.-]+)==\S+ ; ", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE)
    assert absent <= {normal(name) for name in conditional}


def test_our_packages_are_those_that_python_finds() -> None:
    for name in NAMES - {"benchmarks"}:
        folder = ROOT / name
        found = importlib.machinery.PathFinder.find_spec(name, [str(ROOT)])
        assert found is not None, name
        assert list(found.submodule_search_locations or ()) == [str(folder)]


@pytest.fixture
def intruder(tmp_path: Path) -> Path:
    """A folder with a package of another project called like one of ours."""
    package = tmp_path / "elsewhere" / "schema"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('the wrong one was imported')\n")
    return package.parent


def names(shown: str, folder: Path) -> bool:
    """Whether a sentence says which package stands in the way, and where."""
    return "'schema'" in shown and str(folder / "schema") in shown


def test_an_intruder_on_the_path(intruder: Path, tmp_path: Path) -> None:
    given = command("serve", url=f"sqlite:///{tmp_path}/never.sqlite3", PYTHONPATH=str(intruder))
    assert names(refused(run(given)), intruder)
    assert not (tmp_path / "never.sqlite3").exists()


def test_an_intruder_that_would_be_imported_first(intruder: Path) -> None:
    paths = f"{intruder}{os.pathsep}{ROOT}"
    assert names(refused(run(command("schema", PYTHONPATH=paths, PYTHONSAFEPATH="1"))), intruder)


def test_an_intruder_that_is_one_file(intruder: Path) -> None:
    shutil.rmtree(intruder / "schema")
    (intruder / "schema.py").touch()
    assert names(refused(run(command("schema", PYTHONPATH=str(intruder)))), intruder)


def test_an_intruder_among_the_site_packages(intruder: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    [packages] = environment.glob("lib/python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "ours.pth").write_text("\n".join(ours) + "\n")
    given = command("schema")
    given["args"][0] = str(environment / "bin" / "python")
    assert run(given).returncode == 0

    (intruder / "schema").rename(packages / "schema")
    assert names(refused(run(given)), packages)


def test_a_folder_of_our_name_is_no_intruder(intruder: Path) -> None:
    """Python imports a folder without `__init__.py` only if there is nothing else."""
    (intruder / "schema" / "__init__.py").unlink()
    assert run(command("schema", PYTHONPATH=str(intruder))).returncode == 0


def test_the_console_command_enters_the_root(tmp_path: Path) -> None:
    script = ROOT / ".venv" / "bin" / "convene"
    if not script.exists():
        pytest.skip("`make venv` has not installed the command here")
    link = tmp_path / "convene"
    link.symlink_to(script)
    done = run(command("schema") | {"args": [link, "schema"], "cwd": tmp_path})
    assert done.stdout == schema.as_str() + "\n", done.stderr


def test_the_project_is_an_application_and_stays_here() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]
    assert "build-system" not in PROJECT
    assert "scripts" not in PROJECT["project"]
    assert PROJECT["tool"]["uv"] == {"package": False}
    assert json.loads((ROOT / "package.json").read_text())["private"] is True


# Locks


@pytest.mark.parametrize("name", LOCKS)
def test_locked_requirements_are_pinned_and_hashed(name: str) -> None:
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    requirements = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert requirements
    form = re.compile(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line[:60] for line in requirements if not form.fullmatch(line)] == []
    assert "://" not in "\n".join(lines)


def test_the_locks_agree() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runtime.items() <= dev.items()
    declared = {normal(re.split(r"[\[><=~! ]", each)[0]) for each in PROJECT["project"]["dependencies"]}
    assert declared <= runtime.keys()


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "clients"], ids=["page", "clients"])
def test_the_lock_of_node_packages_has_sums_and_no_addresses(folder: Path) -> None:
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert len(packages) > 10
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    wanted = json.loads((folder / "package.json").read_text())["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


# In pieces, so that this file does not contain what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com")
FOLDERS = ("/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", r"\\Us" + r"ers\\", "/wo" + "rk/", "/op" + "t/", "/mn" + "t/")
FOREIGN = re.compile(
    "|".join(
        [
            *map(re.escape, REGISTRIES),
            "file:" + "//",
            r"(?<![\w.])registr" + r"y\.\w+\.\w",
            *(rf"(?<![\w.\-/}}]){f}" for f in FOLDERS),
        ]
    )
)


def tracked() -> Iterator[Path]:
    """The files that are, or would be, in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True)
    return (ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:  # pictures
            continue
        found += [f"{path.relative_to(ROOT)}:{at}" for at, line in enumerate(lines, 1) if FOREIGN.search(line)]
    assert found == []


@pytest.mark.parametrize(
    "piece", ["see https://pypi" + ".org/p", "'/ro" + "ot/x'", "cd /wo" + "rk/main", "file:" + "///x"]
)
def test_what_is_looked_for_is_found(piece: str) -> None:
    assert FOREIGN.search(piece)
    assert not FOREIGN.search("https://convene.example/home/work/root.html")


# Python


def test_the_python_version_is_said_alike_everywhere() -> None:
    wanted = PROJECT["project"]["requires-python"]
    assert wanted == ">=3.11"
    assert sys.version_info >= (3, 11)
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"
    assert PROJECT["tool"]["mypy"]["python_version"] == "3.11"
    makefile = (ROOT / "Makefile").read_text()
    assert "sys.version_info < (3, 11)" in makefile
    assert "--python-version 3.11" in makefile
    versions = {line.rsplit(" ", 1)[1] for line in PROJECT["project"]["classifiers"] if "Python :: 3." in line}
    assert versions <= set(re.findall(r"python(3\.\d+)", makefile))


def test_without_python_make_says_what_is_needed(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "bash", "awk"):
        if (found := shutil.which(name)) is None:
            lacking(name)
        else:
            (programs / name).symlink_to(found)
    shutil.copy(ROOT / "Makefile", tmp_path)
    given = {"args": ["make", ".venv/pyvenv.cfg"], "cwd": tmp_path, "env": {"PATH": str(programs)}}
    done = run(given)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Convene needs Python 3.11 or newer")
    assert not (tmp_path / ".venv").exists()


# Imports


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """File and top-level name of all that a package imports."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from ((str(path), alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield str(path), node.module.partition(".")[0]


def provided_by(requirements: list[Any]) -> set[str]:
    """The distributions that requirements name, those of their extras included."""
    found = set()
    for requirement in requirements:
        if isinstance(requirement, dict):
            continue
        name, extras = re.fullmatch(r"([\w.-]+)(?:\[([\w,-]+)\])?.*", requirement).groups()  # type: ignore[union-attr]
        found.add(normal(name))
        for extra in (extras or "").split(",") if extras else ():
            of_it = re.compile(rf"([\w.-]+).*\bextra == ['\"]{extra}['\"]")
            needed = installed()[normal(name)].requires or []
            found |= {normal(match[1]) for each in needed if (match := of_it.match(each))}
    return found


@pytest.mark.parametrize("folder", sorted(NAMES))
def test_what_is_imported_is_declared(folder: str) -> None:
    declared = provided_by(PROJECT["project"]["dependencies"])
    if folder in ("tests", "benchmarks"):
        declared |= provided_by(PROJECT["dependency-groups"]["dev"])
    providers = importlib.metadata.packages_distributions()
    undeclared = {
        f"{Path(path).relative_to(ROOT)} imports {name}"
        for path, name in imported(folder)
        if name not in sys.stdlib_module_names | NAMES and not declared & {normal(p) for p in providers.get(name, ())}
    }
    assert undeclared == set()
