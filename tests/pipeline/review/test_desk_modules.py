"""The pure modules of the desk, run without a page: keys, filters, state."""

import json
from typing import Any

import pytest

from tests.support.typescript import ROOT, node

STATIC = ROOT / "pipeline" / "review" / "static"
INDEX = {
    "digest": "0",
    "pageSize": 2,
    "states": {"new": "新增", "changed": "变更", "leaving": "下架", "sample": "抽样"},
    "levels": ["高", "无"],
    "datasets": [["debtors", "失信"], ["notices", "公告"]],
    "handlers": ["h01", ""],
    "rules": [["", "无"], ["R1", "结案"]],
    "reasons": [],
    "records": {
        "id": ["a", "b", "c", "c", "d"],
        "state": ["new", "changed", "new", "leaving", "sample"],
        "dataset": [0, 0, 1, 1, 0],
        "handler": [0, 1, 0, 0, 1],
        "rule": [0, 0, 0, 1, 0],
        "level": [0, 1, 1, 1, 0],
        "heading": ["甲", "乙", "丙", "丙", "丁"],
        "case": ["", "", "", "", ""],
        "reasons": [[], [], [], [], []],
    },
}


def run(module: str, expression: str) -> Any:
    """What an expression over the exports of a module gives."""
    lines = [
        f"import * as model from {json.dumps((STATIC / 'model.js').as_uri())};",
        f"import * as it from {json.dumps((STATIC / module).as_uri())};",
        f"const index = {json.dumps(INDEX)};",
        f"console.log(JSON.stringify(await (async () => {expression})() ?? null));",
    ]
    printed = node("--input-type=module", "--eval", "\n".join(lines))
    return json.loads(printed)


PRESSED = [
    ("j", "", True, "next"),
    ("j", "isField", True, None),
    ("j", "isControl", True, "next"),
    ("j", "", False, None),
    ("?", "", False, None),
    (" ", "", False, "check"),
    (" ", "isControl", True, None),
    ("Enter", "isControl", True, None),
    ("Enter", "", False, "open"),
    ("Escape", "isControl", False, "close"),
    ("ArrowDown", "", True, None),
    ("ArrowDown", "isList", False, "next"),
    ("a", "", True, "sign"),
    ("constructor", "", True, None),
]


def test_a_key_is_an_act_where_no_control_needs_it() -> None:
    asked = [
        [key, {"isField": False, "isControl": False, "isList": False} | ({where: True} if where else {}), single]
        for key, where, single, _ in PRESSED
    ]
    acts = run("keys.js", f"{json.dumps(asked)}.map((one) => it.actOf(...one) ?? null)")
    assert acts == [act for *_, act in PRESSED]


@pytest.mark.parametrize(
    ("address", "positions"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("#state=check", [0, 1, 2, 4]),
        ("#state=leaving", [3]),
        ("#dataset=notices", [2, 3]),
        ("#dataset=unknown", []),
        ("#handler=", [1, 4]),
        ("#handler=-", [1, 4]),
        ("#rule=R1", [3]),
        ("#level=高&done=no", [4]),
        ("#done=yes", [0, 3]),
    ],
)
def test_filters_find_what_fits(address: str, positions: list[int]) -> None:
    script = f"""{{
      const desk = it.newDesk(index, null, new Set(["a", "-c"]), {{}});
      it.applyFilter(desk, model.readFilter({json.dumps(address)}));
      return desk.found;
    }}"""
    assert run("state.js", script) == positions


def test_a_page_behind_the_last_one_is_the_last_one_and_nothing_is_chosen_yet() -> None:
    script = """{
      const desk = it.newDesk(index, null, new Set(), {});
      it.applyFilter(desk, model.readFilter("#page=9"));
      return [desk.filter.page, it.bounds(desk), it.bounds(desk, -1).first, it.chosen(desk)];
    }"""
    assert run("state.js", script) == [2, {"page": 2, "pages": 3, "first": 4, "last": 5}, 2, None]


def test_a_record_that_leaves_and_comes_is_checked_as_either() -> None:
    toggle = """{
      const desk = it.newDesk(index, null, new Set(["c"]), {});
      return [it.isChecked(desk, 3), it.toggleAt(desk, 3), it.toggleAt(desk, 2), [...desk.checked]];
    }"""
    assert run("state.js", toggle) == [False, True, False, ["-c"]]


def test_progress_counts_what_must_be_checked() -> None:
    assert run("model.js", '(it.progress(index, new Set(["a", "-c", "gone"])))') == {"done": 1, "total": 4}


def test_a_filter_reads_as_it_was_written() -> None:
    back = '(it.readFilter("#" + it.writeFilter(it.readFilter("#state=new&handler=&page=3&other=1"))))'
    assert run("model.js", back) == {
        "state": "new",
        "dataset": "",
        "handler": "-",
        "rule": "",
        "level": "",
        "done": "",
        "text": "",
        "page": 3,
    }
