"""The signing page's pure modules beside their Python: the same bytes, whatever stands in a batch."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.approval.acts import read_act
from pipeline.approval.six_words import six_words
from pipeline.cleaning.structures import _keys
from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT
from pipeline.core.records import canonical_json
from pipeline.review.batch_file import batch_file_bytes
from pipeline.review.entries import PART_TITLES
from pipeline.review.one_file import signing_tables
from pipeline.state.batches import BATCH_COLUMNS, sealed_digest
from tests.pipeline.review.invented import facts, source
from tests.pipeline.review.signing import NAME, signing_desk
from tests.support.typescript import ROOT, installed, node, typed_problems

PAGE = ROOT / "pipeline" / "review" / "signing_page"
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\0\n\r\t\x1f\x7f\u2028"\\:-𠮷🏛'), max_size=12
)
ROWS = st.lists(st.tuples(*[st.none() | TEXTS] * len(BATCH_COLUMNS)), max_size=5)
VALUES = st.recursive(
    TEXTS | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
FEW = settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""Each example is many of them, and one start of Node: too dear to be made smaller."""


def run(module: str, expression: str, given: Any) -> Any:
    """What an expression over the exports of a module gives of JSON."""
    lines = [
        f"import * as it from {json.dumps((PAGE / module).as_uri())};",
        'import { readFileSync } from "node:fs";',
        f"const tables = {json.dumps(signing_tables())};",
        f"const given = JSON.parse({json.dumps(json.dumps(given))});",
        f"console.log(JSON.stringify(await (async () => {expression})()));",
    ]
    return json.loads(node("--input-type=module", "--eval", "\n".join(lines)))


@FEW
@given(st.lists(ROWS, min_size=20, max_size=40))
def test_the_digest_of_the_page_is_the_sealed_digest(batches: list[list[tuple[str | None, ...]]]) -> None:
    frames = [pd.DataFrame(rows, columns=list(BATCH_COLUMNS)).astype(TEXT) for rows in batches]
    found = run("batch.js", "Promise.all(given.map((rows) => it.digestOf(rows, tables)))", batches)
    assert found == [sealed_digest(frame) for frame in frames]


@FEW
@given(st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), min_size=10, max_size=20))
def test_canonical_json_is_the_same(trees: list[dict[str, Any]]) -> None:
    texts = run("canonical.js", "given.map((tree) => it.canonicalJson(tree))", trees)
    assert texts == [json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for tree in trees]
    rows = [{key: value for key, value in tree.items() if value not in ("", [])} for tree in trees]
    assert run("canonical.js", "given.map((tree) => it.canonicalJson(tree))", rows) == list(map(canonical_json, rows))


@FEW
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=50))
def test_the_six_words_are_the_same(digests: list[bytes]) -> None:
    given = [digest.hex() for digest in digests]
    found = run("six_words.js", "given.map((digest) => it.sixWords(digest, tables.words))", given)
    assert found == list(map(six_words, given))


@FEW
@given(st.lists(st.tuples(TEXTS, st.integers(1, 30)), min_size=30))
def test_a_text_with_masks_is_shown_whole(texts: list[tuple[str, int]]) -> None:
    given = [[text, [[0, size, "甲"], [size, size + 2, "乙"], [1, 2, "丙"], [-1, 0, "丁"]]] for text, size in texts]
    shown = run("pieces.js", "given.map(([text, marks]) => it.textPieces(text, marks))", given)
    plain = run("pieces.js", "given.map(([text]) => it.seen(text))", given)
    told = ["".join(piece if isinstance(piece, str) else piece[2] for piece in pieces) for pieces in shown]
    assert told == plain


def test_a_sample_is_drawn_by_the_digest_and_without_repetition() -> None:
    drawn = run("showing.js", '["ab", "cd"].map((two) => it.drawn([...Array(900).keys()], two.repeat(32), 50))', None)
    again = run("showing.js", 'it.drawn([...Array(900).keys()], "ab".repeat(32), 50)', None)
    assert drawn[0] == again
    assert drawn[0] != drawn[1]
    assert len(set(drawn[0])) == 50
    assert min(drawn[0]) < 200
    assert max(drawn[0]) > 700


def test_a_signature_of_p256_becomes_der_in_its_shortest_form() -> None:
    halves = ["00" * 31 + "01", "80" + "00" * 31, "7f" + "ff" * 31, "00" * 32]
    expression = (
        "given.map((hex) => Buffer.from(it.derSignature(Uint8Array.from(Buffer.from(hex, 'hex')))).toString('hex'))"
    )
    found = run("der.js", expression, [halves[0] + halves[1], halves[2] + halves[3]])
    assert found == ["3026020101022100" + halves[1], "3025" + "0220" + halves[2] + "020100"]


@installed
def test_the_batch_file_and_the_tables_are_as_their_types_say(tmp_path: Path) -> None:
    desk = signing_desk(tmp_path)
    values = [("Wire.BatchFile", json.loads(desk.file.read_bytes())), ("Wire.Tables", signing_tables())]
    assert typed_problems(tmp_path, "pipeline/review/types.d.ts", values) == ""


def test_a_batch_is_written_only_under_its_own_digest(tmp_path: Path) -> None:
    batch = signing_desk(tmp_path).batch
    with pytest.raises(StateError, match="not of today's form"):
        batch_file_bytes(source(), batch.info, NAME)


def test_every_part_of_an_entry_has_its_title() -> None:
    assert {key for keys in _keys().values() for key in keys.values()} <= PART_TITLES.keys()


def test_the_first_batch_of_a_court_has_nothing_before(tmp_path: Path) -> None:
    desk = signing_desk(tmp_path)
    given = source(facts=facts(digest=desk.batch.info.digest), newest=desk.batch.frame, signed=None)
    tree = json.loads(batch_file_bytes(given, desk.batch.info, NAME))
    assert tree["before"] is None
    assert set(tree["hints"]["risks"]) == set(desk.batch.frame["id"])


ANSWER = {
    "kind": "legality",
    "record": "",
    "code": f"{'a' * 16}.firms_people.{'b2' * 8}",
    "case": "（2026）浙0106执9号",
}
NOT_ME = {"kind": "not_me", "record": "c" * 16, "code": "", "case": ""}
WHO = {"reason": "核对中", "court": "浙0106", "officer": "陆明"}


def test_an_act_of_the_page_is_read_as_it_was_written() -> None:
    made = run("acts.js", "given.map((one) => it.actStatement(one, '2026-11-17'))", [ANSWER | WHO, NOT_ME | WHO])
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in made)
    answer, not_me = (read_act(line.encode()) for line in lines)
    assert (answer.record, answer.check, answer.facts, answer.case) == (
        "a" * 16,
        "firms_people",
        "b2" * 8,
        ANSWER["case"],
    )
    assert (not_me.act, not_me.record, not_me.check, not_me.signer) == ("not_me", "c" * 16, None, "陆明")


@pytest.mark.parametrize(
    "given", [ANSWER | {"code": "x"}, NOT_ME | {"record": "C" * 16}, NOT_ME | {"reason": ""}, NOT_ME | {"court": "x"}]
)
def test_the_page_signs_no_act_that_it_cannot_read(given: dict[str, str]) -> None:
    refused = "(async () => { try { it.actStatement(given, '2026-11-17'); return false } catch { return true } })()"
    assert run("acts.js", refused, WHO | given) is True
