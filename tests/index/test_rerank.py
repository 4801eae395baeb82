"""Late interaction over hand-made tokens: which token belongs to which sentence, and its score."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.rerank import LEANING, NEIGHBOURS, Closeness, late_interaction
from index.types import Span

EYE = np.eye(4, dtype=np.float32)


def ends(*places: int) -> NDArray[np.uint16]:
    return np.array(places, dtype=np.uint16)


def own(found: list[Closeness]) -> list[tuple[float, float]]:
    """Mean and weakest of each, without what the neighbours say."""
    return [(one.mean, one.weakest) for one in found]


def test_each_sentence_has_its_own_tokens() -> None:
    # "ab cd. ef gh" from character 100 of an article: two sentences of two tokens each.
    found = late_interaction(
        EYE[[2]], EYE, ends(2, 5, 9, 12), [Span(100, 106), Span(107, 112)], 100
    )
    assert own(found) == [(0.0, 0.0), (1.0, 1.0)]


def test_a_token_that_ends_with_its_sentence_belongs_to_it() -> None:
    found = late_interaction(EYE[[0, 1]], EYE[:2], ends(3, 6), [Span(0, 3), Span(3, 6)], 0)
    assert own(found) == [(0.5, 0.0), (0.5, 0.0)]


def test_the_mean_and_the_weakest_of_the_best_cosines() -> None:
    half = np.array([[0.6, 0.8, 0.0, 0.0]], dtype=np.float32)
    [found] = late_interaction(
        np.concatenate([half, EYE[[0]]]), EYE[:2], ends(1, 2), [Span(0, 2)], 0
    )
    assert (found.mean, found.weakest) == pytest.approx((0.9, 0.8))
    assert found.in_context == found.mean, "it has no neighbour"


def test_a_neighbour_lends_what_a_sentence_lacks() -> None:
    spans = [Span(0, 1), Span(1, 2), Span(2, 3), Span(3, 4)]
    found = late_interaction(EYE[[0, 1]], EYE, ends(1, 2, 3, 4), spans, 0)
    lent = (1.0 + NEIGHBOURS) / 2
    expected = [lent, lent, NEIGHBOURS / 2, 0.0]
    assert [one.in_context for one in found] == pytest.approx(expected)
    assert own(found) == [(0.5, 0.0), (0.5, 0.0), (0.0, 0.0), (0.0, 0.0)]


def test_a_sentence_reads_what_the_one_it_leans_on_leans_on() -> None:
    spans = [Span(0, 1), Span(1, 2), Span(2, 3), Span(3, 4)]
    leaning = [False, True, True, False]
    found = late_interaction(EYE[[0]], EYE, ends(1, 2, 3, 4), spans, 0, leaning)
    assert [one.mean for one in found] == pytest.approx([1.0, LEANING, LEANING**2, 0.0])


def test_a_neighbour_never_takes_away() -> None:
    generator = np.random.default_rng(5)
    tokens = generator.standard_normal((12, 8)).astype(np.float32)
    question = generator.standard_normal((5, 8)).astype(np.float32)
    spans = [Span(place, place + 2) for place in range(0, 12, 2)]
    for one in late_interaction(question, tokens, ends(*range(1, 13)), spans, 0):
        assert one.weakest <= one.mean <= one.in_context


def test_more_tokens_can_only_bring_a_sentence_closer() -> None:
    generator = np.random.default_rng(3)
    tokens = generator.standard_normal((20, 8)).astype(np.float32)
    question = generator.standard_normal((5, 8)).astype(np.float32)
    spans = [Span(0, length) for length in range(1, 21)]
    means = [one.mean for one in late_interaction(question, tokens, ends(*range(1, 21)), spans, 0)]
    assert means == sorted(means)


def test_a_sentence_without_a_token_is_not_close() -> None:
    found = late_interaction(EYE, EYE[:1], ends(4), [Span(0, 4), Span(5, 6)], 0)
    assert own(found) == [(0.25, 0.0), (0.0, 0.0)]


@pytest.mark.parametrize(("question", "tokens"), [(0, 4), (4, 0), (0, 0)])
def test_no_tokens_no_closeness(question: int, tokens: int) -> None:
    found = late_interaction(
        EYE[:question], EYE[:tokens], ends(*range(1, tokens + 1)), [Span(0, 2), Span(2, 4)], 0
    )
    assert found == [Closeness(0.0, 0.0, 0.0)] * 2
