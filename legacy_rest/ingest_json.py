"""Cuts a stream of JSON into the objects that old answers hold, one at a time, in memory that does not grow.

The structure around the objects is walked here; each object is handed out as the bytes it was written in, for
orjson to read exactly. (ijson was tried: its fast backend turns a lone surrogate into "?" without a word.)
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson

LARGEST = 64 << 20
"""Bytes of one object, and of what surrounds the objects of one answer."""
DEEPEST = 32
MOST_KEYS = 1000
CHUNK = 1 << 18
IN_MEMORY = 8 << 20
"""Bytes of an answer's objects that wait for its `meta` in memory; more of them wait on disk."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_UNSTRUCTURED = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[-+.0-9A-Za-z]++")
_WRAPPED = re.compile(rb'"(?:results|response)"[ \t\r\n]*:[ \t\r\n]*[\[{]')
_LAST_KEY = re.compile(rb'"([^"\\]*)"[ \t\r\n]*:[ \t\r\n]*$')
_OPENING, _CLOSING, _QUOTE = b"[{", b"]}", b'"'


class Broken(Exception):
    """The bytes are not what an old answer is made of; the message says what is wrong."""


class Answer:
    """One old answer: its objects as bytes, whether they were a list, and what stood around them."""

    def __init__(self) -> None:
        self.listed = False
        self.around: dict[str, Any] = {}
        self._spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - `close` closes it

    def add(self, raw: bytes) -> None:
        """Keep an object until the answer is complete."""
        self._spool.write(len(raw).to_bytes(8))
        self._spool.write(raw)

    def objects(self) -> Iterator[bytes]:
        """The objects, in order."""
        self._spool.seek(0)
        while length := self._spool.read(8):
            yield self._spool.read(int.from_bytes(length))

    def close(self) -> None:
        """Forget the objects."""
        self._spool.close()


def _end(pattern: re.Pattern[bytes], buffer: bytes, at: int) -> int:
    """Where a match that starts here ends; here, if there is none."""
    match = pattern.match(buffer, at)
    return match.end() if match else at


class Scanner:
    """A place in a stream of JSON. `record` counts the objects that were begun."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = read(CHUNK).removeprefix(b"\xef\xbb\xbf")
        self._at = 0
        self.record = 0

    def peek(self) -> bytes:
        """The next byte that is not white space; nothing at the end."""
        while True:
            self._at = _end(_SPACE, self._buffer, self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def take(self, allowed: bytes) -> bytes:
        """The next byte, which must be one of these."""
        found = self.peek()
        if not found:
            raise Broken("the file is cut off")
        if found not in allowed:
            expected = " or ".join(chr(byte) for byte in allowed)
            raise Broken(f"this is not JSON: {expected} expected, not {self._excerpt()}")
        self._at += 1
        return found

    def value(self) -> bytes:
        """The next value as it is written, not longer than `LARGEST` and not deeper than `DEEPEST`."""
        first = self.peek()
        if not first:
            raise Broken("the file is cut off")
        if first in _OPENING:
            return self._structure()
        return self._scalar(_STRING if first == _QUOTE else _SCALAR)

    def single(self) -> bytes | None:
        """The next object, if it has been read to its end already and wraps no others. A short cut only."""
        if self.peek() != b"{":
            return None
        start = self._at
        with suppress(Broken):
            raw = self._structure(extend=False)
            if not _WRAPPED.search(raw):
                return raw
        self._at = start
        return None

    def _structure(self, extend: bool = True) -> bytes:
        at, depth = self._at, 0
        while True:
            at = _end(_UNSTRUCTURED, self._buffer, at)
            found = self._buffer[at : at + 1]
            if not found or found == _QUOTE:
                if not extend:
                    raise Broken("the end is out of reach")
                at = self._extended(at)
                continue
            depth += 1 if found in _OPENING else -1
            at += 1
            if depth > DEEPEST:
                raise Broken(f"{self._last_key(at - 1)} is nested more than {DEEPEST} levels deep")
            if depth == 0:
                return self._taken(at)

    def _scalar(self, pattern: re.Pattern[bytes]) -> bytes:
        while True:
            match = pattern.match(self._buffer, self._at)
            if match and match.end() < len(self._buffer):
                return self._taken(match.end())
            if not match and pattern is _SCALAR:
                raise Broken(f"this is not JSON: a value expected, not {self._excerpt()}")
            if not self._more():
                if match:
                    return self._taken(match.end())
                raise Broken("the file is cut off")

    def _extended(self, at: int) -> int:
        """Where this place is once there is more to read."""
        shift = self._at
        if not self._more():
            raise Broken("the file is cut off")
        return at - shift

    def _more(self) -> bool:
        """Drop what was taken and read on: as much again as is kept, so that long values take linear time."""
        kept = self._buffer[self._at :]
        if len(kept) > LARGEST:
            raise Broken(f"an object is larger than {LARGEST >> 20} MB")
        more = self._read(max(CHUNK, len(kept)))
        self._buffer, self._at = kept + more, 0
        return bool(more)

    def _taken(self, end: int) -> bytes:
        start, self._at = self._at, end
        return self._buffer[start:end]

    def _excerpt(self) -> str:
        return repr(self._buffer[self._at : self._at + 20].decode(errors="replace"))

    def _last_key(self, at: int) -> str:
        match = _LAST_KEY.search(self._buffer, max(self._at, at - 300), at)
        return match[1].decode(errors="replace") if match else "something"


def answers(scanner: Scanner) -> Iterator[Answer]:
    """The answers of a stream: one, or several after each other, as in JSON lines. Raises `Broken`."""
    while scanner.peek():
        answer = Answer()
        try:
            _read(scanner, answer)
            yield answer
        finally:
            answer.close()


def _read(scanner: Scanner, answer: Answer) -> None:
    """An answer: a list, an envelope around one, a single object, or a recording of any of them."""
    if scanner.peek() == b"[":
        _list(scanner, answer)
        return
    raw = scanner.single()
    if raw is not None:
        scanner.record += 1
        answer.add(raw)
        return
    own: list[bytes] = []
    wraps = False
    for key in _keys(scanner):
        opening = scanner.peek()
        if key == b'"results"' and opening == b"[":
            wraps = True
            _list(scanner, answer)
        elif key == b'"response"' and opening == b"{":
            wraps = True
            _response(scanner, answer)
        elif key in (b'"request"', b'"meta"') and opening == b"{":
            answer.around[key[1:-1].decode()] = parsed(scanner.value())
        else:
            scanner.record += not (own or wraps)
            own.append(key + b":" + scanner.value())
            _limit(own)
    if own and not wraps:
        answer.add(b"{" + b",".join(own) + b"}")


def _response(scanner: Scanner, answer: Answer) -> None:
    """A recorded response: its `body` is an answer, as JSON or as text that holds JSON."""
    for key in _keys(scanner):
        opening = scanner.peek()
        if key == b'"body"' and opening in (b"{", b"["):
            _read(scanner, answer)
        elif key == b'"body"' and opening == _QUOTE:
            _text(scanner, answer)
        else:
            scanner.value()


def _text(scanner: Scanner, answer: Answer) -> None:
    inner = Scanner(BytesIO(str(parsed(scanner.value())).encode()).read)
    if inner.peek() in (b"{", b"["):
        inner.record = scanner.record
        _read(inner, answer)
        scanner.record = inner.record


def _list(scanner: Scanner, answer: Answer) -> None:
    answer.listed = True
    scanner.take(b"[")
    if scanner.peek() == b"]":
        scanner.take(b"]")
        return
    while True:
        scanner.record += 1
        answer.add(scanner.value())
        if scanner.take(b",]") == b"]":
            return


def _keys(scanner: Scanner) -> Iterator[bytes]:
    """The keys of an object, quotes included; whoever gets one takes its value."""
    scanner.take(b"{")
    if scanner.peek() == b"}":
        scanner.take(b"}")
        return
    while True:
        if scanner.peek() != _QUOTE:
            scanner.take(_QUOTE)
        key = scanner.value()
        scanner.take(b":")
        yield key
        if scanner.take(b",}") == b"}":
            return


def _limit(parts: list[bytes]) -> None:
    if len(parts) > MOST_KEYS or sum(map(len, parts)) > LARGEST:
        raise Broken(f"an object is larger than {LARGEST >> 20} MB, or has more than {MOST_KEYS} keys")


def parsed(raw: bytes) -> Any:
    """The value of some JSON. Lone surrogates come through, for the reader of the object to name. Raises `Broken`."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        if b"\\u" in raw:
            with suppress(ValueError, RecursionError):
                return json.loads(raw)
        raise Broken(f"this is not JSON: {error}") from None
