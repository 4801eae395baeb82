"""`sources.toml`: what it may say, and the sentence for each thing that it may not."""

from pathlib import Path

import pytest

from index.errors import SourcesError
from index.provenance import SourceSpec
from index.settings import IndexSettings
from index.sources.declared import read_declared, read_refresh


def declared(settings: IndexSettings, text: str) -> tuple[SourceSpec, ...]:
    settings.sources_path.write_text(text, encoding="utf-8")
    return read_declared(settings)


def test_without_the_file_there_are_no_sources(settings: IndexSettings) -> None:
    assert read_declared(settings) == ()


def test_every_kind_of_source_can_be_named(settings: IndexSettings, tmp_path: Path) -> None:
    found = declared(
        settings,
        """
        [[source]]
        page = "https://Example.com/about"
        refresh = "never"

        [[source]]
        feed = "https://example.com/feed.xml"
        refresh = "6h"
        most = 20
        name = "Example News"

        [[source]]
        site = "https://example.com/docs/"
        prefix = "https://example.com/docs/en/"

        [[source]]
        folder = "../notes"

        [[source]]
        file = "../report.txt"
        """,
    )
    assert found == (
        SourceSpec(kind="page", location="https://example.com/about"),
        SourceSpec(
            kind="feed",
            location="https://example.com/feed.xml",
            refresh=21_600.0,
            most=20,
            name="Example News",
        ),
        SourceSpec(
            kind="site",
            location="https://example.com/docs/",
            prefix="https://example.com/docs/en/",
            refresh=86_400.0,
        ),
        SourceSpec(kind="folder", location=str(tmp_path / "notes"), refresh=86_400.0),
        SourceSpec(kind="file", location=str(tmp_path / "report.txt"), refresh=86_400.0),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[source]\n", "is not valid TOML"),
        ("[source]\npage='https://a.example/'", "with two brackets"),
        ("source = 3", "with two brackets"),
        ("every = '1h'", "has every beside its [[source]] tables"),
        ("[[source]]", "number 1: it names no place"),
        ("[[source]]\npage='https://a.example/'\nfeed='https://b.example/'", "it names feed, page"),
        ("[[source]]\npage='https://a.example/'\nmax=3", "there is no key max"),
        ("[[source]]\npage=3", "page is 3, and no text"),
        ("[[source]]\npage='a.example'", "does not begin with http"),
        ("[[source]]\npage='ftp://a.example/'", "does not begin with http"),
        ("[[source]]\npage='https://a.example/'\nrefresh='often'", "refresh is 'often'"),
        ("[[source]]\npage='https://a.example/'\nrefresh=6", "refresh is 6, and no text"),
        ("[[source]]\npage='https://a.example/'\nrefresh='900d'", "refresh is '900d'"),
        ("[[source]]\nfeed='https://a.example/'\nmost=0", "most is 0"),
        ("[[source]]\nfeed='https://a.example/'\nmost='9'", "most is '9'"),
        ("[[source]]\nfeed='https://a.example/'\nmost=true", "most is True"),
        ("[[source]]\nfeed='https://a.example/'\nprefix='https://a.example/b'", "of a site only"),
        ("[[source]]\nsite='https://a.example/'\nprefix='https://b.example/'", "of another site"),
        ("[[source]]\nfolder='.'", "lies in the corpus folder"),
        ("[[source]]\nfile='a.md'", "lies in the corpus folder"),
        (
            "[[source]]\npage='https://a.example'\n[[source]]\nfeed='https://b.example'\n"
            "[[source]]\npage='https://A.example/'",
            "number 3: page is the same as in number 1",
        ),
    ],
)
def test_every_mistake_is_a_sentence(settings: IndexSettings, text: str, message: str) -> None:
    with pytest.raises(SourcesError) as caught:
        declared(settings, text)
    assert message in caught.value.message
    assert str(settings.sources_path) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1m", 60.0), ("6h", 21_600.0), (" 1 D ", 86_400.0), ("2w", 1_209_600.0), ("never", None)],
)
def test_times_are_written_as_people_write_them(text: str, seconds: float | None) -> None:
    assert read_refresh(text) == seconds
