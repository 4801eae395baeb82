"""Token vectors in two bits a number: floats come in and bytes go out, and the other way round.

Late interaction needs every token's vector of every passage. Kept as float32 they would take some
300 KB a chunk; in two bits they take 19 KB and rank sentences just as well
(`docs/decisions/0002-token-vectors.md` has the figures).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Bytes: TypeAlias = NDArray[np.uint8]

# The two magnitudes that represent normally distributed numbers with the least squared error, in
# units of their mean absolute value, and the boundary between them.
# Source: J. Max, "Quantizing for minimum distortion", IRE Trans. Inf. Theory 6(1), 1960, table I
# (4 levels: 0.4528 and 1.510 standard deviations, boundary 0.9816; mean |x| is 0.7979 of one).
_SMALL = 0.4528 / 0.7979
_LARGE = 1.5104 / 0.7979
_BOUNDARY = 0.9816 / 0.7979

_LEVELS = np.array([-_LARGE, -_SMALL, _SMALL, _LARGE], dtype=np.float32)
_TABLE: Floats = _LEVELS[(np.arange(256)[:, None] >> np.array([0, 2, 4, 6])[None, :]) & 3]
"""(256, 4): the four numbers that a byte stands for."""


def pack(vectors: Floats) -> Bytes:
    """Pack vectors of shape (n, d) into bytes of shape (n, ceil(d / 4)). Lengths are not kept."""
    count, width = vectors.shape
    magnitude = np.abs(vectors)
    scale = magnitude.mean(axis=1, keepdims=True)
    large = magnitude > np.float32(_BOUNDARY) * scale
    positive = vectors >= 0
    # 0 and 1 are negative, 2 and 3 positive; the outer two are the large magnitudes.
    padded = np.zeros((count, -(-width // 4) * 4), dtype=np.uint8)
    padded[:, :width] = (positive.view(np.uint8) << 1) | (large == positive).view(np.uint8)
    quads = padded.reshape(count, padded.shape[1] // 4, 4)
    packed: Bytes = quads[..., 0] | quads[..., 1] << 2 | quads[..., 2] << 4 | quads[..., 3] << 6
    return packed


def unpack(packed: Bytes, width: int) -> Floats:
    """Unpack bytes of shape (n, ceil(width / 4)) into unit vectors of shape (n, width)."""
    vectors: Floats = _TABLE[packed].reshape(len(packed), 4 * packed.shape[1])[:, :width]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Floats = vectors / np.maximum(lengths, np.float32(1e-9))
    return units
