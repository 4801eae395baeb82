"""What a person said comes in; the remark that it deserves where it is no question goes out. Pure.

"Hi", "thanks", "who are you?" or a pasted program get what a person at a reference desk would say,
and no search for nonsense. Whatever might be a question about the articles gets none: a greeting
that is looked up does little harm, a question that is waved away does much.
"""

import re
from collections.abc import Sequence

_GREETING = (
    "Hello! Ask me anything about the articles in this library; I answer with the exact words "
    "and where they stand."
)
_THANKS = "You're welcome. Ask on whenever you like."
_FAREWELL = "Goodbye, and come back with any question about the articles."
_SELF = (
    "I'm Footnote, a bot that answers from the articles of this library and shows where each "
    "answer stands. When the articles don't say, I say so."
)
_HELP = (
    "Ask a question in a sentence, such as “When did it open?”. I look through the articles of "
    "this library, quote what answers it, and cite each quote; I know nothing else."
)
_MAKING = (
    "That is a question about me, and I can only answer from the articles of this library. Whoever "
    "runs this bot can tell you how it is set up."
)
_FINE = "All well at the desk, thank you. What would you like to know from the articles?"
_PRAISE = "Thank you, that's kind. What else would you like to know from the articles?"
_INSULT = (
    "I'm sorry that I was no help. If you tell me what you were looking for, in other words, "
    "I'll look again."
)
_NOTED = "All right. Ask me anything about the articles when you're ready."
_LAUGH = "Glad to have made you smile. What would you like to know from the articles?"
_CODE = (
    "That looks like code or data rather than a question. Tell me in a sentence what you would "
    "like to know from the articles."
)
_NONSENSE = (
    "I can't make a question out of that. Ask in a sentence what you would like to know from the "
    "articles."
)
_LINK = (
    "I don't open links. Ask in a sentence what you would like to know, and I'll look it up in the "
    "articles."
)

_NAME = r"(?:footnote|bot|there|all|everyone|everybody|folks|friend|again|you|mate|team)"
_SELF_WORD = r"(?:you|u|footnote|this bot|the bot)"

# Each must match the whole of what was said, without its marks and in lower case.
_WHOLE: Sequence[tuple[str, str]] = (
    (
        rf"(?:hi|hii+|hey+|hello+|helo|hallo|hiya|howdy|yo|sup|greetings|ahoy"
        rf"|g'?day)(?: {_NAME})*"
        rf"|good (?:morning|afternoon|evening|day)(?: {_NAME})*|morning"
        r"|hola|buenos días|buenas(?: tardes| noches)?|guten (?:tag|morgen|abend)|moin|servus"
        r"|grüß gott|bonjour|salut|bonsoir|ciao|buongiorno|buonasera|salve|olá|oi|bom dia"
        r"|你好|您好|大家好|嗨|早上好|こんにちは|おはよう(?:ございます)?|こんばんは"
        r"|مرحبا|مرحباً|السلام عليكم|أهلا|صباح الخير|привет|здравствуйте|안녕(?:하세요)?",
        _GREETING,
    ),
    (
        rf"(?:ok(?:ay)? |great |perfect |awesome )?(?:thanks|thank (?:you|u)|thx|thnx|tysm|ty"
        rf"|cheers)"
        rf"(?: (?:a lot|so much|very much|a bunch|a million|for (?:the|your) help|{_NAME}))*"
        r"|much appreciated|many thanks|(?:muchas )?gracias|(?:vielen "
        r"|danke )?dank(?:e(?:schön)?)?"
        r"|danke (?:sehr|dir|schön)|merci(?: beaucoup)?|grazie(?: mille)?|(?:muito )?obrigad[oa]"
        r"|谢谢(?:你|您)?|多谢|感谢|ありがとう(?:ございます)?|شكرا|شكراً|спасибо|감사합니다",
        _THANKS,
    ),
    (
        rf"(?:(?:good)?bye+|bye bye|see (?:you|ya)(?: later| soon| tomorrow)?|good ?night"
        rf"|farewell"
        rf"|cya|later|take care)(?: {_NAME})*"
        r"|adiós|hasta luego|tschüss|auf wiedersehen|au revoir|arrivederci|tchau|再见|さようなら"
        r"|مع السلامة|пока",
        _FAREWELL,
    ),
    (
        rf"(?:who|what)(?: (?:exactly|even))? (?:are|r) {_SELF_WORD}|who'?s this|who is this bot"
        rf"|what(?:'s| is) (?:your name|this bot|footnote)|(?:are|r) {_SELF_WORD} "
        r"(?:a |an )?(?:bot|robot|human|person|real|ai|chatgpt|gpt|claude|gemini"
        r"|alive)(?: .{0,20})?"
        r"|tell me about yourself|introduce yourself|quién eres|wer bist du|qui es[- ]tu|chi sei"
        r"|quem é você|你是谁|你是什么|من أنت|あなたは誰ですか|кто ты",
        _SELF,
    ),
    (
        rf"help(?: me)?(?: please)?|please help|what can {_SELF_WORD} do|what do {_SELF_WORD} do"
        rf"|how (?:do|can) i (?:use|ask|talk to) {_SELF_WORD}|how does {_SELF_WORD} work"
        rf"|how do {_SELF_WORD} work|what (?:can|should|may) i ask(?: {_SELF_WORD})?"
        r"|what (?:do you know|are you able to do)|commands|menu|start|ayuda|hilfe|aide|aiuto"
        r"|was kannst du|qué puedes hacer|你能做什么|你会什么|帮助|ماذا يمكنك أن تفعل",
        _HELP,
    ),
    (
        rf"who (?:made|built|created|wrote|programmed|owns|runs) {_SELF_WORD}"
        r"|(?:which|what) (?:ai |language )?(?:model|llm) (?:do you use|are you(?: using)?)"
        rf"|do {_SELF_WORD} (?:store|save|keep|log|remember|record) (?:my|our|these"
        rf"|all) .{{0,30}}"
        r"|(?:is|are) (?:this|my (?:questions?|messages?)) (?:private|logged|stored|saved)"
        r"|where (?:are you from|do you live)|how old are you|are you (?:open source|free)"
        r"|what language are you written in|what(?:'s| is) your (?:source code|version|prompt)",
        _MAKING,
    ),
    (
        r"how are (?:you|u)(?: (?:doing|today|feeling))*|how(?:'s| is) it going|what'?s up|wassup"
        r"|how do you do|you ok(?:ay)?|qué tal|cómo estás|wie geht(?:'s| es dir)|ça va"
        r"|comment ça va|come stai|tudo bem|你好吗|كيف حالك|元気ですか|как дела",
        _FINE,
    ),
    (
        r"(?:good|nice|great|best|smart|clever|amazing|awesome|cool|lovely) (?:bot|job|work"
        r"|answer|one)"
        r"|well done|(?:i )?(?:love|like) (?:you|this bot|it)|you(?:'re| are) (?:the best"
        r"|great|awesome"
        r"|amazing|cool|smart|good)|nice|great|awesome|cool|perfect|amazing|excellent|wow"
        r"|brilliant",
        _PRAISE,
    ),
    (
        r"(?:you(?:'re| are)?|this bot is|bot is|ur?) (?:so |really |such |just |a |an "
        r"|fucking )*"
        r"(?:stupid|dumb|useless|idiots?|bad|terrible|awful|trash|garbage|suck|sucks|wrong"
        r"|worthless"
        r"|crap|shit|moron|liar|lying|rubbish)(?: bot)?"
        r"|(?:bad|stupid|dumb|useless|shit|worst) (?:bot|answer|ai)|(?:fuck|screw|damn"
        r"|hate) (?:you|u|this|it)"
        r"|i hate you|shut up|stfu|fuck(?: off)?|shit|wtf|idiot|moron",
        _INSULT,
    ),
    (
        r"(?:ok(?:ay)?|k|kk|yes|yeah|yep|yup|no|nope|nah|sure|fine|alright|all right|got it|i see"
        r"|understood|right|maybe|never ?mind|nvm|hmm+|um+|uh+|well|so|and|test(?:ing)?"
        r"|test(?:ing)? (?:test(?:ing)?|1|123|one two(?: three)?)(?: .{0,10})?|ping|sorry"
        r"|please|stop"
        r"|sí|vale|ja|nein|oui|non|sì|sim|não|好的?|是|不是|对|نعم|لا|はい|いいえ)",
        _NOTED,
    ),
    (r"(?:l+o+l+|lmf?ao|rofl|(?:ha){2,}h?|(?:he){2,}|(?:哈){2,}|w{3,}|xd+)", _LAUGH),
)
_REMARKS = tuple((re.compile(pattern), words) for pattern, words in _WHOLE)

_NAMED = re.compile(_NAME)
_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_LINK_ONLY = re.compile(r"(?:https?://|www\.)\S+(?:\s+(?:https?://|www\.)\S+)*")
_NUMBER_ONLY = re.compile(r"[\d\s.,:+-]+")

# Programs and data: a line that starts, or is built, as no sentence is.
_PROGRAM = re.compile(
    r"```"
    r"|^\s*(?:def|class) \w+.*:|^\s*(?:import (?:os|sys|re|json|numpy|pandas|torch|requests)\b"
    r"|from \w+ import \w+\s*$)"
    r"|^\s*(?:function \w*\s*\(|(?:const|let|var) \w+ ?=|public (?:static|class|void|int)\b"
    r"|#include\b)"
    r"|^\s*(?:SELECT\s+(?:\*|\w+(?:\s*,\s*\w+)+)\s+FROM|INSERT INTO"
    r"|UPDATE \w+ SET|DELETE FROM|DROP TABLE|CREATE TABLE)\b"
    r"|^\s*(?:\$ ?)?(?:sudo|pip install|npm (?:install|run)|apt(?:-get)? install|git (?:clone"
    r"|push|pull"
    r"|commit)|cd /|rm -|curl -|docker run|ssh )\S*"
    r"|^\s*[{\[].*[\"'].*:.*[}\]]\s*$|^\s*<(?:!doctype|html|div|script|\?xml|svg)\b"
    r"|^Traceback \(most recent call last\)|\w+\([^)]*\)\s*(?:;|\{)\s*$|=>\s*\{|\breturn \w+;",
    re.I | re.S,
)
_LOREM = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\bconsectetur adipisc", re.I)
_ASKS = re.compile(r"\b(?:what|who|whose|when|where|why|how|which|meaning|mean|origin)\b|\?", re.I)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_REPEATED = re.compile(r"(.)\1{4,}")
_SYLLABLE = re.compile(r"[^\W\d_aeiouy][aeiou][^\W\d_aeiouy]")
_MASHED = 4  # neighbouring keys in a row


def remark(text: str) -> str | None:
    """What to say to a text that is no question about the articles; `None` to any other."""
    said = " ".join(text.replace("’", "'").split())
    if _LINK_ONLY.fullmatch(said):
        return _LINK
    if _PROGRAM.search(text):
        return _CODE
    plain = _MARKS.sub("", said.lower())
    if not plain or _NUMBER_ONLY.fullmatch(said):
        return _NONSENSE
    for pattern, words in _REMARKS:
        if pattern.fullmatch(plain):
            return words
    # "Hi! How are you?": each part is no question, so the whole is none.
    parts = [_MARKS.sub("", part) for part in re.split(r"[.!?,;]+", plain)]
    answers = [_matched(part) for part in parts if part and not _NAMED.fullmatch(part)]
    if answers and all(answers):
        return answers[-1]
    return _NONSENSE if _is_nonsense(plain) else None


def _matched(part: str) -> str | None:
    return next((words for pattern, words in _REMARKS if pattern.fullmatch(part)), None)


def _is_nonsense(plain: str) -> bool:
    """Filler text, or keys that were struck without a thought."""
    if _LOREM.search(plain) and not _ASKS.search(plain):
        return True
    words = plain.split()
    return all(map(_is_mashed, words)) and not all(map(_can_be_spoken, words))


def _is_mashed(word: str) -> bool:
    """ "asdfgh", "aaaaaaa": a run along a keyboard's row, or one letter over and over."""
    if _REPEATED.search(word) and len(set(word)) <= len(word) // 3:
        return True
    runs = {row[i : i + _MASHED] for row in _ROWS for i in range(len(row) - _MASHED + 1)}
    return any(run in word or run in word[::-1] for run in runs)


def _can_be_spoken(word: str) -> bool:
    """Whether a word has a syllable, as "property" has, which holds a run of keys too."""
    return _SYLLABLE.search(word) is not None
