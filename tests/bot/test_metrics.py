"""What is counted: every outcome once, nothing that tells who asked or what."""

import asyncio
import logging
from collections.abc import Callable
from typing import NoReturn

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.limits import Limits
from bot.llm import Reason
from bot.metrics import DOORS, MODEL_ANSWERED, STAGES, Metrics
from bot.offload import Offload
from bot.types import Place, Question, Visit
from index.errors import DamagedLibraryError
from index.library import Library
from index.types import PUBLIC

ASKED = "How many people downloaded the Qwen app in its first week?"
UNSAID = "Who won the football World Cup in 2018?"
PERSON, SERVER = 731_551_902_117_834_752, 889_134_776_240_128_000

MODEL = {MODEL_ANSWERED, *Reason.__members__, "prompt", "completion"}
"""What the labels of the language model's figures can hold."""

on_a_thread = asyncio.to_thread

Sample = tuple[str, frozenset[tuple[str, str]]]


def written(metrics: Metrics) -> dict[Sample, float]:
    """What Prometheus reads: a value for each name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.written().decode())
        for sample in family.samples
    }


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    """One value; `None` where it is missing."""
    return written(metrics).get((f"footnote_{name}", frozenset(labels.items())))


def raising(error: Exception) -> Callable[..., NoReturn]:
    """Something to put in the place of a method, that fails."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


@pytest.mark.asyncio
async def test_every_question_is_counted_by_its_door_and_once_by_what_became_of_it(
    desk: Desk,
) -> None:
    await desk.answer(Question(text=ASKED), door="slash")
    await desk.answer(Question(text=UNSAID), door="slash")
    await desk.answer(Question(text="hi"), door="message")
    with pytest.raises(DeskError):
        await desk.answer(Question(text="?"), door="message")
    await desk.answer(Question(text=ASKED))

    assert await on_a_thread(value, desk.metrics, "questions_total", door="slash") == 2
    assert await on_a_thread(value, desk.metrics, "questions_total", door="message") == 2
    assert await on_a_thread(value, desk.metrics, "questions_total", door="other") == 1
    assert await on_a_thread(value, desk.metrics, "answers_total") == 2
    assert await on_a_thread(value, desk.metrics, "refusals_total") == 1
    assert await on_a_thread(value, desk.metrics, "remarks_total") == 1
    assert await on_a_thread(value, desk.metrics, "errors_total", trouble="EMPTY") == 1
    assert await on_a_thread(value, desk.metrics, "errors_total", trouble="UNEXPECTED") == 0
    for stage in STAGES - {"cross-encoder", "write"}:
        assert await on_a_thread(value, desk.metrics, "stage_seconds_count", stage=stage) == 3


@pytest.mark.asyncio
async def test_whatever_goes_wrong_is_counted_by_its_name(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DeskError):
        await desk.passages([Place(-1, 0, 1)], frozenset({PUBLIC}))
    monkeypatch.setattr(library, "search", raising(DamagedLibraryError("Burnt.", "Build it.")))
    with pytest.raises(DeskError):
        await desk.answer(Question(text=ASKED))
    monkeypatch.setattr(library, "search", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        await desk.answer(Question(text=ASKED))

    for trouble in Trouble:
        expected = trouble.name in {"PASSAGE_GONE", "NO_LIBRARY", "UNEXPECTED"}
        assert (
            await on_a_thread(value, desk.metrics, "errors_total", trouble=trouble.name) == expected
        )
    assert await on_a_thread(value, desk.metrics, "answers_total") == 0


@pytest.mark.asyncio
async def test_no_label_holds_who_asked_or_what(library: Library) -> None:
    limits = Limits(person_per_minute=1)
    desk = Desk(library, Offload(workers=1, queue_size=5), question_max_chars=1000, limits=limits)
    visit = Visit(person=PERSON, server=SERVER, locale="tlh")
    await desk.answer(Question(text=ASKED, visit=visit), door=f"door of {PERSON}")
    with pytest.raises(DeskError):
        await desk.answer(Question(text="Xylophones?", visit=visit), door="xylophone")

    text = (await on_a_thread(desk.metrics.written)).decode()
    for secret in (str(PERSON), str(SERVER), "tlh", "ylophone", "Qwen"):
        assert secret not in text
    for name, labels in await on_a_thread(written, desk.metrics):
        for label, content in labels:
            assert label in {"door", "trouble", "stage", "le", "outcome", "part"}, name
            if label != "le":
                assert content in {*DOORS, *STAGES, *Trouble.__members__, *MODEL, "other"}
    await desk.close(seconds=5)


@pytest.mark.asyncio
async def test_the_desk_tells_its_queue_and_its_revision(desk: Desk, library: Library) -> None:
    assert await on_a_thread(value, desk.metrics, "library_revision") == library.revision > 0
    assert await on_a_thread(value, desk.metrics, "queue_depth") == 0


def test_a_reading_that_fails_takes_no_other_with_it_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    metrics = Metrics()
    outcomes: list[float | Exception] = [OSError("no"), OSError("no"), 7.0, OSError("no")]

    def read() -> float:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    metrics.watch("shaky", "Fails at times.", read)
    metrics.watch("steady", "Never fails.", lambda: 3.0)
    with caplog.at_level(logging.ERROR):
        for expected in (None, None, 7.0, None):
            seen = written(metrics)
            assert seen.get(("footnote_shaky", frozenset())) == expected
            assert seen["footnote_steady", frozenset()] == 3.0

    # Once for each time that it began to fail.
    assert len(caplog.records) == 2


def test_a_later_watch_takes_the_place_of_an_earlier_one() -> None:
    metrics = Metrics()
    metrics.watch("guilds", "Servers.", lambda: 1.0)
    metrics.watch("guilds", "Servers.", lambda: 2.0)

    assert value(metrics, "guilds") == 2.0


def test_two_bots_in_a_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.count_question("slash")

    assert value(one, "questions_total", door="slash") == 1
    assert value(other, "questions_total", door="slash") is None


def test_the_process_is_measured_too() -> None:
    names = {name for name, _ in written(Metrics())}

    assert {"process_resident_memory_bytes", "process_open_fds"} <= names
