"""A page comes in; a PNG of it goes out, by the machine's own Chromium, without a network."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.pictures.draw import WIDTH

SCALE = 2
"""Pixels of the picture to one of the page."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HINT = (
    "There is no Chromium here. On Debian: apt-get install chromium fonts-inter "
    "fonts-noto-color-emoji"
)

_MEASURE = "<script>document.body.dataset.height = document.body.offsetHeight</script></body>"
_HEIGHT = re.compile(r'data-height="(\d+)"')
_SECONDS = 60


class NoChromiumError(Exception):
    """Nothing here can draw a page; the text says what to install."""


def find_chromium() -> str:
    """The path of the browser.

    Raises:
        NoChromiumError: there is none.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise NoChromiumError(HINT)


def photograph(page: str, path: Path) -> None:
    """Write a PNG of `page`, as wide as it is and as high as it needs, to `path`.

    Raises:
        NoChromiumError: there is no browser.
        subprocess.SubprocessError: it did not do it.
    """
    browser = find_chromium()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page.replace("</body>", _MEASURE), encoding="utf-8")
        measured = _HEIGHT.search(_run(browser, folder, "--dump-dom", source.as_uri()))
        if measured is None:
            raise subprocess.SubprocessError("Chromium did not say how high the page is")
        source.write_text(page, encoding="utf-8")
        drawn = Path(folder, "page.png")
        size = f"--window-size={WIDTH},{measured[1]}"
        _run(browser, folder, f"--screenshot={drawn}", size, source.as_uri())
        _shrink(drawn)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawn, path)


def _run(browser: str, folder: str, *arguments: str) -> str:
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-lcd-text",
        "--font-render-hinting=none",
        f"--force-device-scale-factor={SCALE}",
        f"--user-data-dir={folder}/profile",
        # Nothing is to be fetched, not even by the browser for itself.
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--disable-background-networking",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")  # with its sandbox, it refuses to be run by root
    done = subprocess.run(
        [*command, *arguments], check=True, capture_output=True, text=True, timeout=_SECONDS
    )
    return done.stdout


def _shrink(path: Path) -> None:
    """A palette makes the file a third of its size, where Pillow is at hand to make one."""
    try:
        image = importlib.import_module("PIL.Image")
    except ImportError:
        return
    with image.open(path) as picture:
        # Every pixel is opaque. Without dithering, flat areas stay flat.
        small = picture.convert("RGB").quantize(colors=256, method=0, dither=0)
    small.save(path, optimize=True)
