"""The scenes are played before the real bot; all that it sends can be drawn, and is on the page."""

from __future__ import annotations

import html
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.settings import IndexSettings
from tests.conftest import CORPUS
from tests.loopback import MESSAGE_CONTENT, LoopbackDiscord
from tests.loopback import components as tree
from tests.pictures.__main__ import PICTURES, ROOT
from tests.pictures.chromium import HINT, NoChromiumError, find_chromium, photograph
from tests.pictures.draw import Shown, page
from tests.pictures.scenes import SCENES, WRITTEN, Scene
from tests.pictures.stage import stage_with_bot


@pytest.mark.asyncio
@pytest.mark.parametrize(("scenes", "writes"), [(SCENES, False), (WRITTEN, True)])
async def test_every_scene_is_drawn_with_all_its_words(
    corpus_settings: IndexSettings, tmp_path: Path, scenes: Mapping[str, Scene], writes: bool
) -> None:
    data = tmp_path / "var"
    # Nobody writes to the library that all tests share.
    shutil.copytree(corpus_settings.data_dir, data)
    async with LoopbackDiscord(privileged_intents=MESSAGE_CONTENT) as discord_:
        async with stage_with_bot(discord_, corpus=CORPUS, data=data, writes=writes) as stage:
            for name, scene in scenes.items():
                things = await scene(stage)
                drawn = html.unescape(page(things, name))
                for shown in things:
                    for _, part in tree.walk(list(shown.components)):
                        assert (part.get("label") or "") in drawn
                assert any(isinstance(one, Shown) and one.is_app for one in things), name
        assert discord_.violations == []


def test_every_scene_has_its_picture_and_every_picture_its_scene() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == {*SCENES, *WRITTEN}
    for path in PICTURES.glob("*.png"):
        assert path.stat().st_size < 200_000


def test_without_a_browser_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoChromiumError, match="apt-get install chromium"):
        find_chromium()
    with pytest.raises(NoChromiumError) as caught:
        photograph("<body></body>", tmp_path / "x.png")
    assert str(caught.value) == HINT
    assert ROOT.joinpath("pyproject.toml").is_file()
