"""The reference desk: questions and requests come in from any door, what to say goes out.

One desk, several windows: `Desk` answers questions; each other window (`bot.desk.window`) serves
one kind of request over the same library, records and workers. No Discord.
"""

from bot.desk.questions import Desk

__all__ = ["Desk"]
