"""A message's text as a person reads it: nothing of Discord's own marks is left, nothing hidden."""

import pytest

from bot.cogs.notices import Names, readable

NAMES = Names(person={1: "Ada"}.get, role={2: "Millers"}.get, channel={3: "news"}.get)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<@1> <@!1> <@9> <@&2> <@&9> <#3> <#9>", "@Ada @Ada @… @Millers @… #news #…"),
        ("<:wheel:123> <a:spin_2:123> 🎉", ":wheel: :spin_2: 🎉"),
        ("<t:1700000000> <t:1700000000:R>", "2023-11-14 22:13 UTC 2023-11-14 22:13 UTC"),
        ("<t:1700000000:d> <t:1700000000:T>", "2023-11-14 22:13:20 UTC"),
        ("<t:-1:D> <t:99999999999:D>", "1969-12-31 5138-11-16"),
        ("<t:-99999999999:D>", "<t:-99999999999:D>"),
        ("</library add:5> <id:guide>", "/library add "),
        ("It was ||the\nmiller||, or ||not||.", "It was […], or […]."),
        ("On ~~Friday~~ Saturday, a || b", "On  Saturday, a || b"),
        ("-# small\n- # no", "small\n- # no"),
        ("a < b <name> <https://example.com>", "a < b <name> <https://example.com>"),
    ],
)
def test_marks_become_what_they_stand_for(text: str, seen: str) -> None:
    assert readable(text, NAMES) == seen
