"""Clients who race, as processes. Nothing but the standard library is imported, so that they start at once."""

import http.client
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlsplit

Shot = tuple[str, str, Mapping[str, Any], Mapping[str, str]]
"""A server's address, a document, its variables, headers."""


def shoot(shots: Sequence[Shot]) -> list[tuple[int, Any]]:
    """Send all requests at once, each by its own thread and connection; answers in order."""
    gate, answers = threading.Barrier(len(shots)), [(0, None)] * len(shots)

    def one(at: int, shot: Shot) -> None:
        address, query, variables, headers = shot
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.connect()
        gate.wait()
        body = json.dumps({"query": query, "variables": variables})
        connection.request("POST", "/graphql", body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        answers[at] = (response.status, json.loads(response.read()))
        connection.close()

    threads = [threading.Thread(target=one, args=(at, shot)) for at, shot in enumerate(shots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Racers:
    """Processes that stay for many rounds; each takes its share of a round's requests."""

    PROCESSES = 4

    def __init__(self) -> None:
        self.pool = ProcessPoolExecutor(self.PROCESSES, mp_context=get_context("spawn"))

    def race(self, shots: Sequence[Shot]) -> list[Any]:
        """The answers' bodies, in the order of the requests."""
        return [body for _, body in self.answers(shots)]

    def answers(self, shots: Sequence[Shot]) -> list[tuple[int, Any]]:
        """Status and body of each."""
        shares = [list(shots[at :: self.PROCESSES]) for at in range(self.PROCESSES)]
        done = list(self.pool.map(shoot, [share for share in shares if share]))
        found = [iter(answers) for answers in done]
        return [next(found[at % self.PROCESSES]) for at in range(len(shots))]
