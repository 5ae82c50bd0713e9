"""Log-in by challenge: the officer signs origin, nonce, court and own name in the page on his own disk.

The statement has a payload type of its own, so that it is never an approval, and an approval never a log-in. Nothing
that the desk made is signed: the page takes the nonce in one form alone and composes the statement itself.
"""

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Lock
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.approval.opening import LOGIN_TYPE, is_signed_by, open_envelope, signature_of
from pipeline.approval.public_copy import PublicCopy
from pipeline.approval.refusals import CHINESE, ApprovalRefused
from pipeline.approval.registry import OfficerKey, person, require_valid

LASTS = timedelta(minutes=2)
_CHINA = ZoneInfo("Asia/Shanghai")
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32."""
_NONCE = re.compile(rf"[{_SIGNS}]{{6}}(?:-[{_SIGNS}]{{6}}){{3}}", re.ASCII)
MOST_NONCES = 4096
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class LoginReason(StrEnum):
    """Why nobody is let in, beside what makes a signature count for nothing; one line each for the officer."""

    FORM = "登录文件不是签名页写出的格式，请在签名页重新生成。"
    NONCE = "登录码不对、已用过或已超过两分钟，请用本页的新登录码重新登录。"
    ORIGIN = "登录文件是为另一个网址签的，不能用于此处。请核对地址栏，谨防仿冒。"
    TIME = "登录文件的时间与服务器相差超过两分钟，请校准本机时钟后重试。"
    OFFICER = "登录文件中的法院或姓名与密钥登记不符，请照登记的写法填写（可以问管理员），用本页的新登录码重新生成。"


class LoginRefused(Exception):
    """Nobody is let in; the message is Chinese."""


class LoginStatement(BaseModel):
    """The payload of a log-in."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    court: str
    nonce: str
    officer: str
    origin: str
    signed_at: str


@dataclass(slots=True)
class Nonces:
    """Challenges that were given out; each is taken once, within two minutes, by the browser that asked."""

    most: int = MOST_NONCES
    """That are good at once."""
    _given: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def give(self, browser: str, now: datetime) -> str:
        """A new one for a browser; of too many at once the oldest goes."""
        groups = ("".join(secrets.choice(_SIGNS) for _ in range(6)) for _ in range(4))
        nonce = "-".join(groups)
        with self._lock:
            for old in [one for one, (_, until) in self._given.items() if until < now]:
                del self._given[old]
            while len(self._given) >= self.most:
                del self._given[next(iter(self._given))]
            self._given[nonce] = (browser, now + LASTS)
        return nonce

    def take(self, nonce: str, browser: str, now: datetime) -> bool:
        """Whether this browser was given it and has not used it yet; it is used up now."""
        with self._lock:
            known = self._given.get(nonce)
            if known is None or not secrets.compare_digest(known[0].encode(), browser.encode("utf-8", "replace")):
                return False
            del self._given[nonce]
        return now <= known[1]


def verify_login(
    content: bytes, known: PublicCopy, origin: str, nonces: Nonces, browser: str, now: datetime
) -> OfficerKey:
    """Who logs in.

    1. It is an envelope of the log-in's type, in its one form, for this desk's address.
    2. Its nonce was given to this browser, is not older than two minutes, and is used up now.
    3. Its key is registered, good today, and belongs to the officer and court that are named; the signature fits.

    Args:
        content: The envelope.
        known: The registry's public copy.
        origin: This desk's address.
        nonces: What was given out.
        browser: Which browser brings it.
        now: The clock, with its zone.

    Raises:
        LoginRefused: Nobody is let in; says why.
    """
    try:
        envelope = open_envelope(content, LOGIN_TYPE)  # 1
        statement = _read(envelope.payload)
        if statement.origin != origin:
            raise LoginRefused(LoginReason.ORIGIN)
        if not nonces.take(statement.nonce, browser, now):  # 2
            raise LoginRefused(LoginReason.NONCE)
        if abs(now - _instant(statement.signed_at)) > LASTS:
            raise LoginRefused(LoginReason.TIME)
        key = known.key(signature_of(envelope).keyid)  # 3
        if key is None or not is_signed_by(envelope, key):
            raise LoginRefused(LoginReason.OFFICER)
        if (statement.court, person(statement.officer)) != (key.court, person(key.signer)):
            raise LoginRefused(LoginReason.OFFICER)
        require_valid(key, statement.court, now.astimezone(_CHINA).date())
    except ApprovalRefused as error:
        raise LoginRefused(CHINESE[error.reason] + "。") from None
    return key


def login_payload(statement: LoginStatement) -> bytes:
    """The one byte form: sorted keys, no spaces, UTF-8."""
    return json.dumps(statement.model_dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read(payload: bytes) -> LoginStatement:
    try:
        statement = LoginStatement.model_validate_json(payload)
    except ValidationError:
        raise LoginRefused(LoginReason.FORM) from None
    if login_payload(statement) != payload or not _NONCE.fullmatch(statement.nonce):
        raise LoginRefused(LoginReason.FORM)
    return statement


def _instant(text: str) -> datetime:
    try:
        found = datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        raise LoginRefused(LoginReason.FORM) from None
    if found.strftime(_INSTANT) != text:
        raise LoginRefused(LoginReason.FORM)
    return found
