"""A request with an image comes in; the number that is drawn in it goes out, as a model reads it.

Scripts that see, and scripts that only say so, for servers on loopback.
"""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from bot.llm.sight import SCALE, SHAPES

from .script import Asked, Reply, Said, Script


def images_in(asked: Asked) -> list[bytes]:
    """The images of a request, as bytes."""
    parts: list[dict[str, Any]] = [
        part
        for message in asked.messages
        if isinstance(message["content"], list)
        for part in message["content"]
    ]
    addresses = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return [base64.b64decode(one.partition(",")[2]) for one in addresses]


def number_in(image: bytes) -> str:
    """The number that a picture shows, dot by dot; empty where it shows none."""
    width, height = struct.unpack(">II", image[16:24])
    length = struct.unpack(">I", image[33:37])[0]
    pixels = zlib.decompress(image[41 : 41 + length])
    rows = [pixels[(width + 1) * y + 1 : (width + 1) * (y + 1)] for y in range(height)]
    dots = [
        "".join("1" if row[x] < 128 else "0" for x in range(SCALE // 2, width, SCALE))
        for row in rows[SCALE // 2 :: SCALE]
    ]
    shapes = [
        " ".join(line[start : start + 5] for line in dots[1:8])
        for start in range(1, len(dots[0]) - 1, 6)
    ]
    return "".join(str(SHAPES.index(one)) for one in shapes if one in SHAPES)


def seeing(read: str, otherwise: Script, *, finish: str = "stop") -> Script:
    """A model that sees: it reads numbers, reads `read` in other images, and else does as told.

    `finish` is how it ends what it reads in those.
    """

    def answer(asked: Asked) -> Reply:
        images = images_in(asked)
        if not images:
            return otherwise(asked)
        number = number_in(images[0]) if images[0].startswith(b"\x89PNG") else ""
        return Said(number) if number else Said(read, finish=finish)

    return answer
