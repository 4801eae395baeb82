"""Late interaction over hand-made tokens: which token belongs to which sentence, and its score."""

import numpy as np
import pytest

from index.rerank import NEIGHBOURS, Closeness, late_interaction
from index.types import Span

EYE = np.eye(4, dtype=np.float32)


def ends(*places: int) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    return np.array(places, dtype=np.uint16)


def test_each_sentence_has_its_own_tokens() -> None:
    # "ab cd. ef gh" from character 100 of an article: two sentences of two tokens each.
    found = late_interaction(
        EYE[[2]], EYE, ends(2, 5, 9, 12), [Span(100, 106), Span(107, 112)], 100
    )
    assert [(one.mean, one.weakest) for one in found] == [(0.0, 0.0), (1.0, 1.0)]


def test_a_token_that_ends_with_its_sentence_belongs_to_it() -> None:
    question = EYE[[0, 1]]
    first, second = late_interaction(question, EYE[:2], ends(3, 6), [Span(0, 3), Span(3, 6)], 0)
    assert (first.mean, first.weakest) == (0.5, 0.0)
    assert (second.mean, second.weakest) == (0.5, 0.0)


def test_a_neighbour_helps_out_for_a_little_less_and_only_a_neighbour() -> None:
    # Three sentences of one token each; the question asks for the first and the last token.
    spans = [Span(0, 1), Span(1, 2), Span(2, 3)]
    found = late_interaction(EYE[[0, 2]], EYE[:3], ends(1, 2, 3), spans, 0)
    assert [one.mean for one in found] == [0.5, 0.0, 0.5]
    assert [one.in_context for one in found] == pytest.approx([0.5, NEIGHBOURS, 0.5])


def test_the_mean_and_the_weakest_of_the_best_cosines() -> None:
    half = np.array([[0.6, 0.8, 0.0, 0.0]], dtype=np.float32)
    [found] = late_interaction(
        np.concatenate([half, EYE[[0]]]), EYE[:2], ends(1, 2), [Span(0, 2)], 0
    )
    assert (found.mean, found.weakest) == pytest.approx((0.9, 0.8))


def test_more_tokens_can_only_bring_a_sentence_closer() -> None:
    generator = np.random.default_rng(3)
    tokens = generator.standard_normal((20, 8)).astype(np.float32)
    question = generator.standard_normal((5, 8)).astype(np.float32)
    spans = [Span(0, length) for length in range(1, 21)]
    means = [one.mean for one in late_interaction(question, tokens, ends(*range(1, 21)), spans, 0)]
    assert means == sorted(means)


def test_a_sentence_without_a_token_is_not_close() -> None:
    found = late_interaction(EYE, EYE[:1], ends(4), [Span(0, 4), Span(5, 6)], 0)
    assert found[0].mean > 0
    assert (found[1].mean, found[1].weakest) == (0.0, 0.0)


@pytest.mark.parametrize(("question", "tokens"), [(0, 4), (4, 0), (0, 0)])
def test_no_tokens_no_closeness(question: int, tokens: int) -> None:
    found = late_interaction(
        EYE[:question], EYE[:tokens], ends(*range(1, tokens + 1)), [Span(0, 2), Span(2, 4)], 0
    )
    assert found == [Closeness(0.0, 0.0, 0.0)] * 2
