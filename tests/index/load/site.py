"""A small site on this machine: what to answer comes in, a real HTTP server goes out."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is sent for a path. `status` 0 means: no answer, the connection is cut."""

    body: bytes = b"<p>A page.</p>"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    etag: str = ""
    """Sent along; who has it already is answered 304."""
    write: Callable[[socket.socket, threading.Event], None] | None = None
    """Writes to the bare socket instead; the event is set when the site closes."""


class Site:
    """The pages by path, and the requests that came in."""

    def __init__(self, server: ThreadingHTTPServer, scheme: str) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.closing = threading.Event()
        self.port = server.server_port
        self.scheme = scheme

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serve(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a site until the block ends; with `context` it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        site: ClassVar[Site]

        def do_GET(self) -> None:
            self.site.asked.append((self.path, dict(self.headers.items())))
            page = self.site.pages.get(self.path, Page(status=404))
            if page.write is not None:
                page.write(self.connection, self.site.closing)
                self.close_connection = True
                return
            known = bool(page.etag) and self.headers.get("If-None-Match") == page.etag
            self.send_response(304 if known else page.status)
            if page.etag:
                self.send_header("ETag", page.etag)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not known:
                self.wfile.write(page.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its parent
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: the other side hangs up in many of these tests."""

        def finish_request(self, request: Any, client_address: Any) -> None:
            if context is None:
                super().finish_request(request, client_address)
                return
            # The handshake belongs to the connection's own thread.
            with context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(server, "http" if context is None else "https")
    Handler.site = site
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
