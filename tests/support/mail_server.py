"""A mail server that keeps what it gets: as much of SMTP as a client of ours speaks, with STARTTLS and a password."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What it was told, and what it answers."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    password: str = ""
    refuses: str = ""
    """A recipient that it does not take."""
    is_down: bool = False
    """Answers 421 to every greeting."""
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        kept, self.encrypted, recipients = self.server.kept, False, []
        self.say("421 later" if kept.is_down else "220 mail.example.cn")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    self.greet(kept)
                case "STARTTLS":
                    self.encrypt(kept)
                case "AUTH":
                    given = base64.b64decode(rest.split()[-1]).decode().split("\0")[-1]
                    self.say("235 ok" if given == kept.password else "535 no")
                case "RCPT":
                    name = rest.partition("<")[2].partition(">")[0]
                    taken = name != kept.refuses
                    recipients += [name] if taken else []
                    self.say("250 ok" if taken else "550 no")
                case "DATA":
                    self.take(kept, recipients)
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def greet(self, kept: MailServer) -> None:
        offers = ["mail.example.cn"]
        offers += ["STARTTLS"] if kept.tls and not self.encrypted else []
        offers += ["AUTH PLAIN"] if kept.password else []
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def encrypt(self, kept: MailServer) -> None:
        assert kept.tls
        self.say("220 go")
        self.request = kept.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.encrypted = True

    def take(self, kept: MailServer, recipients: list[str]) -> None:
        self.say("354 go")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        kept.mails.append((list(recipients), mail))
        kept.was_encrypted.append(self.encrypted)
        self.say("250 taken")

    def finish(self) -> None:
        super().finish()
        self.request.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    kept: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error of a test."""


@contextmanager
def mail_server(kept: MailServer) -> Iterator[MailServer]:
    """Run it on loopback."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.kept = kept
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
