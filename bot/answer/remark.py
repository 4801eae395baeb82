"""What a person said comes in; the remark that it deserves where it is no question goes out. Pure.

"Hi", "thanks", "who are you?" or a pasted program get what a person at a reference desk would say,
and no search for nonsense. Whatever might be a question about the articles gets none: a greeting
that is looked up does little harm, a question that is waved away does much. Every pattern reads a
text once, or nearly: this runs on the event loop, and anybody may send anything.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.types import Answer
from bot.words import mark

_NAME = r"(?:footnote|(?:my )?friends?|bot|there|all|everyone|everybody|folks|again|mate|team|you)"
_NAMES = rf"(?: {_NAME})*"
# In front of anything else, also without a comma: "hi how are you".
_LEAD = rf"(?:(?:(?:hi+|he+y+|hello+|ok(?:ay)?|so|and|but|well){_NAMES}) )?"
_YOU = r"(?:you|u|footnote|this bot|the bot)"
_ARE = r"(?:are|r)"
_ARTICLES = r"(?:articles?|topics?)"
_LIBRARY = r"(?:the|this|your) library"
_NOT_LIKED = (
    r"(?:stupid|dumb|useless|idiots?|bad|terrible|awful|trash|garbage|sucks?|wrong|worthless|crap"
    r"|shit|morons?|liars?|lying|rubbish)"
)

# What to say, and to what. The words of the second kind are regular expressions, each for the whole
# of what was said between two marks. Case, accents and apostrophes count for nothing (`_folded`).
# Where several fit, the last row decides: "thanks, and who are you?" asks something.
_SAYINGS: Sequence[tuple[str, Sequence[str]]] = (
    (
        mark("All right. Ask me anything about the articles when you're ready."),
        (
            r"ok(?:ay)?|kk?|yes|yeah|yep|yup|no|nope|nah|sure|fine|alright|all right|got it|i see",
            r"understood|maybe|never ?mind|nvm|hm+|um+|uh+|sorry|please|stop|wait",
            r"test(?:ing)?|test(?:ing)? (?:test(?:ing)?|1|123|1 2 3|one two(?: three)?)|ping",
            r"sí|vale|ja|nein|oui|non|sì|sim|não",
            r"好的?|是|不是|对|نعم|لا|はい|いいえ",
        ),
    ),
    (
        mark("Glad to have made you smile. What would you like to know from the articles?"),
        (r"lo+l+|lmf?ao+|rofl|(?:ha){2,}h?|(?:he){2,}|(?:ja){2,}|哈{2,}|w{4,}|笑|xd+",),
    ),
    (
        mark(
            "Hello! Ask me anything about the articles of this library; I answer with the exact "
            "words and where they stand."
        ),
        (
            r"(?:hi+|he+y+|hello+|helo|hallo|hiya|howdy|yo|sup|greetings|ahoy|g ?day)" + _NAMES,
            r"(?:good )?morning" + _NAMES,
            r"good (?:afternoon|evening|day)" + _NAMES,
            r"hola(?: a todos)?|buen día|buen[oa]s(?: días| tardes| noches)?",
            r"guten (?:tag|morgen|abend)|moin(?: moin)?|servus|grüß gott|grüezi",
            r"bonjour|bonsoir|salut|coucou",
            r"ciao|buongiorno|buonasera|buon giorno|buona sera|salve",
            r"olá|oi|bom dia|boa (?:tarde|noite)",
            r"你好|您好|大家好|嗨|早|早安|早上好|下午好|晚上好",
            r"こんにちは|おはよう(?:ございます)?|こんばんは|はじめまして",
            r"مرحبا|اهلا(?: وسهلا)?|السلام عليكم|صباح الخير|مساء الخير",
            r"привет|здравствуйте|안녕(?:하세요)?|नमस्ते",
        ),
    ),
    (
        mark("Thank you, that's kind. What else would you like to know from the articles?"),
        (
            r"(?:good|nice|great|best|smart|clever|amazing|awesome|cool|lovely)"
            r" (?:bot|job|work|answer|one)",
            r"well done|(?:i )?(?:love|like) (?:you|this bot)",
            rf"you ?(?:re|{_ARE}) (?:so |very )?(?:great|awesome|amazing|cool|smart|good|the best)",
            r"great|awesome|cool|perfect|amazing|excellent|wow|brilliant",
        ),
    ),
    (
        mark("You're welcome. Ask on whenever you like."),
        (
            r"(?:(?:ok(?:ay)?|great|perfect|awesome|cool|many) )?"
            r"(?:thanks|thank (?:you|u)|thx|thnx|tysm|ty|cheers)"
            r"(?: (?:a lot|a million|so much|very much|for (?:the|your|all your) help"
            rf"|{_NAME}))*",
            r"much appreciated",
            r"(?:muchas |mil )?gracias|danke(?:schön| sehr| dir| ihnen| schön)?",
            r"vielen(?: lieben)? dank|merci(?: beaucoup| bien)?",
            r"grazie(?: mille| tante)?|(?:muito )?obrigad[oa]|valeu",
            r"(?:非常)?(?:感谢|谢谢)(?:你们?|您)?|谢了|多谢|ありがとう(?:ございます|ございました)?",
            r"شكرا(?: جزيلا| لك)?|спасибо|감사합니다|고마워(?:요)?",
        ),
    ),
    (
        mark("Goodbye, and come back with any question about the articles."),
        (
            r"(?:(?:good)?bye+|bye[ -]bye|see (?:you|ya)(?: later| soon| tomorrow)?|good ?night"
            r"|farewell|cya|take care)" + _NAMES,
            r"adiós|hasta (?:luego|mañana|pronto)|tschüss|(?:auf )?wiedersehen|gute nacht",
            r"au revoir|bonne (?:nuit|journée)|à bientôt|arrivederci|buona ?notte|tchau|até logo",
            r"再见|拜拜|晚安|さようなら|おやすみ(?:なさい)?|مع السلامة|до свидания",
        ),
    ),
    (
        mark("All well at the desk, thank you. What would you like to know from the articles?"),
        (
            rf"how {_ARE} (?:you|u)(?: (?:doing|today|feeling))*",
            r"(?:hows|how is) it going|(?:whats|what is) up|wassup|how do you do",
            rf"(?:{_ARE} )?you ok(?:ay)?",
            r"qué tal|cómo estás?|wie gehts(?: dir| ihnen)?|wie geht es (?:dir|ihnen)",
            r"(?:comment )?ça va|comment (?:vas-tu|allez-vous)|come stai?|tudo bem|como vai",
            r"你好吗|你怎么样|元気ですか|お元気ですか|كيف حالك|как дела",
        ),
    ),
    (
        mark(
            "I'm sorry that I was no help. If you tell me what you were looking for, in other "
            "words, I'll look again."
        ),
        (
            rf"(?:you(?:re| {_ARE})?|u {_ARE}|ur?|this bot(?: is)?|(?:the )?bot is)"
            rf"(?: (?:so|really|such|just|a|an|fucking))* {_NOT_LIKED}(?: bot)?",
            r"(?:bad|stupid|dumb|useless|shit|worst) (?:bot|answer|ai)",
            r"(?:fuck|screw|damn|i hate) (?:you|u|this bot)|shut up|stfu|fuck(?: off)?|wtf",
            r"stupid|useless|idiot|moron|shit|this (?:is useless|sucks)",
            r"(?:du bist|eres|tu es|sei|você é) (?:\w+ )?(?:dumm|doof|blöd|tonto|estúpido|stupido"
            r"|stupide|burro)",
            r"你(?:真|好|太)?(?:笨|蠢|傻)|笨蛋|バカ|馬鹿",
        ),
    ),
    (
        mark(
            "I'm Footnote, a bot that answers from the articles of this library and shows where "
            "each answer stands. When the articles don't say, I say so."
        ),
        (
            rf"(?:who|what)(?: exactly| even)? {_ARE} {_YOU}",
            r"whos this|who is this(?: bot)?|(?:whats|what is) (?:your name|this bot)",
            r"(?:whats|what is|who is) footnote",
            rf"(?:{_ARE}|is) {_YOU} (?:a |an )?(?:real )?(?:bot|robot|human(?: being)?|person"
            r"|machine|real|ai|llm|alive|conscious|sentient|chat ?gpt|gpt|claude|gemini|qwen"
            r"|deepseek)",
            r"(?:whats|what is) your purpose|tell me about yourself|introduce yourself",
            r"quién eres|cómo te llamas|wer bist du|wie heißt du|qui es[- ]tu|qui êtes[- ]vous",
            r"chi sei|quem é você|你是谁|你是什么|你叫什么(?:名字)?",
            r"あなたは誰ですか|من انت|кто ты",
        ),
    ),
    (
        mark(
            "That is a question about me, and I can only answer from the articles of this library. "
            "Whoever runs this bot can tell you how it is set up."
        ),
        (
            rf"who (?:made|built|created|developed|trained|wrote|programmed|owns|runs) {_YOU}",
            r"who is your (?:creator|maker|developer|owner)",
            r"(?:which|what) (?:ai |language )?(?:model|llm|ai)"
            r" (?:do you use|powers you|are you(?: using)?)",
            rf"do {_YOU} (?:store|save|keep|log|remember|record|share|sell)"
            r" (?:my|our|these|all) (?:questions?|messages?|chats?|conversations?|data)",
            rf"do {_YOU} (?:log|store|keep|remember) what (?:i|we) (?:ask|say|write)",
            r"(?:is|are) (?:this|my (?:questions?|messages?)) (?:private|logged|stored|saved)",
            r"where (?:are you from|do you live)|how old are you|are you (?:open source|free)",
            r"what language are you written in",
            r"(?:whats|what is) your (?:source code|version|(?:system )?prompt)",
            r"wer hat dich (?:gemacht|gebaut)|quién te (?:hizo|creó)|谁(?:创造|开发|制造)了你",
        ),
    ),
    (
        mark(
            "Ask a question in a sentence, such as “When did it open?”. I look through the "
            "articles of this library, quote what answers it, and cite each quote; I know nothing "
            "else."
        ),
        (
            r"help(?: me)?(?: please)?|(?:please|can you) help(?: me)?|i need help",
            rf"what can {_YOU} do(?: for me)?|what (?:do|does) {_YOU} do",
            rf"how (?:do|can) i (?:use|ask|talk to) {_YOU}",
            rf"how (?:do|does) {_YOU} work|what (?:can|should|may) i ask(?: {_YOU})?",
            r"what (?:do you know|are you able to do)|commands",
            r"ayuda|hilfe|aide|aiuto|ajuda|was kannst du|qué puedes hacer|que peux[- ]tu faire",
            r"cosa (?:puoi|sai) fare|o que você (?:pode|sabe) fazer|你能做什么|你会什么|帮助",
            r"何ができますか|ماذا يمكنك ان تفعل|مساعدة",
        ),
    ),
    (
        mark(
            "Those who manage this server see its articles with /library list; in a terminal, "
            "“footnote sources” shows where articles come from. Ask me about a subject, and I'll "
            "look up what they say."
        ),
        (
            rf"(?:(?:whats|what is)(?: there)?|is there anything) new"
            rf"(?: here| today| in {_LIBRARY})?",
            rf"(?:is there |are there |do {_YOU} have |got )?any"
            r"(?:thing new| news| new articles?)(?: here| today)?",
            rf"(?:what|which)(?: new)? (?:{_ARTICLES}|sources|documents|subjects|news)"
            rf" (?:do|does|can) (?:{_YOU}|{_LIBRARY})"
            r" (?:have|know(?: about| of)?|cover|hold|contain|use|read|answer from)",
            rf"(?:what|which|how many) {_ARTICLES} (?:are (?:there )?in {_LIBRARY}|do {_YOU} have)",
            rf"(?:whats|what is) in {_LIBRARY}",
            rf"(?:please )?(?:list|show)(?: me)?(?: all)?(?: of)?(?: the| your)? {_ARTICLES}"
            rf"(?: (?:in {_LIBRARY}|(?:that )?you have))?(?: please)?",
            r"qué hay de nuevo|qué (?:artículos|temas) (?:tienes|hay|conoces)",
            r"was gibt ?(?:e?s) neues|welche (?:artikel|themen) (?:hast|kennst) du",
            r"quoi de neuf|quels (?:articles|sujets) (?:as-tu|connais-tu|avez-vous)",
            r"o que há de novo|(?:quais|que) (?:artigos|temas|assuntos) você (?:tem|conhece)",
            r"你?有(?:什么|哪些)(?:新)?(?:文章|主题|消息)|どんな記事がありますか|新しい記事はありますか",
        ),
    ),
)
_CODE = mark(
    "That looks like code or data rather than a question. Tell me in a sentence what you would "
    "like to know from the articles."
)
_NONSENSE = mark(
    "I can't make a question out of that. Ask in a sentence what you would like to know from the "
    "articles."
)
_LINK = mark(
    "I don't open links. Ask in a sentence what you would like to know, and I'll look it up in the "
    "articles."
)

# Lines as only programs and data have them. A word that also begins a sentence or names a subject
# ("class", "import", "create table") has to come with a program's own marks.
_PROGRAM = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:async )?def \w+\([^)]*\)[^:]*:",
        r"class [A-Z]\w*(?:\([^)]*\))?:$",
        r"import (?:os|sys|re|json|numpy|pandas|torch)(?:\.\w+)*(?: as \w+)?$",
        r"from (?:os|sys|typing|collections|pathlib|numpy|torch)(?:\.\w+)* import \w[\w, ]*$",
        r"return [\w.]+;$|[\w.]+\([^()]*\);$|print\([^()]*\)$",
        r"(?:export )?(?:async )?function \w*\([^)]*\) ?\{",
        r"(?:const|let|var) \w+ ?= ?[^;?]*;$",
        r"(?:public|private) (?:static |final )*(?:class|void|int|String) \w[^{;?]*[{;]",
        r"#include ?[<\"]|Traceback \(most recent call last\)",
        # SQL
        r"SELECT [^?]+ FROM \w+|(?i:select (?:\*|\w+(?:, ?\w+)+) from) \w[^;?]*;$",
        r"(?i:insert into|delete from|drop table|create table|update \w+ set) [^;?]+;$",
        # a shell
        r"(?:\$ )?(?:sudo (?:apt|apt-get|dnf|docker|pip|rm|su|systemctl|yum) \S|rm -[rf]+ \S)",
        r"(?:\$ )?(?:pip3?|npm|apt|apt-get|brew) install [\w.@/=-]+$|(?:\$ )?cd [/~.]\S*$",
        r"(?:\$ )?git (?:clone (?:https?:|git@)|push origin|commit -|checkout -|status$)",
        r"(?:\$ )?curl (?:-\w+ )*https?://|(?:\$ )?docker run -|(?:\$ )?ssh \w+@",
        # JSON and markup
        r"[\[{][\[{ ]*[\"'][\w -]+[\"'] ?:",
        r"(?i:<(?:!doctype|html|head|body|div|script|\?xml|svg)\b)",
    )
)

_TAG = re.compile(r"<(?:a?:\w+:|[@#][!&]?)\d+>")  # Discord's own emoji and mentions
_LINK_START = re.compile(r"https?://|www\.")
_NUMBER_ONLY = re.compile(r"[\d\W_]*")
_MARK = re.compile(r"[^\w\s-]+")
_LOREM = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\bconsectetur adipisc")
_ASKS = re.compile(r"\b(?:what|who|whose|when|where|why|how|which|meaning|mean|origin)\b|\?")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4  # neighbouring keys in a row
_RUNS = frozenset(
    keys[start : start + _RUN]
    for row in _ROWS
    for keys in (row, row[::-1])
    for start in range(len(row) - _RUN + 1)
)
_REPEATED = re.compile(r"(.)\1{4,}")
_SYLLABLE = re.compile(r"[^\W\d_aeiouy][aeiou][^\W\d_aeiouy]")


def _folded(text: str) -> str:
    """In lower case, without accents and apostrophes; patterns and texts alike."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in bare if unicodedata.category(one) != "Mn")
    return re.sub(r"['’`´]", "", letters)


_PATTERNS = tuple(re.compile(f"{_LEAD}(?:{'|'.join(map(_folded, said))})") for _, said in _SAYINGS)
_NAMED = re.compile(_NAME)
_GREETED = re.compile(
    r"^(?:hi|hey|hello|good (?:morning|afternoon|evening)|please|hallo|hola|bonjour)\b"
    rf"(?: {_NAME})?[\s,.!:]+"
    r"(?=(?:who|what|when|where|why|how|which|is|are|do|does|did|can|was|were)\b)",
    re.I,
)


def remark(text: str) -> str | None:
    """What to say to a text that is no question about the articles; `None` to any other.

    It is a message of `bot/words.py`, without gaps.
    """
    said = _TAG.sub(" ", text).strip()
    if _is_program(said):
        return _CODE
    if _NUMBER_ONLY.fullmatch(said):
        return _NONSENSE
    if all(map(_LINK_START.match, said.split())):
        return _LINK
    folded = _folded(said)
    # "Hi! How are you?": each part is no question, so the whole is none.
    kinds = [_kind(part) for part in _parts(folded)]
    known = [kind for kind in kinds if kind is not None]
    if known and len(known) == len(kinds):
        return _SAYINGS[max(known)][0]
    return _NONSENSE if _is_nonsense(folded) else None


def remarked(question: str, words: str) -> Answer:
    """The answer that is a remark and nothing else."""
    return Answer(
        question=question,
        answered=False,
        confidence=0.0,
        statements=(),
        citations=(),
        passages=(),
        remark=words,
    )


def without_greeting(text: str) -> str:
    """A question without the greeting in front of it: "Hey, what is it?" asks "what is it?"."""
    return _GREETED.sub("", text, count=1) or text


def _is_program(said: str) -> bool:
    if said.startswith("```") and said.endswith("```"):
        return True
    lines = [" ".join(line.split()) for line in said.splitlines()]
    # "What does this do?" above a program is a question.
    if any(line.endswith("?") for line in lines):
        return False
    return any(pattern.match(line) for line in lines for pattern in _PROGRAM)


def _parts(folded: str) -> list[str]:
    """What stands between marks, without names: "hi, bot!" is only "hi"."""
    parts = [" ".join(part.split()).strip("-_ ") for part in _MARK.split(folded)]
    return [part for part in parts if part and not _NAMED.fullmatch(part)]


def _kind(part: str) -> int | None:
    """The last row of `_SAYINGS` that a part fits."""
    fitting = [row for row, pattern in enumerate(_PATTERNS) if pattern.fullmatch(part)]
    return fitting[-1] if fitting else None


def _is_nonsense(folded: str) -> bool:
    """Filler text, or keys that were struck without a thought."""
    if _LOREM.search(folded) and not _ASKS.search(folded):
        return True
    words = folded.split()
    return all(map(_is_mashed, words)) and not all(map(_can_be_spoken, words))


def _is_mashed(word: str) -> bool:
    """Whether it has a run along a keyboard's row, or is one letter over and over."""
    if _REPEATED.search(word) and len(set(word)) <= len(word) // 3:
        return True
    return any(word[place : place + _RUN] in _RUNS for place in range(len(word) - _RUN + 1))


def _can_be_spoken(word: str) -> bool:
    """Whether a word has a syllable, as "property" has, which holds a run of keys too."""
    return _SYLLABLE.search(word) is not None
