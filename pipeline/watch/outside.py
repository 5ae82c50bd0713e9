"""What a visitor gets from the public address now: which release, until when its certificate is good, and its server's clock."""

import http.client
import json
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pipeline.core.messages import _
from pipeline.watch.facts import Ending, Outside, PublicNote
from pipeline.watch.problems import Code
from pipeline.watch.sending import explain

_SECONDS = 8
_LARGEST = 1 << 20


def look(base_url: str) -> tuple[Outside, tuple[Ending, ...]]:
    """Ask for `release.json` as a visitor does, with a short patience."""
    parts = urlsplit(base_url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    connection: http.client.HTTPConnection = (
        http.client.HTTPSConnection(host, parts.port, timeout=_SECONDS, context=ssl.create_default_context())
        if secure
        else http.client.HTTPConnection(host, parts.port, timeout=_SECONDS)
    )
    endings: tuple[Ending, ...] = ()
    try:
        connection.connect()
        if isinstance(connection.sock, ssl.SSLSocket):
            endings = _end_of(connection.sock, host)
        connection.request("GET", f"{parts.path.rstrip('/')}/release.json", headers={"Cache-Control": "no-cache"})
        answer = connection.getresponse()
        content, told = answer.read(_LARGEST), answer.getheader("Date")
        asked = datetime.now(UTC)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Outside(base_url, explain(error)), endings
    finally:
        connection.close()
    seconds = _difference(told, asked)
    if answer.status != 200:
        return Outside(base_url, _("status {status}").format(status=answer.status), None, seconds), endings
    try:
        tree = json.loads(content)
        return Outside(base_url, "", PublicNote(int(tree["number"]), str(tree["date"])), seconds), endings
    except (ValueError, KeyError, TypeError):
        return Outside(base_url, _("release.json is none"), None, seconds), endings


def _end_of(sock: ssl.SSLSocket, host: str) -> tuple[Ending, ...]:
    certificate = sock.getpeercert() or {}
    ends = certificate.get("notAfter")
    if not isinstance(ends, str):
        return ()
    last = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC).date()
    return (Ending(Code.CERTIFICATE_ENDS, host, last),)


def _difference(told: str | None, asked: datetime) -> int | None:
    try:
        return int((parsedate_to_datetime(told) - asked).total_seconds()) if told else None
    except (ValueError, TypeError):
        return None
