"""A receiver of webhooks: a real server, which answers as it is told and remembers what came."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Post:
    """What came."""

    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """What it says."""
        return json.loads(self.content)

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of its signatures is right, as Standard Webhooks has it: written anew, from the specification."""
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        signed = b".".join(
            [self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), self.content]
        )
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split(" ")


class Receiver:
    """Answers each path in its own way, 204 if nothing else is said; `HANG` never answers, `RUBBISH` not in HTTP."""

    HANG, RUBBISH = -1, -2

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answers: dict[str, int] = {}
        self.came = threading.Condition()
        self.over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Remember and answer."""
                receiver.take(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """A request."""
        content = handler.rfile.read(int(handler.headers["content-length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self.came:
            self.posts.append(Post(handler.path, headers, content))
            self.came.notify_all()
        status = self.answers.get(handler.path, 204)
        if status == self.HANG:
            self.over.wait()
        elif status == self.RUBBISH:
            handler.wfile.write(b"x" * 100_000)
        else:
            handler.send_response(status)
            handler.send_header("Location", f"{self.url}/elsewhere")
            handler.end_headers()

    def wait(self, path: str, number: int = 1) -> list[Post]:
        """What came to a path, once it is so many."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.at(path)) >= number, 60), self.posts
            return self.at(path)

    def at(self, path: str) -> list[Post]:
        """What came to a path."""
        return [post for post in self.posts if post.path == path]

    def close(self) -> None:
        """Answer nobody any more."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


def nobody_there() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
