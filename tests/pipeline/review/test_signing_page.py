"""The signing page in a real Chromium, from disk: what it signs, what it refuses, who else opens its keys."""

import base64
import hashlib
import html
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from securesystemslib.dsse import Envelope
from typer.testing import CliRunner

from pipeline.approval.acts import verify_act
from pipeline.approval.envelopes import read_envelope, verify_envelope
from pipeline.approval.keys import make_key, read_key, write_key
from pipeline.approval.registry import parse_registry
from pipeline.approval.schemes import Scheme
from pipeline.approval.six_words import six_words
from pipeline.approval.statement import PAYLOAD_TYPE, canonical_bytes, read_reviews, state_batch
from pipeline.core.key_files import ROUNDS, encrypt_pkcs8, rounds_of
from pipeline.core.records import canonical_json
from pipeline.review.one_file import signing_page_bytes
from publish import app
from tests.pipeline.review.deciding import PASSPHRASE
from tests.pipeline.review.invented import COURT, NIGHT, auction, debtor, frame, opaque
from tests.pipeline.review.signing import NAME, SigningDesk, signing_desk
from tests.search_index.browsing import chromium
from tests.support.sm2_here import needs_sm2

pytestmark = pytest.mark.browser
OPENSSL = shutil.which("openssl")
WIDTHS = [360, 1280]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def sign_html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("disk") / "sign.html"
    path.write_bytes(signing_page_bytes())
    return path


@pytest.fixture
def desk(tmp_path: Path) -> SigningDesk:
    return signing_desk(tmp_path)


@pytest.fixture(params=[1280])
def page(browser: Any, request: pytest.FixtureRequest, sign_html: Path) -> Iterator[Any]:
    """The page as an officer opens it on the morning after the night; nothing may go wrong, and nothing may be asked for."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    context.clock.set_fixed_time(datetime(NIGHT.year, NIGHT.month, NIGHT.day, 1, 30, tzinfo=UTC))
    opened = context.new_page()
    troubles: list[str] = []
    opened.add_init_script("window.alert = () => console.error('alert')")
    opened.on("pageerror", lambda error: troubles.append(f"error {error}"))
    opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda asked: troubles.append(asked.url) if asked.url.startswith("http") else None)
    opened.goto(sign_html.as_uri())
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= request.param
    context.close()
    assert troubles == []


both_widths = pytest.mark.parametrize("page", WIDTHS, indirect=True)


def open_batch(page: Any, file: Path) -> None:
    page.set_input_files("[data-open] [name=batch]", file)
    page.click("[data-open] button[type=submit]")
    page.wait_for_selector("[data-opened]:not([hidden]) [data-progress]:has-text('已核对')")


def refused(page: Any, form: str) -> str:
    page.wait_for_selector(f"{form} [data-problem]:not(:empty)")
    return str(page.inner_text(f"{form} [data-problem]"))


def refused_file(page: Any, file: Path) -> str:
    page.set_input_files("[data-open] [name=batch]", file)
    page.click("[data-open] button[type=submit]")
    said = refused(page, "[data-open]")
    assert page.is_hidden("[data-opened]")
    return said


def fill_signature(page: Any, key: Path, passphrase: str = PASSPHRASE) -> None:
    page.set_input_files("[data-sign] [name=key]", key)
    page.fill("[data-sign] [name=passphrase]", passphrase)
    page.check("[data-sign] [name=confirmed]")


def saved(page: Any, button: str, folder: Path, count: int = 1) -> list[Path]:
    """The files that a button saves."""
    files: list[Any] = []
    page.on("download", lambda file: files.append(file))
    page.click(button)
    form = button.split(" ")[0]
    page.wait_for_selector(f"{form} [data-offers] li:nth-child({count})")
    page.wait_for_timeout(200)
    paths = []
    for file in files:
        path = folder / file.suggested_filename
        file.save_as(path)
        paths.append(path)
    assert len(paths) == count
    return paths


def sign(page: Any, desk: SigningDesk) -> Path:
    open_batch(page, desk.file)
    fill_signature(page, desk.key)
    return saved(page, "[data-sign] button[type=submit]", desk.folder)[0]


def test_the_command_writes_the_page_and_prints_its_digest(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["review", "page", "--out", str(tmp_path / "sign.html")])
    content = (tmp_path / "sign.html").read_bytes()
    assert done.output == f"{hashlib.sha256(content).hexdigest()}  sign.html\n"
    assert content == signing_page_bytes()


def test_the_page_is_the_same_bytes_each_time() -> None:
    assert signing_page_bytes() == signing_page_bytes()
    assert "connect-src 'none'" in html.unescape(signing_page_bytes().decode())


def test_a_batch_is_signed_in_the_page_and_the_signature_counts(page: Any, desk: SigningDesk) -> None:
    path = sign(page, desk)
    officer = desk.registry.key[0]
    assert path.name == f"{COURT}_{NAME}.{officer.keyid[:8]}.json"
    approval = verify_envelope(read_envelope(path), desk.registry, desk.batch.info, NAME, NIGHT)
    assert desk.before
    said = approval.statement
    plain = state_batch(desk.batch.info, NAME, "陆明", NIGHT, read_reviews(desk.batch.frame, desk.before.frame))
    assert said.model_copy(update=dict.fromkeys(("counts", "before", "added", "removed"))) == plain
    assert said.counts == desk.batch.frame["dataset"].value_counts().to_dict()
    assert said.before == desk.before.info.digest
    ids, old = set(desk.batch.frame["id"]), set(desk.before.frame["id"])
    assert (said.added, said.removed) == (len(ids - old), len(old - ids))
    words = six_words(desk.batch.info.digest)
    assert words in page.inner_text("[data-done]")
    assert words in page.inner_text("[data-facts]")
    assert page.input_value("[data-sign] [name=passphrase]") == ""


@pytest.mark.parametrize("scheme", [Scheme.ECDSA_P256, Scheme.ED25519])
def test_securesystemslib_and_openssl_verify_what_the_page_signed(page: Any, tmp_path: Path, scheme: Scheme) -> None:
    made = make_key("陆明", COURT, 365, date(2026, 11, 1), scheme)
    desk = signing_desk(tmp_path)
    write_key(tmp_path / "own.pem", made, PASSPHRASE)
    officer = parse_registry(made.entry).key[0]

    def registered(tree: dict[str, Any]) -> None:
        tree["signers"][0] |= {"keyid": officer.keyid, "scheme": scheme.value}

    open_batch(page, desk.other_file(registered))
    fill_signature(page, tmp_path / "own.pem")
    path = saved(page, "[data-sign] button[type=submit]", tmp_path)[0]
    envelope = Envelope.from_dict(json.loads(path.read_bytes()))
    envelope.verify([officer.verifier], 1)
    assert OPENSSL
    (tmp_path / "pae").write_bytes(envelope.pae())
    (tmp_path / "sig").write_bytes(bytes.fromhex(next(iter(envelope.signatures.values())).signature))
    public = [
        "-in",
        str(tmp_path / "own.pem"),
        "-passin",
        f"pass:{PASSPHRASE}",
        "-pubout",
        "-out",
        str(tmp_path / "pub"),
    ]
    subprocess.run([OPENSSL, "pkey", *public], check=True, capture_output=True)
    raw = ["-rawin"] if scheme is Scheme.ED25519 else ["-rawin", "-digest", "sha256"]
    verify = [
        "-verify",
        "-pubin",
        "-inkey",
        str(tmp_path / "pub"),
        "-in",
        str(tmp_path / "pae"),
        "-sigfile",
        str(tmp_path / "sig"),
    ]
    done = subprocess.run(
        [OPENSSL, "pkeyutl", *verify, *raw], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Verified Successfully" in done.stdout


@pytest.mark.parametrize("scheme", [Scheme.ECDSA_P256, Scheme.ED25519])
def test_a_key_made_in_the_page_opens_everywhere(page: Any, tmp_path: Path, scheme: Scheme) -> None:
    page.click("[data-show=key]")
    form = "[data-new-key]"
    page.fill(f"{form} [name=signer]", "执行局 陆明")
    page.fill(f"{form} [name=court]", COURT)
    page.select_option(f"{form} [name=scheme]", scheme.value)
    page.fill(f"{form} [name=passphrase]", PASSPHRASE)
    page.fill(f"{form} [name=again]", PASSPHRASE)
    pem, entry = saved(page, f"{form} button[type=submit]", tmp_path, 2)
    assert (pem.name, entry.name) == ("执行局 陆明.pem", "执行局 陆明.entry.toml")
    key = read_key(pem, PASSPHRASE)
    officer = parse_registry(entry.read_text(encoding="utf-8")).key[0]
    assert (officer.keyid, officer.scheme, officer.signer) == (key.keyid, scheme, "执行局 陆明")
    assert f"密钥编号前八位：{key.keyid[:8]}。" in page.inner_text(f"{form} [data-keyid]"), "to compare by telephone"
    assert (officer.valid_from, officer.expires) == (NIGHT, date(2027, 11, 19))
    officer.verifier.verify_signature(key.signer.sign(b"data"), b"data")
    assert rounds_of(pem.read_bytes()) == ROUNDS
    assert OPENSSL
    text = [OPENSSL, "pkey", "-in", str(pem), "-passin", f"pass:{PASSPHRASE}", "-noout", "-text"]
    subprocess.run(text, check=True, capture_output=True)


def test_an_older_key_file_signs_and_is_saved_anew(page: Any, desk: SigningDesk) -> None:
    key, old = make_key("陆明", COURT, 365, date(2026, 11, 1)), desk.folder / "old.pem"
    write_key(old, key, PASSPHRASE, 2_048)
    keyid = parse_registry(key.entry).key[0].keyid
    open_batch(page, desk.other_file(lambda tree: tree["signers"][0].update(keyid=keyid)))
    fill_signature(page, old)
    _, renewed = saved(page, "[data-sign] button[type=submit]", desk.folder, 2)
    assert renewed.name == "old.pem"
    assert rounds_of(renewed.read_bytes()) == ROUNDS
    assert read_key(renewed, PASSPHRASE).keyid == keyid


def test_noise_that_a_wrong_passphrase_may_leave_is_told_as_that(page: Any, desk: SigningDesk, tmp_path: Path) -> None:
    noise = tmp_path / "noise.pem"
    noise.write_bytes(encrypt_pkcs8(bytes(range(7, 100)), PASSPHRASE, lambda size: bytes(size)))
    open_batch(page, desk.file)
    fill_signature(page, noise)
    page.click("[data-sign] button[type=submit]")
    assert "口令不正确" in refused(page, "[data-sign]")


def test_a_wrong_passphrase_and_a_strangers_key_sign_nothing(page: Any, desk: SigningDesk) -> None:
    open_batch(page, desk.file)
    fill_signature(page, desk.key, "another passphrase")
    page.click("[data-sign] button[type=submit]")
    assert "口令不正确" in refused(page, "[data-sign]")
    fill_signature(page, desk.folder / "stranger.pem")
    page.click("[data-sign] button[type=submit]")
    page.wait_for_selector("[data-sign] [data-problem]:has-text('未登记')")
    fill_signature(page, desk.key)
    page.uncheck("[data-sign] [name=confirmed]")
    page.click("[data-sign] button[type=submit]")
    page.wait_for_selector("[data-sign] [data-problem]:has-text('请先确认')")
    assert page.locator("[data-offers] li").count() == 0


@needs_sm2
def test_the_page_says_that_it_does_not_sign_by_sm2(page: Any, desk: SigningDesk) -> None:
    write_key(desk.folder / "sm2.pem", make_key("陆明", COURT, 365, date(2026, 11, 1), Scheme.SM2), PASSPHRASE)
    open_batch(page, desk.file)
    fill_signature(page, desk.folder / "sm2.pem")
    page.click("[data-sign] button[type=submit]")
    said = refused(page, "[data-sign]")
    assert "国密 SM2" in said
    assert "publish.py approve --key" in said
    assert page.locator("[data-offers] li").count() == 0


def row_of(tree: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
    row = json.loads(tree["rows"][0][2])
    change(row)
    tree["rows"][0][2] = canonical_json(row)


def changed_id(tree: dict[str, Any]) -> str:
    """A record that was signed before in another form: among the new ones, nothing would stand beside it."""
    ids = {row[0] for row in tree["rows"]}
    return str(next(row[0] for row in tree["before"]["rows"] if row[0] in ids))


ALTERED: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda tree: row_of(tree, lambda row: row.update(title="另一份公告")), "批次被改动"),
    (lambda tree: tree["rows"].pop(), "批次被改动"),
    (lambda tree: tree["info"].update(digest="0" * 64), "批次被改动"),
    (lambda tree: tree["info"].update(rows=1), "批次被改动"),
    (lambda tree: tree["rows"].reverse(), "批次被改动"),
    (lambda tree: tree["rows"].append(tree["rows"][0]), "出现两次"),
    (lambda tree: row_of(tree, lambda row: row.update(secret="甲")), "不认识的项目 secret"),
    (lambda tree: row_of(tree, lambda row: row.update(title={"a": "b"})), "不能显示"),
    (lambda tree: row_of(tree, lambda row: row.update(court_code="浙0105")), "不符"),
    (lambda tree: tree["rows"][0].__setitem__(1, "withholdings"), "不认识的类别"),
    (lambda tree: tree["rows"][0].__setitem__(1, "constructor"), "不认识的类别"),
    (lambda tree: tree["rows"][0].__setitem__(2, tree["rows"][0][2].replace("{", "{ ", 1)), "规范格式"),
    (lambda tree: tree["rows"][0].__setitem__(2, tree["rows"][0][2].replace("{", '{"id":"x",', 1)), "规范格式"),
    (lambda tree: tree["rows"][0].append("more"), "已损坏"),
    (lambda tree: tree["rows"][0].__setitem__(5, "\ud800"), "已损坏"),
    (lambda tree: tree.update(columns=tree["columns"][:-1]), "批次的列"),
    (lambda tree: tree["info"].update(form=3), "批次的列"),
    (lambda tree: tree.update(format="yangguang-batch-file/2"), "已损坏"),
    (lambda tree: tree["before"]["new"].pop(), "“此前”"),
    (lambda tree: tree["before"]["rows"].pop(), "“此前”"),
    (lambda tree: tree["before"].update(digest="0" * 64), "“此前”"),
    (lambda tree: tree["before"]["new"].append("a" * 16), "已损坏"),
    (lambda tree: tree["before"]["new"].append(changed_id(tree)), "已损坏"),
    (lambda tree: tree["info"].update(rules_digest=["0" * 64]), "已损坏"),
    (lambda tree: tree["info"].update(profile={"a": "b"}), "已损坏"),
    (lambda tree: tree["name"].update(number=1e21), "已损坏"),
    (lambda tree: row_of(tree, lambda row: row.update(contacts=[{"330106199001011234": "甲"}])), "不能显示"),
]


@pytest.mark.parametrize(("change", "says"), ALTERED)
def test_a_file_that_is_not_what_it_says_is_not_opened(
    page: Any, desk: SigningDesk, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    tree = json.loads(desk.file.read_bytes())
    change(tree)
    path = desk.folder / "other.batch.json"
    path.write_bytes(json.dumps(tree).encode())
    assert says in refused_file(page, path)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲</td></p>",
        "<p onclick=a>甲</p>",
        "<script>甲</script>",
        "<p>甲",
        "甲 < 乙",
        "<!-- 甲 -->",
        "&copy;",
        "<P>甲</P>",
    ],
)
def test_a_text_that_the_page_cannot_show_is_not_signed(page: Any, tmp_path: Path, body: str) -> None:
    desk = signing_desk(tmp_path, frame(auction("auction 1", body=body)))
    assert "不能签署" in refused_file(page, desk.file)


@both_widths
def test_the_page_shows_what_the_review_shows(page: Any, desk: SigningDesk) -> None:
    open_batch(page, desk.file)
    page.wait_for_selector("[data-progress]:has-text('/ ')")
    assert accessible(page) == []
    page.fill("[name=text]", "沈星戊")
    page.keyboard.press("Enter")
    assert page.locator("[data-entries] li").count() >= 1
    page.fill("[name=text]", opaque("debtor 20"))
    page.keyboard.press("Enter")
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] .changed")
    shown = page.inner_text("[data-record]")
    assert "支付货款1000元" in shown
    assert "此前" in shown
    assert accessible(page) == []
    page.click("[data-record] .back") if page.is_visible("[data-record] .back") else None
    page.fill("[name=text]", opaque("debtor 30"))
    page.keyboard.press("Enter")
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] mark:has-text('电话')")
    page.click("[data-record] .back") if page.is_visible("[data-record] .back") else None
    page.fill("[name=text]", opaque("hostile auction"))
    page.keyboard.press("Enter")
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] mark:has-text('U+202E')")
    assert "<script>alert(1)</script>" in page.inner_text("[data-record]")
    assert "1 < 2 & 3" in page.inner_text("[data-record]")


UNSEEN_SIGNS = ("\u200b", "\u2066", "\ufe01", "\U000e0101", "\u3164", "\u034f", "\u2800", "\u00ad", "\ufff1")


def test_no_sign_hides_in_what_is_signed(page: Any, tmp_path: Path) -> None:
    title, identifier = "".join(f"{sign}公" for sign in UNSEEN_SIGNS), "3301**\u202e**12\u3164"
    one = debtor(20, obligation=title, id_number=identifier, party_name=f"沈\u3164{title}")
    desk = signing_desk(tmp_path, frame(one))
    open_batch(page, desk.file)
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] dl")
    whole = page.evaluate("document.body.textContent")
    for sign in (*UNSEEN_SIGNS, "\u202e"):
        assert sign not in whole, hex(ord(sign))
        assert f"U+{ord(sign):04X}" in whole


def test_no_hint_hides_or_turns_what_stands_beside_it(page: Any, desk: SigningDesk) -> None:
    def turned(tree: dict[str, Any]) -> None:
        for name in ("risks", "marks"):
            assert tree["hints"][name]
        tree["court_name"] = "\u202e法院"
        for row in tree["rows"]:
            tree["hints"]["risks"][row[0]] = {"score": 900, "level": "高", "reasons": ["\u202e\u200b甲<img src=x>"]}
            tree["hints"]["marks"][row[0]] = {"party_name": [[0, 1, "\u202e<b>"]]}

    open_batch(page, desk.other_file(turned))
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] dl")
    whole = page.evaluate("document.body.textContent")
    assert "\u202e" not in whole
    assert "\u200b" not in whole
    assert "<b>" in whole
    assert "<img src=x>" in whole


@pytest.mark.drill
@pytest.mark.parametrize("depth", [500, 1999])
@pytest.mark.parametrize("tag", ["em", "sub", "blockquote", "ul", "table"])
def test_deep_markup_hides_no_text(page: Any, tmp_path: Path, tag: str, depth: int) -> None:
    opening, closing = ("<table><tr><td>", "</td></tr></table>") if tag == "table" else (f"<{tag}>", f"</{tag}>")
    depth = depth // 3 if tag == "table" else depth
    nested = f"{opening * depth}甲乙丙{closing * depth}"
    desk = signing_desk(tmp_path, frame(auction("auction 1", body=nested)))
    open_batch(page, desk.file)
    page.click("[data-entries] li")
    page.wait_for_selector("[data-record] dl")
    text = page.locator(f"[data-record] dd:has-text('甲乙丙') {tag}").last
    box, whole = text.bounding_box(), page.locator("[data-record]").bounding_box()
    size = text.evaluate("(one) => Number.parseFloat(getComputedStyle(one).fontSize)")
    assert box
    assert whole
    assert box["x"] + 30 < whole["x"] + whole["width"], box
    assert size >= 12, size


@both_widths
@pytest.mark.parametrize("part", ["batch", "act", "login", "key"])
def test_every_part_is_accessible(page: Any, part: str) -> None:
    page.click(f"[data-show={part}]")
    assert page.is_visible(f"[data-part={part}]")
    assert accessible(page) == []


def test_a_batch_is_checked_by_the_keyboard_in_portions_of_several_officers(page: Any, desk: SigningDesk) -> None:
    open_batch(page, desk.file)
    page.focus("[data-entries]")
    for key in (" ", "j", " "):
        page.keyboard.press(key)
    page.wait_for_selector("[data-progress]:has-text('已核对 2 /')")
    first = saved(page, "[data-progress-file] button[type=submit]", desk.folder)[0]
    assert first.name == f"{COURT}_{NAME}.progress.json"
    tree = json.loads(first.read_bytes())
    others = [one["id"] for one in desk.batch.frame.to_dict("records")]
    tree["checked"] = others
    (desk.folder / "other.progress.json").write_text(json.dumps(tree), encoding="utf-8")
    page.set_input_files("[name=progress]", desk.folder / "other.progress.json")
    page.wait_for_selector("[data-said]:has-text('已并入')")
    done, total = page.inner_text("[data-progress]").removeprefix("已核对 ").split(" / ")
    assert done == total
    tree["digest"] = "0" * 64
    (desk.folder / "other.progress.json").write_text(json.dumps(tree), encoding="utf-8")
    page.set_input_files("[name=progress]", desk.folder / "other.progress.json")
    assert "不是本批次" in refused(page, "[data-progress-file]")
    page.reload()
    open_batch(page, desk.file)
    assert page.inner_text("[data-progress]") == f"已核对 {done} / {total}"


NONCE = "0123AB-CDEFGH-JKMNPQ-RSTVWX"
GIVEN = {"origin": "https://desk.example.cn:8443", "nonce": NONCE, "court": COURT, "officer": "陆明"}


def fill_login(page: Any, desk: SigningDesk, **given: str) -> None:
    page.click("[data-show=login]")
    for name, value in (GIVEN | given).items():
        page.fill(f"[data-login] [name={name}]", value)
    page.set_input_files("[data-login] [name=key]", desk.key)
    page.fill("[data-login] [name=passphrase]", PASSPHRASE)


def test_a_log_in_is_composed_here_and_is_no_signature_on_a_batch(page: Any, desk: SigningDesk) -> None:
    fill_login(page, desk)
    path = saved(page, "[data-login] button[type=submit]", desk.folder)[0]
    assert page.input_value("[data-statement]").encode() == path.read_bytes()
    envelope = Envelope.from_dict(json.loads(path.read_bytes()))
    envelope.verify([desk.registry.key[0].verifier], 1)
    assert envelope.payload_type == "application/vnd.yangguang.desk-login+json"
    statement = GIVEN | {"signed_at": "2026-11-20T01:30:00Z"}
    assert envelope.payload == json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def pae_of(desk: SigningDesk) -> str:
    statement = state_batch(desk.batch.info, NAME, "陆明", NIGHT, read_reviews(desk.batch.frame, None))
    pae = Envelope(canonical_bytes(statement), PAYLOAD_TYPE, {}).pae()
    return str(pae.decode())


@pytest.mark.parametrize(
    "given",
    [
        {"nonce": "PAE"},
        {"nonce": "PAE in base64"},
        {"nonce": NONCE.lower()},
        {"nonce": NONCE.replace("-", "")},
        {"nonce": NONCE.replace("0", "O")},
        {"nonce": f"{NONCE}-ABCDEF"},
        {"origin": "http://desk.example.cn"},
        {"origin": "https://desk.example.cn/"},
        {"origin": "https://desk.example.cn@evil.example"},
        {"origin": "https://desk.example.cn evil"},
        {"origin": "javascript:1"},
        {"court": "某某法院01"},
        {"court": '浙0106","x":"'},
    ],
)
def test_nothing_else_is_signed_for_a_desk(page: Any, desk: SigningDesk, given: dict[str, str]) -> None:
    pae = pae_of(desk)
    made = {"PAE": pae, "PAE in base64": base64.b64encode(pae.encode()).decode()}
    fill_login(page, desk, **{name: made.get(value, value) for name, value in given.items()})
    page.click("[data-login] button[type=submit]")
    assert refused(page, "[data-login]")
    assert page.locator("[data-login] [data-offers] li").count() == 0


def test_only_on_this_machine_a_desk_needs_no_tls(page: Any, desk: SigningDesk) -> None:
    fill_login(page, desk, origin="http://127.0.0.1:8767")
    assert saved(page, "[data-login] button[type=submit]", desk.folder)


def fill_act(page: Any, desk: SigningDesk, **given: str) -> None:
    page.click("[data-show=act]")
    fields = {"reason": "来电称同名，核对中", "court": COURT, "officer": "陆明", "passphrase": PASSPHRASE} | given
    page.select_option("[data-act] [name=kind]", fields.pop("kind"))
    for name, value in fields.items():
        page.fill(f"[data-act] [name={name}]", value)
    page.set_input_files("[data-act] [name=key]", desk.key)


@both_widths
def test_an_officers_act_is_signed_in_the_page_and_counts(page: Any, desk: SigningDesk) -> None:
    record, facts = opaque("somebody"), opaque("facts")
    fill_act(page, desk, kind="not_me", record=record)
    assert page.is_hidden("[data-act] [name=code]")
    (file,) = saved(page, "[data-act] button[type=submit]", desk.folder)
    said = verify_act(file.read_bytes(), desk.registry, NIGHT).said
    assert (said.act, said.record, said.signer, said.signed_on) == ("not_me", record, "陆明", NIGHT.isoformat())
    assert "陆明已签署：不是我" in page.inner_text("[data-act] [data-done]")
    fill_act(page, desk, kind="legality", code=f"{record}.firms_people.{facts}", case="（2026）浙0106执9号")
    assert page.is_hidden("[data-act] [name=record]")
    page.click("[data-act] button[type=submit]")
    page.wait_for_selector("[data-act] [data-offers] li:nth-child(2)")
    assert "合法性答复" in page.inner_text("[data-act] [data-done]")
    assert page.input_value("[data-act] [name=passphrase]") == ""


def test_no_act_is_signed_for_what_is_no_record(page: Any, desk: SigningDesk) -> None:
    fill_act(page, desk, kind="not_me", record="330106198001011234")
    page.click("[data-act] button[type=submit]")
    assert "公开编号应为16位" in refused(page, "[data-act]")
    fill_act(page, desk, kind="legality", code="x")
    page.click("[data-act] button[type=submit]")
    assert "答复码" in refused(page, "[data-act]")


@pytest.mark.drill
@pytest.mark.slow
def test_a_large_batch_opens_and_stays_fluent(page: Any, tmp_path: Path) -> None:
    many = frame(*(debtor(number) for number in range(30_000)))
    desk = signing_desk(tmp_path, many, frame(*(debtor(number) for number in range(29_100))))
    page.set_default_timeout(120_000)
    open_batch(page, desk.file)
    assert "/ 950" in page.inner_text("[data-progress]")
    slowest = page.evaluate(
        """async () => {
          const entries = document.querySelector("[data-entries]");
          entries.focus();
          let slowest = 0;
          for (let at = 0; at < 60; at += 1) {
            const begin = performance.now();
            for (const key of [" ", "j"]) entries.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            await new Promise((settle) => setTimeout(settle));
            slowest = Math.max(slowest, performance.now() - begin);
          }
          return slowest;
        }"""
    )
    assert "已核对 60 /" in page.inner_text("[data-progress]")
    assert slowest < 500, f"a record took {slowest} ms"


def accessible(page: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
