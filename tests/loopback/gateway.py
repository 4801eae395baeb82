"""Websocket frames of a client come in; hello, heartbeats, READY, events and resumes go out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from .announcements import GUILDS, announce, check_channel, guild_event
from .compression import compressor
from .connection import Connection
from .errors import Json
from .payloads import application_json, own_user_json
from .places import full_member_json
from .sessions import Session
from .state import Guild, User
from .world import MEMBERS, MESSAGE_CONTENT, PRESENCES, PayloadFor, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQ, INVALID_VERSION = 4005, 4007, 4012
INVALID_SHARD, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4013, 4014

PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
MAX_PAYLOAD = 4096
HEARTBEAT_INTERVAL_MS = 41_250


class Gateway:
    """All sessions and connections. `identifies` and `resumes` count what clients have done."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._connections: set[Connection] = set()
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        world.dispatch = self.dispatch
        world.announce = partial(announce, world)

    @property
    def url(self) -> str:
        return self._world.url.replace("http://", "ws://") + "/gateway/"

    @property
    def ready(self) -> bool:
        """Has some client, with all its shards, sessions and connections for them right now?"""
        there = {one.shard for one in self.sessions.values() if one.connection is not None}
        return any(there >= {(number, count) for number in range(count)} for _, count in there)

    def dispatch(self, event: str, payload_for: PayloadFor, guild: Guild | None = None) -> None:
        """Send an event to the sessions that hear of `guild`; kept for those that are away."""
        for session in self.sessions.values():
            if session.hears_of(guild.id if guild else None):
                payload = payload_for(session.intents)
                if payload is not None:
                    session.dispatch(event, payload)

    def drop(self, code: int | None = None, *, shard: int | None = None) -> int:
        """Cut every connection (or that of one shard); how many sessions were cut off.

        With a close code, or (None) as when a cable is pulled.
        """
        cut_off = [session for session in self._of(shard) if session.connection is not None]
        connections = self._connections if shard is None else {s.connection for s in cut_off}
        for connection in connections:
            if connection is not None and code is None:
                connection.abort()
            elif connection is not None and code is not None:
                connection.close(code)
        for session in cut_off:
            session.connection = None
        return len(cut_off)

    def ask_to_reconnect(self) -> int:
        """Op 7: the clients are to reconnect and resume; how many were asked."""
        for connection in self._connections:
            connection.send(RECONNECT, None)
        return len(self._connections)

    def forget_sessions(self, *, shard: int | None = None, at_once: bool = True) -> None:
        """Op 9, not resumable: the client (or one shard) must identify anew.

        `at_once` False says so only when it tries to resume.
        """
        for session in self._of(shard):
            if session.connection is not None and at_once:
                session.connection.send(INVALID_SESSION, False)
            del self.sessions[session.id]

    def _of(self, shard: int | None) -> list[Session]:
        return [one for one in self.sessions.values() if shard is None or one.shard[0] == shard]

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One client's connection, from upgrade to close."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        query = request.query
        try:
            connection = Connection(request, socket, compressor(query.get("compress")))
        except ValueError as error:
            self._world.violate(f"gateway: {error}")
            await socket.close(code=DECODE_ERROR)
            return socket
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            self._greet(connection, query.get("v"), query.get("encoding"))
            async for message in socket:
                self._receive(connection, message.type, message.data)
        finally:
            self._detach(connection, socket.close_code)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _greet(self, connection: Connection, version: str | None, encoding: str | None) -> None:
        if version != "10":
            connection.close(INVALID_VERSION)
        elif encoding != "json":
            self._world.violate(f"gateway: encoding {encoding}: not spoken here")
            connection.close(DECODE_ERROR)
        else:
            connection.send(HELLO, {"heartbeat_interval": HEARTBEAT_INTERVAL_MS, "_trace": []})

    def _detach(self, connection: Connection, close_code: int | None) -> None:
        self._connections.discard(connection)
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                # A client that says goodbye ends its session; only one that is cut off resumes.
                if close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                    del self.sessions[session.id]
        self._world.changes.happened()

    def _receive(self, connection: Connection, kind: WSMsgType, raw: Any) -> None:
        try:
            payload: Json = json.loads(raw)
            op = int(payload["op"])
        except (TypeError, ValueError, KeyError):
            return connection.close(DECODE_ERROR)
        if len(raw) > MAX_PAYLOAD:
            return connection.close(DECODE_ERROR)
        if op == HEARTBEAT:
            return connection.send(HEARTBEAT_ACK, None)
        session = self._session_of(connection)
        known: dict[int, Callable[[Connection, Json], None]] = {
            IDENTIFY: self._identify,
            RESUME: self._resume,
            REQUEST_MEMBERS: self._request_members,
            PRESENCE: self._ignore,
            VOICE_STATE: self._ignore,
        }
        if op not in known:
            return connection.close(UNKNOWN_OPCODE)
        if op in (IDENTIFY, RESUME) and session is not None:
            return connection.close(ALREADY_AUTHENTICATED)
        if op not in (IDENTIFY, RESUME) and session is None:
            return connection.close(NOT_AUTHENTICATED)
        return known[op](connection, payload.get("d") or {})

    def _session_of(self, connection: Connection) -> Session | None:
        return next((s for s in self.sessions.values() if s.connection is connection), None)

    def _identify(self, connection: Connection, data: Json) -> None:
        world = self._world
        intents = data.get("intents")
        if data.get("token") != world.token:
            return connection.close(AUTHENTICATION_FAILED)
        if not isinstance(intents, int) or intents < 0:
            return connection.close(INVALID_INTENTS)
        if intents & PRIVILEGED & ~world.privileged_intents:
            return connection.close(DISALLOWED_INTENTS)
        shard = _shard(data.get("shard"))
        if shard is None:
            return connection.close(INVALID_SHARD)
        session = Session(id=f"{world.clock.snowflake():x}", intents=intents, shard=shard)
        session.connection = connection
        self.sessions[session.id] = session
        self.identifies += 1
        guilds = [guild for guild in world.guilds.values() if session.hears_of(guild.id)]
        session.dispatch("READY", self._ready(session, guilds))
        for guild in guilds:
            if intents & GUILDS:
                session.dispatch("GUILD_CREATE", guild_event(world, guild, intents))
            for channel in guild.channels.values():
                check_channel(world, channel, "GUILD_CREATE")
        return world.changes.happened()

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        world = self._world
        return {
            "v": 10,
            "user": own_user_json(world),
            "session_id": session.id,
            "resume_gateway_url": self.url.replace("/gateway/", "/resume/"),
            "application": {
                "id": str(world.application_id),
                "flags": application_json(world)["flags"],
            },
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "private_channels": [],
            "relationships": [],
            "shard": list(session.shard),
            "_trace": [],
        }

    def _resume(self, connection: Connection, data: Json) -> None:
        if data.get("token") != self._world.token:
            return connection.close(AUTHENTICATION_FAILED)
        session = self.sessions.get(str(data.get("session_id")))
        if session is None:
            return connection.send(INVALID_SESSION, False)
        seq = data.get("seq")
        if not isinstance(seq, int) or seq > session.seq:
            return connection.close(INVALID_SEQ)
        if not session.remembers(seq):
            del self.sessions[session.id]
            return connection.send(INVALID_SESSION, False)
        session.connection = connection
        session.replay_after(seq)
        session.dispatch("RESUMED", {"_trace": []})
        self.resumes += 1
        return self._world.changes.happened()

    def _request_members(self, connection: Connection, data: Json) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        session = self._session_of(connection)
        if guild is None or session is None:
            return
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [full_member_json(guild, user) for user in _asked_for(guild, data)],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _ignore(self, connection: Connection, data: Json) -> None:
        """Presence and voice are taken, and have no effect here."""


def _shard(given: Any) -> tuple[int, int] | None:
    """The shard of an IDENTIFY; None for one that cannot be."""
    number, count = given or (0, 1)
    return (number, count) if 0 <= number < count else None


def _asked_for(guild: Guild, data: Json) -> list[User]:
    """The members whom a request for members means: by their ids, or by how their names begin."""
    given = data.get("user_ids")
    if given is not None:
        wanted = {int(one) for one in (given if isinstance(given, list) else [given])}
        return [user for user in guild.members.values() if user.id in wanted]
    query, limit = data.get("query") or "", data.get("limit") or len(guild.members)
    found = [user for user in guild.members.values() if user.name.startswith(query)]
    return found[:limit]
