"""A Discord of our own: a bot comes in over real sockets; what it did can be read and awaited."""

from .errors import ClientRefusalError
from .faults import Fault
from .invocation import Invocation
from .mentions import Pings
from .server import LoopbackDiscord
from .state import Channel, Guild, Message, Role, Upload, User
from .world import MEMBERS, MESSAGE_CONTENT, PRESENCES, CommandPut, RequestRecord

__all__ = [
    "MEMBERS",
    "MESSAGE_CONTENT",
    "PRESENCES",
    "Channel",
    "ClientRefusalError",
    "CommandPut",
    "Fault",
    "Guild",
    "Invocation",
    "LoopbackDiscord",
    "Message",
    "Pings",
    "RequestRecord",
    "Role",
    "Upload",
    "User",
]
