"""Where tests get their server processes from: a process that has read the product once, and forks.

What a child runs is `python -m server` as always, with an environment, arguments and a process of its own; it only
does without the seconds that reading the product takes.
"""

import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PATIENCE = 120
"""Seconds that a command may take."""


class Child:
    """A process of a nursery, with what tests use of `subprocess.Popen`."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._lives = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float) -> int:
        """The exit code, when it has ended."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return code

    def _ended(self, timeout: float) -> int | None:
        if self.returncode is None and select.select([self._lives], [], [], timeout)[0]:
            os.close(self._lives)
            self.returncode = os.waitstatus_to_exitcode(self._nursery.ask(reap=self.pid))
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            signal.pidfd_send_signal(self._lives, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Make it end."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks, seen from the tests."""

    def __init__(self, root: Path) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=root,
            env={**os.environ, "COLUMNS": "200"},  # which Rich reads when it is imported
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path, errors: Path | None = None
    ) -> Child:
        """Run the command line; what it prints goes into the log, errors too if they have no place of their own."""
        streams = [str(log), str(errors or log)]
        return Child(self, self.ask(arguments=arguments, environment=environment, streams=streams))

    def run(self, arguments: Sequence[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Run the command line to its end."""
        with TemporaryDirectory() as folder:
            out, errors = Path(folder) / "out", Path(folder) / "errors"
            code = self.start(arguments, environment, out, errors).wait(PATIENCE)
            return subprocess.CompletedProcess(list(arguments), code, out.read_text(), errors.read_text())

    def ask(self, **request: Any) -> int:
        """Send a request and wait for the number that answers it."""
        with self._lock:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it; children that still run end with it."""
        self._process.communicate()


def main() -> None:
    """Fork for every line that asks for it, until there are no more lines."""
    gc.disable()
    import server.cli
    import server.serving  # noqa: F401

    gc.freeze()
    gc.enable()
    children: set[int] = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "reap" in request:
            children.discard(request["reap"])
            answer = os.waitpid(request["reap"], 0)[1]
        else:
            answer = os.fork() or _run(request)
            children.add(answer)
        print(answer, flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _run(request: dict[str, Any]) -> int:
    """Be `python -m server`, and never return."""
    from server.__main__ import main as server

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for ours, path in enumerate(request["streams"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), ours)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["convene", *request["arguments"]]
    server()
    sys.exit(0)


if __name__ == "__main__":
    main()
