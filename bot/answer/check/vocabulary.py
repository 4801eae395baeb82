"""The words that names are told by: those that have a capital without being one. Pure data."""

from collections.abc import Mapping

from bot.answer.check.letters import listed

FUNCTION_WORDS = listed(
    "the a an and or but nor so yet if then than as at by for from in into of off on onto out over"
    " to up upon with within without about above after against along among around because before"
    " behind below beneath beside besides between beyond despite down during except inside like"
    " near outside per since through throughout toward towards under underneath until unlike via"
    " while i he she it they we you his her its their our your my him them us me who whom whose"
    " which what when where why how this that these those there here each every either neither"
    " both all any some none no not one such same other another others many much more most few"
    " fewer less least several own is are was were be been being am has have had do does did will"
    " would shall should can could may might must also only just even still already once again"
    " however therefore thus hence moreover furthermore additionally meanwhile instead although"
    " though whereas whether unless yes o de la le les du des von van der den und y el los las"
    " der die das ein eine und oder aber un una il lo"
)

STARTERS = listed(
    "according accordingly across almost always amid another anyone anything apart approximately"
    " article articles as aside back based believed born built called certain children citizens"
    " cities city common companies company compared construction consequently critics current"
    " currently designed development due early eight eleven especially evidence examples"
    " eventually everyone everything experts extra famous fans fifth finally first five following"
    " former formerly found founded four fourth frequently full further game games general"
    " generally given good government governments great half having high historically history"
    " human humans ideally immediately important in include included includes including initially"
    " interestingly it's itself just key known large largely last late later law laws leaders less"
    " life little local long main mainly major making man men members million modern most mostly"
    " music named nearly never nevertheless new next nine nobody non nonetheless nor nothing now"
    " nowadays of officially often oh old older on only open opened opposite ordinary originally"
    " otherwise overall parents part parts past patients people perhaps person plants players"
    " police popular possible power previous previously primary prior prices products production"
    " public published rather recent recently regardless released research researchers"
    " respectively results rights roughly rules school schools science scientists second secondly"
    " set seven similarly single six small smaller social sometimes soon special specifically"
    " states strictly students studies subsequently successful such supporters teachers ten"
    " thanks third though three tickets today together total traditional traditionally twelve"
    " twenty two types typically ultimately unfortunately used users using usually various very"
    " video war water ways women words work workers working world writers years young"
)
"""Words that open a sentence without being a name; elsewhere a capital makes them one."""

HONORIFICS = listed(
    "mr mrs ms miss dr prof professor sir dame lord lady madam herr frau doktor señor señora senor"
    " senora monsieur madame mme mlle senhor senhora don doña rev reverend st saint president king"
    " queen emperor prince princess pope bishop general captain colonel major judge justice senator"
    " minister chancellor ceo chairman"
)
"""What may be said before a name whether or not the passage says it."""

_PLACES = (
    "germany deutschland alemania allemagne alemanha 德国 ドイツ",
    "german deutsch deutsche deutschen deutscher aleman alemana allemand allemande alemao",
    "france frankreich francia franca 法国",
    "spain spanien espana espagne espanha 西班牙",
    "italy italien italia italie 意大利",
    "england inglaterra angleterre 英格兰",
    "britain großbritannien grossbritannien bretana bretagne 英国",
    "switzerland schweiz suiza suisse suica 瑞士",
    "austria osterreich autriche 奥地利",
    "poland polen polonia pologne polonia 波兰",
    "greece griechenland grecia grece 希腊",
    "turkey turkei turquia turquie 土耳其",
    "russia russland rusia russie 俄罗斯 俄国",
    "china 中国 chine",
    "japan japon japao 日本",
    "india indien inde 印度",
    "egypt agypten egipto egypte egito 埃及",
    "netherlands niederlande holanda holland hollande baixos bajos 荷兰",
    "hungary ungarn hungria hongrie 匈牙利",
    "sweden schweden suecia suede 瑞典",
    "norway norwegen noruega norvege 挪威",
    "europe europa 欧洲",
    "africa afrika afrique 非洲",
    "asia asien asie 亚洲",
    "america amerika amerique 美洲 美国 americas",
    "usa eeuu vereinigte 美国 us u.s u.s.a",
    "munich munchen 慕尼黑",
    "vienna wien viena vienne 维也纳",
    "cologne koln colonia 科隆",
    "rome rom roma 罗马",
    "london londres 伦敦",
    "paris 巴黎",
    "berlin 柏林",
    "warsaw warschau varsovia varsovie 华沙",
    "moscow moskau moscu moscou 莫斯科",
    "beijing peking pekin 北京 pequim",
    "tokyo tokio 东京 東京",
    "shanghai 上海",
    "geneva genf ginebra geneve 日内瓦",
    "brussels brussel bruselas bruxelles 布鲁塞尔",
    "rhine rhein rin rhin 莱茵河",
    "danube donau danubio",
    "roman romer romische romischen romano romana romain",
)

EXONYMS: Mapping[str, frozenset[str]] = {
    word: frozenset(one.split()) for one in _PLACES for word in one.split()
}
"""What places are called in other languages, folded."""
