"""The words by which questions speak of time: patterns go out, one for each thing that is said.

English, Spanish, German, French, Portuguese, Chinese and Japanese share the patterns: few such
words of one are words of another, and where they are ("hier") more of the sentence is looked at.
"""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from index.dates import DATE

Edge: TypeAlias = Literal["since", "after", "before", "until"]
Period: TypeAlias = Literal[
    "yesterday",
    "this week",
    "last week",
    "this month",
    "last month",
    "this year",
    "last year",
]

ANY = re.compile(
    r"\d|now|today|yesterday|week|month|year|latest|newest|recent|current|these days|date|new\b"
    r"|since|before|after|until|from|moment"
    r"|ayer|hoy|ahora|semana|mes\b|año|nuev|últim|actual|desde|novo|mês|ano\b|hoje|agora"
    r"|ontem|atual|gestern|heut|woche|monat|jahr|jetzt|neu|aktuell|derzeit|zurzeit|seit"
    r"|hier|semaine|mois|année|maintenant|récent|aujourd|neuf|derni|depuis"
    r"|[今昨本上先去最目现現新]",
    re.I,
)
"""Where this finds nothing, none of the others does."""

# What is asked for is something that was published.
_REPORTS = (
    r"\b(?:news|articles|reports|stories|posts|headlines|coverage|announcements|updates|bulletins"
    r"|press releases|what(?:['’]s| is| was| has been) new|anything new"
    r"|noticias|artículos|informes|comunicados|hay de nuevo"
    r"|nachrichten|neues|artikeln?|berichten?|meldungen|mitteilungen"
    r"|actualités|nouvelles|rapports|communiqués|quoi de neuf"
    r"|notícias|artigos|relatórios|há de novo)\b"
    r"|新闻|新聞|消息|报道|報道|文章|ニュース|記事"
)
REPORTS = re.compile(_REPORTS, re.I)
REPORTS_JUST_BEFORE = re.compile(rf"(?:{_REPORTS})(?: (?:were|was) \w+| \w+)?\W*$", re.I)

FRAME = re.compile(
    r"^(?:(?:what|which|any|are there|is there|show me|give me|tell me) )?(?:(?:do|did|does) )?"
    rf"(?:(?:the|any|all) )?(?:{_REPORTS})(?: (?:say|said|report|reported|tell us|tell|wrote|write"
    r"|there are|there is|are there|is there|do you have))?(?: (?:about|on|of|from|regarding))? "
    r"(?=\w+ ?\w)",
    re.I,
)
"""The words around the subject of "What do the articles say about the ferry?"."""

NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|up[- ]to[- ]date|nowadays|these days"
    r"|current(?:ly)?(?! (?:of|in|through|flows?))|right now|now|today|at the moment"
    r"|what(?:['’]s| is) new|anything new"
    r"|(?:más|mais) (?:recientes?|recentes?|nuev[oa]s?)|últim[oa]s? (?:noticias?|novedad(?:es)?)"
    r"|actualmente|ahora|hoy|hay de nuevo|últim[oa]s? notícias?|atualmente|agora|hoje|há de novo"
    r"|neue?ste[nrsm]?|aktuell\w*|derzeit|zurzeit|jetzt|heute|neues"
    r"|dernières? (?:nouvelles?|actualités)|plus récent\w*|actuellement|maintenant"
    r"|aujourd['’]hui|quoi de neuf)\b"
    r"|最新|最近|目前|现在|現在|如今|今天|今日",
    re.I,
)

TODAY = re.compile(
    r"\btoday['’]s\b|\b(?:did|happen\w*|announced|published|posted|reported|said)\b.*\btoday\b"
    r"|\b(?:pasado|aconteceu)\b.*\bho(?:y|je)\b|\bheutigen?\b|\bpassiert\b.*\bheute\b"
    r"|(?:今天|今日)(?:有|发生|の(?:新|ニュ))",
    re.I,
)
"""Where "today" is this very day. Elsewhere ("What is it called today?") it means nowadays."""
A_DAY = re.compile(r"\b(?:today|ho(?:y|je)|heute|aujourd['’]hui)\b|今天|今日", re.I)

# "The last week of March" and "the last year of the war" are no time before now.
_NOT_OF = r"\b(?! (?:of|in|before|d[eou]|des?|der|vor)\b)"
# French "hier" is German for "here": it counts beside another French word only.
_HIER = (
    r"(?:(?<=\ba dit )|(?<=\best )|(?<=\bpassé ))hier\b"
    r"|\bhier\b(?=.*\b(?:le|la|les|est|que|quoi|qui|a)\b)|(?<=[^\W\d]é )hier\b"
)
_PERIODS: Sequence[tuple[Period, str]] = (
    (
        "yesterday",
        rf"(?-i:\byesterday\b)|^yesterday\b|\b(?:ayer|gestern|ontem)\b|{_HIER}|昨天|昨日",
    ),
    (
        "this week",
        r"\b(?:this week|(?:in )?dieser? woche|n?esta semana|cette semaine)\b"
        r"|本周|这周|這週|[这本]个?星期|今週",
    ),
    (
        "last week",
        r"\b(?:last week|(?:in der )?(?:letzten?|vergangenen?) woche|(?:la )?semana pasada"
        rf"|(?:la )?semaine (?:dernière|passée)|(?:n?a )?semana passada){_NOT_OF}"
        r"|上周|上週|上个?星期|先週",
    ),
    (
        "this month",
        r"\b(?:this month|(?:in )?diese[nm] monat|(?:en )?este mes|n?este mês|ce mois)"
        rf"{_NOT_OF}|本月|这个月|今月",
    ),
    (
        "last month",
        r"\b(?:last month|(?:im )?(?:letzten|vergangenen) monat|(?:el )?mes pasado"
        rf"|(?:le )?mois (?:dernier|passé)|(?:n?o )?mês passado){_NOT_OF}|上个?月|先月",
    ),
    (
        "this year",
        r"\b(?:this year|(?:in )?diese[sm] jahr|(?:en )?este año|n?este ano|cette année)"
        rf"{_NOT_OF}|今年",
    ),
    (
        "last year",
        r"\b(?:last year|(?:im )?(?:letzte[sn]|vergangene[sn]) jahr|(?:el )?año pasado"
        r"|(?:l['’])?(?:année|an) (?:dernière|dernier|passée)|(?:n?o )?ano passado)"
        rf"{_NOT_OF}|去年|昨年",
    ),
)
PERIODS = tuple((name, re.compile(pattern, re.I)) for name, pattern in _PERIODS)

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})"
_UNITS = (
    r"(?:(?P<days>days?|días?|tagen?|jours?|dias?|天|日間?)"
    r"|(?P<weeks>weeks?|semanas?|wochen?|semaines?|周|週間?|个?星期)"
    r"|(?P<months>months?|mes(?:es)?|monaten?|mois|个月|[かヶ]月)"
    r"|(?P<years>years?|años?|jahren?|ans|années|anos|年間?))"
)
ROLLING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:(?:in|over|during|within|for) )?(?:the |den |en l[oa]s |n[oa]s |l[oa]s )?"
        rf"(?:last|past|letzten|vergangenen|últim[oa]s) {_COUNT} {_UNITS}{_NOT_OF}",
        rf"\b(?:(?:dans|durant|pendant) )?(?:ces |les )?{_COUNT} derni(?:er|ère)s {_UNITS}\b",
        rf"(?:最近|过去|過去|直近の?|この) ?(?P<count>\d{{1,3}}) ?{_UNITS}",
    )
)
"""So many days or weeks up to now, in the group `count` and one named after the unit."""

# A stretch of other words may stand before the date, as in "before the relaunch on 3 May 2025", but
# only with a small word of place in front: when "Easter 2025" is, the words don't say.
_ON = r"on|of|in|at|vom|von|am|im|del?|en|du|le|el|em|d[eo]"
_GAP = rf"(?P<gap>(?:[^\W\d]+(?:['’-][^\W\d]+)? ){{1,6}}?(?:{_ON}) )??"
_THE = r"(?:(?:the|dem|den|der|el|la|le|l['’]|o|a|de|d['’]) ?)?"


def _beside(words: str, behind: str) -> re.Pattern[str]:
    """A date after one of these words or, in Chinese and Japanese, before one of `behind`."""
    return re.compile(
        rf"\b(?:{words}) {_THE}{_GAP}{_THE}(?P<date>{DATE})|(?P<date2>{DATE}) ?(?:{behind})", re.I
    )


EDGES: Sequence[tuple[Edge, re.Pattern[str]]] = (
    (
        "since",
        _beside(r"since|starting (?:in|from|on)|desde|seit|depuis|ab", "以[来來]|起|から|以降"),
    ),
    (
        "after",
        _beside(r"after|later than|después de|nach|après|depois d[eoa]|após", "[之以][后後]|後"),
    ),
    ("before", _beside(r"before|prior to|earlier than|antes d(?:el|[eoa])|vor|avant", "[之以]?前")),
    (
        "until",
        _beside(r"until|till|up to|hasta|bis(?: zum)?|jusqu['’](?:à|en|au)|até", "[为為]止|まで"),
    ),
)

BETWEEN = re.compile(
    rf"\b(?:between|from|entre|zwischen|von|vom|d[eou]|desde) {_THE}(?P<one>{DATE}) "
    rf"(?:and|to|until|till|y|und|bis(?: zum)?|et|e|a|à|au|até|hasta) {_THE}(?P<two>{DATE})"
    rf"|(?P<one2>{DATE}) ?(?:到|至|から|和|と) ?(?P<two2>{DATE})",
    re.I,
)
WITHIN = re.compile(
    rf"\b(?:in|on|during|from|of|im|am|vom|aus|während|en|el|del?|em|durante|pendant|du|le|d[eo]) "
    rf"(?!the \d{{4}}){_THE}(?P<date>{DATE})"
    r"|(?P<date2>\d{4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号號])?)?)",
    re.I,
)
