"""The desk's pages: log-in, what waits, files down and up, what became of them. Chinese, without any script.

An officer sees his own court only: court and key come from the session, never from an address or a form.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline.approval.public_copy import LARGEST_ENVELOPE, CourtCopy, PublicCopy
from pipeline.approval.refusals import ApprovalRefused
from pipeline.approval.registry import require_valid
from pipeline.core.errors import StateError
from pipeline.core.operator import now as china_now
from pipeline.desk.door import Door, address_of
from pipeline.desk.folder import TOO_LARGE, DeskFolder, UploadRefused, checked_upload
from pipeline.desk.login import LoginRefused, Nonces, verify_login
from pipeline.desk.sessions import Pace, Session, Sessions
from pipeline.desk.settings import DeskSettings

_LOG = logging.getLogger(__name__)
_STYLE = Path(__file__).parent / "static" / "desk.css"
_LARGEST_LOGIN = 8192
_SEALED = "default-src 'none'; sandbox"
"""For files: should a browser open one all the same, nothing in it runs."""
_IN_PLACE = "connect-src 'none'; form-action 'none'; frame-ancestors 'none'"
"""Beside the policy that the signing page names itself."""
NO_FOLDER = "签批台尚无数据，请联系管理员。"
TOO_OFTEN = "尝试过于频繁，请一分钟后再试。"
OLD_FORM = "页面已过期，请刷新后重试。"
NO_FILE = "请选择文件。"
NOT_FOUND = "没有这个地址，或者该批次已不在待签之列。"


@dataclass(frozen=True, slots=True)
class Pacing:
    """How often somebody may ask in a minute."""

    requests: int = 1200
    """Of one address: a court's officers may share one."""
    logins: int = 120
    """Of one address: at nine o'clock many officers may come from behind one."""
    uploads: int = 20
    """Of one key."""


@dataclass(slots=True)
class Desk:
    """One running desk: its folder, and what it remembers while it runs."""

    settings: DeskSettings
    folder: DeskFolder
    sessions: Sessions
    logins: Pace
    uploads: Pace
    nonces: Nonces = field(default_factory=Nonces)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: over TLS one that only this host can set."""
        return "__Host-desk" if self.settings.origin.startswith("https:") else "desk"

    def session(self, request: Request) -> Session | None:
        """Who asks; a key that is gone, revoked or over ends the session."""
        session = self.sessions.find(request.cookies.get(self.cookie, ""), self.clock())
        if session is None:
            return None
        key = self.folder.known().key(session.keyid)
        try:
            if key is None:
                return None
            require_valid(key, session.court, china_now().date())
        except ApprovalRefused:
            return None
        return session

    def court(self, session: Session) -> CourtCopy:
        """The officer's court."""
        return self.folder.known().courts[session.court]


def make_app(settings: DeskSettings, pacing: Pacing = Pacing()) -> ASGIApp:
    """The desk as an application."""
    sessions = Sessions(timedelta(minutes=settings.session_minutes))
    desk = Desk(settings, DeskFolder(settings.folder), sessions, Pace(pacing.logins), Pace(pacing.uploads))
    app = Starlette(
        routes=[
            Route("/", _front, methods=["GET"]),
            Route("/login", _login_page, methods=["GET"]),
            Route("/login", _log_in, methods=["POST"]),
            Route("/logout", _log_out, methods=["POST"]),
            Route("/uploads", _uploads, methods=["GET"]),
            Route("/upload", _upload, methods=["POST"]),
            Route("/batch/{name}", _batch, methods=["GET"]),
            Route("/sign.html", _page, methods=["GET"]),
            Route("/sign", _sign_in_place, methods=["GET"]),
            Route("/desk.css", _style, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _tell_http, StateError: _tell_state, Exception: _tell_unexpected},
    )
    app.state.desk = desk
    return Door(app, settings.origin, Pace(pacing.requests))


async def _front(request: Request) -> Response:
    session = _desk(request).session(request)
    if session is None:
        return RedirectResponse("/login", 303)
    return _render(request, "front.html", session, problem="")


async def _login_page(request: Request) -> Response:
    return _ask_to_log_in(request, "")


async def _log_in(request: Request) -> Response:
    desk, browser = _desk(request), request.cookies.get(_browser_cookie(_desk(request)), "")
    if not desk.logins.allows(address_of(request.scope), desk.clock()):
        return _ask_to_log_in(request, TOO_OFTEN, 429)
    async with request.form(max_files=1, max_fields=2, max_part_size=_LARGEST_LOGIN) as form:
        content = await _content_of(form.get("envelope"), _LARGEST_LOGIN)
        pasted = form.get("text")
    if not content and isinstance(pasted, str):
        content = pasted.strip().encode("utf-8", "replace") + b"\n"
    known = desk.folder.known()
    try:
        key = await run_in_threadpool(
            verify_login, content, known, desk.settings.origin, desk.nonces, browser, desk.clock()
        )
    except LoginRefused as error:
        _LOG.warning("log-in refused address=%s", address_of(request.scope))
        return _ask_to_log_in(request, str(error), 403)
    _LOG.info("log-in court=%s key=%s", key.court, key.keyid[:8])
    answer = RedirectResponse("/", 303)
    _set_cookie(answer, desk.cookie, desk.sessions.open(key.court, key.signer, key.keyid, desk.clock()))
    answer.delete_cookie(_browser_cookie(desk), path="/", secure=True, httponly=True, samesite="strict")
    return answer


async def _log_out(request: Request) -> Response:
    desk, session = _desk(request), _desk(request).session(request)
    async with request.form(max_files=0, max_fields=1, max_part_size=256) as form:
        token = form.get("token")
    if session is not None and isinstance(token, str) and session.is_form_token(token):
        desk.sessions.close(request.cookies.get(desk.cookie, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(desk.cookie, path="/", secure=True, httponly=True, samesite="strict")
    return answer


async def _uploads(request: Request) -> Response:
    session = _desk(request).session(request)
    return RedirectResponse("/login", 303) if session is None else _render(request, "uploads.html", session)


async def _upload(request: Request) -> Response:
    desk, session = _desk(request), _desk(request).session(request)
    if session is None:
        return RedirectResponse("/login", 303)
    async with request.form(max_files=1, max_fields=1, max_part_size=256) as form:
        token = form.get("token")
        content = await _content_of(form.get("envelope"), LARGEST_ENVELOPE)
    if not (isinstance(token, str) and session.is_form_token(token)):
        return _render(request, "front.html", session, 403, problem=OLD_FORM)
    if not desk.uploads.allows(session.keyid, desk.clock()):
        return _render(request, "front.html", session, 429, problem=TOO_OFTEN)
    try:
        if not content:
            raise UploadRefused(NO_FILE)
        upload = await run_in_threadpool(checked_upload, content, session.court, desk.folder.known())
        await run_in_threadpool(desk.folder.keep, upload)
    except UploadRefused as error:
        _LOG.warning("upload refused court=%s key=%s", session.court, session.keyid[:8])
        return _render(request, "front.html", session, 409, problem=str(error))
    _LOG.info("upload court=%s batch=%s key=%s", upload.court, upload.batch, upload.key.keyid[:8])
    return RedirectResponse("/uploads", 303)


async def _batch(request: Request) -> Response:
    desk, session = _desk(request), _desk(request).session(request)
    if session is None:
        return RedirectResponse("/login", 303)
    path = desk.folder.batch_file(session.court, request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return _as_file(path, f"{session.court}_{path.name}", "application/json")


async def _page(request: Request) -> Response:
    path = _desk(request).folder.page()
    if path is None:
        raise HTTPException(404)
    return _as_file(path, path.name, "application/octet-stream")


async def _sign_in_place(request: Request) -> Response:
    desk = _desk(request)
    path = desk.folder.page() if desk.settings.convenience else None
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": _IN_PLACE})


async def _style(_request: Request) -> Response:
    return FileResponse(_STYLE, media_type="text/css")


async def _tell_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return _message(status, NOT_FOUND if status == 404 else "请求格式不正确，已拒绝。")


async def _tell_state(request: Request, error: Exception) -> Response:
    _LOG.error("folder: %s", error)
    return _message(503, NO_FOLDER)


async def _tell_unexpected(request: Request, error: Exception) -> Response:
    return _message(500, "签批台内部出错，请联系管理员。")


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _browser_cookie(desk: Desk) -> str:
    return desk.cookie + "-login"


def _ask_to_log_in(request: Request, problem: str, status: int = 200) -> Response:
    """The log-in page, with a challenge of its own for this browser."""
    desk = _desk(request)
    browser = secrets.token_urlsafe(24)
    known = _known_or_nothing(desk)
    page = _TEMPLATES.get_template("login.html").render(
        session=None,
        court=None,
        origin=desk.settings.origin,
        nonce=desk.nonces.give(browser, desk.clock()),
        problem=problem,
        known=known,
        has_page=desk.folder.page() is not None,
        convenience=desk.settings.convenience,
    )
    answer = HTMLResponse(page, status)
    _set_cookie(answer, _browser_cookie(desk), browser)
    return answer


def _known_or_nothing(desk: Desk) -> PublicCopy | None:
    try:
        return desk.folder.known()
    except StateError:
        return None


def _render(request: Request, template: str, session: Session, status: int = 200, **more: Any) -> Response:
    desk = _desk(request)
    page = _TEMPLATES.get_template(template).render(
        session=session,
        court=desk.court(session),
        pending=desk.folder.pending(session.court),
        known=desk.folder.known(),
        convenience=desk.settings.convenience,
        **more,
    )
    return HTMLResponse(page, status)


def _message(status: int, line: str) -> Response:
    return HTMLResponse(_TEMPLATES.get_template("message.html").render(session=None, court=None, line=line), status)


def _as_file(path: Path, name: str, kind: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return FileResponse(
        path, media_type=kind, headers={"Content-Disposition": disposition, "Content-Security-Policy": _SEALED}
    )


def _set_cookie(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")


async def _content_of(part: object, most: int) -> bytes:
    """The bytes of an uploaded file; its name is never looked at."""
    if not isinstance(part, UploadFile):
        return b""
    content = await part.read(most + 1)
    if len(content) > most:
        raise HTTPException(413, TOO_LARGE)
    return content


_TEMPLATES = Environment(
    loader=PackageLoader("pipeline.desk"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
