"""What can go wrong while a person waits: one table speaks to the person and the operator."""

import secrets
from dataclasses import dataclass
from enum import Enum

from bot.words import ENGLISH, gaps, mark, say


@dataclass(frozen=True, slots=True)
class Words:
    """A message for the person who asked (see `bot/words.py`), and a hint for the operator."""

    person: str
    operator: str


class Trouble(Enum):
    """The table: every kind of failure that a person can meet."""

    EMPTY = Words(
        mark("Ask me a question, and I'll look it up in the articles."),
        "A question without any letters or digits; nothing to mend.",
    )
    TOO_LONG = Words(
        mark("That question has {length} characters; I can take {most}. Please ask it shorter."),
        "A question over QUESTION_MAX_CHARS; nothing to mend.",
    )
    LIMITED = Words(
        mark("You have asked a lot in a short time. Please come back in {seconds} seconds."),
        "Over PERSON_, SERVER_ or OVERALL_QUESTIONS_PER_MINUTE: raise it if it is too low.",
    )
    BUSY = Words(
        mark("Many people are asking right now. Please try again in a moment."),
        "The queue was full: raise QUEUE_SIZE, or give the machine more cores.",
    )
    CLOSING = Words(
        mark("I'm being restarted. Please ask again in a minute."),
        "A question came while the bot was shutting down; nothing to mend.",
    )
    NO_LIBRARY = Words(
        mark("My library is not ready yet. Please tell whoever runs me."),
        "Run `footnote status`, then `footnote build`.",
    )
    PASSAGE_GONE = Words(
        mark(
            "Those passages are no longer in the library: the article was changed or removed. "
            "Please ask again."
        ),
        "A button outlived the passage it points to; nothing to mend.",
    )
    ANSWER_GONE = Words(
        mark("I no longer keep that answer. Please ask again."),
        "A button outlived the record of its answer; nothing to mend.",
    )
    NOT_YOURS = Words(
        mark("Only the person who asked can share this answer."),
        "Somebody else pressed Share; nothing to mend.",
    )
    NOT_YOURS_TO_STOP = Words(
        mark("Only the person who asked can stop this answer."),
        "Somebody else pressed Stop; nothing to mend.",
    )
    NOT_WRITING = Words(
        mark("That answer is no longer being written. Please ask again if it is not whole."),
        "Stop was pressed too late, or after a restart; nothing to mend.",
    )
    SHARED_ALREADY = Words(
        mark("You have shared this answer already."),
        "Share was pressed twice; nothing to mend.",
    )
    NOT_FOR_ALL = Words(
        mark("This answer rests on articles that not everybody here may see."),
        "Share was pressed where others read along; nothing to mend.",
    )
    MAY_NOT_SPEAK = Words(
        mark("You may not write in this channel, so you can't share an answer here."),
        "Share was pressed by somebody without the right to write; nothing to mend.",
    )
    NO_THREADS_HERE = Words(
        mark("I can't open a thread on that: I need the permission to open public threads here."),
        "Open a thread was pressed where the bot may not, or no longer; nothing to mend here.",
    )
    MAY_NOT_OPEN_THREADS = Words(
        mark("You may not open threads in this channel."),
        "Open a thread was pressed by somebody without that right; nothing to mend.",
    )
    OUTDATED_ANSWER = Words(
        mark("An article that this answer rests on was changed or removed. Please ask again."),
        "Share was pressed after the library had changed; nothing to mend.",
    )
    SUGGESTION_GONE = Words(
        mark("The articles that answered this were changed or removed. Please ask in your words."),
        "A button outlived the suggested question that it asks; nothing to mend.",
    )
    NO_RECORDS = Words(
        mark("I can't reach my notes right now. Please tell whoever runs me."),
        "The log says what is wrong with records.db.",
    )
    NOT_ADMIN = Words(
        mark("Only those who manage this server can do that, in the server itself."),
        "Somebody without Manage Server used what is for those who have it; nothing to mend.",
    )
    NO_ANSWER_THERE = Words(
        mark("That message is not an answer of mine that I still keep."),
        "A menu was used on another message, or the answer's record is gone; nothing to mend.",
    )
    NOTHING_TAUGHT = Words(
        mark("Please write both the question and its answer in words."),
        "A form came back without a letter or a digit; nothing to mend.",
    )
    NO_ADDRESS = Words(
        mark("That is no web address; one begins with https:// or http://."),
        "Somebody entered another text as an address; nothing to mend.",
    )
    NO_CHANNEL = Words(
        mark("I don't see that channel. Please let me see it, or choose another."),
        "A channel was chosen that is gone or hidden from the bot; nothing to mend.",
    )
    NOT_ALLOWED_THERE = Words(
        mark("In {channel} I am not allowed to: {permissions}. Please allow it, and choose again."),
        "A channel was switched on in which the bot lacks permissions; nothing to mend here.",
    )
    INTENT_OFF = Words(
        mark(
            "I can't read messages that don't mention me: Discord's message content intent is "
            "off. Whoever runs me switches it on: on the Bot page of Discord's developer portal, "
            "and in my settings. Then channels can be switched on here."
        ),
        "Switch the intent on in the developer portal and set MESSAGE_CONTENT_INTENT=true, or "
        "leave it: only answering unasked and following channels need it.",
    )
    NOT_OPEN = Words(
        mark(
            "I only follow channels that everybody in this server may see, with their history, and "
            "that are not age-restricted: what I take in is answered to all. {channel} is not one."
        ),
        "A channel was to be followed that is hidden from some of its server; nothing to mend.",
    )
    NOT_FOLLOWED = Words(
        mark("I don't follow {channel}."),
        "A channel was to be followed no longer, and is not; nothing to mend.",
    )
    MANY_FOLLOWED = Words(
        mark("This server has me follow {most} channels, as many as I can. Please drop one first."),
        "A server follows as many channels as one may; nothing to mend.",
    )
    CHANNEL_UNREAD = Words(
        mark("Discord did not let me read {channel} just now. Please try again in a few minutes."),
        "Discord failed while a channel was read that is to be followed; nothing to mend here.",
    )
    LIBRARY_BUSY = Words(
        mark("The library is being rebuilt right now. Please try again in a few minutes."),
        "A build held the library for longer than an addition waits; nothing to mend.",
    )
    SHELF_BUSY = Words(
        mark("I'm still taking in other articles. Please try again when that is done."),
        "One addition or refresh at a time for each server, and a few over all; nothing to mend.",
    )
    SHELF_FULL = Words(
        mark("This server has {most} articles, as many as I take. Please remove one first."),
        "A server's articles have reached SERVER_ARTICLES: raise it if it is too low.",
    )
    PLACE_GONE = Words(
        mark("I no longer look there."),
        "A button outlived the feed or site it points to; nothing to mend.",
    )
    MANY_PLACES = Words(
        mark("I follow {most} feeds and sites of this server, as many as I can. Please drop one."),
        "A server has as many feeds and sites as one may; nothing to mend.",
    )
    DISK_FULL = Words(
        mark("I could not write that down: there is no room left. Please tell whoever runs me."),
        "The disk is full, or DATA_DIR cannot be written.",
    )
    ARTICLE_GONE = Words(
        mark("That article is no longer there as it was: it was changed or removed since."),
        "A button outlived the article it points to; nothing to mend.",
    )
    ARTICLE_UNKNOWN = Words(
        mark("I can't tell which article you mean. Please choose one from the list."),
        "Somebody typed a title that no, or more than one, article has; nothing to mend.",
    )
    NOTHING_TO_ADD = Words(
        mark("Please give me a web address or a file."),
        "Somebody used `/library add` without either; nothing to mend.",
    )
    MANY_FILES = Words(
        mark("I read up to {most} files at a time. Please send those that matter."),
        "Somebody sent more files with one question; nothing to mend.",
    )
    FILE_UNREAD = Words(
        mark("I could not read {name}: {reason}. {hint}"),
        "A file that came with a question was refused; nothing to mend.",
    )
    FILE_GONE = Words(
        mark("I no longer have that file: I keep files for half an hour. Please send it again."),
        "A file is forgotten after a while, when others need the room, and at a restart.",
    )
    FILE_OF_ANOTHER = Words(
        mark("Only the person who sent that file can ask me about it."),
        "Somebody else went on with an answer from a file; nothing to mend.",
    )
    FROM_A_FILE = Words(
        mark("That answer rests on a file that somebody sent me. I keep nothing of it."),
        "An answer about a file was to be explained, mended or shared; nothing to mend.",
    )
    NO_IMAGES = Words(
        mark("I can't read images here. Please send me the text, or a document with it."),
        "An image came, and there is no language model, or it takes none (docs/models.md).",
    )
    IMAGES_LATER = Words(
        mark("I can't read images right now. Please send me the text, or try again later."),
        "An image came while the language model could not be asked; the log says why.",
    )
    NO_TEXT_IN_IMAGE = Words(
        mark("I found no text in the image {name}."),
        "The language model read an image and found no words; nothing to mend.",
    )
    FILES_BUSY = Words(
        mark("I'm still reading other files. Please send yours again in a moment."),
        "As many files as may wait are being read; nothing to mend.",
    )
    UNEXPECTED = Words(
        mark("Something went wrong on my side, and it has been noted. Please try again."),
        "Look for the reference number in the log; the traceback stands beside it.",
    )


class DeskError(Exception):
    """A failure with its sentence: `trouble` names the row of the table, `details` fill it in.

    Whoever knows the person's locale says it with `said`; `person` is the sentence in English.

    Raises:
        KeyError: a detail that the sentence asks for is missing.
    """

    def __init__(self, trouble: Trouble, **details: object) -> None:
        missing = gaps(trouble.value.person) - details.keys()
        if missing:
            raise KeyError(*sorted(missing))
        self.trouble = trouble
        self.details = details
        self.operator = trouble.value.operator
        super().__init__(trouble)

    def __str__(self) -> str:
        return self.person

    @property
    def person(self) -> str:
        """The sentence for the person, in English."""
        return self.said(ENGLISH)

    def said(self, locale: str) -> str:
        """The sentence for the person, in the language of a Discord locale."""
        return say(self.trouble.value.person, locale, **self.details)


class Reference(str):
    """A short number that a person can quote and an operator can find in the log."""

    __slots__ = ()


def new_reference() -> Reference:
    """A number that nobody has quoted yet."""
    return Reference(secrets.token_hex(4))
