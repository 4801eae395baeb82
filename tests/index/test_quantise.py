"""Two bits a number: what comes back is close to what went in, at any width."""

import numpy as np
import pytest

from index.quantise import pack, unpack


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 7, 16, 383, 384, 1024])
@pytest.mark.parametrize("count", [0, 1, 5])
def test_shapes_and_lengths(width: int, count: int) -> None:
    vectors = np.random.default_rng(width).standard_normal((count, width)).astype(np.float32)
    packed = pack(vectors)
    assert packed.dtype == np.uint8
    assert packed.shape == (count, (width + 3) // 4)
    units = unpack(packed, width)
    assert units.dtype == np.float32
    assert units.shape == (count, width)
    assert np.linalg.norm(units, axis=1) == pytest.approx(np.ones(count), abs=1e-5)


@pytest.mark.parametrize("width", [64, 382, 384])
def test_what_comes_back_points_the_same_way(width: int) -> None:
    vectors = np.random.default_rng(7).standard_normal((500, width)).astype(np.float32)
    originals = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = (unpack(pack(vectors), width) * originals).sum(axis=1)
    assert cosines.mean() > 0.9
    assert cosines.min() > 0.85


def test_the_length_of_a_vector_does_not_matter() -> None:
    vectors = np.random.default_rng(1).standard_normal((3, 12)).astype(np.float32)
    assert (pack(vectors) == pack(vectors * np.float32(1000))).all()


def test_every_sign_is_kept() -> None:
    vectors = np.random.default_rng(2).standard_normal((50, 10)).astype(np.float32)
    assert (np.sign(unpack(pack(vectors), 10)) == np.sign(vectors)).all()


def test_no_numbers_at_all_come_back_as_a_unit_vector() -> None:
    zeros = np.zeros((1, 8), dtype=np.float32)
    assert np.isfinite(unpack(pack(zeros), 8)).all()
