"""Questions made of headings, titles and definitions: only such as read well."""

import pytest
from hypothesis import given

from index.load.base import Block
from index.questions import MOST_CHARACTERS, questions
from index.types import Article
from tests.index.articles import article, articles


def of(text: str, *, language: str = "en", title: str = "A title", headings: str = "") -> list[str]:
    """The questions of an article of one paragraph under a heading."""
    blocks = [Block(headings, 2)] if headings else []
    one = article(*blocks, *(Block(part) for part in text.split("\n\n")), title=title)
    return questions(
        Article(source=one.source, text=one.text, headings=one.headings, language=language)
    )


@pytest.mark.parametrize(
    ("title", "text", "question"),
    [
        ("Qwen", "Qwen is a family of models.", "What is Qwen?"),
        ("Insulin (hormone)", "Insulin is a hormone. Some need insulin.", "What is insulin?"),
        ("Black hole", "A black hole is a region of space.", "What is a black hole?"),
        (
            "The mill",
            "So.\n\nEdda Brink was a Dutch chemist. Then Edda Brink left.",
            "Who was Edda Brink?",
        ),
        ("Edda Brink", "Edda Brink (1901 – 1960) was a Dutch physicist.", "Who was Edda Brink?"),
        ("Noor Vale", "Noor Vale is an Irish film, stage and voice actor.", "Who is Noor Vale?"),
        ("The Gulls", "The Gulls were an English rock band.", "Who were the Gulls?"),
        ("North Pole", "The North Pole, also called so, is an end.", "What is the North Pole?"),
        ("Rye - A wiki", "Rye is a town in Sussex.", "What is Rye?"),
        ("Eel", "The eel shop is a teacher training college.", None),
        ("News", "Brill is a port on the coast, and so Brill grew.", "What is Brill?"),
        ("News", "Growth is a problem. Nobody knows what growth means.", None),
        ("News", "It is a port. This is the end. Today is a holiday.", None),
    ],
)
def test_a_sentence_that_defines_asks_what_or_who(
    title: str, text: str, question: str | None
) -> None:
    assert of(text, title=title) == ([question] if question else [])


@pytest.mark.parametrize(
    ("language", "title", "text", "question"),
    [
        ("es", "Torre Eiffel", "La Torre Eiffel es una torre.", "¿Qué es la Torre Eiffel?"),
        ("es", "Ana Ruiz", "Ana Ruiz fue una física española.", "¿Quién fue Ana Ruiz?"),
        ("de", "Eiffelturm", "Der Eiffelturm ist ein Turm in Paris.", "Was ist der Eiffelturm?"),
        ("de", "Anna Maas", "Anna Maas war eine deutsche Physikerin.", "Wer war Anna Maas?"),
        ("fr", "Intelligence", "L’intelligence est une faculté.", "Qu’est-ce que l’intelligence ?"),
        ("fr", "Alibaba", "Alibaba est une entreprise chinoise.", "Qu’est-ce qu’Alibaba ?"),
        ("fr", "Anne Roy", "Anne Roy était une actrice belge.", "Qui était Anne Roy ?"),
        ("pt", "Qwen", "O Qwen é um modelo de linguagem.", "O que é o Qwen?"),
        ("pt", "Ana Reis", "Ana Reis foi uma cantora portuguesa.", "Quem foi Ana Reis?"),
        ("zh", "阿里巴巴", "阿里巴巴是一家中国公司。它很大。", "阿里巴巴是什么？"),
        ("zh", "鲁迅", "鲁迅（1881年—1936年）是中国现代的著名作家。", "鲁迅是谁？"),
        ("ja", "東京タワー", "東京タワーは、東京にある電波塔である。", "東京タワーとは何ですか？"),
        ("ja", "夏目漱石", "夏目漱石（作家）は、日本の小説家である。", "夏目漱石は誰ですか？"),
    ],
)
def test_every_language_asks_in_its_own_way(
    language: str, title: str, text: str, question: str
) -> None:
    assert of(text, language=language, title=title) == [question]


@pytest.mark.parametrize(
    ("heading", "text", "subject"),
    [
        (
            "Downloads in the first week",
            "It had 10 million downloads.",
            "downloads in the first week",
        ),
        ("Cell cycle", "The cell cycle is long. Nobody stops the cycle.", "the cell cycle"),
        ("The promise to users", "It keeps the promise.", "the promise to users"),
    ],
)
def test_a_heading_that_names_a_thing_asks_what_is_known(
    heading: str, text: str, subject: str
) -> None:
    assert of(text, headings=heading) == [f"What is known about {subject}?"]


@pytest.mark.parametrize(
    "words",
    [
        "Alibaba's Qwen app passes 10 million downloads in a week",
        "Qwen grows",
        "Mill grinds rye for the valley",
        "What Alibaba wants the Qwen app to become",
        "Ship sank off the coast",
        "Overview",
        "Mill closes on Monday",
    ],
)
def test_a_sentence_or_a_lonely_word_is_no_subject(words: str) -> None:
    text = (
        "The mill grinds rye. The app passes 10 million downloads in a week. The ship sank. "
        "Alibaba bets on it. The mill closes on Monday. The overview."
    )
    assert of(text, headings=words, title=words) == []


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("How do I reset it?", "en"),
        ("¿Cómo se llega al puerto?", "es"),
        ("怎么退货？", "zh"),
        ("返品はできますか？", "ja"),
    ],
)
def test_a_heading_that_asks_is_taken_as_it_is(heading: str, language: str) -> None:
    assert of("Nothing.", headings=heading, language=language)[0] == heading


@pytest.mark.parametrize("heading", ["Questions?", "Why?", "Really? Yes?", "?", "x" * 120 + " y?"])
def test_a_heading_that_asks_nothing_is_left_out(heading: str) -> None:
    assert of("Nothing.", headings=heading) == []


@given(articles)
def test_any_article_gives_short_questions_each_once(one: Article) -> None:
    for language in ("", "en", "es", "de", "fr", "pt", "zh", "ja", "xx"):
        made = questions(
            Article(source=one.source, text=one.text, headings=one.headings, language=language)
        )
        assert len({question.casefold() for question in made}) == len(made)
        assert all(0 < len(question) <= MOST_CHARACTERS for question in made)
        assert all("\n" not in question for question in made)
