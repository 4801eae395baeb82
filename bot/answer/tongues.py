"""Four languages' words for follow-ups stand here: Spanish, German, French and Portuguese. Pure.

All but `words` and `code` are regular expressions over lower-case text without end marks.
"""

from dataclasses import dataclass

from bot.answer.asked import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language's words.

    `words` tell the language. `about` opens "what about X?". `asking` are the words that ask,
    `counted` those of them that a noun follows ("how many"), `pointer` what may follow "when" and
    adds nothing ("was that"). `pronouns` stand for the subject; `clitic` is one in front of its
    verb, which is its group. `possessive` is "its", `place` "there". `subject_may_be_left_out`:
    a verb alone has one. `someone` stands for the doer when "who" is no longer asked for.
    """

    code: str
    words: frozenset[str]
    lead: str
    about: str
    asking: str
    counted: str
    pointer: str
    pronouns: str
    possessive: str
    place: str
    articles: str
    links: str
    prepositions: str
    of: str
    in_: str
    clitic: str = r"(?!)"
    subject_may_be_left_out: bool = False
    someone: str = ""


_SPANISH = Tongue(
    code="es",
    words=word_set(
        "el la los las de del y que qué cuándo dónde quién quiénes cómo a cuánto cuántos cuánta "
        "cuántas cuál cuáles por es fue era en un una su sus se lo con para desde está hay"
    ),
    lead=r"(?:gracias|vale|ok|bien)[,.! ]+(?:y )?|(?:y|pero|entonces) ",
    about=r"(?:y )?qué (?:hay|pasa|tal)(?: del?| con)? ",
    asking=r"(?:(?:en|de|desde|hasta|a|por|con|para) )?"
    r"(?:por qué|qué|cuándo|a?dónde|quiénes|quién|cómo|cuánt[oa]s?|cuáles|cuál)",
    counted=r"(?:\w+ )?(?:cuánt[oa]s?|qué|cuál(?:es)?)",
    pointer=r"(?:fue|es|era|ocurrió|pasó|sucedió)(?: (?:eso|esto|aquello))?|exactamente",
    pronouns=r"él|ella|ellos|ellas|ello|eso|esto",
    possessive=r"sus?",
    place=r"allí|allá|ahí",
    articles=r"el|la|los|las|un|una",
    links=r"de|del|y",
    prepositions=r"en|desde|hasta|con|para|durante|por|entre|a|al",
    of="de",
    in_="en",
    clitic=r"(?:quién(?:es)?|cuándo|dónde|por qué|cómo) (lo|la|los|las) (\w+)",
    subject_may_be_left_out=True,
)
_GERMAN = Tongue(
    code="de",
    words=word_set(
        "der die das dem den des und wer wann wo wie warum wieso ist war wurde wurden in von ein "
        "eine einer er sie es ihn ihm mit zu für auf wen wem viele viel welche welcher welches alt "
        "lange im am seit sein seine ihre wessen gibt hat"
    ),
    lead=r"(?:danke|okay|ok|gut)[,.! ]+(?:und )?|(?:und|aber|also) ",
    about=r"(?:und )?(?:was ist|wie (?:steht|sieht) es|wie ist es) (?:mit|bei) ",
    asking=r"(?:(?:in|seit|bis|von|an|auf|mit|für|aus|zu|um|bei) )?"
    r"(?:wann|woher|wohin|wo|warum|wieso|weshalb|wer|wen|wem|wessen|was"
    r"|wie(?: viele?| lange| oft| alt| groß| hoch| weit| teuer)?|welche[rsmn]?)",
    counted=r"wie viele?|(?:\w+ )?welche[rsmn]?",
    pointer=r"(?:war|ist|geschah|passierte)(?: (?:das|dies|es))?|genau|denn",
    pronouns=r"er|sie|es|ihn|ihm|ihnen",
    possessive=r"(?:sein|ihr)(?:e[rsmn]?)?",
    place=r"dort|da",
    articles=r"der|die|das|den|dem|des|ein|eine|einen|einem|einer",
    links=r"von|der|des|und",
    prepositions=r"in|im|seit|bis|mit|für|während|durch|an|am|auf|aus|bei|nach|vor|zu|zum|zur",
    of="von",
    in_="in",
    someone="man",
)
_FRENCH = Tongue(
    code="fr",
    words=word_set(
        "le la les des du de et qui que quand où comment pourquoi est combien un une dans était il "
        "elle ils elles son sa ses quel quelle quels quelles en au aux ce cela ça été a"
    ),
    lead=r"(?:merci|d'accord|ok|bien)[,.! ]+(?:et )?|(?:et|mais|alors) ",
    about=r"(?:et )?qu['’]en est-il (?:d[eu]s? |de l['’])|et (?:pour|quant à|quant au) ",
    asking=r"(?:(?:à|de|depuis|jusqu'à|en|dans|par|avec|pour) )?"
    r"(?:pourquoi|quand|d['’]où|où|qui|comment|combien|quoi|quel(?:le)?s?|qu['’]est-ce que|que)"
    r"(?: est-ce que)?",
    counted=r"combien|(?:\w+ )?quel(?:le)?s?",
    pointer=r"(?:c['’](?:était|est)|était-ce|est-ce)(?: (?:ça|cela))?|ça|exactement|donc",
    pronouns=r"il|elle|ils|elles|ça|cela|lui|eux",
    possessive=r"son|sa|ses|leurs?",
    place=r"là-bas|là",
    articles=r"le|la|les|un|une",
    links=r"de|du|des|et",
    prepositions=r"en|à|au|aux|depuis|dans|pendant|avec|pour|par|chez|sur",
    of="de",
    in_="à",
    clitic=r"(?:qui|quand|où|pourquoi|comment) (l)['’](.+)",
    someone="on",
)
_PORTUGUESE = Tongue(
    code="pt",
    words=word_set(
        "o os a as de do da dos das e que quê quem quando onde como quanto quantos por é foi "
        "em um uma seu sua seus suas qual quais não no na nos nas ao ele ela eles elas desde"
    ),
    lead=r"(?:obrigad[oa]|ok|certo|bem)[,.! ]+(?:e )?|(?:e|mas|então) ",
    about=r"(?:e )?(?:quanto (?:ao|à|a)|que tal) |e (?:sobre|para) ",
    asking=r"(?:(?:em|de|desde|até|por|com|para) )?"
    r"(?:por qu[eê]|porqu[eê]|quando|aonde|onde|quem|como|quant[oa]s?|quais|qual|o que|que)",
    counted=r"quant[oa]s?|(?:\w+ )?que|qual|quais",
    pointer=r"(?:foi|é|era|aconteceu|ocorreu)(?: (?:isso|isto|aquilo))?|exatamente",
    pronouns=r"ele|ela|eles|elas|isso|isto",
    possessive=r"seus?|suas?",
    place=r"lá|ali|aí",
    articles=r"o|a|os|as|um|uma",
    links=r"de|do|da|dos|das|e",
    prepositions=r"em|no|na|nos|nas|desde|até|com|para|durante|por|entre|ao|à",
    of="de",
    in_="em",
    clitic=r"(?:quem|quando|onde|por que|como) (o|a|os|as) (\w+)",
    subject_may_be_left_out=True,
)

TONGUES = {one.code: one for one in (_SPANISH, _GERMAN, _FRENCH, _PORTUGUESE)}

ENGLISH_WORDS = word_set(
    "the and who what when where how why which is was are were did does do has of in on an it he "
    "she they his her its their about many much that this him them there old long by for"
)
