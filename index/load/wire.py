"""A checked IP address and a deadline come in, connections that keep to both go out.

httpcore opens its connections through a `NetworkBackend`. This one never sees a name to resolve,
and counts time and bytes over the whole exchange: a server that sends a byte every few seconds
passes any limit that counts from one read to the next.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2

from index.load.address import IPAddress


class TooMuchError(Exception):
    """The server sent more bytes than it may."""


class Budget:
    """The seconds and the bytes that remain, over all redirects of one address."""

    def __init__(self, *, seconds: float, most_bytes: int) -> None:
        self._end = time.monotonic() + seconds
        self._left = most_bytes

    def seconds(self) -> float:
        """Seconds that remain.

        Raises:
            httpcore2.ReadTimeout: none do.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Count no seconds meanwhile: whoever reads takes them, and not the server."""
        began = time.monotonic()
        yield
        self._end += time.monotonic() - began

    def take(self, count: int) -> None:
        """Count bytes that came in.

        Raises:
            TooMuchError: there were more than may come.
        """
        self._left -= count
        if self._left < 0:
            raise TooMuchError


class Wire(httpcore2.NetworkStream):
    """A connection whose every wait ends with the budget."""

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._socket = sock
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes` bytes; none where the other side has closed."""
        self._socket.settimeout(self._budget.seconds())
        try:
            data = self._socket.recv(max_bytes)
        except TimeoutError:
            raise httpcore2.ReadTimeout from None
        except OSError:
            raise httpcore2.ReadError from None
        self._budget.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        self._socket.settimeout(self._budget.seconds())
        try:
            self._socket.sendall(buffer)
        except TimeoutError:
            raise httpcore2.WriteTimeout from None
        except OSError:
            raise httpcore2.WriteError from None

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "Wire":
        """The same connection, encrypted, the certificate checked against `server_hostname`."""
        try:
            self._socket.settimeout(self._budget.seconds())
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except BaseException as error:
            self.close()
            # A broken handshake is an `OSError` too, and is told from a cut connection.
            if isinstance(error, TimeoutError):
                raise httpcore2.ConnectTimeout from None
            if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
                raise httpcore2.ConnectError from None
            raise
        return Wire(secured, self._budget)

    def get_extra_info(self, info: str) -> Any:
        """Nothing: only a connection that is used twice is asked."""
        return None


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that were checked before, whatever name is asked for."""

    def __init__(self, addresses: tuple[IPAddress, ...], budget: Budget) -> None:
        self._addresses = addresses
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> Wire:
        """Connect to the first of the addresses that takes a connection."""
        for address in self._addresses:
            family = socket.AF_INET if address.version == 4 else socket.AF_INET6
            try:
                sock = socket.socket(family, socket.SOCK_STREAM)
            except OSError:  # a machine without IPv6
                continue
            try:
                sock.settimeout(self._budget.seconds() / 2)  # the next one is to have a chance
                sock.connect((str(address), port))
            except OSError:
                sock.close()
            except BaseException:
                sock.close()
                raise
            else:
                return Wire(sock, self._budget)
        self._budget.seconds()
        raise httpcore2.ConnectError
