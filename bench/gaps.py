"""Questions asked in several ways come in, how well gaps are grouped by meaning is printed."""

from itertools import combinations

import numpy as np

from bot.records.base import OpenGap
from bot.records.grouping import asks_same
from bot.types import Visit
from index.embed import SentenceTransformerEmbedder
from index.settings import BUNDLED_MODEL

PHRASINGS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        (
            "How do I reset my password?",
            "I forgot my password, how can I change it?",
            "how to reset password",
        ),
        (
            "When does the store open on Sundays?",
            "What are the opening hours on Sunday?",
            "sunday opening time of the store?",
        ),
        (
            "How much does Doubao cost a month?",
            "What is the monthly price of Doubao?",
            "Doubao monthly cost?",
        ),
        ("Who founded Alibaba?", "Who is the founder of Alibaba?", "alibaba was founded by whom?"),
        (
            "When was Alibaba founded?",
            "In what year was Alibaba founded?",
            "What year did Alibaba start?",
        ),
        (
            "Can I get a refund after 30 days?",
            "Is a refund possible after 30 days?",
            "Do you refund purchases older than 30 days?",
        ),
        (
            "Is there an Android app?",
            "Do you have an app for Android?",
            "Does the app run on Android phones?",
        ),
        ("Is there an iPhone app?", "Can I use it on an iPhone?", "Does the app run on iOS?"),
        (
            "How many people live in Lisbon?",
            "What is the population of Lisbon?",
            "population of lisbon",
        ),
        (
            "What is the capital of Mongolia?",
            "Which city is the capital of Mongolia?",
            "capital city of mongolia?",
        ),
        ("How do I delete my account?", "Where can I close my account?", "delete account how"),
        ("How do I create an account?", "How can I sign up?", "How to register a new account?"),
        (
            "Why does the server keep crashing?",
            "What makes the server crash?",
            "server crashes all the time, why?",
        ),
        (
            "How do I restart the server?",
            "What is the way to restart the server?",
            "restart server how?",
        ),
        (
            "What languages does the bot speak?",
            "Which languages are supported by the bot?",
            "bot languages?",
        ),
        (
            "Who won the 2018 World Cup?",
            "Which team won the World Cup in 2018?",
            "winner of world cup 2018",
        ),
        (
            "Who won the 2022 World Cup?",
            "Which country won the 2022 World Cup?",
            "winner of the world cup in 2022",
        ),
        (
            "How tall is Mount Everest?",
            "What is the height of Mount Everest?",
            "mount everest height",
        ),
        (
            "Does the warranty cover water damage?",
            "Is water damage covered by the warranty?",
            "warranty water damage?",
        ),
        (
            "How long does the warranty last?",
            "For how long is the warranty valid?",
            "warranty duration?",
        ),
        ("How do I export my data?", "Can I download all my data?", "data export?"),
        (
            "What is the minimum wage in Germany?",
            "How high is Germany's minimum wage?",
            "minimum wage germany",
        ),
        (
            "What is the minimum wage in France?",
            "How high is the minimum wage in France?",
            "minimum wage france",
        ),
    ),
    "de": (
        (
            "Wie setze ich mein Passwort zurück?",
            "Ich habe mein Passwort vergessen, wie ändere ich es?",
            "Passwort zurücksetzen wie?",
        ),
        (
            "Wann öffnet der Laden am Sonntag?",
            "Wie sind die Öffnungszeiten am Sonntag?",
            "Öffnungszeiten Sonntag?",
        ),
        (
            "Wer hat Alibaba gegründet?",
            "Wer ist der Gründer von Alibaba?",
            "Von wem wurde Alibaba gegründet?",
        ),
        (
            "Wann wurde Alibaba gegründet?",
            "In welchem Jahr wurde Alibaba gegründet?",
            "Gründungsjahr von Alibaba?",
        ),
        (
            "Gibt es eine App für Android?",
            "Läuft die App auf Android?",
            "Habt ihr eine Android-App?",
        ),
        ("Wie lösche ich mein Konto?", "Wo kann ich mein Konto schließen?", "Konto löschen?"),
        (
            "Wie lange gilt die Garantie?",
            "Wie viele Jahre Garantie gibt es?",
            "Dauer der Garantie?",
        ),
    ),
    "es": (
        (
            "¿Cómo restablezco mi contraseña?",
            "Olvidé mi contraseña, ¿cómo la cambio?",
            "restablecer contraseña",
        ),
        (
            "¿A qué hora abre la tienda el domingo?",
            "¿Cuál es el horario del domingo?",
            "horario de la tienda el domingo",
        ),
        (
            "¿Quién fundó Alibaba?",
            "¿Quién es el fundador de Alibaba?",
            "¿Por quién fue fundada Alibaba?",
        ),
        (
            "¿Cuándo se fundó Alibaba?",
            "¿En qué año fue fundada Alibaba?",
            "año de fundación de Alibaba",
        ),
        (
            "¿Hay una aplicación para Android?",
            "¿La aplicación funciona en Android?",
            "app Android?",
        ),
        ("¿Cómo elimino mi cuenta?", "¿Dónde puedo cerrar mi cuenta?", "eliminar cuenta"),
    ),
    "zh": (
        ("怎么重置密码？", "我忘记了密码，怎么修改？", "如何重置我的密码"),
        ("商店星期天几点开门？", "星期天的营业时间是什么？", "周日营业时间？"),
        ("阿里巴巴是谁创办的？", "谁创办了阿里巴巴？", "阿里巴巴的创始人是谁？"),
        ("阿里巴巴是哪一年成立的？", "阿里巴巴什么时候成立？", "阿里巴巴成立于哪年"),
        ("有安卓版的应用吗？", "这个应用支持安卓吗？", "安卓可以用这个应用吗"),
        ("怎么注销账号？", "如何删除我的账号？", "在哪里注销账号"),
    ),
    "ja": (
        (
            "パスワードをリセットするにはどうすればいいですか？",
            "パスワードを忘れました。どう変更しますか？",
            "パスワードのリセット方法は？",
        ),
        ("日曜日は何時に開店しますか？", "日曜日の営業時間は？", "日曜の開店時間を教えて"),
        (
            "アリババの創業者は誰ですか？",
            "誰がアリババを創業しましたか？",
            "アリババを創業したのは誰？",
        ),
        (
            "アリババはいつ設立されましたか？",
            "アリババの設立は何年ですか？",
            "アリババの設立年は？",
        ),
        (
            "アカウントを削除するには？",
            "アカウントの削除方法は？",
            "どこでアカウントを削除できますか？",
        ),
    ),
}
"""By language: three ways to ask each question, among questions that differ in little."""


def asked(language: str, embedder: SentenceTransformerEmbedder) -> list[tuple[int, OpenGap]]:
    """Each phrasing as a gap, with the number of the question that it asks."""
    texts = [(number, text) for number, ways in enumerate(PHRASINGS[language]) for text in ways]
    return [
        (
            number,
            OpenGap(
                record=record,
                visit=Visit(person=record),
                asked_at=float(record),
                text=text,
                language=language,
                vector=embedder.embed_question(text).vector.astype(np.float16),
                message=None,
            ),
        )
        for record, (number, text) in enumerate(texts, start=1)
    ]


def pairs(gaps: list[tuple[int, OpenGap]]) -> tuple[int, int, int]:
    """Pairs that ask the same, and how many of these and of all others are taken for it."""
    both = [
        (first == second, asks_same(one, other))
        for (first, one), (second, other) in combinations(gaps, 2)
    ]
    return (
        sum(same for same, _ in both),
        sum(same and taken for same, taken in both),
        sum(taken and not same for same, taken in both),
    )


def main() -> None:
    """Print, by language, how many pairs of phrasings are rightly and wrongly taken for one."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    print("Gaps grouped by meaning: pairs that ask the same, found, and wrongly taken for it")
    for language in PHRASINGS:
        print(
            f"  {language}  {'  '.join(f'{count:4}' for count in pairs(asked(language, embedder)))}"
        )


if __name__ == "__main__":
    main()
