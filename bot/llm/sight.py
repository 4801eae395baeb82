"""A model comes in; whether it sees what is sent to it goes out, found by a picture of a number.

Some servers refuse images, and some leave them out without a word, so that the model makes up what
it was to see. A number that was drawn just now can't be made up.
"""

import base64
import secrets
import struct
import zlib
from collections.abc import Sequence
from contextlib import aclosing

from bot.llm.base import Message, Reason, Unavailable
from bot.llm.writer import Writer

DIGITS = 5
_TRIES = 2

_ASKED = "Which number does this image show? Write its digits, and nothing else."
_MAX_TOKENS = 40
SCALE = 16
"""Pixels for each dot of a digit: large enough for any model."""

SHAPES: Sequence[str] = (
    "01110 10001 10011 10101 11001 10001 01110",
    "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00110 01000 10000 11111",
    "11111 00010 00100 00010 00001 10001 01110",
    "00010 00110 01010 10010 11111 00010 00010",
    "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110",
    "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110",
    "01110 10001 10001 01111 00001 00010 01100",
)
"""The digits from 0 to 9, five dots wide and seven high, line by line."""


def with_image(text: str, kind: str, content: bytes) -> Message:
    """A message of a person with an image, `kind` being its type, as `png`."""
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return {
        "role": "user",
        "content": [
            {"type": "text", "text": text},
            {"type": "image_url", "image_url": {"url": address}},
        ],
    }


async def sees(writer: Writer) -> bool | Unavailable:
    """Whether the model sees images; why that can't be told where it can't be asked.

    One that misreads a number gets another: what is found out here is remembered.
    """
    for _ in range(_TRIES):
        number = "".join(secrets.choice("123456789") for _ in range(DIGITS))
        message = with_image(_ASKED, "png", picture_of(number))
        said = ""
        async with aclosing(writer.stream([message], max_tokens=_MAX_TOKENS)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Unavailable):
                    return False if piece.reason is Reason.NO_IMAGES else piece
                said += piece.text
        if number == "".join(filter(str.isdigit, said)):
            return True
    return False


def picture_of(number: str) -> bytes:
    """A number in black on white, as a PNG (ISO/IEC 15948) in shades of grey."""
    rows = ["0" * (6 * len(number) + 1)]
    for line in range(7):
        dots = "0".join(SHAPES[int(digit)].split()[line] for digit in number)
        rows.append(f"0{dots}0".ljust(len(rows[0]), "0"))
    rows.append(rows[0])
    pixels = b"".join(
        (b"\0" + b"".join((b"\0" if dot == "1" else b"\xff") * SCALE for dot in row)) * SCALE
        for row in rows
    )
    header = struct.pack(">IIBBBBB", SCALE * len(rows[0]), SCALE * len(rows), 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
