"""Documents read in another process: what they may not do, and that the next is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import LoadError
from index.load import contained as module
from index.load.base import Loaded
from index.load.contained import Contained, close, contained
from index.load.parcel import unpack
from tests.index.forks import ROOT
from tests.index.load import readers

FINE = contained(readers.fine)
WRONG = contained(readers.goes_wrong, hint="Leave it out.")
WHERE = contained(readers.says_where)


@pytest.fixture(autouse=True)
def no_worker_stays() -> Iterator[None]:
    close()
    yield
    close()


def read(reader: Contained, content: bytes = b"text", seconds: float = 30) -> Loaded:
    return reader(content, article_id="an-id", collection="server-1", max_seconds=seconds)


def refusal(reader: Contained, content: bytes = b"text", seconds: float = 30) -> LoadError:
    with pytest.raises(LoadError) as caught:
        read(reader, content, seconds)
    return caught.value


def children() -> set[int]:
    """The processes that this one has started, dead ones that nobody waited for included."""
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if parent(path) == os.getpid()}


def parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_an_article_comes_back_as_its_reader_made_it() -> None:
    here = readers.fine(b"text", article_id="an-id", collection="server-1", title="T")

    there = FINE(b"text", article_id="an-id", collection="server-1", title="T")

    assert there == here


def test_a_refusal_comes_back_with_what_to_do() -> None:
    error = refusal(contained("tests.index.load.readers:refuses"))

    assert (error.message, error.hint) == ("it is blue", "Paint it.")


@pytest.mark.parametrize(
    ("content", "seconds", "words"),
    [
        (b"loop", 0.2, "that file takes too long to read"),
        (b"sleep", 0.2, "that file takes too long to read"),
        (b"eat", 30, "that file needs too much memory"),
        (b"eat at once", 30, "that file needs too much memory"),
        (b"crash", 30, "that file cannot be read"),
        (b"abort", 30, "that file cannot be read"),
        (b"exit", 30, "that file cannot be read"),
        (b"nest", 30, "that file cannot be read"),
        (b"close", 30, "that file cannot be read"),
        (b"other", 30, "that file cannot be read"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_the_next_is_read_by_the_same_worker(
    content: bytes, seconds: float, words: str
) -> None:
    worker, _ = read(WHERE).article.text.split()

    error = refusal(WRONG, content, seconds)

    assert (error.message, error.hint) == (words, "Leave it out.")
    again, _ = read(WHERE).article.text.split()
    assert again == worker


def test_a_document_may_write_no_file(tmp_path: Path) -> None:
    path = tmp_path / "written"
    with pytest.raises(LoadError, match="cannot be read"):
        WRONG(b"write", article_id=str(path), collection="")

    assert not path.exists() or path.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b'{"failed": "no such word"}',
        b'{"article": {"text": 5}, "notes": []}',
        b'{"article": {"text": "a", "source": {}, "headings": []}, "notes": []}',
    ],
)
def test_an_answer_that_is_none_is_a_document_that_cannot_be_read(answer: bytes) -> None:
    assert refusal(contained(readers.garbles), answer).message == "that file cannot be read"
    assert read(FINE).article.text == "text"


def test_what_comes_back_is_looked_at() -> None:
    source: dict[str, object] = {
        "title": "T",
        "url": None,
        "author": None,
        "publisher": None,
        "published": None,
    }
    article = {"text": "abc", "source": {**source, "tags": ["a"]}, "headings": [], "marks": []}

    def unpacked(**changes: object) -> Loaded:
        document = {"article": {**article, **changes}, "notes": [], "found": []}
        return unpack(document, article_id="mine", collection="server-1")

    named: dict[str, object] = {**source, "tags": [], "article_id": "yours", "collection": "public"}
    assert unpacked(source=named).article.source.article_id == "mine"
    assert unpacked(source=named).article.source.collection == "server-1"
    assert unpacked(headings=[{"level": 1, "span": [0, 3]}]).article.headings
    wrongs: tuple[dict[str, object], ...] = (
        {"text": None},
        {"source": {**source, "title": None, "tags": []}},
        {"source": {**source, "url": 5, "tags": []}},
        {"source": {**source, "tags": [5]}},
        {"source": None},
        {"headings": [{"level": 1, "span": [0, 4]}]},
        {"headings": [{"level": 1, "span": [-1, 2]}]},
        {"headings": [{"level": "1", "span": [0, 2]}]},
        {"headings": [{"level": 1, "span": 5}]},
        {"headings": 5},
        {"marks": [{"kind": "leaf", "number": 1, "start": 0}]},
        {"marks": [{"kind": "page", "number": "1", "start": 0}]},
        {"marks": [{"kind": "page", "number": 1, "start": 4}]},
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"no |unpack"):
            unpacked(**wrong)


def test_no_document_is_lost_beside_one_that_goes_wrong() -> None:
    contents = [b"crash", b"first", b"loop", b"second", b"exit", b"third"] * 3

    def outcome(content: bytes) -> str:
        reader = FINE if content in {b"first", b"second", b"third"} else WRONG
        try:
            return read(reader, content, 0.3 if content == b"loop" else 30).article.text
        except LoadError as error:
            return error.message

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(outcome, contents))

    said = {
        b"crash": "that file cannot be read",
        b"exit": "that file cannot be read",
        b"loop": "that file takes too long to read",
    }
    assert outcomes == [said.get(content, content.decode()) for content in contents]


def test_no_process_and_no_open_file_stays_behind() -> None:
    before, open_before = children(), descriptors()
    for content in (b"crash", b"loop", b"eat", b"exit"):
        refusal(WRONG, content, 0.5)
    assert len(children() - before) == 1

    close()

    assert children() == before
    assert descriptors() == open_before


def test_a_worker_that_was_killed_while_it_waited_is_replaced() -> None:
    worker = int(read(WHERE).article.text.split()[0])
    os.kill(worker, signal.SIGKILL)

    assert read(FINE).article.text == "text"


def test_a_worker_that_dies_with_its_document_takes_only_that_with_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(refusal, contained(readers.tells_and_sleeps), str(pipe).encode())
        worker, child = map(int, pipe.read_text(encoding="ascii").split())
        os.killpg(worker, signal.SIGKILL)
        assert waiting.result().message == "that file cannot be read"
    assert_gone(child)
    assert read(FINE).article.text == "text"


def assert_gone(pid: int) -> None:
    """A process has ended, or does so shortly; one that nobody waits for counts as ended."""
    deadline = time.monotonic() + 30
    while (status := Path(f"/proc/{pid}/stat")).exists():
        try:
            if status.read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.01)


def test_the_worker_and_its_child_end_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    bot = subprocess.Popen(
        [sys.executable, "-m", "tests.index.load.readers", str(pipe)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    worker, child = map(int, pipe.read_text(encoding="ascii").split())

    bot.kill()
    bot.wait()

    assert_gone(worker)
    assert_gone(child)


def test_a_worker_that_waits_ends_with_its_bot() -> None:
    code = (
        "from tests.index.load.test_contained import WHERE, read; import os, signal\n"
        "print(read(WHERE).article.text.split()[0], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    bot = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        check=False,
    )

    assert bot.returncode == -signal.SIGKILL
    assert_gone(int(bot.stdout))


def test_no_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret")

    seen = read(contained(readers.spies)).article.text

    assert "PYTHONPATH" in seen
    assert "a-secret" not in seen


def test_the_copy_of_a_process_has_workers_of_its_own() -> None:
    worker = read(WHERE).article.text.split()[0]
    copy = os.fork()
    if not copy:
        status = 1
        try:
            status = int(read(WHERE).article.text.split()[0] == worker)
            close()
        finally:
            os._exit(status)
    assert os.waitpid(copy, 0)[1] == 0
    assert read(WHERE).article.text.split()[0] == worker


def test_only_what_the_code_names_is_run(tmp_path: Path) -> None:
    worker = read(WHERE).article.text.split()[0]
    stranger = contained("shutil:rmtree")
    module._named.discard("shutil:rmtree")

    assert refusal(stranger).message == "that file cannot be read"
    assert read(WHERE).article.text.split()[0] != worker


def test_a_program_that_cannot_be_started_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "no such program")

    assert refusal(FINE).message == "that file cannot be read"


class TestWithoutFork:
    """Systems that cannot fork: the worker itself reads, and is ended and replaced."""

    @pytest.fixture(autouse=True)
    def without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_FORKS", False)

    def test_one_worker_reads_one_document_after_the_other(self) -> None:
        seen = [read(WHERE).article.text for _ in range(2)]

        assert seen[0] == seen[1]
        assert seen[0].split()[0] == str(os.getpid())

    @pytest.mark.parametrize(
        ("content", "seconds", "words"),
        [
            (b"loop", 0.3, "that file takes too long to read"),
            (b"crash", 30, "that file cannot be read"),
            (b"nest", 30, "that file cannot be read"),
        ],
    )
    def test_what_goes_wrong_costs_a_worker_at_the_most(
        self, content: bytes, seconds: float, words: str
    ) -> None:
        before = children()

        assert refusal(WRONG, content, seconds).message == words
        assert read(FINE).article.text == "text"
        assert len(children() - before) == 1
