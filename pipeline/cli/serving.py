"""Serving what is public on loopback, for a look at it."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.core.errors import TargetError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.settings.deployment import Settings
from pipeline.targets.trees import ReleaseTrees


class _QuietHandler(SimpleHTTPRequestHandler):
    """Static files without a log line per request: an address may hold what somebody searched for."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".gz": "application/gzip"}  # noqa: RUF012

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing address with the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def folder_to_serve(settings: Settings) -> Path:
    """The public folder; for a bucket the tree of the last release that this machine brought there.

    Raises:
        TargetError: No release was brought into the bucket from here.
    """
    if settings.target.kind == "folder":
        return settings.target.path
    tree = ReleaseTrees(settings.state / "releases").newest()
    if tree is None:
        raise TargetError(_("no release was brought into the bucket from here yet; run `publish.py nightly` first"))
    return tree


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for a folder on loopback; port 0 takes a free one.

    Raises:
        TargetError: The folder is missing or the port taken.
    """
    if not (folder / "index.html").is_file():
        raise TargetError(_("{folder} holds no site yet; run `publish.py nightly` first").format(folder=folder.name))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_QuietHandler, directory=str(folder)))
    except OSError as error:
        raise TargetError(
            _("port {port} cannot be used ({reason}); choose another with --port").format(
                port=port, reason=reason_of(error)
            )
        ) from None


def serve_folder(folder: Path, port: int) -> None:
    """Serve until Ctrl-C."""
    with make_server(folder, port) as server:
        print(_("serving on http://127.0.0.1:{port}/ (Ctrl-C ends)").format(port=server.server_address[1]), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(_("stopped"))
