"""Clients who race: processes that stay for many rounds, each with a connection of its own in every round."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Shot = tuple[str, str, Mapping[str, Any], Mapping[str, str]]
"""A server's address, a document, its variables, headers."""
CLIENTS = 32
LEAN = {"FASTPATH": "off"}
"""Who only writes needs no compiled documents; servers that make none start and stop at once."""


class Racers:
    """As many processes as there were ever requests at once."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def race(self, shots: Sequence[Shot]) -> list[Any]:
        """The answers' bodies, in the order of the requests."""
        return [body for _, body in self.answers(shots)]

    def answers(self, shots: Sequence[Shot], leave: bool = False) -> list[tuple[int, Any]]:
        """Status and body of each, all sent at once. Those who `leave` do not wait for the answer."""
        racing = self._clients(len(shots))
        for process, shot in zip(racing, shots, strict=True):
            _tell(process, json.dumps(_request(shot, leave)))
        assert {_heard(process) for process in racing} == {"ready\n"}
        for process in racing:
            _tell(process, "go")
        return [tuple(json.loads(_heard(process))) for process in racing]

    def _clients(self, number: int) -> list[subprocess.Popen[str]]:
        script, pipe = str(Path(__file__).with_name("racer.py")), subprocess.PIPE
        while len(self.processes) < number:
            command = [sys.executable, "-I", "-S", script]
            self.processes.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
        return self.processes[:number]

    def close(self) -> None:
        """End all clients."""
        for process in self.processes:
            process.communicate()


def _request(shot: Shot, leave: bool) -> list[Any]:
    address, query, variables, headers = shot
    at = urlsplit(address)
    body = json.dumps({"query": query, "variables": variables})
    return [at.hostname, at.port, {"Content-Type": "application/json", **headers}, body, leave]


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()
