"""Words of a unit come in, the one name that it has here goes out. Pure data.

Units are told apart, never exchanged: a written "5 miles" is no reading of "8 km".
"""

from collections.abc import Mapping

from bot.answer.check.letters import listed

_SPELT: Mapping[str, str] = {
    "%": "% percent percentage pct prozent porcentaje porcento",
    "$": "$ dollar dollars usd dólar dólares dolar dolares",
    "€": "€ euro euros eur",
    "£": "£ pound-sterling gbp sterling",
    "¥": "¥ yen jpy 円 日元",
    "yuan": "yuan renminbi rmb cny 元 人民币",
    "₹": "₹ rupee rupees inr",
    "₩": "₩ won krw",
    "franc": "franc francs franken chf",
    "km": "km kilometre kilometres kilometer kilometers kilómetro kilómetros kilomètre kilomètres"
    " quilômetro quilômetros quilómetros kilometern 公里 千米",
    "mile": "mile miles mi meile meilen milla millas milha milhas mille-anglais 英里",
    "m": "metre metres meter meters metern metro-unit metros mètre mètres 米",
    "cm": "cm centimetre centimetres centimeter centimeters zentimeter 厘米",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "ft": "ft foot feet fuß pies pieds 英尺",
    "inch": "inch inches zoll pulgadas pouces 英寸",
    "kg": "kg kilogram kilograms kilogramme kilogrammes kilogramm kilo kilos kilogramo kilogramos"
    " quilo quilos 公斤 千克",
    "g": "gram grams gramm gramme grammes gramo gramos",
    "lb": "lb lbs 磅",
    "t": "tonne tonnes ton tons tonelada toneladas tonnen 吨",
    "l": "litre litres liter liters litro litros",
    "ha": "ha hectare hectares hektar hectárea hectáreas",
    "acre": "acre acres",
    "year": "year years yr yrs jahr jahre jahren año años an ans année années ano anos",
    "month": "month months monat monate monaten mes meses mois mês",
    "week": "week weeks woche wochen semana semanas semaine semaines",
    "day": "day days tag tage tagen día días jour jours dia dias",
    "hour": "hour hours hr hrs stunde stunden hora horas heure heures 小时",
    "minute": "minute minutes min mins minuten minuto minutos 分钟",
    "second": "seconds sec secs sekunde sekunden segundo segundos secondes",
    "°c": "°c celsius",
    "°f": "°f fahrenheit",
    "k": "kelvin",
    "w": "watt watts",
    "kw": "kw kilowatt kilowatts",
    "mw": "mw megawatt megawatts",
    "gw": "gw gigawatt gigawatts",
    "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes",
    "tb": "tb terabyte terabytes",
    "mph": "mph",
    "century": "century centuries jahrhundert jahrhunderte jahrhunderts siglo siglos siècle siècles"
    " século séculos 世纪",
    "decade": "decade decades jahrzehnt jahrzehnte década décadas décennie décennies",
}

UNITS: Mapping[str, str] = {word: unit for unit, spelt in _SPELT.items() for word in spelt.split()}
"""Every word that stands for a unit, in lower case."""

AREAS = listed("square sq quadrat cuadrado cuadrados cuadradas carrés carré quadrados 平方")
"""Words before or after a unit of length that make it one of area."""

CURRENCIES = frozenset("$€£¥₹₩")
"""Signs that stand before a number as well as after it."""

STUCK: Mapping[str, tuple[float, str]] = {
    "k": (1e3, ""),
    "m": (1e6, ""),
    "mn": (1e6, ""),
    "mm": (1.0, "mm"),
    "b": (1e9, ""),
    "bn": (1e9, ""),
    "tn": (1e12, ""),
    "km": (1.0, "km"),
    "kg": (1.0, "kg"),
    "cm": (1.0, "cm"),
    "g": (1.0, "g"),
    "t": (1.0, "t"),
    "lb": (1.0, "lb"),
    "lbs": (1.0, "lb"),
    "ft": (1.0, "ft"),
    "h": (1.0, "hour"),
    "min": (1.0, "minute"),
    "kw": (1.0, "kw"),
    "mw": (1.0, "mw"),
    "gw": (1.0, "gw"),
    "mb": (1.0, "mb"),
    "gb": (1.0, "gb"),
    "tb": (1.0, "tb"),
    "mph": (1.0, "mph"),
    "ha": (1.0, "ha"),
}
"""Letters stuck to a number: what they multiply it by, and the unit that they name."""
