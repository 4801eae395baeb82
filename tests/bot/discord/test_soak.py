"""A minute of what `make soak` does for longer: every fault at least once, and nothing wrong."""

from pathlib import Path

import pytest

from bench.soak import Soak
from bench.soak_world import COLOURS
from index.embed import SentenceTransformerEmbedder

pytestmark = pytest.mark.asyncio


@pytest.mark.timeout(300)  # three processes load the model: on a busy machine that takes a while
async def test_nobody_is_left_without_the_right_answer_whatever_fails(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    soak = Soak(
        tmp_path,
        embedder,
        questions=60,
        people=30,
        servers=8,
        share=0.04,
        drop_every=15,
        rebuilds=1,
        at_once=8,
    )
    hour = await soak.run()
    hour.print()
    assert hour.problems() == []
    assert hour.faults["answered 429"] > 0
    assert hour.faults["answered 500"] > 0
    assert hour.drops >= 4
    assert hour.resumes >= 3
    assert hour.stale == 1
    assert [one.colour for one in hour.builds] == list(COLOURS[:2])
    assert len(hour.outcomes) > 60  # the lighthouse was asked for as well
    assert hour.memory_line()
