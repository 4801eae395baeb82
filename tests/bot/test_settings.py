"""Settings: what `.env.example` promises, which source wins, and that the token stays unseen."""

import logging
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to run in, and an environment without any of the settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def shows_token(text: str) -> bool:
    """Whether any part of the token is in a text: pydantic shortens what it shows."""
    return any(TOKEN[start : start + 6] in text for start in range(len(TOKEN) - 5))


def write_env(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def as_written(default: object) -> str:
    """A default as a person writes it."""
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_example_is_the_settings_with_their_descriptions_and_defaults() -> None:
    blocks = EXAMPLE.read_text(encoding="utf-8").removesuffix("\n").split("\n\n")

    expected = [
        f"# {field.description}\n{name.upper()}={as_written(field.default)}"
        for name, field in Settings.model_fields.items()
    ]
    assert blocks[1:] == expected
    assert all(line.startswith("# ") for line in blocks[0].splitlines())


def test_every_setting_has_a_description_of_one_line() -> None:
    for field in Settings.model_fields.values():
        assert field.description
        assert "\n" not in field.description


def test_the_example_as_it_stands_is_a_valid_file_of_defaults() -> None:
    defaults = load_settings()

    write_env(EXAMPLE.read_text(encoding="utf-8"))

    assert load_settings() == defaults
    assert defaults.discord_token is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env("DATA_DIR=from-file\nCORPUS_DIR=from-file\n")
    monkeypatch.setenv("DATA_DIR", "from-environment")

    settings = load_settings()

    assert settings.data_dir == Path("from-environment")
    assert settings.corpus_dir == Path("from-file")


def test_an_argument_wins_over_the_environment_and_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_env("DATA_DIR=from-file\nCORPUS_DIR=from-file\n")
    monkeypatch.setenv("DATA_DIR", "from-environment")

    settings = load_settings(data_dir=Path("from-argument"), corpus_dir=Path("also"))

    assert settings.data_dir == Path("from-argument")
    assert settings.corpus_dir == Path("also")


def test_an_empty_value_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env("WORKERS=\nDISCORD_TOKEN=\n")
    monkeypatch.setenv("QUEUE_SIZE", "")

    settings = load_settings()

    assert (settings.workers, settings.queue_size, settings.discord_token) == (2, 200, None)


def test_what_others_keep_in_the_file_is_ignored() -> None:
    write_env("SOME_OTHER_PROGRAM=1\n")

    load_settings()


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    write_env("\ufeffDISCORD_TOKEN=abc\n")

    token = load_settings().discord_token

    assert token is not None
    assert token.get_secret_value() == "abc"


def test_a_file_that_is_no_utf8_is_a_wrong_setting() -> None:
    Path(".env").write_bytes("DISCORD_TOKEN=abc\n".encode("utf-16"))

    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("QUEUE_SIZE", "-1"),
        ("QUESTION_MAX_CHARS", "7000"),
        ("REFRESH_SECONDS", "0"),
        ("LOG_LEVEL", "CHATTY"),
        ("EMBEDDING_DTYPE", "int8"),
        ("ANSWER_CAUTION", "reckless"),
        ("LOG_FORMAT", "xml"),
        ("PERSON_QUESTIONS_PER_MINUTE", "-1"),
        ("SERVER_QUESTIONS_PER_MINUTE", "often"),
        ("OVERALL_QUESTIONS_PER_MINUTE", "-1"),
        ("HEALTH_PORT", "65536"),
        ("HEALTH_HOST", "0.0.0.0"),  # noqa: S104 -- refused
        ("HEALTH_HOST", "192.168.1.7"),
        ("HEALTH_HOST", "::"),
        ("HEALTH_HOST", "example.com"),
        ("LLM_BASE_URL", "localhost:11434"),
        ("LLM_BASE_URL", "ftp://example.com/v1"),
        ("LLM_BASE_URL", "http://"),
        ("LLM_BASE_URL", "http://example.com:99999/v1"),
        ("LLM_BASE_URL", "https://key@example.com/v1"),
        ("LLM_BASE_URL", "https://example.com/v1?key=1"),
        ("LLM_API_KEY", "two words"),
        ("LLM_API_KEY", "schlüssel"),
        ("LLM_CONTEXT_TOKENS", "100"),
        ("LLM_AT_ONCE", "0"),
        ("LLM_TOKENS_PER_DAY", "-1"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=rf"^{name}: ") as caught:
        load_settings()

    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("name", "value"), [("LLM_MODEL", "qwen3:8b"), ("LLM_BASE_URL", "http://localhost:11434/v1")]
)
def test_a_model_and_its_server_are_set_together(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=r"^LLM_MODEL: .* set together"):
        load_settings()


@pytest.mark.parametrize(
    "address", ["http://localhost:11434", "http://[::1]:8080/v1", "https://openrouter.ai/api/v1"]
)
def test_a_models_server_may_be_anywhere_also_on_this_machine(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_BASE_URL", address)
    monkeypatch.setenv("LLM_MODEL", "qwen3:8b")

    settings = load_settings()

    assert (settings.llm_base_url, settings.llm_model) == (address, "qwen3:8b")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1"])
def test_health_is_told_at_an_address_of_this_machine(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_HOST", address)

    assert load_settings().health_host == address


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setenv("LOG_LEVEL", "CHATTY")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert "WORKERS: " in str(caught.value)
    assert "LOG_LEVEL: " in str(caught.value)


def test_the_token_is_not_in_any_view_of_the_settings(caplog: pytest.LogCaptureFixture) -> None:
    write_env(f"DISCORD_TOKEN={TOKEN}\nLLM_API_KEY={TOKEN}\n")
    caplog.set_level(logging.DEBUG)
    settings = load_settings()

    logging.getLogger("bot").warning("Running with %s, %r", settings, settings)
    views = (str(settings), repr(settings), settings.model_dump_json(), str(settings.model_dump()))

    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    for view in (*views, caplog.text, repr(settings.index)):
        assert not shows_token(view)


def test_the_token_is_not_in_the_error_about_another_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_env(f"DISCORD_TOKEN={TOKEN}\n")
    monkeypatch.setenv("WORKERS", "many")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert not shows_token(str(caught.value))


def test_an_invalid_token_is_not_in_the_error_about_it() -> None:
    """By itself, pydantic shows what it was given."""
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"discord_token": [TOKEN]})

    assert "discord_token" in str(caught.value)
    assert not shows_token(str(caught.value))


@pytest.mark.parametrize("name", ["WORKERS", "LLM_BASE_URL"])
def test_a_token_in_the_wrong_place_is_not_in_the_error(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two lines of `.env` got mixed up."""
    monkeypatch.setenv(name, TOKEN)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert not shows_token(str(caught.value))


def test_the_library_gets_its_part_without_the_token() -> None:
    write_env(f"DISCORD_TOKEN={TOKEN}\nDATA_DIR=elsewhere\n")

    index = load_settings().index

    assert index.data_dir == Path("elsewhere")
    assert not shows_token(repr(index))
