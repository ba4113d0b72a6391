"""The whole site on a port of this machine, for programs that speak HTTP themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def served_site() -> Iterator[str]:
    """Its address, for as long as the context lasts; it stays in the role in which it was begun."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    application = get_wsgi_application()
    role = dict(connections["default"].settings_dict)

    def served(environ: Any, start: Any) -> list[bytes]:
        connections["default"].settings_dict = role
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()
            connections.close_all()

    with make_server("127.0.0.1", 0, served, server_class=Threads, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
