"""Whether a model sees is found by a number that was drawn just now."""

import itertools

import pytest

from bot.llm import Unavailable
from bot.llm.base import Reason
from bot.llm.sight import SHAPES, picture_of, sees
from tests.bot.llm.asking import said, writer_on
from tests.llm import Refused, Reply, Said, ScriptedServer
from tests.llm.script import always
from tests.llm.sight import images_in, number_in, seeing

REFUSALS = (
    "Invalid content type. image_url is only supported by certain models.",
    "image input is not supported - hint: you may need to provide the mmproj",
    "tiny is not a multimodal model",
    "At most 0 image(s) may be provided in one request.",
    "No endpoints found that support image input",
    "Failed to deserialize: unknown variant `image_url`, expected `text`",
    "Model does not support images. Please use a model that does.",
    "this model is missing data required for image input",
)


@pytest.mark.parametrize("number", ["12345", "67890", "00000"])
def test_a_picture_shows_its_number(number: str) -> None:
    picture = picture_of(number)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert number_in(picture) == number
    assert len(picture) < 2_000


def test_no_two_digits_look_the_same() -> None:
    assert all(
        sum(a != b for a, b in zip(one, other, strict=True)) >= 3
        for one, other in itertools.combinations(SHAPES, 2)
    )


@pytest.mark.asyncio
async def test_a_model_that_sees_reads_it_and_another_number_each_time() -> None:
    async with (
        ScriptedServer(seeing("", always(Said("no")))) as server,
        writer_on(server) as writer,
    ):
        assert await sees(writer) is True
        assert await sees(writer) is True
    first, second = (images_in(one)[0] for one in server.asked)
    assert first != second


@pytest.mark.asyncio
async def test_one_number_may_be_misread() -> None:
    replies = iter([always(Said("12")), seeing("", always(Said("no")))])
    async with (
        ScriptedServer(lambda asked: next(replies)(asked)) as server,
        writer_on(server) as writer,
    ):
        assert await sees(writer) is True


@pytest.mark.asyncio
@pytest.mark.parametrize("words", ["The number is 12.", "I see a cat.", "123456789" * 3])
async def test_one_that_makes_it_up_does_not(words: str) -> None:
    async with ScriptedServer(always(Said(words))) as server, writer_on(server) as writer:
        assert await sees(writer) is False


@pytest.mark.asyncio
@pytest.mark.parametrize("message", REFUSALS)
async def test_a_server_that_takes_no_images_is_no_trouble(message: str) -> None:
    refusal: Reply = Refused(400, {"error": {"message": message}})
    async with ScriptedServer(always(refusal)) as server, writer_on(server) as writer:
        assert await sees(writer) is False
        assert writer.breaker.seconds == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("message", REFUSALS)
@pytest.mark.parametrize("inside", [False, True])
async def test_who_sent_no_image_is_not_told_of_images(message: str, inside: bool) -> None:
    error = {"error": {"message": message}}
    refusal: Reply = Refused(200 if inside else 400, error)
    async with ScriptedServer(always(refusal)) as server, writer_on(server) as writer:
        _, end = await said(writer)
    assert isinstance(end, Unavailable)
    assert end.reason is Reason.FAILED


@pytest.mark.asyncio
async def test_a_server_that_fails_says_nothing_of_it() -> None:
    async with ScriptedServer(always(Refused(401))) as server, writer_on(server) as writer:
        found = await sees(writer)
    assert isinstance(found, Unavailable)
    assert found.reason is Reason.WRONG_KEY
