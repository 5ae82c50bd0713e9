"""Sends a message by mail (SMTP) and to a webhook; what goes wrong is said without any secret or address."""

import hashlib
import hmac
import http.client
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final
from urllib.parse import urlsplit

from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _, joined
from pipeline.settings.alerts import AlertSettings
from pipeline.watch.alerts import Message, choose, compose
from pipeline.watch.facts import Facts
from pipeline.watch.judge import unjudged
from pipeline.watch.problems import Problem
from pipeline.watch.reading import Watched
from pipeline.watch.told import Memory, Told
from pipeline.watch.wording import Wording

SIGNATURE = "X-Yangguang-Signature"
"""Header with ``sha256=`` and the HMAC of the body in hexadecimal digits."""
_LARGEST_ANSWER = 1 << 16


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An alert goes where the settings say, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def ways_of(settings: AlertSettings) -> tuple[str, ...]:
    """The configured ways: ``mail``, ``webhook``."""
    return (*(("mail",) if settings.mail_host else ()), *(("webhook",) if settings.webhook else ()))


def tell_everybody(watched: Watched, facts: Facts, problems: Sequence[Problem], words: Wording) -> tuple[str, ...]:
    """Tell each way what is new, still urgent or solved; what could not be sent is new the next time.

    Returns:
        The ways by which a message did not go, with the reason.
    """
    settings, told = watched.alerts, Told(watched.state)
    memories: dict[str, Memory] = {}
    unsent: dict[str, str] = {}
    with told.held():
        for way in ways_of(settings):
            before = told.by(way)
            telling = choose(problems, before, facts.at, settings.repeat_hours, unjudged(facts, problems))
            why = send(way, compose(telling, facts, watched.site.base_url, words), settings) if telling.is_due else ""
            memories[way] = before if why else telling.memory
            if why:
                unsent[way] = why
        told.keep(memories, unsent)
    return tuple(joined(": ", pair) for pair in unsent.items())


def send(way: str, message: Message, settings: AlertSettings) -> str:
    """Send by one way; says why it did not work, or nothing."""
    try:
        _SENDERS[way](message, settings)
    except smtplib.SMTPAuthenticationError:
        return _("the mail server refuses user and password")
    except smtplib.SMTPRecipientsRefused:
        return _("the mail server refuses every recipient")
    except smtplib.SMTPNotSupportedError:
        return _("the mail server offers no STARTTLS or no login; see [alerts] mail_tls")
    except smtplib.SMTPResponseException as error:
        return _("the mail server answers {smtp_code}").format(smtp_code=error.smtp_code)
    except urllib.error.HTTPError as error:
        with error:
            return _("the webhook answers {code}").format(code=error.code)
    except (OSError, ValueError, smtplib.SMTPException, http.client.HTTPException) as error:
        return explain(error)
    return ""


def explain(error: Exception) -> str:
    """A failed connection in a few words, without what a library says of addresses."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return _("the certificate does not count ({verify_message})").format(verify_message=reason.verify_message)
    if isinstance(reason, TimeoutError):
        return _("no answer in time")
    if isinstance(reason, OSError) and reason.strerror:
        return reason_of(reason)
    return (
        str(error) if isinstance(error, _Refused) else type(reason if isinstance(reason, Exception) else error).__name__
    )


class _Refused(ValueError):
    """What was answered says that the message was not taken."""


def _mail(message: Message, settings: AlertSettings) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, ", ".join(settings.mail_to), message.subject
    mail["Date"], mail["Message-ID"] = (
        formatdate(localtime=True),
        make_msgid(domain=settings.mail_from.partition("@")[2]),
    )
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="base64")
    context = ssl.create_default_context(cafile=str(settings.mail_tls_root) if settings.mail_tls_root else None)
    server: smtplib.SMTP
    if settings.mail_tls == "tls":
        server = smtplib.SMTP_SSL(settings.mail_host, settings.port, timeout=settings.timeout_seconds, context=context)
    else:
        server = smtplib.SMTP(settings.mail_host, settings.port, timeout=settings.timeout_seconds)
    with server:
        if settings.mail_tls == "starttls":
            server.starttls(context=context)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
        refused = server.send_message(mail)
    if refused:
        raise _Refused(
            _("the mail server refuses {count} of {of} recipients").format(count=len(refused), of=len(settings.mail_to))
        )


def _webhook(message: Message, settings: AlertSettings) -> None:
    """The form that robots of WeCom and DingTalk take, with everything else beside it."""
    text = f"{message.subject}\n{message.text}"
    tree = {"msgtype": "text", "text": {"content": text}, "yangguang": message.tree}
    body = json.dumps(tree, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "yangguang"}
    if settings.webhook_secret:
        digest = hmac.new(settings.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = f"sha256={digest}"
    if urlsplit(settings.webhook).scheme not in ("http", "https"):
        raise _Refused(_("the webhook is no http address"))
    request = urllib.request.Request(settings.webhook, body, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect())
    with opener.open(request, timeout=settings.timeout_seconds) as answer:
        content = answer.read(_LARGEST_ANSWER)
    if code := _error_code(content):
        raise _Refused(_("the webhook answers error code {code}").format(code=code))


def _error_code(content: bytes) -> int:
    """What WeCom and DingTalk say inside an answer of status 200; 0 where all is well."""
    try:
        tree = json.loads(content)
    except ValueError:
        return 0
    code = tree.get("errcode", 0) if isinstance(tree, dict) else 0
    return code if isinstance(code, int) else 0


_SENDERS: Final[Mapping[str, Callable[[Message, AlertSettings], None]]] = {"mail": _mail, "webhook": _webhook}
