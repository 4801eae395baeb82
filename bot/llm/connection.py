"""The body of a request goes to a server over `openai`'s client; its events come back, decoded.

The client brings connections, server-sent events and errors. What it says is read as plain JSON
rather than as the client's types: servers that are called compatible fill them in their own ways.
"""

import ipaddress
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.llm.base import Reason, Unavailable
from bot.llm.trouble import CallFailedError, from_event, from_status

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
"""How long a server may take to accept a connection."""

_NO_KEY = "none"  # the client wants one, and servers without keys ignore it


class Connection:
    """A connection to one server. To be made outside the event loop: it loads `openai`."""

    def __init__(self, *, base_url: str, api_key: SecretStr | None) -> None:
        """`base_url` may lack the path, `/v1`."""
        import openai

        _keep_prompts_out_of_the_log()
        self.base_url = with_path(base_url)
        self._openai = openai
        key = api_key.get_secret_value().strip() if api_key is not None else ""
        self._key = key or _NO_KEY
        self._client = openai.AsyncOpenAI(
            base_url=self.base_url,
            api_key=self._key,
            max_retries=0,  # `Writer` knows when trying again is of use
            http_client=openai.DefaultAsyncHttpxClient(
                # `Writer` keeps the time; a proxy is no way to an address of this network, and a
                # prompt goes where it was addressed to and nowhere else.
                timeout=openai.Timeout(None, connect=CONNECT_SECONDS),
                trust_env=not is_near(self.base_url),
                follow_redirects=False,
            ),
        )
        _ = self._client.models, self._client.chat.completions  # loaded here, not in the loop

    async def events(self, body: dict[str, Any]) -> AsyncGenerator[object, None]:
        """The events of an answer. One that came in one piece, as JSON, is a single event.

        Raises:
            CallFailedError: whatever went wrong.
        """
        openai = self._openai
        try:
            stream = await self._client.post(
                "/chat/completions",
                cast_to=object,
                body=body,
                stream=True,
                stream_cls=openai.AsyncStream[object],
            )
            async with stream:
                kind = stream.response.headers.get("content-type", "")
                if "html" in kind:
                    raise _misaddressed()
                if "json" in kind and "stream" not in kind and "ndjson" not in kind:
                    await stream.response.aread()
                    yield self._checked(stream.response.json(), body)
                    return
                # A stream and the generator behind it name each other: not closed here, both would
                # wait for the garbage collector, which runs in whatever thread it likes.
                events = cast("AsyncGenerator[object, None]", stream._iterator)
                async with aclosing(events):
                    async for event in events:
                        yield event
        except CallFailedError:
            raise
        except Exception as error:
            raise self._failed(error, body) from None

    async def models(self) -> list[dict[str, Any]]:
        """The models that the server lists, each as it describes it.

        Raises:
            CallFailedError: whatever went wrong.
        """
        try:
            answer = await self._client.get("/models", cast_to=object)
        except Exception as error:
            raise self._failed(error) from None
        listed = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            raise _misaddressed()
        return [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]

    async def close(self) -> None:
        """Close what is open to the server."""
        await self._client.close()

    def _checked(self, answer: object, sent: Mapping[str, Any]) -> object:
        if isinstance(answer, dict) and answer.get("error"):
            raise from_event(**self._told(answer["error"]), images=_has_images(sent))
        return answer

    def _failed(self, error: Exception, sent: Mapping[str, Any] | None = None) -> CallFailedError:
        """What an exception of the client's, or of what is beneath it, means for what was sent."""
        images = _has_images(sent or {})
        openai = self._openai
        if isinstance(error, openai.APIStatusError):
            if "html" in error.response.headers.get("content-type", "") and (
                error.status_code < 500
            ):
                return _misaddressed(error.status_code)
            return from_status(
                error.status_code,
                **self._told(error.body if error.body is not None else error.message),
                images=images,
                retry_after=_seconds(error.response.headers.get("retry-after")),
            )
        if isinstance(error, openai.APIConnectionError):
            cause = type(error.__cause__ or error).__name__
            begun = "Read" in cause or "RemoteProtocol" in cause
            reason = Reason.CUT_OFF if begun else Reason.UNREACHABLE
            return CallFailedError(Unavailable(reason=reason, detail=cause), may_pass=True)
        if isinstance(error, openai.APIError):  # an event of the stream
            told = self._told(error.body if error.body else error.message)
            return from_event(**told, images=images)
        if isinstance(error, ValueError | RecursionError):
            return CallFailedError(Unavailable(reason=Reason.MALFORMED, detail="no proper JSON"))
        log.warning("The client of the model's server failed: %s", type(error).__name__)
        return CallFailedError(Unavailable(reason=Reason.FAILED, detail=type(error).__name__))

    def _told(self, body: object) -> dict[str, Any]:
        """The code and the message of an error, in whatever shape, without the key."""
        inner = body.get("error", body) if isinstance(body, dict) else body
        code, message = None, str(inner)
        if isinstance(inner, dict):
            given = inner.get("code") or inner.get("type")
            code = str(given) if given is not None else None
            message = f"{inner.get('message') or inner} {inner.get('param') or ''}".strip()
        return {"code": code and self._without_key(code), "message": self._without_key(message)}

    def _without_key(self, text: str) -> str:
        return text if self._key == _NO_KEY else text.replace(self._key, "[key]")


def _has_images(body: Mapping[str, Any]) -> bool:
    contents = [message.get("content") for message in body.get("messages", ())]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return any("image_url" in part for part in parts)


def with_path(base_url: str) -> str:
    """A base URL as the client wants it, from what people have at hand.

    >>> with_path("http://localhost:11434")
    'http://localhost:11434/v1'
    >>> with_path("https://openrouter.ai/api/v1/chat/completions")
    'https://openrouter.ai/api/v1'
    """
    url = base_url.strip().rstrip("/").removesuffix("/chat/completions")
    return url if urlsplit(url).path else f"{url}/v1"


def is_near(base_url: str) -> bool:
    """Whether a URL is that of this machine or of its own network."""
    host = urlsplit(base_url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".localhost"))


def _misaddressed(status: int | None = None) -> CallFailedError:
    detail = f"HTTP {status}, a web page" if status else "a web page, or another interface"
    return CallFailedError(Unavailable(reason=Reason.MISADDRESSED, detail=detail), status=status)


def _seconds(value: str | None) -> float | None:
    """`Retry-After` where it is a number; as a date it is taken as none."""
    try:
        seconds = float(value) if value is not None else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < 1e9 else None


def _keep_prompts_out_of_the_log() -> None:
    # At DEBUG these log requests in full, prompts and keys included; httpx2, at INFO, every one.
    for name in ("openai", "httpx2", "httpcore2"):
        library = logging.getLogger(name)
        if library.getEffectiveLevel() < logging.WARNING:
            library.setLevel(logging.WARNING)
