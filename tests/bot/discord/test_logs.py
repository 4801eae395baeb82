"""What the running program logs, as JSON: no token, and nothing that a person wrote."""

import asyncio
import json
import shutil
import signal
from pathlib import Path

import pytest

from index.settings import IndexSettings
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.conftest import CORPUS
from tests.loopback import Channel, LoopbackDiscord, User

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
async def test_every_line_is_json_and_none_tells_a_secret(
    discord_: LoopbackDiscord,
    corpus_settings: IndexSettings,
    tmp_path: Path,
    channel: Channel,
    ada: User,
    level: str,
) -> None:
    data = tmp_path / "var"
    await asyncio.to_thread(shutil.copytree, corpus_settings.data_dir, data)
    environment = {
        **discord_.environment,
        "DISCORD_TOKEN": discord_.token,
        "CORPUS_DIR": str(CORPUS),
        "DATA_DIR": str(data),
        "LOG_LEVEL": level,
        "LOG_FORMAT": "json",
    }
    program = await asyncio.create_subprocess_exec(
        *discord_.launch_command("run"),
        env=environment,
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await discord_.ready(timeout=60)
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    check_answer(await asked.answer())
    # Refused, and so logged with what Discord says to it.
    discord_.faults.add(method="PATCH", path=r"/@original$", status=400)
    await (await discord_.slash("ask", {"question": QUESTION}, ada, channel)).answer(1)
    await discord_.direct_message(ada, QUESTION)
    check_answer(await discord_.next_message(discord_.dm(ada)))
    program.send_signal(signal.SIGTERM)
    output, complaints = await asyncio.wait_for(program.communicate(), 20)

    text = complaints.decode()
    assert program.returncode == 0, text
    assert output == b""
    documents = [json.loads(line) for line in text.splitlines()]
    assert {"time", "level", "logger", "message"} == set.intersection(*map(set, documents))
    assert any(one["message"].startswith("Told to stop") for one in documents)
    assert {one["level"] for one in documents} <= {"DEBUG", "INFO", "ERROR"}
    (failed,) = [one for one in documents if "reference" in one]
    assert failed["reference"] in failed["message"]
    assert "HTTPException" in failed["exception"]
    for secret in (discord_.token, asked.interaction.token, QUESTION, "downloaded the Qwen"):
        assert secret not in text
