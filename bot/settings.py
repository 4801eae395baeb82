"""What can be set: the environment and `.env` come in, one checked `Settings` comes out."""

import ipaddress
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.settings import IndexSettings
from index.types import Caution


class SettingsError(Exception):
    """A setting has a value that it cannot have; the text names it and says what it takes."""


class Settings(BaseSettings):
    """The settings, each described by the line that stands beside it in `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    discord_token: SecretStr | None = Field(
        None, description="The bot's token, from the Bot page of Discord's developer portal."
    )
    corpus_dir: Path = Field(Path("corpus"), description="The folder that holds the articles.")
    data_dir: Path = Field(
        Path("var"),
        description="Where everything generated is kept. Back up catalog.db, which holds what "
        "servers add, and records.db.",
    )
    embedding_model: str | None = Field(
        None,
        description="The model of a new library: any sentence-transformers model, by name or "
        "folder; empty is the built-in one. `footnote build --model` switches later.",
    )
    embedding_dtype: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Number format of the model; auto takes bfloat16 where the processor has it.",
    )
    reranker_model: str | None = Field(
        None,
        description="Any sentence-transformers CrossEncoder, by name or folder, to read the best "
        "sentences once more; none is built in.",
    )
    answer_caution: Caution = Field(
        "normal",
        description="How many questions that the articles don't answer may get an answer all the "
        "same: low about 1 in 10, normal 1 in 20, high 1 in 50. More caution also refuses more "
        "that they do answer.",
    )
    question_max_chars: int = Field(
        1000, ge=50, le=6000, description="The longest question that is looked up, in characters."
    )
    workers: int = Field(2, ge=1, le=64, description="Questions that are worked on at once.")
    queue_size: int = Field(
        200, ge=0, le=100_000, description="Questions that may wait; the next is told 'busy'."
    )
    person_questions_per_minute: int = Field(
        10,
        ge=0,
        le=100_000,
        description="How often one person may ask, and as often at once; 0 is no limit.",
    )
    server_questions_per_minute: int = Field(
        60,
        ge=0,
        le=100_000,
        description="The same for everybody in one Discord server, but for those who manage it.",
    )
    overall_questions_per_minute: int = Field(
        240, ge=0, le=100_000, description="The same for everybody together."
    )
    refresh_seconds: float = Field(
        2.0, ge=0.1, le=3600, description="How often a running bot looks for newly built articles."
    )
    message_content_intent: bool = Field(
        False,
        description="Whether the message content intent is on, on the Bot page of Discord's "
        "developer portal. It is needed only to answer unasked in forums and channels, and for "
        "`/library follow`.",
    )
    record_days: int = Field(
        90,
        ge=0,
        le=3650,
        description="How many days questions, answers and votes are kept. 0 keeps none: then "
        "nothing is followed up by a reply, voted on, noticed as stale or told later.",
    )
    server_articles: int = Field(
        500, ge=0, le=100_000, description="How many articles each Discord server may add."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged; questions and tokens never are."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="json logs one JSON object a line."
    )
    health_port: int = Field(
        0,
        ge=0,
        le=65_535,
        description="Port of /healthz and /metrics while the bot runs; 0 is neither.",
    )
    health_host: str = Field(
        "127.0.0.1",
        description="Address of both: one of this machine's own, such as 127.0.0.1 or "
        "::1; no other is taken, as nobody is asked who they are.",
    )

    llm_base_url: str | None = Field(
        None,
        description="Address of an OpenAI-compatible server whose model writes the answers, such "
        "as http://localhost:11434/v1; empty writes none, and answers quote. See docs/models.md.",
    )
    llm_model: str | None = Field(
        None, validate_default=True, description="The model's name on that server."
    )
    llm_api_key: SecretStr | None = Field(
        None, description="The server's key, if it wants one; never logged."
    )
    llm_context_tokens: int = Field(
        4096,
        ge=1024,
        le=10_000_000,
        description="How many tokens the server gives that model for prompt and answer together.",
    )
    llm_thinking: bool = Field(
        False,
        description="Whether a model that can think before it writes may; that takes it longer.",
    )
    llm_at_once: int = Field(
        2, ge=1, le=1000, description="How many answers the model writes at the same time."
    )
    llm_tokens_per_minute: int = Field(
        60_000,
        ge=0,
        le=10**12,
        description="How many tokens the model may cost a minute, prompts included; beyond, "
        "answers quote. 0 is no limit.",
    )
    llm_tokens_per_day: int = Field(2_000_000, ge=0, le=10**12, description="The same a day (UTC).")
    llm_server_tokens_per_day: int = Field(
        500_000, ge=0, le=10**12, description="The same a day for each Discord server."
    )

    @field_validator("llm_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        """Refuse what is no address; and one with a password, which would get into the log."""
        if value is None:
            return None
        try:
            parts = urlsplit(value.strip())
            proper = parts.scheme in ("http", "https") and bool(parts.hostname)
            proper = proper and not (parts.query or parts.fragment) and (parts.port or 1) > 0
        except ValueError:
            proper = False
        if not proper:
            raise ValueError("an address is needed that begins with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no name or password belongs in it; a key goes into LLM_API_KEY")
        return value.strip()

    @field_validator("llm_model")
    @classmethod
    def _named_with_a_server(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse a server without a model's name, and a name without a server."""
        model = (value or "").strip() or None
        if "llm_base_url" in info.data and (info.data["llm_base_url"] is None) != (model is None):
            raise ValueError("LLM_BASE_URL and LLM_MODEL are set together, or neither is")
        return model

    @field_validator("llm_api_key")
    @classmethod
    def _fit_for_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what can't be sent in a header, as by a line that slipped."""
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value().strip()):
            raise ValueError("a key has only letters, digits and signs, without spaces")
        return value

    @field_validator("health_host")
    @classmethod
    def _only_loopback(cls, value: str) -> str:
        """Refuse every address at which another machine could ask."""
        try:
            loopback = ipaddress.ip_address(value).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise ValueError("an address of this machine's own is needed, 127.0.0.1 or ::1")
        return value

    @property
    def index(self) -> IndexSettings:
        """The part that the library needs."""
        return IndexSettings(
            corpus_dir=self.corpus_dir, data_dir=self.data_dir, most_added=self.server_articles
        )


def load_settings(*, corpus_dir: Path | None = None, data_dir: Path | None = None) -> Settings:
    """Read the environment and `.env`; an argument that is given wins over both.

    Raises:
        SettingsError: a value is not one that the setting takes, or `.env` is not a text.
    """
    given: dict[str, Any] = {"corpus_dir": corpus_dir, "data_dir": data_dir}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(lines)) from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text; save it as UTF-8") from None
