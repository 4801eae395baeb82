"""The environment comes in; the exit code says whether the bot on this machine is healthy.

0: `/healthz` answered that it is. 1: anything else. For Docker's HEALTHCHECK; needs only Python.
"""

import http.client
import os
import sys


def main() -> int:
    """Ask `/healthz` at HEALTH_HOST and HEALTH_PORT, and pass on what it says."""
    host = os.environ.get("HEALTH_HOST") or "127.0.0.1"
    connection = http.client.HTTPConnection(host, int(os.environ["HEALTH_PORT"]), timeout=4)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        sys.stdout.write(response.read().decode())
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"No answer: {error}")
        return 1
    return 0 if response.status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
