"""Processes of their own for the jobs of `tests.index.jobs`, in milliseconds each.

A server that has everything imported and no thread running forks one child for each job. A test
names a job and its arguments, may kill the child, and gets what the job returned.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from index.errors import LibraryError

ROOT = Path(__file__).parents[2]
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Child:
    """A job that runs."""

    def __init__(self, replies: IO[str], result: Path) -> None:
        """Read the child's process id from the server."""
        self._replies = replies
        self._result = result
        self.pid = int(json.loads(replies.readline())["pid"])

    def kill(self) -> None:
        """End it at whatever instruction it is, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        status = self._wait()
        assert os.WIFSIGNALED(status), f"the job ended by itself: {self._read()}"

    def result(self) -> Any:
        """Wait until it ends, and say what it returned."""
        status = self._wait()
        assert status == 0, f"the job died with status {status}"
        return self._read()

    def _wait(self) -> int:
        return int(json.loads(self._replies.readline())["status"])

    def _read(self) -> Any:
        return json.loads(self._result.read_text(encoding="utf-8"))


class Forks:
    """A running server of jobs, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Start it; results are passed through files in `folder`."""
        self._folder = folder
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.index.forks"],
            cwd=ROOT,
            env={**os.environ, **_ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._count = 0

    def start(self, job: str, **arguments: object) -> Child:
        """Run a job of `tests.index.jobs`; paths travel as strings."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._count += 1
        result = self._folder / f"{self._count}.json"
        request = {"job": job, "arguments": arguments, "result": str(result)}
        self._server.stdin.write(json.dumps(request, default=str) + "\n")
        self._server.stdin.flush()
        return Child(self._server.stdout, result)

    def run(self, job: str, **arguments: object) -> Any:
        """Run a job to its end."""
        return self.start(job, **arguments).result()

    def close(self) -> None:
        """Stop the server."""
        self._server.communicate()


def _serve(jobs: Mapping[str, Callable[..., object]]) -> None:
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(jobs[request["job"]], request["arguments"], Path(request["result"]))
        _say(pid=pid)
        _say(status=os.waitpid(pid, 0)[1])


def _run(job: Callable[..., object], arguments: dict[str, Any], result: Path) -> None:
    """In the child: do the job, and never come back."""
    try:
        made: object = job(**arguments)
    except LibraryError as error:
        made = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    except BaseException as error:
        made = {"error": type(error).__name__, "message": str(error), "hint": ""}
    with result.open("w", encoding="utf-8") as stream:
        json.dump(made, stream)
    os._exit(0)


def _say(**reply: int) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from index.language import detect
    from tests.index.jobs import JOBS

    detect("The table of languages is loaded here, once for every child.")
    _serve(JOBS)
