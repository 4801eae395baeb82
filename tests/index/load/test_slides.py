"""Presentations: order, titles, notes, refusals. `test_documents` reads more of them."""

import pytest

from index.errors import LoadError
from index.load import slides
from index.load.base import Loaded
from index.load.slides import load_slides
from tests.documents.office import packed, shape, show, slide, word
from tests.documents.slide_files import SLIDES


def load(content: bytes) -> Loaded:
    return load_slides(content, article_id="harbour_plans", collection="public")


def test_each_slide_is_a_section_with_its_notes_below() -> None:
    loaded = load(SLIDES["harbour-plans"].content)
    article = loaded.article
    headings = [
        (one.level, article.text[one.span.start : one.span.end]) for one in article.headings
    ]
    assert headings == [
        (2, "Plans for the harbour"),
        (2, "What will be built"),
        (3, "Speaker notes"),
    ]
    assert loaded.notes == ("the speaker notes of 1 of its slides were read too",)
    assert (article.source.title, article.source.author) == ("Plans for the harbour", "Ada Okafor")
    assert article.source.published is None


def test_each_slide_is_marked_with_its_number() -> None:
    article = load(SLIDES["no-titles"].content).article
    assert [(one.kind, one.number, one.start) for one in article.marks] == [
        ("slide", 1, 0),
        ("slide", 2, article.text.index("Slide 2")),
    ]


def test_hidden_slides_are_said() -> None:
    assert load(SLIDES["hidden-things"].content).notes == (
        "1 of its slides are hidden and were left out",
    )


def test_a_long_presentation_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides, "MOST_SLIDES", 2)
    loaded = load(show(*(slide(shape(f"text {number}")) for number in range(5))))
    assert loaded.notes == ("only the first 2 of 5 slides were read",)
    assert "text 1" in loaded.article.text
    assert "text 2" not in loaded.article.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (show(), "it has no text"),
        (show(slide(shape("only a title", kind="title"))), "it has no text"),
        (word(), "it is damaged, or no PowerPoint presentation"),
        (packed({"a": ""}), "it is damaged, or no PowerPoint presentation"),
        (b"a text", "it is no PowerPoint presentation, whatever its name says"),
        (show(more={"ppt/presentation.xml": "<!DOCTYPE a><a/>"}), "it declares a document type"),
    ],
)
def test_what_is_no_presentation_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        load(content)
    assert caught.value.message.startswith(message)
