"""What was fetched is kept once, and damaged bytes count as missing."""

import os
import time
from pathlib import Path

from index.archive import Archive


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_as_they_were_and_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "raw")
    content = b"<p>A page.</p>" * 1000
    digest = archive.put(content)
    assert archive.put(content) == digest
    assert archive.get(digest) == content
    [path] = files(tmp_path)
    assert path.parent.name == digest[:2]
    assert path.stat().st_size < len(content) / 10
    assert archive.get(archive.put(b"")) == b""


def test_what_is_damaged_or_of_another_name_is_missing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    one, other = archive.put(b"one"), archive.put(b"other")
    [first] = tmp_path.glob(f"*/{one}.gz")
    [second] = tmp_path.glob(f"*/{other}.gz")
    second.write_bytes(first.read_bytes())
    assert archive.get(other) is None
    first.write_bytes(first.read_bytes()[:-3])
    assert archive.get(one) is None
    assert archive.get("0" * 64) is None
    assert archive.get("") is None


def test_what_nobody_needs_is_forgotten_after_a_day(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    needed, old, young = archive.put(b"needed"), archive.put(b"old"), archive.put(b"young")
    torn = tmp_path / needed[:2] / ".torn"
    torn.write_bytes(b"half")
    before = time.time() - 100_000
    for path in (*tmp_path.glob(f"*/{needed}.gz"), *tmp_path.glob(f"*/{old}.gz"), torn):
        os.utime(path, (before, before))
    assert archive.keep_only([needed]) == 2
    assert [archive.get(one) for one in (needed, old, young)] == [b"needed", None, b"young"]
    archive.drop(young)
    archive.drop(young)
    assert archive.get(young) is None


def test_bytes_that_come_again_take_the_place_of_damaged_ones(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"a page")
    archive.path(digest).write_bytes(b"torn")
    assert archive.put(b"a page") == digest
    assert archive.get(digest) == b"a page"


def test_old_bytes_that_come_again_are_young(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"a page")
    os.utime(archive.path(digest), (1.0, 1.0))
    archive.put(b"a page")
    assert archive.keep_only([]) == 0
    assert archive.get(digest) == b"a page"
