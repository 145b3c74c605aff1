"""One client of a race, as a process of its own, which stays for many rounds.

A line on standard input is a request as JSON: host, port, headers, body, and whether to go away without the answer. The
client connects, prints `ready`, and posts when the next line comes; then it prints status and body as JSON. Told to try
again (503), because others have been writing for too long, it does. Little is imported, so that many start at once.
"""

import json
import socket
import sys


def connected(host: str, port: int) -> socket.socket:
    """A connection to the server."""
    return socket.create_connection((host, port), timeout=120)


def answered(connection: socket.socket) -> tuple[int, str]:
    """Status and body of what comes until the server closes."""
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    return int(head.split(None, 2)[1]), body.decode()


def main() -> None:
    """Race until the lines end."""
    for line in sys.stdin:
        host, port, headers, body, leaves = json.loads(line)
        content = body.encode()
        given = {"Host": host, "Content-Length": str(len(content)), "Connection": "close", **headers}
        lines = ["POST /graphql HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
        request = "\r\n".join(lines).encode() + content
        connection = connected(host, port)
        print("ready", flush=True)
        sys.stdin.readline()
        status, text = 503, "null"
        while status == 503:
            connection.sendall(request)
            status, text = (0, "null") if leaves else answered(connection)
            connection.close()
            if status == 503:
                connection = connected(host, port)
        print(json.dumps([status, json.loads(text)]), flush=True)


main()
