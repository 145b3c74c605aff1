"""GraphQL over WebSockets: the protocol graphql-transport-ws."""

import asyncio
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from resolvers.context import Request
from resolvers.errors import Code
from schema.engine import Answer, refusal
from server.asked import Malformed, asked
from server.connection import same_origin
from server.desk import Desk
from server.operations import Operations, answered
from server.viewer import BadCredential, token_in, token_of

PROTOCOL = "graphql-transport-ws"
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, BAD_PROTOCOL = 4400, 4401, 4403, 4406
INIT_TIMEOUT, ID_TAKEN, TOO_MANY = 4408, 4409, 4429
SEND_TIMEOUT = 30
"""Seconds after which a client that takes nothing is given up."""


class Closed(Exception):
    """The socket has to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


async def talk(socket: WebSocket, operations: Operations, desk: Desk) -> None:
    """Serve a WebSocket until one side closes it."""
    if not same_origin(socket):
        await socket.close(FORBIDDEN, "cross-origin sockets are refused")
        return
    if PROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await socket.close(BAD_PROTOCOL, "Subprotocol not acceptable")
        return
    await socket.accept(PROTOCOL)
    conversation = Conversation(socket, operations, desk)
    operations.metrics.sockets.inc()
    try:
        await conversation.run()
    except Closed as closed:
        await socket.close(closed.code, str(closed))
    except WebSocketDisconnect:
        pass
    finally:
        operations.metrics.sockets.dec()
        await conversation.stop()


class Conversation:
    """One connection: its viewer, and the operations that are running on it."""

    def __init__(self, socket: WebSocket, operations: Operations, desk: Desk) -> None:
        self.socket = socket
        self.operations = operations
        self.desk = desk
        self.token: str | None = None
        self.heard = 0.0
        self.running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Take messages until the client is gone. Raises `Closed`, `WebSocketDisconnect`."""
        try:
            async with asyncio.timeout(self.desk.settings.socket_init_timeout):
                await self._begin(await self._message())
        except TimeoutError:
            raise Closed(INIT_TIMEOUT, "Connection initialisation timeout") from None
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                await self._take(await self._message())
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def stop(self) -> None:
        """Stop whatever is running."""
        for task in self.running.values():
            task.cancel()
        await asyncio.gather(*self.running.values(), return_exceptions=True)

    async def _message(self) -> dict[str, Any]:
        received = await self.socket.receive()
        self.heard = asyncio.get_running_loop().time()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        try:
            message = orjson.loads(received.get("text") or b"")
        except orjson.JSONDecodeError:
            raise Closed(BAD_REQUEST, "Invalid message: no JSON text") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closed(BAD_REQUEST, "Invalid message: no object with a type")
        return message

    async def _send(self, **message: Any) -> None:
        await self._write(orjson.dumps(message).decode())

    async def _write(self, text: str) -> None:
        """Send, unless the client takes nothing for too long: then it is gone. Raises `WebSocketDisconnect`."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                await self.socket.send_text(text)
        except TimeoutError:
            raise WebSocketDisconnect(1006) from None

    async def _beat(self) -> None:
        """Ask now and then whether the client is there; close when it has been silent for long."""
        interval = self.desk.settings.heartbeat
        while asyncio.get_running_loop().time() - self.heard < 3 * interval:
            await asyncio.sleep(interval)
            await self._send(type="ping")
        await self.socket.close(INIT_TIMEOUT, "No sign of life")

    async def _begin(self, message: dict[str, Any]) -> None:
        while message["type"] in ("ping", "pong"):
            await self._take(message)
            message = await self._message()
        if message["type"] != "connection_init":
            raise Closed(UNAUTHORIZED, "Unauthorized")
        try:
            parameters = self.socket.query_params
            self.token = token_in(message.get("payload")) or token_of(self.socket, parameters, "access_token")
            await self.desk.viewer_of(self.socket, self.token)
        except BadCredential as error:
            raise Closed(FORBIDDEN, str(error)) from None
        await self._send(type="connection_ack")

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self._send(type="pong", **({"payload": message["payload"]} if message.get("payload") else {}))
            case "pong":
                pass
            case "subscribe":
                self._start(message)
            case "complete":
                if task := self.running.pop(str(message.get("id")), None):
                    task.cancel()
            case "connection_init":
                raise Closed(TOO_MANY, "Too many initialisation requests")
            case other:
                raise Closed(BAD_REQUEST, f"Invalid message: unknown type {other[:40]!r}")

    def _start(self, message: dict[str, Any]) -> None:
        identifier = message.get("id")
        if not isinstance(identifier, str) or not identifier or not isinstance(message.get("payload"), dict):
            raise Closed(BAD_REQUEST, "Invalid message: subscribe needs an id and a payload")
        if identifier in self.running:
            raise Closed(ID_TAKEN, f"Subscriber for {identifier[:100]} already exists")
        if len(self.running) >= self.desk.settings.socket_operations:
            raise Closed(TOO_MANY, "Too many operations on one socket")
        task = asyncio.create_task(self._operate(identifier, message["payload"]))
        self.running[identifier] = task

    async def _operate(self, identifier: str, payload: dict[str, Any]) -> None:
        try:
            await self._answer(identifier, payload)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the client is gone
        finally:
            if self.running.get(identifier) is asyncio.current_task():
                del self.running[identifier]

    async def _answer(self, identifier: str, payload: dict[str, Any]) -> None:
        try:
            given = asked(payload)
        except Malformed as error:
            await self._deliver(identifier, refusal(str(error), Code.BAD_USER_INPUT).answer)
            return
        async for answer in answered(self.operations.stream(given, self._request, self.desk.who(self.socket))):
            await self._deliver(identifier, answer)
            if not answer.ran:
                return
        await self._send(id=identifier, type="complete")

    async def _request(self) -> Request:
        """What an operation is to know of this connection, now: tokens expire."""
        return self.desk.request(self.socket, await self.desk.viewer_of(self.socket, self.token))

    async def _deliver(self, identifier: str, answer: Answer) -> None:
        if answer.ran:
            head = orjson.dumps({"id": identifier, "type": "next"})[:-1]
            await self._write((head + b',"payload":' + answer.body() + b"}").decode())
        else:
            await self._send(id=identifier, type="error", payload=[error.formatted for error in answer.errors])
