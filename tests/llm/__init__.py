"""A scripted model server on loopback: scripts are data, the HTTP and the events are real."""

from .flavours import (
    ALIBABA,
    FLAVOURS,
    LLAMA_CPP,
    LM_STUDIO,
    OLLAMA,
    OPENAI,
    OPENROUTER,
    PLAIN,
    VLLM,
    Flavour,
)
from .script import (
    CUT,
    Asked,
    Called,
    Raw,
    Refused,
    Reply,
    Said,
    Script,
    Wait,
    always,
    in_turn,
)
from .server import ScriptedServer

__all__ = [
    "ALIBABA",
    "CUT",
    "FLAVOURS",
    "LLAMA_CPP",
    "LM_STUDIO",
    "OLLAMA",
    "OPENAI",
    "OPENROUTER",
    "PLAIN",
    "VLLM",
    "Asked",
    "Called",
    "Flavour",
    "Raw",
    "Refused",
    "Reply",
    "Said",
    "Script",
    "ScriptedServer",
    "Wait",
    "always",
    "in_turn",
]
