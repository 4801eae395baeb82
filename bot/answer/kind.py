"""A question and a sentence come in; whether the sentence can be of the kind asked for goes out.

A question for a number or a time is hardly answered by a sentence that names neither. English only:
of a question in another language nothing is said.
"""

import re

_ASKS_NUMBER = re.compile(
    r"\bhow (many|much)\b|\b(what|which) (percent\w*|number|proportion|fraction)\b", re.I
)
_ASKS_TIME = re.compile(
    r"^when\b|\bwhen (did|was|were|is|are|will|does|do|has|have|had|can)\b"
    r"|\b(what|which) (year|date|day|month|century|decade)\b",
    re.I,
)
_NUMBER = re.compile(
    r"\d|[½¼¾]|\b(no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?"
    r"|[mbtr]\w*illions?|half|thirds?|quarters?|once|twice|double|triple|single|pair|several|many"
    r"|few|much|little|most|majority|minority|all|both|free)\b",
    re.I,
)
_TIME = re.compile(
    r"\d{3,4}|\d\s?(st|nd|rd|th|am|pm|a\.m|p\.m|bce?|ce|ad)\b|\d:\d\d"
    r"|\b(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
    r"|centur(y|ies)|years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?"
    r"|today|yesterday|tomorrow|morning|noon|evening|night|midnight"
    r"|spring|summer|autumn|winter|eras?|ages?|periods?"
    r"|when|while|once|after|before|during|until|since|ago|annual\w*|current\w*|recent\w*)\b",
    re.I,
)


def misfits(question: str, sentence: str) -> bool:
    """Whether the question asks for a number or a time, and the sentence names none."""
    if _ASKS_NUMBER.search(question):
        return _NUMBER.search(sentence) is None
    if _ASKS_TIME.search(question):
        return _TIME.search(sentence) is None
    return False
