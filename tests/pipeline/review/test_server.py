"""The served review, asked by a client that lies as it likes."""

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pipeline.core.errors import TargetError
from pipeline.review.folder import build_review
from pipeline.review.protocol import HoldAsked
from pipeline.review.server import ReviewServer
from tests.pipeline.review.deciding import PASSPHRASE, SIGNER, Remembered
from tests.pipeline.review.invented import facts, opaque, source

RECORD = opaque("debtor 20")
HOLD = {"record": RECORD, "digest": facts().digest, "reason": "等待核实"}
APPROVAL = {"digest": facts().digest, "signer": SIGNER, "passphrase": PASSPHRASE, "confirmed": "yes"}


@dataclass
class Visitor:
    """A client with the cookie and token of a session, unless told otherwise."""

    server: ReviewServer
    decisions: Remembered
    cookie: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, dict[str, str]]:
        given = {"Host": self.server.guard.address, "Cookie": self.cookie}
        if method == "POST":
            given |= {"Origin": self.server.guard.origin, "Content-Length": str(len(body))}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=10)
        connection.putrequest(method, path, skip_host=True)
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, dict(answer.getheaders())

    def decide(self, name: str, decision: object, **headers: str) -> tuple[int, str]:
        known = {"Content_Type": "application/json", "X_Review_Token": self.server.guard.page_token, **headers}
        status, text, _ = self.ask("POST", f"/api/{name}", json.dumps(decision).encode(), **known)
        return status, text

    def approve(self, form: dict[str, str], **headers: str) -> tuple[int, str]:
        body = urlencode({"token": self.server.guard.page_token, **form}).encode()
        known = {"Content_Type": "application/x-www-form-urlencoded", **headers}
        status, text, _ = self.ask("POST", "/approve.html", body, **known)
        return status, text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served") / "review"
    build_review(source(), made)
    return made


@pytest.fixture
def stranger(folder: Path) -> Iterator[Visitor]:
    decisions = Remembered()
    with ReviewServer(folder, decisions, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield Visitor(server, decisions)
        server.shutdown()
        thread.join()


@pytest.fixture
def officer(stranger: Visitor) -> Visitor:
    path = stranger.server.guard.entry_address().removeprefix(stranger.server.guard.origin)
    _, _, headers = stranger.ask("GET", path)
    stranger.cookie = headers["Set-Cookie"].partition(";")[0]
    return stranger


def test_the_printed_address_opens_once(stranger: Visitor) -> None:
    path = stranger.server.guard.entry_address().removeprefix(stranger.server.guard.origin)
    status, _, headers = stranger.ask("GET", path)
    assert status == 200
    assert headers["Set-Cookie"].endswith("; HttpOnly; SameSite=Strict; Path=/")
    status, text, headers = stranger.ask("GET", path)
    assert (status, "Set-Cookie" in headers) == (403, False)
    assert "已经用过" in text


def test_a_wrong_token_does_not_use_up_the_address(stranger: Visitor) -> None:
    assert stranger.ask("GET", "/enter/wrong")[0] == 403
    assert stranger.ask("GET", "/enter/%E2%98%83")[0] == 403
    path = stranger.server.guard.entry_address().removeprefix(stranger.server.guard.origin)
    assert stranger.ask("GET", path)[0] == 200


@pytest.mark.parametrize("path", ["/", "/index.html", "/list.html", "/data/index.js", "/approve.html", "/api/session"])
def test_without_the_cookie_nothing_is_shown(stranger: Visitor, path: str) -> None:
    assert stranger.ask("GET", path)[0] == 403
    assert stranger.ask("GET", path, Cookie="review=wrong")[0] == 403
    assert stranger.ask("GET", path, Cookie='review="\\')[0] == 403


@pytest.mark.parametrize("path", ["/", "/index.html", "/list.html", "/data/index.js", "/approve.html", "/api/session"])
def test_with_the_cookie_everything_is_shown_and_never_kept(officer: Visitor, path: str) -> None:
    status, _, headers = officer.ask("GET", path)
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/review.json", "/records.txt", "/../secret", "/static/", "/data/../review.json", "/%2e%2e/x"],
)
def test_nothing_but_the_pages_is_served(officer: Visitor, path: str) -> None:
    assert officer.ask("GET", path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_name_is_refused(officer: Visitor, host: str) -> None:
    assert officer.ask("GET", "/index.html", Host=host)[0] == 403
    assert officer.decide("hold", HOLD, Host=host)[0] == 403
    assert officer.decisions.taken == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", "http://127.0.0.1:1", ""])
def test_a_decision_from_another_origin_is_refused(officer: Visitor, origin: str) -> None:
    assert officer.decide("hold", HOLD, Origin=origin)[0] == 403
    assert officer.approve(APPROVAL, Origin=origin)[0] == 403
    assert officer.decisions.taken == []


def test_a_page_asked_for_by_another_site_is_refused(officer: Visitor) -> None:
    assert officer.ask("GET", "/data/index.js", Sec_Fetch_Site="cross-site")[0] == 403
    assert officer.ask("GET", "/data/index.js", Sec_Fetch_Site="same-site")[0] == 403
    assert officer.ask("GET", "/data/index.js", Origin="https://evil.example")[0] == 403


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_decision_without_the_page_token_is_refused(officer: Visitor, token: str) -> None:
    assert officer.decide("hold", HOLD, X_Review_Token=token)[0] == 403
    assert officer.approve({**APPROVAL, "token": token})[0] == 403
    assert officer.decisions.taken == []


def test_a_decision_without_the_cookie_is_refused(officer: Visitor) -> None:
    assert officer.decide("hold", HOLD, Cookie="review=wrong")[0] == 403
    assert officer.decisions.taken == []


def test_a_hold_is_taken(officer: Visitor) -> None:
    status, text = officer.decide("hold", HOLD)
    assert (status, json.loads(text)) == (200, {"message": "已暂缓至2026-11-24。"})
    assert officer.decisions.taken == [HoldAsked(RECORD, "等待核实")]


def test_a_correction_and_a_review_are_taken(officer: Visitor) -> None:
    assert officer.decide("correction", {**HOLD, "field": "obligation", "note": "金额有误"})[0] == 200
    assert officer.decide("reviewed", {"handler": "h01", "digest": facts().digest})[0] == 200
    assert officer.decisions.taken[-1] == "h01"


def test_pages_of_another_night_decide_nothing(officer: Visitor) -> None:
    officer.decisions.digest = "0" * 64
    status, text = officer.decide("hold", HOLD)
    assert status == 409
    assert "已不是最新批次" in text
    status, text = officer.approve(APPROVAL)
    assert status == 409
    assert "已不是最新批次" in text
    assert 'name="passphrase"' not in officer.ask("GET", "/approve.html")[1]
    assert officer.decisions.taken == []


def test_a_page_with_another_digest_decides_nothing(officer: Visitor) -> None:
    assert officer.decide("hold", {**HOLD, "digest": "0" * 64})[0] == 409
    assert officer.approve({**APPROVAL, "digest": ""})[0] == 409
    assert officer.decisions.taken == []


@pytest.mark.parametrize("record", [opaque("nobody"), opaque("debtor 23"), "short", "../x"])
def test_only_records_of_the_batch_can_be_held(officer: Visitor, record: str) -> None:
    assert officer.decide("hold", {**HOLD, "record": record})[0] == 409
    assert officer.decisions.taken == []


def test_unknown_decisions_and_kinds_of_body_are_refused(officer: Visitor) -> None:
    assert officer.decide("delete", HOLD)[0] == 409
    assert officer.decide("hold", HOLD, Content_Type="text/plain")[0] == 409
    assert officer.decide("hold", ["x"])[0] == 409
    assert officer.ask("PUT", "/api/hold", Origin=officer.server.guard.origin)[0] == 501
    assert officer.decisions.taken == []


@pytest.mark.parametrize("length", ["16385", "99999999999", "-1", "x", "", "²"])
def test_large_bodies_and_unknown_lengths_are_refused(officer: Visitor, length: str) -> None:
    assert officer.ask("POST", "/api/hold", Content_Length=length.encode().decode("latin-1"))[0] == 413


def test_an_approval_is_signed_once_asked_rightly(officer: Visitor) -> None:
    status, text = officer.approve(APPROVAL)
    assert status == 200
    assert "陆明已签署。" in text
    assert officer.decisions.taken == [SIGNER]


def test_the_page_of_signing_shows_exactly_what_is_signed(officer: Visitor) -> None:
    text = officer.ask("GET", "/approve.html")[1]
    assert all(value in text for value in officer.decisions.statement().values())


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"passphrase": "wrong"}, "口令不正确"),
        ({"confirmed": ""}, "请先确认"),
        ({"signer": "别人"}, "签署人不正确"),
    ],
)
def test_an_approval_is_refused_with_a_line_and_never_repeats_the_passphrase(
    officer: Visitor, change: dict[str, str], line: str
) -> None:
    status, text = officer.approve({**APPROVAL, **change})
    assert status == 409
    assert line in text
    assert PASSPHRASE not in text
    assert officer.decisions.taken == []


def test_passphrases_cannot_be_guessed_for_long(officer: Visitor) -> None:
    for _ in range(5):
        assert officer.approve({**APPROVAL, "passphrase": "wrong"})[0] == 409
    status, text = officer.approve(APPROVAL)
    assert status == 409
    assert "次数过多" in text


def test_what_goes_wrong_inside_is_told_without_what_was_sent(
    officer: Visitor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError(PASSPHRASE)

    monkeypatch.setattr(officer.decisions, "approve", fail)
    status, text = officer.approve(APPROVAL)
    assert status == 500
    said = capfd.readouterr()
    assert PASSPHRASE not in text + said.out + said.err


def test_a_review_of_one_handler_signs_nothing(tmp_path: Path) -> None:
    build_review(source(facts=facts(handler="h01")), tmp_path / "h01")
    with ReviewServer(tmp_path / "h01", Remembered(), 0) as server:
        is_done, page = server.desk.approve(APPROVAL, "token")
        assert not is_done
        assert "不能据此签署" in page
        assert 'name="passphrase"' not in server.desk.approve_page("token")


def test_it_listens_on_loopback_alone_and_says_when_a_port_is_taken(stranger: Visitor, folder: Path) -> None:
    host, port = stranger.server.server_address[:2]
    assert host == "127.0.0.1"
    with pytest.raises(TargetError, match="cannot be used"):
        ReviewServer(folder, Remembered(), int(port))
