"""离线包的启动程序: serves the bundle beside it on this machine, unplugged, until it expires.

Standard library only, Python 3.8 or newer. Nothing is served after the bundle's expiry, or while the clock stands before the
release's date: an old copy shows people who were taken off the list since.
"""

import io
import json
import sys
import time
import webbrowser
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Optional, Tuple  # noqa: UP035 # Python 3.8
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent
CHINA = timezone(timedelta(hours=8))
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".png": "image/png",
}
PLAIN = ("releases/checkpoint", "releases/cosigned")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
MARK = (b" data-kiosk>", b" data-kiosk data-bundle>")
"""What `site/theme/templates/kiosk.html` says of itself, and what it says here (js/hall/kiosk.js reads it)."""
CLOSED = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>
<p>请到法院窗口查询，或拨打司法服务热线 12368。</p></body></html>
"""
EXPIRED = ("信息已过期", "本离线包已超过有效期，不再提供查询。请工作人员删除本文件夹，换用新的离线包。")
EARLY = ("暂停查询", "本机的时钟早于离线包的日期，已停止显示。请工作人员校准时钟。")


def read_bundle() -> Dict[str, Any]:  # noqa: UP006
    """What `bundle.json` says, anew for every question: a new bundle may have taken the place of the old one."""
    with (HERE / "bundle.json").open(encoding="utf-8") as file:
        bundle: Dict[str, Any] = json.load(file)  # noqa: UP006
    return bundle


def why_closed(now: float) -> Optional[Tuple[str, str]]:  # noqa: UP006, UP045
    """Title and text of what is said instead of the site; None while it may be shown.

    Args:
        now: Seconds since 1970.
    """
    try:
        bundle = read_bundle()
    except (OSError, ValueError):
        return EXPIRED
    if now >= datetime.fromisoformat(bundle["expires"]).timestamp():
        return EXPIRED
    if now < datetime.strptime(bundle["date"], "%Y-%m-%d").replace(tzinfo=CHINA).timestamp():
        return EARLY
    return None


def type_of(path: str) -> Tuple[str, bool]:  # noqa: UP006
    """Type of a file of the site, and whether its bytes are compressed, as our web servers say it."""
    is_packed = path.endswith(".gz")
    plain = path[:-3] if is_packed else path
    if path in PLAIN:
        return TYPES[".txt"], False
    return TYPES.get(Path(plain).suffix, "application/octet-stream"), is_packed


class Handler(BaseHTTPRequestHandler):
    """Answers with files of `site/`, and with `bundle.json`."""

    protocol_version = "HTTP/1.1"
    server_version = "yangguang-bundle"
    sys_version = ""

    def do_GET(self) -> None:
        """One file."""
        closed = why_closed(time.time())
        if closed is not None:
            title, text = closed
            self.answer(503, CLOSED.format(title=title, text=text).encode("utf-8"), TYPES[".html"])
            return
        asked = unquote(urlsplit(self.path).path)
        if asked == "/bundle.json":
            self.answer(200, (HERE / "bundle.json").read_bytes(), TYPES[".json"])
            return
        found = file_of(asked)
        if found is None:
            page = HERE / "site" / "404.html"
            self.answer(404, page.read_bytes() if page.is_file() else b"", TYPES[".html"])
            return
        kind, is_packed = type_of(found.relative_to(HERE / "site").as_posix())
        self.answer(200, marked(found), kind, is_packed)

    def do_HEAD(self) -> None:
        """Its headers."""
        self.do_GET()

    def answer(self, status: int, body: bytes, kind: str, is_packed: bool = False) -> None:
        """Headers as our web servers send them; the browser keeps nothing."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: an address may hold what somebody looked for."""


def marked(found: Path) -> bytes:
    """A file as it is served: the touch screen's page says that it comes from a bundle, so no other host is asked for one."""
    content = found.read_bytes()
    return content.replace(*MARK, 1) if found == HERE / "site" / "kiosk" / "index.html" else content


def file_of(asked: str) -> Optional[Path]:  # noqa: UP045
    """The file of an address, of a folder its page; None where there is none, or where it lies outside the site."""
    site = HERE / "site"
    parts = [part for part in asked.split("/") if part]
    hidden = [part for part in parts if part.startswith(".") or "\\" in part or ":" in part or "\0" in part]
    if hidden and parts != [".well-known", "security.txt"]:
        return None
    found = site.joinpath(*parts)
    if found.is_dir():
        found = found / "index.html"
    return found if found.is_file() and site in found.resolve().parents else None


def main() -> None:
    """Serve until Ctrl-C, and open the page for a touch screen."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese must not stop the program
    port = next((int(given) for given in sys.argv[1:] if given.isdigit()), 0)
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/kiosk/"
        until = datetime.fromisoformat(read_bundle()["expires"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        print(f"已启动：{address}", flush=True)
        print(f"有效至 {until}（北京时间），之后不再显示。关闭本窗口即停止。", flush=True)
        if "--no-browser" not in sys.argv:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("已停止")


if __name__ == "__main__":
    main()
