"""Who is logged in, and how often somebody may ask: in memory alone, so that a restart logs everybody out."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_MOST_SESSIONS = 2048
_MOST_ADDRESSES = 8192


@dataclass(frozen=True, slots=True)
class Session:
    """One officer at one browser."""

    court: str
    officer: str
    keyid: str
    form_token: str
    """What every form of this session sends (against requests that others forge)."""

    def is_form_token(self, token: str) -> bool:
        """Whether a form comes from a page of this session."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.form_token.encode())


@dataclass(slots=True)
class Sessions:
    """Sessions by the digest of their cookie."""

    lasts: timedelta
    """Without a request."""
    _known: OrderedDict[str, tuple[Session, datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def open(self, court: str, officer: str, keyid: str, now: datetime) -> str:
        """Begin a session; gives its cookie's value. Of too many the one that was silent longest ends."""
        cookie = secrets.token_urlsafe(32)
        session = Session(court, officer, keyid, secrets.token_urlsafe(32))
        with self._lock:
            while len(self._known) >= _MOST_SESSIONS:
                self._known.popitem(last=False)
            self._known[_digest(cookie)] = (session, now + self.lasts)
        return cookie

    def find(self, cookie: str, now: datetime) -> Session | None:
        """The session of a cookie; it lasts longer by being asked for."""
        digest = _digest(cookie)
        with self._lock:
            session, until = self._known.pop(digest, (None, now))
            if session is None or until < now:
                return None
            self._known[digest] = (session, now + self.lasts)
        return session

    def close(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._known.pop(_digest(cookie), None)


@dataclass(slots=True)
class Pace:
    """At most so many requests of one asker in a minute."""

    most: int
    _asked: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, who: str, now: datetime) -> bool:
        """Count a request; whether it is still one of the allowed."""
        with self._lock:
            since, count = self._asked.pop(who, (now, 0))
            if now - since >= timedelta(minutes=1):
                since, count = now, 0
            while len(self._asked) >= _MOST_ADDRESSES:
                self._asked.popitem(last=False)
            self._asked[who] = (since, count + 1)
        return count < self.most


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
