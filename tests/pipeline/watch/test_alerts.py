"""Alerts reach a real mail server and a real webhook, say what is new, what stands and what is solved, and tell no secret."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.settings.alerts import AlertSettings, salvage_alerts
from pipeline.settings.deployment import load_settings
from pipeline.settings.sections import ApprovalSettings, SiteSettings
from pipeline.watch.alerts import Message, choose
from pipeline.watch.facts import Facts, Outside, SignatureFacts
from pipeline.watch.judge import problems_of
from pipeline.watch.problems import Code, Problem
from pipeline.watch.reading import Watched
from pipeline.watch.sending import send, tell_everybody, ways_of
from pipeline.watch.told import Told
from pipeline.watch.wording import Wording
from tests.pipeline.watch.test_problems import ALL_WELL, AT, CASES
from tests.support.mail_server import MailServer, mail_server
from tests.support.webhook import Webhook, webhook

SECRET, PASSWORD = "a-secret-of-the-webhook", "a-password-of-the-mail-server"
MESSAGE = Message("【阳光执行】主题", "第一行\n.第二行\n", {"a": 1})
CHINESE = Wording("zh", "/opt/yangguang/bin/yangguang", "/srv/yangguang/yangguang.toml", "yangguang")


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server(MailServer(password=PASSWORD)) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook(Webhook()) as server:
        yield server


def settings(mails: MailServer | None = None, hook: Webhook | None = None, **more: object) -> AlertSettings:
    values: dict[str, object] = {"timeout_seconds": 5}
    if mails:
        values |= {"mail_host": "127.0.0.1", "mail_port": mails.port, "mail_tls": "off", "mail_user": "yangguang"}
        values |= {"mail_from": "yangguang@court.example.cn", "mail_to": ("duty@court.example.cn",)}
        values |= {"mail_password": PASSWORD}
    if hook:
        values |= {"webhook": hook.url, "webhook_secret": SECRET}
    return AlertSettings.model_validate(values | more)


def watched(tmp_path: Path, alerts: AlertSettings) -> Watched:
    site = SiteSettings(base_url="https://zxgk.example.cn")
    return Watched(state=tmp_path, approval=ApprovalSettings(), site=site, alerts=alerts)


def tell(place: Watched, facts: Facts) -> tuple[str, ...]:
    return tell_everybody(place, facts, problems_of(facts), CHINESE)


def later(facts: Facts, hours: float) -> Facts:
    return replace(facts, at=AT + timedelta(hours=hours))


def test_a_mail_says_what_happened_what_is_public_and_what_to_do(tmp_path: Path, mails: MailServer) -> None:
    place = watched(tmp_path, settings(mails))
    assert tell(place, CASES[Code.RUN_LEAK]) == ()
    ((recipients, mail),) = mails.mails
    assert recipients == ["duty@court.example.cn"]
    assert mail["Subject"].startswith(
        "【阳光执行】https://zxgk.example.cn 1 个问题：【立即】nightly 的新数据中发现应隐去的内容"
    )
    lines = mail.get_content().splitlines()
    assert lines[1] == "现在公开：第 12 期（2026-11-26），共 100 条；逾期未撤 0 条；今日到期仍在公开 1 条"
    assert lines[2] == "接下来到期：2026-11-26 1；上一次完整夜间更新：2026-11-26"
    assert lines[5].startswith("【立即】nightly 的新数据中发现应隐去的内容，未发布")
    command = "`sudo -u yangguang /opt/yangguang/bin/yangguang nightly --settings /srv/yangguang/yangguang.toml`"
    assert command in lines[6]
    assert PASSWORD not in str(mail)


def test_what_was_told_is_told_again_only_after_its_time_and_solved_once(tmp_path: Path, mails: MailServer) -> None:
    place, leak = watched(tmp_path, settings(mails, repeat_hours=12)), CASES[Code.RUN_LEAK]
    late = replace(leak, signatures=SignatureFacts(late=("浙0106",)))
    expected = [
        (leak, 0, "新问题 (1)"),
        (leak, 1, None),
        (late, 2, "仍未解决 (1)"),
        (late, 3, None),
        (late, 15, "仍未解决 (2)"),
        (ALL_WELL, 16, "已解决 (2)"),
        (ALL_WELL, 17, None),
        (leak, 18, "新问题 (1)"),
    ]
    for facts, hours, said in expected:
        before = len(mails.mails)
        assert tell(place, later(facts, hours)) == ()
        told = [mail.get_content() for _, mail in mails.mails[before:]]
        assert len(told) == (said is not None)
        assert said is None or f"== {said} ==" in told[0]


def test_what_is_only_due_soon_is_told_weekly_and_at_once_when_it_becomes_urgent() -> None:
    soon = [Problem(Code.CALENDAR_MISSING, {"year": 2027})]
    first = choose(soon, {}, AT, 12)
    assert (first.is_due, len(first.new)) == (True, 1)
    assert not choose(soon, first.memory, AT + timedelta(days=6), 12).is_due
    assert choose(soon, first.memory, AT + timedelta(days=7), 12).is_due
    urgent = [replace(soon[0], sooner=soon[0].urgency.WORKDAY)]
    assert choose(urgent, first.memory, AT + timedelta(hours=1), 12).new == tuple(urgent)


def test_another_court_that_is_late_is_new_and_the_first_is_not_solved() -> None:
    one, two = (Problem(Code.COURTS_LATE, {"courts": courts, "count": 1}) for courts in ("浙0106", "浙0106、浙0108"))
    told = choose([two], choose([one], {}, AT, 12).memory, AT + timedelta(hours=1), 12)
    assert (told.new, told.solved) == ((two,), ())


@pytest.mark.parametrize(
    "blind",
    [
        CASES[Code.STATE_DAMAGED],
        CASES[Code.BATCHES_DAMAGED],
        CASES[Code.STATE_OUTDATED],
        CASES[Code.STATE_CLOSED],
        CASES[Code.KEY_FILE_BROKEN],
        CASES[Code.RELEASE_AHEAD],
        replace(ALL_WELL, is_at_work=True),
        "settings",
    ],
)
def test_what_cannot_be_judged_is_neither_solved_nor_forgotten(
    tmp_path: Path, mails: MailServer, blind: Facts | str
) -> None:
    place, late = watched(tmp_path, settings(mails)), CASES[Code.COURTS_LATE]
    tell(place, late)
    if isinstance(blind, str):
        tell_everybody(place, later(ALL_WELL, 1), [Problem(Code.SETTINGS_BROKEN, {"why": "no TOML"})], CHINESE)
    else:
        tell(place, later(blind, 1))
    assert not any("已解决" in mail.get_content() for _, mail in mails.mails)
    before = len(mails.mails)
    tell(place, later(late, 2))
    assert not any("新问题" in mail.get_content() for _, mail in mails.mails[before:])
    tell(place, later(ALL_WELL, 3))
    assert "逾期未签署" in mails.mails[-1][1].get_content().partition("已解决")[2]


def test_what_is_seen_only_from_outside_is_not_solved_by_a_look_from_inside(tmp_path: Path, mails: MailServer) -> None:
    place, facts = watched(tmp_path, settings(mails)), CASES[Code.SITE_UNREACHABLE]
    tell(place, facts)
    tell(place, later(ALL_WELL, 1))
    assert len(mails.mails) == 1
    tell(place, later(replace(facts, outside=Outside("https://zxgk.example.cn")), 2))
    assert "已解决 (1)" in mails.mails[-1][1].get_content()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"ways": {"mail": {"x": {"at": 1}}}}', b"\xff\x00"])
def test_a_damaged_memory_tells_everything_again(tmp_path: Path, mails: MailServer, damage: bytes) -> None:
    (tmp_path / "alerts.json").write_bytes(damage)
    place = watched(tmp_path, settings(mails))
    assert tell(place, CASES[Code.RUN_LEAK]) == ()
    assert tell(place, CASES[Code.RUN_LEAK]) == ()
    assert len(mails.mails) == 1


def test_a_way_that_fails_is_tried_again_and_the_other_is_not_told_twice(
    tmp_path: Path, mails: MailServer, hook: Webhook
) -> None:
    place, leak = watched(tmp_path, settings(mails, hook)), CASES[Code.RUN_LEAK]
    mails.is_down = True
    assert tell(place, leak) == ("mail: the mail server answers 421",)
    assert Told(tmp_path).unsent() == ["mail: the mail server answers 421"]
    mails.is_down = False
    assert tell(place, later(leak, 1)) == ()
    assert (len(mails.mails), len(hook.bodies), Told(tmp_path).unsent()) == (1, 1, [])


def test_two_looks_at_once_tell_the_same_once(tmp_path: Path, mails: MailServer) -> None:
    place = watched(tmp_path, settings(mails))
    with ThreadPoolExecutor(4) as looks:
        assert set(looks.map(lambda _: tell(place, CASES[Code.RUN_LEAK]), range(4))) == {()}
    assert len(mails.mails) == 1


def test_a_state_folder_that_is_lost_is_not_made(tmp_path: Path, mails: MailServer) -> None:
    assert tell(watched(tmp_path / "state", settings(mails)), CASES[Code.STATE_MISSING]) == ()
    assert (len(mails.mails), (tmp_path / "state").exists()) == (1, False)


def test_a_webhook_gets_signed_json_in_both_languages(tmp_path: Path, hook: Webhook) -> None:
    assert tell(watched(tmp_path, settings(hook=hook)), CASES[Code.RUN_LEAK]) == ()
    (body,) = hook.bodies
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert hook.signatures == [f"sha256={digest}"]
    assert SECRET.encode() not in body
    tree = json.loads(body)
    assert tree["msgtype"] == "text"
    assert "发现应隐去的内容" in tree["text"]["content"]
    (problem,) = tree["yangguang"]["new"]
    assert (problem["code"], problem["urgency"]) == ("run_leak", "now")
    assert problem["en"].startswith("tonight's data of nightly hold something that must be hidden")


def test_a_mail_goes_through_starttls_only_to_a_server_that_proves_itself(tmp_path: Path) -> None:
    root, chain = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain)
    with mail_server(MailServer(tls=tls, password=PASSWORD)) as server:
        trusting = settings(server, mail_tls="starttls", mail_host="localhost", mail_tls_root=root)
        assert send("mail", MESSAGE, trusting) == ""
        assert server.was_encrypted == [True]
        assert server.mails[0][1].get_content() == MESSAGE.text
        strange = settings(server, mail_tls="starttls", mail_host="localhost")
        assert send("mail", MESSAGE, strange).startswith("the certificate does not count")
        assert len(server.mails) == 1


def test_why_a_mail_did_not_go_is_said_without_password_and_address(mails: MailServer) -> None:
    assert send("mail", MESSAGE, settings(mails, mail_password="wrong")) == "the mail server refuses user and password"
    mails.refuses = "duty@court.example.cn"
    assert send("mail", MESSAGE, settings(mails)) == "the mail server refuses every recipient"
    two = settings(mails, mail_to=("duty@court.example.cn", "head@court.example.cn"))
    assert send("mail", MESSAGE, two) == "the mail server refuses 1 of 2 recipients"
    assert send("mail", MESSAGE, settings(mails, mail_port=1)) == "Connection refused"
    assert "offers no STARTTLS" in send("mail", MESSAGE, settings(mails, mail_tls="starttls"))


def test_why_a_webhook_was_not_told_is_said(hook: Webhook) -> None:
    alerts = settings(hook=hook)
    hook.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    assert send("webhook", MESSAGE, alerts) == "the webhook answers error code 93000"
    hook.status, hook.headers = 302, {"Location": hook.url}
    assert send("webhook", MESSAGE, alerts) == "the webhook answers 302", "a redirect is not followed"
    assert b"GET" not in hook.bodies
    hook.status = 500
    assert send("webhook", MESSAGE, alerts) == "the webhook answers 500"


@pytest.mark.parametrize(
    "line",
    [
        'webhook = "ftp://alerts.example.cn/x"',
        'webhook = "file:///etc/passwd"',
        'webhook = "https://user:password@alerts.example.cn/x"',
        'webhook = "https://a.example.cn@evil.example/"',
        'mail_host = "mail.example.cn"',
        'mail_to = ["duty@court.example.cn\\nBcc: x@y.cn"]',
        'mail_from = "Duty <duty@court.example.cn>"',
        'mail_host = "mail.example.cn"\nmail_from = "a@b.cn"\nmail_to = ["a@b.cn"]\nmail_user = "a"\nmail_tls = "off"',
        'language = "fr"',
    ],
)
def test_settings_that_would_tell_the_wrong_one_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "yangguang.toml"
    path.write_text(f"[alerts]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="alerts"):
        load_settings(path, environ={})
    assert ways_of(salvage_alerts(path, {})) == ()


@pytest.mark.parametrize("broken", ["[site\n", "unknown_key = 1\n", "[target]\nkind = 7\n", 'title = "\n'])
def test_who_is_told_is_known_though_the_settings_are_broken(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "yangguang.toml"
    path.write_text(
        f'[alerts] # who\nwebhook = "https://alerts.example.cn/x"\nlanguage = "en"\n\n[site]\n{broken}',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError):
        load_settings(path, environ={})
    found = salvage_alerts(path, {"YANGGUANG_ALERT_SECRET": SECRET})
    assert (found.webhook, found.language, found.webhook_secret) == ("https://alerts.example.cn/x", "en", SECRET)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of localhost that signs itself, and the same with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    today = date.today()  # noqa: DTZ011 - of the machine on which TLS looks at it
    from datetime import datetime

    builder = builder.not_valid_before(datetime.combine(today - timedelta(2), datetime.min.time()))
    builder = builder.not_valid_after(datetime.combine(today + timedelta(20), datetime.min.time()))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256())
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "root.pem").write_bytes(pem)
    (folder / "chain.pem").write_bytes(private + pem)
    return folder / "root.pem", folder / "chain.pem"
