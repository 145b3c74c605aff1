"""One client of a race, as a process of its own: for every line that comes in it posts a request and prints the answer.

Told to try again (503), because others have been writing for too long, it does.

Arguments: host, port, and the member's token. Each line is the body to post.
"""

import http.client
import sys


def main(host: str, port: str, token: str) -> None:
    """Race until the lines end."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    print("ready", flush=True)
    for line in sys.stdin:
        status = 503
        while status == 503:
            connection = http.client.HTTPConnection(host, int(port), timeout=120)
            connection.request("POST", "/graphql", line.strip(), headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read().decode()
            connection.close()
        print(text, flush=True)


main(*sys.argv[1:])
