"""Messages go to any OpenAI-compatible server; what its model says comes back, or why nothing does.

Knows nothing of articles or of Discord. `openai` is loaded when a `Writer` is made, not before.
"""

from bot.llm.base import Delta, Finish, Message, Reason, Tool, ToolCall, Unavailable, Usage
from bot.llm.budget import Budget
from bot.llm.probe import Probe
from bot.llm.writer import Writer

__all__ = [
    "Budget",
    "Delta",
    "Finish",
    "Message",
    "Probe",
    "Reason",
    "Tool",
    "ToolCall",
    "Unavailable",
    "Usage",
    "Writer",
]
