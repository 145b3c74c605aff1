"""The old API's OpenAPI document and catalogue: complete, true of the answers, and survived by the server."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from sqlalchemy import URL

import schema
from legacy_rest import openapi
from legacy_rest.calls import CALLS
from tests.conftest import ROOT, SITE, Databases, Server
from tests.legacy_examples import EXAMPLES, TOKEN

DOCUMENT = openapi.document(CALLS, schema.engine(None).leaves, SITE)
OPERATIONS = {each["operationId"]: each for path in DOCUMENT["paths"].values() for each in path.values()}
SEED = 1
CASES = 20
TOLD = {"seed": r"Seed: (\d+)", "cases": r"(\d+) generated", "tested": r"Tested: (\d+)"}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL]) -> Server:
    return servers(demo_urls("sqlite"), FASTPATH="on")


def ask(server: Server, path: str) -> httpx.Response:
    return httpx.get(f"{server.url}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)


def answers_of(operation: str) -> dict[str, Any]:
    kinds = OPERATIONS[operation]["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"]
    kind: dict[str, Any] = kinds[0]
    return kind


def test_the_server_shows_the_document(server: Server) -> None:
    shown = ask(server, "/openapi/meetup.json")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "application/json")
    assert shown.json() == DOCUMENT
    assert DOCUMENT["openapi"] == "3.1.0"


def test_every_row_is_described() -> None:
    assert set(OPERATIONS) == {call.operation for call in CALLS}
    for call in CALLS:
        named = [parameter["name"] for parameter in OPERATIONS[call.operation]["parameters"]]
        assert set(named) >= {*(parameter.name for parameter in call.parameters), "only", "omit", "fields", "format"}
        assert len(named) == len(set(named))


@pytest.mark.parametrize("operation", EXAMPLES)
def test_answers_are_as_described(server: Server, operation: str) -> None:
    jsonschema_rs.validator_for(answers_of(operation)).validate(ask(server, EXAMPLES[operation]).json())


def test_answers_with_everything_are_as_described(server: Server) -> None:
    for call in CALLS:
        if call.method == "GET":
            wanted = ",".join(name for row in call.table.rows for name in (row.name, *row.words))
            path = re.sub(r"fields=[^&]*", "", EXAMPLES[call.operation]) + f"&fields={wanted}"
            jsonschema_rs.validator_for(answers_of(call.operation)).validate(ask(server, path).json())


def test_a_wrong_answer_is_told() -> None:
    validator = jsonschema_rs.validator_for(answers_of("GET_2_event_id"))
    assert validator.is_valid({"id": "1", "time": 1})
    assert not validator.is_valid({"id": 1})
    assert not validator.is_valid({"id": "1", "unheard_of": 1})


def test_the_catalogue_is_up_to_date() -> None:
    written = (ROOT / "docs" / "legacy.json").read_text(encoding="utf-8")
    assert written == openapi.written(CALLS), "run: python -m legacy_rest.openapi > docs/legacy.json"
    listed = json.loads(written)
    assert [call["call"] for call in listed] == [call.identity for call in CALLS]
    fidelities = {field["fidelity"] for call in listed for field in call["fields"] + call["parameters"]}
    assert fidelities == {"exact", "changed", "ignored", "gone"}
    event = {field["name"]: field for field in listed[0]["fields"]}
    assert event["headcount"] == {"name": "headcount", "graphql": "headcount", "fidelity": "exact", "default": True}
    assert (event["time"]["fidelity"], event["distance"]["fidelity"]) == ("changed", "gone")


def test_no_input_that_the_document_allows_breaks_the_server(
    servers: Callable[..., Server], databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """schemathesis, with every operation covered, the changes too, and nothing found."""
    server = servers(databases.demo_to_change("sqlite"), FASTPATH="on")
    program = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi/meetup.json"]
    options = ["--url", server.url, "--seed", str(SEED), "--max-examples", str(CASES), "--checks", CHECKS]
    options += ["--phases", "coverage,fuzzing", "-H", f"Authorization: Bearer {TOKEN}", "--no-color"]
    options += ["--request-timeout", "60"]
    done = subprocess.run([*program, *options], capture_output=True, text=True, cwd=tmp_path, timeout=500, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    told = {name: re.search(pattern, done.stdout) for name, pattern in TOLD.items()}
    found = {name: match[1] for name, match in told.items() if match}
    covered = 100 * int(found["tested"]) / len(CALLS)
    with capsys.disabled():
        print(f"\nschemathesis: seed {found['seed']}, {found['cases']} cases, {covered:g}% of {len(CALLS)} operations")
    assert (covered, found["seed"]) == (100, str(SEED))
    assert int(found["cases"]) > CASES * len(CALLS)
