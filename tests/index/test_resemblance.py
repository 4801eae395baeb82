"""How much two articles say the same, and who is found to be asked."""

import hashlib
import random

from hypothesis import given

from index.load.base import Block
from index.resemblance import contained, estimate, jaccard, says_the_same, shingles, sign
from index.types import Article
from tests.index.articles import article, articles, sentences

TEXT = sentences(30)


def saying(text: str, title: str = "A title") -> Article:
    return article(Block(text), title=title)


def shared(one: Article, other: Article) -> int:
    return len(set(sign(shingles(one)).bands) & set(sign(shingles(other)).bands))


def same(one: Article, other: Article) -> bool:
    return says_the_same(one, other, shingles(one), shingles(other))


def words(seed: int, count: int = 300) -> list[str]:
    chance = random.Random(seed)
    return [f"word{chance.randrange(5_000)}" for _ in range(count)]


def test_the_estimate_is_near_the_truth_and_likes_share_a_band() -> None:
    text = words(1)
    for kept in (1.0, 0.95, 0.9, 0.8):
        changed = [
            word if random.Random(place).random() < kept else f"other{place}"
            for place, word in enumerate(text)
        ]
        one, other = saying(" ".join(text)), saying(" ".join(changed))
        truth = jaccard(shingles(one), shingles(other))
        guess = estimate(sign(shingles(one)).minhash, sign(shingles(other)).minhash)
        assert abs(truth - guess) < 0.15
        assert shared(one, other) or truth < 0.5


def test_texts_that_have_nothing_in_common_share_no_band() -> None:
    made = [saying(" ".join(words(seed))) for seed in range(30)]
    assert not any(shared(made[0], other) for other in made[1:])


def test_a_signature_never_changes_as_those_in_old_libraries_do_not() -> None:
    signature = sign(shingles(saying("The mill grinds rye in the valley.")))
    assert len(signature.minhash) == 504
    assert hashlib.sha256(signature.minhash).hexdigest()[:16] == "1404a5828f14b953"
    assert (len(signature.bands), signature.bands[0]) == (42, 2985779623271681026)


@given(articles)
def test_every_article_is_the_same_as_itself(one: Article) -> None:
    signature = sign(shingles(one))
    assert same(one, one)
    assert estimate(signature.minhash, signature.minhash) in (0.0, 1.0)
    assert contained(shingles(one), shingles(one)) in (0.0, 1.0)


def test_copies_are_the_same_and_what_differs_in_a_figure_or_a_name_is_not() -> None:
    text = f"{TEXT} It leaves at 9."
    one = saying(text, "The north ferry")
    assert same(one, saying(f"{text} Read on in our paper.", "The north ferry - A Paper"))
    assert same(one, saying(text, "Another title"))
    assert not same(one, saying(f"{TEXT} It leaves at 10.", "The north ferry"))
    assert not same(one, saying(f"{text} Read on.", "The south ferry"))
    assert not same(one, saying(" ".join(text.split()[:100]), "The north ferry"))
