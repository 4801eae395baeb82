"""How a server refused comes in: status, code, message; which trouble that is goes out.

Servers agree on statuses only roughly, so some troubles are known by the words of the message.
Nothing of a message gets into `Unavailable.detail`: it may quote the prompt, or the key.
"""

import re

from bot.llm.base import Reason, Unavailable

_SAID = 400

_KNOWN = (
    (
        Reason.TOO_LONG,
        r"context_length|context_size|context[ -](length|size|window)|maximum context"
        r"|too many tokens|prompt is too long|range of input length|input is too long",
    ),
    (
        Reason.NO_TOOLS,
        r"not support (tools|tool use|function)|support tool use|tool.choice. requires"
        r"|enable-auto-tool-choice|tools (is|are) not supported"
        # llama.cpp's server, started without it
        r"|tools? param(eter)? requires|requires --jinja",
    ),
    (
        Reason.NO_IMAGES,
        r"image_url|not support.{0,20}(image|vision)|(images?|vision)( inputs?)? (is|are) not supp"
        r"|support.{0,10}image input|required for image input|multi-?modal|at most 0 image",
    ),
    (
        Reason.REFUSED,
        r"content_filter|content_policy|data_?inspection|inappropriate content|moderation|flagged",
    ),
    (
        Reason.NO_MODEL,
        r"model_not_found|no models? (is )?(currently )?loaded|not a valid model"
        r"|models?\b.{0,200}?(not found|does ?n.t exist|does not exist|not exist)"
        r"|(no such|unknown|invalid|find) model",
    ),
)
_KNOWN_FROM = frozenset({400, 403, 404, 413, 422, 500, 501})

_TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})

_IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]{1,60}")


class CallFailedError(Exception):
    """A call failed, for `why`; `may_pass`: it may well not the next time.

    `status` is that of the HTTP response, where it was one that failed.
    """

    def __init__(
        self, why: Unavailable, *, may_pass: bool = False, status: int | None = None
    ) -> None:
        super().__init__(why.sentence)
        self.why = why
        self.may_pass = may_pass
        self.status = status


def from_status(
    status: int,
    *,
    code: str | None,
    message: str,
    images: bool = False,
    retry_after: float | None = None,
) -> CallFailedError:
    """The trouble of a response with a status that is no success; `images`: it was sent some."""
    named = code is not None and _IDENTIFIER.fullmatch(code) is not None
    return CallFailedError(
        Unavailable(
            reason=_reason(status, f"{code or ''} {message}", images),
            detail=f"HTTP {status} {code}" if named else f"HTTP {status}",
            said=message[:_SAID],
            retry_after=retry_after,
        ),
        may_pass=status in _TRY_AGAIN and code != "insufficient_quota",
        status=status,
    )


def from_event(*, code: str | None, message: str, images: bool = False) -> CallFailedError:
    """The trouble of an error that came as an event of a stream, after all seemed well."""
    status = int(code) if code is not None and code.isdecimal() and len(code) == 3 else 500
    named = None if code == str(status) else code
    failed = from_status(status, code=named, message=message, images=images)
    why = Unavailable(reason=failed.why.reason, detail="in the stream", said=failed.why.said)
    return CallFailedError(why, may_pass=failed.may_pass)


def _reason(status: int, text: str, images: bool) -> Reason:
    if status == 401:
        return Reason.WRONG_KEY
    if status in (402, 429):
        return Reason.OVER_QUOTA
    if status in _KNOWN_FROM:
        for reason, pattern in _KNOWN:
            # Servers name images in errors about other things as well.
            asked = images or reason is not Reason.NO_IMAGES
            if asked and re.search(pattern, text, re.IGNORECASE | re.DOTALL):
                return reason
    if status == 403:
        return Reason.WRONG_KEY
    if status in (404, 405) or 300 <= status < 400:
        return Reason.MISADDRESSED
    return Reason.FAILED
