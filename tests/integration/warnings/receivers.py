"""Receivers of webhooks and of mail, real ones on this machine."""

import http.server
import socketserver
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class Receiver:
    """What an endpoint got, and what it answers."""

    def __init__(self, status=200, headers=(), seconds=0.0):
        self.status, self.headers, self.got = status, dict(headers), []
        self.seconds = seconds
        self.address = ""

    @property
    def url(self):
        return f"{self.address}/hook"


@contextmanager
def receiving(**answer):
    receiver = Receiver(**answer)

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((dict(self.headers), body))
            time.sleep(receiver.seconds)
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        receiver.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


class Post:
    """A mail server: mails as they came; with `refuses` it takes none for this address."""

    def __init__(self):
        self.mails, self.refuses, self.port = [], "", 0


@contextmanager
def mail_server():
    post = Post()

    class Session(socketserver.StreamRequestHandler):
        def say(self, text):
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self):
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if word == "RCPT" and post.refuses and post.refuses in line:
                    self.say("550 nobody here")
                elif word == "DATA":
                    self.say("354 go on")
                    octets = b"".join(iter(self.rfile.readline, b".\r\n"))
                    post.mails.append(message_from_bytes(octets, policy=default))
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Session) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
