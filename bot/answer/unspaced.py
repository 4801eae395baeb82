"""A Chinese or Japanese follow-up comes in, the whole question goes out. Pure.

Both name what they talk about first and let it out afterwards, so most follow-ups need no more than
the subject of the earlier question: what stands there before the words that ask or say something.
"""

import re

from bot.types import Turn

_ENDS = " ?？!！.。…、,，"
_MOST = 14
"""A follow-up that leaves its subject out has no more characters…"""
_MOST_ALONE = 7
"""… and without a word in front of it ("and", "then") it is this short."""

_ZH_LEAD = re.compile(
    r"^(?:谢谢|好的?|嗯|哦|明白了?)?[，,。! ]*(?:那么|那|然后|还有|而|以及|可是|但是)?[，, ]*"
)
_ZH_ASKING = (
    r"为什么|为何|什么时候|何时|哪一?年|哪里|哪儿|何处|什么地方|怎么样?|如何|多少(?:钱|人|次|个)?|几[个年次人]"
    r"|多久|多大|多长|多高|谁|什么|哪[个些家种]"
)
_ZH_BARE = re.compile(rf"(?:(?:是|在|从|到)?(?:{_ZH_ASKING}))(?:呢|的|啊)?")
_ZH_ABOUT = re.compile(rf"(?!.*(?:{_ZH_ASKING}))(?:关于)?(.{{1,20}}?)呢")
_ZH_SUBJECT = re.compile(
    r"([^，,]{1,20}?)(?=的?(?:是(?!否)|在|于|有|被|由|会|能|可以|已经|把|从|为(?!什么|何)|叫|住|来自"
    rf"|出生|去世|毕业|位于|成立|{_ZH_ASKING}))"
)
_ZH_PRONOUN = re.compile(
    r"(?<!其)[他她它]们?|其(?!他|它|中|实|余)|这(?:家公司|个(?:公司|应用|城市|人)|座城市|所大学)"
    r"|该(?:公司|应用|城市|大学)"
)
_ZH_ATTRIBUTE = re.compile(
    r"(?:价格|价钱|售价|人口|面积|年龄|大小|名字|名称|首都|历史|作者|创始人|老板|总部|地址|语言|货币|目的|用途)"
)

_JA_LEAD = re.compile(
    r"^(?:ありがとう(?:ございます)?|はい|なるほど)?[、。 ]*"
    r"(?:じゃあ|では|それでは|それじゃ|で|そして|ちなみに)?[、 ]*"
)
_JA_ASKING = (
    r"なぜ|どうして|なんで|いつ(?:から|まで)?|どこ(?:で|に|から)?|誰(?:が|の|に)?|だれ(?:が)?|いくら|いくつ"
    r"|何(?:人|年|回|個|歳|が|を)?|どう(?:やって)?|どの(?:くらい)?"
)
_JA_BARE = re.compile(rf"(?:それは)?(?:{_JA_ASKING})(?:ですか|でしたか|なのですか|なの|か)?")
_JA_ABOUT = re.compile(
    r"(.{1,20}?)(?:は|の場合は|については|についてはどうですか|はどうですか|はどう)"
)
_JA_TOPIC = re.compile(r"(.{1,20}?)(?=は)")
_JA_PRONOUN = re.compile(
    r"それら|それ(?!で|から|ぞれ)|彼女ら?|彼ら?|その(?:会社|アプリ|人|都市|大学)|これ(?!から)"
)


def chinese(text: str, last: Turn) -> str | None:
    """The question that a Chinese follow-up stands for; `None` where it stands alone."""
    core = text.strip(_ENDS)
    body = _ZH_LEAD.sub("", core, count=1).strip()
    earlier = last.question.strip(_ENDS)
    subject = _before(_ZH_SUBJECT, earlier)
    if not body or not earlier:
        return None
    if _ZH_BARE.fullmatch(body):
        word = body.removesuffix("呢").removesuffix("啊").removesuffix("的")
        said = re.sub(rf"(?:是|在|从|到)?(?:{_ZH_ASKING})", "", earlier[len(subject) :], count=1)
        return f"{subject}{word}{said}?"
    about = _ZH_ABOUT.fullmatch(body)
    if about is not None and subject:
        thing = about.group(1)
        if _ZH_PRONOUN.search(thing):
            return f"{_replaced(_ZH_PRONOUN, thing, subject, '的')}是什么?"
        if _ZH_ATTRIBUTE.fullmatch(thing) and not subject.endswith(thing):
            return f"{subject}的{thing}是什么?"
        return f"{_alike(thing, subject)}{earlier[len(subject) :]}?"
    if not subject:
        return None
    pronoun = _ZH_PRONOUN.search(body)
    ends = pronoun is not None and pronoun.end() == len(body) <= _MOST
    if pronoun is not None and (pronoun.start() == 0 or ends):
        return f"{_replaced(_ZH_PRONOUN, body, subject, '的')}?"
    if pronoun is not None:
        return None
    if re.fullmatch(r"谁.{1,3}的", body):
        return f"{body}{subject}?"
    asks = not body.startswith("什么是") and re.match(
        rf"(?:住|是|在|有|叫|会|被|由|从|于|{_ZH_ASKING})", body
    )
    if asks and len(body) <= (_MOST if body != core else _MOST_ALONE):
        return f"{subject}{body}?"
    return None


def _alike(thing: str, subject: str) -> str:
    """ "医学院" after "哈佛商学院" is Harvard's: what both end with tells how much is replaced."""
    shared = 0
    while shared < min(len(thing), len(subject)) and thing[-1 - shared] == subject[-1 - shared]:
        shared += 1
    if shared >= 2 and len(subject) > len(thing) and not thing.startswith(subject[:2]):
        return subject[: len(subject) - len(thing)] + thing
    return thing


def japanese(text: str, last: Turn) -> str | None:
    """The question that a Japanese follow-up stands for; `None` where it stands alone."""
    core = text.strip(_ENDS)
    body = _JA_LEAD.sub("", core, count=1).strip(_ENDS)
    earlier = last.question.strip(_ENDS)
    topic = _before(_JA_TOPIC, earlier)
    if not body or not earlier:
        return None
    if _JA_BARE.fullmatch(body):
        word = re.match(rf"(?:それは)?({_JA_ASKING})", body)
        found = re.search(_JA_ASKING, earlier)
        if word is None:
            return None
        if found is not None:
            return f"{earlier[: found.start()]}{word.group(1)}{earlier[found.end() :]}?"
        return f"{topic}は{word.group(1)}{earlier[len(topic) + 1 :]}?" if topic else None
    if not topic:
        return None
    about = _JA_ABOUT.fullmatch(body)
    if about is not None and not _JA_PRONOUN.search(body):
        return f"{about.group(1)}{earlier[len(topic) :]}?"
    pronoun = _JA_PRONOUN.match(body)
    if pronoun is not None:
        return f"{topic}{body[pronoun.end() :]}?"
    return None


def _before(pattern: re.Pattern[str], question: str) -> str:
    found = pattern.match(question)
    return found.group(1) if found is not None else ""


def _replaced(pattern: re.Pattern[str], text: str, subject: str, of: str) -> str:
    """The first pronoun replaced; one that owns something ("其") gets the word for it."""
    found = pattern.search(text)
    if found is None:
        return text
    owns = of if found.group() == "其" and not text[found.end() :].startswith(of) else ""
    return f"{text[: found.start()]}{subject}{owns}{text[found.end() :]}"
