"""Articles come in; the pictures of what the bot makes of them are written to docs/pictures/.

python -m tests.pictures
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.loopback import MESSAGE_CONTENT, LoopbackDiscord
from tests.pictures.chromium import NoChromiumError, find_chromium, photograph
from tests.pictures.draw import page
from tests.pictures.scenes import SCENES, WRITTEN
from tests.pictures.stage import stage_with_bot

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"


async def photograph_all(data: Path) -> None:
    """Play every scene before a bot over the library in `data`, and write its picture."""
    for scenes, writes in ((SCENES, False), (WRITTEN, True)):
        async with LoopbackDiscord(privileged_intents=MESSAGE_CONTENT) as discord_:
            async with stage_with_bot(
                discord_, corpus=ROOT / "corpus", data=data, writes=writes
            ) as stage:
                for name, scene in scenes.items():
                    drawn = page(await scene(stage), name)
                    path = PICTURES / f"{name}.png"
                    await asyncio.to_thread(photograph, drawn, path)
                    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes\n")
            for violation in discord_.violations:
                raise SystemExit(f"Discord would have refused this: {violation}")


def main() -> None:
    """Build the library over `corpus/` and photograph all scenes; exits with what is missing."""
    try:
        find_chromium()
    except NoChromiumError as error:
        raise SystemExit(str(error)) from None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "bot", "build", "--corpus", str(ROOT / "corpus")]
        subprocess.run([*command, "--data", folder], check=True, cwd=ROOT)
        asyncio.run(photograph_all(data))


if __name__ == "__main__":
    main()
