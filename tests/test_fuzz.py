"""Schemathesis against a server: whatever the schema allows is answered, and no answer is a failure of ours.

What it counts as refused is not a finding: `to: must be later than from` cannot be said in a schema.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db import demo
from tests.conftest import ROOT, Databases, Server

SEED = 20261118
BEARER = f"Authorization: Bearer {demo.DEMO_TOKEN}"


def fuzz(server: Server, folder: Path, *options: str, all_of_them: bool = True) -> tuple[int, int]:
    """Run it, print its summary (seed, cases, operations), and give the operations it tested and the cases."""
    script = Path(sys.executable).with_name("schemathesis")
    address = f"{server.url}/graphql"
    checks = ("--phases", "fuzzing", "--mode", "positive", "--checks", "not_a_server_error")
    done = subprocess.run(
        [script, "run", address, "-H", BEARER, "--seed", str(SEED), "--no-color", *checks, *options],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz_scalars", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    print(done.stdout[done.stdout.find("SUMMARY") :])
    assert done.returncode == 0, done.stdout + done.stderr
    selected, of_all = map(int, re.findall(r"Selected: (\d+)/(\d+)", done.stdout)[0])
    [tested] = re.findall(r"Tested: (\d+)", done.stdout)
    [cases] = re.findall(r"(\d+) generated", done.stdout)
    assert f"Seed: {SEED}" in done.stdout
    assert selected == of_all
    assert int(tested) == of_all or not all_of_them, "not every operation was tested"
    return int(tested), int(cases)


def failures(server: Server) -> list[str]:
    """What the server's log has of mistakes of ours, also of those that callers did not notice."""
    return [line for line in server.log.read_text().splitlines() if '"exception"' in line or '"status": 500' in line]


@pytest.fixture
def fuzzed(databases: Databases, servers: Callable[..., Server], request: pytest.FixtureRequest) -> Server:
    """A server on a demo of its own, for everything that can be changed will be."""
    return servers(databases.demo_to_change(request.param), SUGGESTIONS="on")


@pytest.mark.parametrize("fuzzed", ["sqlite"], indirect=True)
def test_every_operation_once_or_twice(fuzzed: Server, tmp_path: Path) -> None:
    tested, cases = fuzz(fuzzed, tmp_path, "--max-examples", "2")
    assert cases >= tested > 10


@pytest.mark.soak
@pytest.mark.parametrize("fuzzed", ["sqlite", "postgresql"], indirect=True)
def test_a_minute_of_everything(fuzzed: Server, tmp_path: Path) -> None:
    """Every operation, and then a minute, in which a slow machine does not come to all of them again."""
    tested, cases = fuzz(fuzzed, tmp_path, "--max-examples", "2")
    assert cases >= tested > 10
    fuzz(fuzzed, tmp_path, "--max-time", "60", all_of_them=False)
    assert failures(fuzzed) == []
