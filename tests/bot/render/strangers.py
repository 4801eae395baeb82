"""Nothing comes in; the kinds of text that a hostile article might hold come out."""

from hypothesis import strategies as st

HOSTILE = (
    *("<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1700000000:R>", "<:x:1>", "<a:x:1>", "</ask:1>"),
    *("<id:home>", "@everyone", "@here", "[x](http://evil.example)", "[x](<http://evil.example>)"),
    *("http://evil.example", "https://evil.example/a?b", "<https://evil.example>", "steam://x"),
    *("<mailto:a@evil.example>", "# ", "## ", "-# ", "- ", "* ", "+ ", "1. ", "2) ", "> ", ">>> "),
    *(
        "```",
        "`",
        "``",
        "||",
        "**",
        "__",
        "*",
        "_",
        "~~",
        "\\",
        ":smile:",
        "](",
        "[",
        "]",
        "(",
        ")",
    ),
    *("\n", "\n\n", "\r\n", "\t", " ", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\x00"),
    *("\x1b[31m", "¯\\_(ツ)_/¯", "\ud800", "词", "می\u200cخواهم", "👩\u200d🔬", "A sentence. "),
)

strangers_text = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=40
).map("".join)
