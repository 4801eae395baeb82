"""Languages: told from the text, among those that come into question."""

import resource

import pytest

from index.errors import DiskError
from index.language import _identifier, detect

SENTENCES = {
    "en": "The museum opened its doors again after three years of repairs.",
    "de": "Das Museum hat nach drei Jahren Umbau seine Türen wieder geöffnet.",
    "es": "El museo volvió a abrir sus puertas después de tres años de obras.",
    "fr": "Le musée a rouvert ses portes après trois années de travaux.",
    "it": "Il museo ha riaperto le sue porte dopo tre anni di lavori.",
    "ru": "Музей снова открыл свои двери после трёх лет ремонта.",
    "ar": "أعاد المتحف فتح أبوابه بعد ثلاث سنوات من أعمال الترميم.",
    "zh": "经过三年的修缮，博物馆重新开放了。",
    "ja": "博物館は三年間の改修を経て再び開館しました。",
    "ko": "박물관은 3년간의 보수 끝에 다시 문을 열었다.",
    "th": "พิพิธภัณฑ์เปิดอีกครั้งหลังจากซ่อมแซมสามปี",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_tells_its_language(language: str, sentence: str) -> None:
    assert detect(sentence) == language


@pytest.mark.parametrize("text", ["", "   ", "42", "!?…", "🎉🎉", "1,000 – 2,000"])
def test_without_letters_there_is_none(text: str) -> None:
    assert detect(text) == ""


def test_of_one_language_there_is_no_doubt() -> None:
    assert detect("Was ist das?", ["en"]) == "en"


def test_of_several_the_likeliest_is_taken() -> None:
    assert detect("Was ist das?", ["en", "de"]) == "de"
    assert detect("What is that?", ["en", "de"]) == "en"


def test_a_script_that_is_not_among_them_is_none_of_them() -> None:
    assert detect("博物館はどこですか", ["en", "de"]) == ""


def test_a_word_in_another_script_does_not_change_the_language() -> None:
    assert detect("The assistant Tongyi Qianwen (通义千问) was renamed to Qwen last year.") == "en"


def test_a_full_disk_is_told_in_a_sentence() -> None:
    """The table of languages is unpacked into a file, here in a folder that takes none."""
    _identifier.cache_clear()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(DiskError) as refused:
            detect("The museum opened its doors again.")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        _identifier.cache_clear()

    assert "cannot be unpacked" in refused.value.message
    assert "Free some space" in refused.value.hint
    assert detect("The museum opened its doors again.") == "en"
