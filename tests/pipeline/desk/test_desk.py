"""The desk over real HTTP: who gets in, what he sees, what is kept, and what is refused."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.dsse import Envelope

from pipeline.approval.opening import ACT_TYPE, BATCH_TYPE, LOGIN_TYPE
from pipeline.approval.public_copy import LARGEST_ENVELOPE, PublicCopy
from pipeline.core.errors import SettingsError
from pipeline.desk.app import Pacing
from pipeline.desk.door import LARGEST_BODY
from pipeline.desk.folder import MOST_OF_A_COURT, TOO_MANY
from pipeline.desk.login import LASTS, LoginReason, LoginRefused, Nonces, verify_login
from pipeline.desk.settings import DeskSettings, load_desk
from tests.pipeline.desk.made import (
    BATCH,
    COURT,
    HELD,
    OLDER,
    OTHER,
    Browser,
    act_by,
    approval_by,
    login_by,
    officer_key,
    running,
    signed,
    two_courts,
    write_desk,
)

ORIGIN = "https://desk.example.cn"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
SAID_AT = "2026-11-26T01:00:00Z"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSettings]:
    folder = tmp_path_factory.mktemp("desk")
    write_desk(folder, two_courts())
    with running(folder, Pacing(uploads=100)) as settings:  # one key brings more here in a minute than an officer does
        yield settings


@pytest.fixture
def browser(desk: DeskSettings) -> Browser:
    shutil.rmtree(desk.folder / "in")
    write_desk(desk.folder, two_courts())
    return Browser(desk.origin)


def kept(desk: DeskSettings) -> list[str]:
    return sorted(path.name for path in (desk.folder / "in").iterdir())


def known() -> PublicCopy:
    return PublicCopy(made_at="", courts=two_courts())


def refusal(content: bytes, nonces: Nonces, now: datetime = NOW, browser: str = "b") -> str:
    with pytest.raises(LoginRefused) as caught:
        verify_login(content, known(), ORIGIN, nonces, browser, now)
    return str(caught.value)


def test_a_signed_challenge_lets_its_officer_in_once() -> None:
    nonces = Nonces()
    content = login_by(COURT, "陆明", nonces.give("b", NOW), ORIGIN, signed_at=SAID_AT)
    assert verify_login(content, known(), ORIGIN, nonces, "b", NOW).signer == "陆明"
    assert refusal(content, nonces) == LoginReason.NONCE, "replayed"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"origin": "https://desk.examp1e.cn"}, LoginReason.ORIGIN),
        ({"origin": ORIGIN + "/"}, LoginReason.ORIGIN),
        ({"court": OTHER}, LoginReason.OFFICER),
        ({"officer": "沈青"}, LoginReason.OFFICER),
        ({"signed_at": "2026-11-26T00:57:00Z"}, LoginReason.TIME),
        ({"signed_at": "2026-11-26T01:03:00Z"}, LoginReason.TIME),
        ({"signed_at": "2026-11-26 01:00"}, LoginReason.FORM),
        ({"signed_at": "2026-11-26T1:00:00Z"}, LoginReason.FORM),
    ],
)
def test_a_statement_of_another_desk_officer_or_time_lets_nobody_in(more: dict[str, str], reason: str) -> None:
    nonces = Nonces()
    content = login_by(COURT, "陆明", nonces.give("b", NOW), ORIGIN, **{"signed_at": SAID_AT, **more})
    assert refusal(content, nonces) == reason


def test_a_nonce_is_bound_to_its_browser_and_two_minutes() -> None:
    nonces = Nonces()
    content = login_by(COURT, "陆明", nonces.give("b", NOW), ORIGIN, signed_at=SAID_AT)
    for other in ("another", "", "ÿ", "\udcff"):
        assert refusal(content, nonces, browser=other) == LoginReason.NONCE
    late = NOW + LASTS + timedelta(seconds=1)
    assert refusal(content, nonces, late) == LoginReason.NONCE
    assert refusal(login_by(COURT, "陆明", "A" * 6, ORIGIN, signed_at=SAID_AT), nonces) == LoginReason.FORM


def test_a_stranger_an_approval_and_a_revoked_key_let_nobody_in() -> None:
    nonces = Nonces()
    nonce = nonces.give("b", NOW)
    assert refusal(login_by(COURT, "陌生人", nonce, ORIGIN, signed_at=SAID_AT), nonces) == LoginReason.OFFICER
    assert "类型不符" in refusal(approval_by(COURT, "陆明"), nonces)
    assert "已损坏" in refusal(b"{}", nonces)
    revoked = two_courts()[COURT].model_copy(
        update={"keys": (officer_key(COURT, "陆明", revoked_on=date(2026, 11, 26)),)}
    )
    content = login_by(COURT, "陆明", nonces.give("b", NOW), ORIGIN, signed_at=SAID_AT)
    with pytest.raises(LoginRefused, match="已撤销"):
        verify_login(content, PublicCopy(made_at="", courts={COURT: revoked}), ORIGIN, nonces, "b", NOW)


def test_the_bytes_of_a_batch_as_a_nonce_are_no_nonce() -> None:
    """A desk in wrong hands shows what a batch's signature is over, for an officer to paste."""
    approval = Envelope.from_dict(json.loads(approval_by(COURT, "陆明")))
    nonces = Nonces()
    content = login_by(COURT, "陆明", approval.pae().decode(), ORIGIN, signed_at=SAID_AT)
    assert refusal(content, nonces) == LoginReason.FORM
    signed_login = Envelope.from_dict(json.loads(content))
    assert signed_login.pae().startswith(b"DSSEv1 41 " + LOGIN_TYPE.encode()), "and it is signed as a log-in"
    tree = json.loads(content) | {"payloadType": BATCH_TYPE}
    assert "登记" in refusal(json.dumps(tree).encode(), nonces) or "损坏" in refusal(json.dumps(tree).encode(), nonces)


def test_too_many_challenges_drop_the_oldest() -> None:
    nonces = Nonces(most=3)
    given = [nonces.give("b", NOW) for _ in range(4)]
    assert [nonces.take(nonce, "b", NOW) for nonce in given] == [False, True, True, True]


def test_an_officer_sees_what_waits_in_his_court_alone(browser: Browser) -> None:
    assert browser.get("/").headers["location"] == "/login"
    assert browser.log_in().headers["location"] == "/"
    text = browser.get("/").text
    for shown in (BATCH, OLDER, "480", "1 / 2 人：沈青", "2026-11-25", "已逾期", "西湖区法院", "陆明"):
        assert shown in text
    assert "滨江" not in text
    assert browser.get(f"/batch/{BATCH}").text == f"{COURT} {BATCH}"
    other = Browser(browser.origin)
    other.log_in(OTHER, "何川")
    assert other.get(f"/batch/{BATCH}").text == f"{OTHER} {BATCH}"


def test_the_batch_file_is_a_download_under_its_own_name(browser: Browser) -> None:
    browser.log_in()
    answer = browser.get(f"/batch/{BATCH}")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''%E6%B5%990106_{BATCH}.batch.json"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "path",
    ["/batch/..%2F..%2Fyangguang.toml", "/batch/%2e%2e", f"/batch/%E6%B5%990108%2F{BATCH}", "/batch/2026-11-26_000012.batch", "/out/officers.json",
     "/officers.json", "/batch/2026-11-26_000013", "/in/", "/desk.css/..", "/batch/%EF%BC%922026-11-26_000012"],
)  # fmt: skip
def test_no_path_of_a_browser_leads_to_a_file(browser: Browser, path: str) -> None:
    browser.log_in()
    assert browser.get(path).status == 404


def test_without_a_log_in_only_the_page_and_its_digest_are_there(browser: Browser) -> None:
    for path in ("/", f"/batch/{BATCH}", "/uploads"):
        assert browser.get(path).headers["location"] == "/login"
    assert browser.get("/sign.html").body.startswith(b"<!doctype")
    assert browser.get("/sign.html").headers["content-disposition"].startswith("attachment")
    assert known().page_sha256 == ""
    assert "SHA-256" in browser.get("/login").text
    assert "陆明" not in browser.get("/login").text
    assert browser.post("/upload", approval_by(COURT, "陆明")).headers["location"] == "/login"


def test_an_envelope_is_kept_whole_and_once(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    content = approval_by(COURT, "陆明")
    for _ in range(2):
        assert browser.upload(content, "../../../etc/passwd\0.json").headers["location"] == "/uploads"
    (name,) = kept(desk)
    assert name.startswith(f"{COURT}_{BATCH}.")
    assert (desk.folder / "in" / name).read_bytes() == content
    assert (desk.folder / "in" / name).stat().st_mode & 0o777 == 0o640
    text = browser.get("/uploads").text
    assert f"批次 {BATCH}" in text
    assert "密钥已撤销" in text


def test_a_colleague_may_bring_it_and_an_older_batch_too(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    browser.upload(approval_by(COURT, "沈青", OLDER))
    assert kept(desk)[0].startswith(f"{COURT}_{OLDER}.")


def test_an_officer_reads_what_waits_for_his_answer_and_brings_his_word(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    text = browser.get("/").text
    assert f"{HELD.record}.{HELD.check}.{HELD.facts}" in text
    assert HELD.title in text
    browser.upload(act_by(COURT, "陆明"))
    assert kept(desk)[0].startswith(f"{COURT}_act-not_me.")
    assert "不是我" in browser.get("/uploads").text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: b"", "请选择文件"),
        (lambda: b"no envelope", "已损坏"),
        (lambda: approval_by(COURT, "陆明").replace(b'"payload"', b' "payload"'), "已损坏"),
        (lambda: login_by(COURT, "陆明", "AAAAAA-AAAAAA-AAAAAA-AAAAAA", ORIGIN), "类型不符"),
        (lambda: approval_by(COURT, "陌生人"), "未登记"),
        (lambda: approval_by(OTHER, "何川"), "其他法院"),
        (lambda: approval_by(COURT, "陆明", court=OTHER), "其他法院"),
        (lambda: approval_by(COURT, "陆明", digest="e1" * 32), "签的内容与批次不符"),
        (lambda: approval_by(COURT, "陆明", signer="沈青"), "与密钥登记不符"),
        (lambda: approval_by(COURT, "陆明", "2026-11-20_000003"), "不在待签之列"),
        (lambda: approval_by(COURT, "陆明", number="12"), "不在待签之列"),
        (lambda: approval_by(COURT, "陆明", date="../../x"), "不在待签之列"),
        (lambda: act_by(OTHER, "何川"), "其他法院"),
        (lambda: act_by(COURT, "陆明", court=OTHER), "其他法院"),
        (lambda: act_by(COURT, "陆明", signer="沈青"), "与密钥登记不符"),
        (lambda: signed(b"{}", ACT_TYPE, COURT, "陆明"), "其他法院"),
        (lambda: signed(b"[" * 1000, BATCH_TYPE, COURT, "陆明"), "已损坏"),
        (lambda: _altered(approval_by(COURT, "陆明")), "签名内容被改动"),
    ],
)  # fmt: skip
def test_what_does_not_count_is_refused_with_its_reason(
    browser: Browser, desk: DeskSettings, content: Any, reason: str
) -> None:
    browser.log_in()
    answer = browser.upload(content())
    assert answer.status == 409
    assert reason in answer.text
    assert kept(desk) == []


def _altered(content: bytes) -> bytes:
    tree = json.loads(content)
    other = json.loads(approval_by(COURT, "陆明", OLDER))
    return json.dumps({**tree, "payload": other["payload"]}, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_forms_of_others_and_old_ones_do_nothing(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    content = approval_by(COURT, "陆明")
    assert browser.post("/upload", content, token="guessed").status == 403
    assert browser.post("/upload", content).status == 403
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.ask("POST", "/upload", b"x", headers).status == 403
    assert browser.ask("GET", "/", headers={"Host": "evil.example"}).status == 421
    assert kept(desk) == []
    browser.post("/logout", token="guessed")
    assert kept(desk) == []


def test_who_logs_out_is_out(browser: Browser) -> None:
    browser.log_in()
    cookie = browser.cookies["desk"]
    text = browser.get("/").text
    token = text.split('name="token" value="')[1].split('"')[0]
    browser.post("/logout", token=token)
    browser.cookies["desk"] = cookie
    assert browser.get("/").headers["location"] == "/login"


def test_a_revoked_key_ends_its_session(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    assert browser.get("/").status == 200
    courts = two_courts()
    keys = (officer_key(COURT, "陆明", revoked_on=date(2026, 1, 2)), officer_key(COURT, "沈青"))
    write_desk(desk.folder, {**courts, COURT: courts[COURT].model_copy(update={"keys": keys})})
    assert browser.get("/").headers["location"] == "/login"


def test_sizes_lengths_and_methods_are_limited(browser: Browser) -> None:
    browser.log_in()
    large = {"Content-Length": str(LARGEST_BODY + 1), "Content-Type": "multipart/form-data; boundary=x"}
    assert browser.ask("POST", "/upload", b"", large).status == 413
    assert browser.ask("POST", "/upload", b"", {"Transfer-Encoding": "chunked"}).status == 411
    assert browser.ask("PUT", "/upload").status == 405
    assert browser.post("/login", b"x" * 9000).status == 413
    assert browser.post("/login", text="y" * 9000).status == 400
    assert (
        browser.ask("POST", "/login", b"--a\r\nrubbish", {"Content-Type": "multipart/form-data; boundary=a"}).status
        < 500
    )
    assert browser.upload(b"x" * (LARGEST_ENVELOPE + 1)).status == 413


def test_envelopes_that_wait_for_the_import_are_capped(browser: Browser, desk: DeskSettings) -> None:
    browser.log_in()
    for number in range(MOST_OF_A_COURT):
        (desk.folder / "in" / f"{COURT}_{number}.json").touch()
    answer = browser.upload(approval_by(COURT, "陆明"))
    assert (answer.status, TOO_MANY in answer.text) == (409, True)
    other = Browser(browser.origin)
    other.log_in(OTHER, "何川")
    assert other.upload(approval_by(OTHER, "何川")).status == 303


def test_who_tries_too_often_waits(tmp_path: Path) -> None:
    write_desk(tmp_path, two_courts())
    with running(tmp_path, Pacing(requests=5, logins=3)) as settings:
        browser = Browser(settings.origin)
        assert [browser.post("/login", b"x").status for _ in range(4)] == [403, 403, 403, 429]
        assert [browser.get("/login").status for _ in range(2)] == [200, 429]


def test_every_answer_says_what_a_browser_may_do(browser: Browser) -> None:
    for path in ("/login", "/nothing", "/desk.css"):
        headers = browser.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    assert "<script" not in browser.get("/login").text


def test_signing_in_a_page_that_the_desk_serves_is_off_by_default(browser: Browser, tmp_path: Path) -> None:
    assert browser.get("/sign").status == 404
    assert "便利模式" not in browser.get("/login").text
    write_desk(tmp_path, two_courts())
    with running(tmp_path, convenience=True) as settings:
        other = Browser(settings.origin)
        assert "便利模式" in other.get("/login").text
        answer = other.get("/sign")
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["content-security-policy"].startswith("connect-src 'none'")


def test_before_the_first_night_the_desk_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with running(tmp_path) as settings:
        browser = Browser(settings.origin)
        assert "尚无数据" in browser.get("/login").text
        assert browser.post("/login", b"x").status == 503


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('origin = "https://desk.example.cn"\nlisten = "0.0.0.0"', "speaks TLS only"),
        ('origin = "http://desk.example.cn"', "http on this machine alone"),
        ('origin = "https://desk.example.cn/"', "write an origin"),
        ('origin = "https://desk.example.cn"\ntls_key = "k.pem"', "named together"),
        ('origin = "https://desk.example.cn"\nstate = "state"', "state"),
        ("", "origin"),
    ],
)
def test_settings_of_the_desk_are_its_own_and_strict(tmp_path: Path, lines: str, problem: str) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(f'[desk]\nfolder = "desk"\n{lines}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=problem):
        load_desk(path)


def test_the_example_of_the_desk_is_read(tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "deploy" / "examples" / "desk.toml"
    settings = load_desk(example)
    assert (settings.convenience, settings.listen) == (False, "127.0.0.1")
    assert os.path.isabs(settings.folder)  # noqa: PTH117
