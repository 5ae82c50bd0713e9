"""The list of the batch check: what is masked, how lines and columns are understood, what a file of results holds."""

import csv
import io
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.search_index.browsing import SCRIPTS, chromium, serving

pytestmark = pytest.mark.browser

FULL, MASK = "330106198001011235", "3301061980****123*"
CODE = "91330106MA2AX1234P"


class Modules:
    """The modules as they lie in the theme, called one by one."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def call(self, module: str, function: str, *args: Any) -> Any:
        return self._page.evaluate(
            """async ([module, name, args]) => {
              return (await import(`/js/batch/${module}.js`))[name](...args);
            }""",
            [module, function, list(args)],
        )

    def masked(self, text: str, profile: str = "standard") -> str:
        return str(self.call("masking", "masked", text, profile)["text"])

    def lines(self, text: str, profile: str = "standard") -> list[tuple[str, ...]]:
        """Name, number, role, consortium and problem of each line, masked as on the page."""
        lines = self.call("columns", "readList", self.masked(text, profile), profile)["lines"]
        parts = ("name", "number", "role", "consortium", "problem")
        return [tuple(line[part] for part in parts) for line in lines]

    def decoded(self, content: bytes) -> str:
        return str(
            self._page.evaluate(
                """async (bytes) => {
                  const { decoded } = await import("/js/batch/decoding.js");
                  try { return decoded(Uint8Array.from(bytes)); } catch (problem) { return problem.message; }
                }""",
                list(content),
            )
        )


@pytest.fixture(scope="module")
def modules() -> Iterator[Modules]:
    with serving(SCRIPTS.parents[1]) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(address + "css/site.css")
        yield Modules(page)


# Masking


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (FULL, MASK),
        (f"张伟 {FULL}", f"张伟 {MASK}"),
        (f"ID{FULL}", f"ID{MASK}"),
        ("330106 19800101 1235", MASK),
        ("3301 0619 8001 0112 35", MASK),
        ("330106-19800101-1235", MASK),
        ("３３０１０６１９８００１０１１２３５", MASK),
        ("3301\u200b06198001\u00ad011235", MASK),
        ("33010619800101123x", f"{MASK}〔校验码不符〕"),
        ("330106800101123", MASK),
        (f"{FULL}\n{FULL}", f"{MASK}\n{MASK}"),
        (f"{FULL} {FULL}", f"{MASK} {MASK}"),
        (f"{FULL}\t13800000000", f"{MASK}\t13800000000"),
        (f"1 {FULL} 2", f"1 {MASK} 2"),
        (MASK, MASK),
        ("33010619800101123", "3301061980*******"),
        ("6222021234567890123", "6222021234*********"),
        ("E12345678", "E******78"),
        (CODE, CODE),
        ("N2330106123456789R", "N2330106123456789R"),
        ("（2026）浙0106执123号", "（2026）浙0106执123号"),
        ("杭州·陈伟", "杭州·陈伟"),
    ],
)
def test_a_full_number_becomes_what_is_printed_and_all_else_stays(modules: Modules, typed: str, shown: str) -> None:
    assert modules.masked(typed) == shown
    assert modules.masked(modules.masked(typed)) == shown


@pytest.mark.parametrize(("profile", "shown"), [("strict", "3301061980********"), ("national", "3301061980****1235")])
def test_the_mask_is_that_of_the_site(modules: Modules, profile: str, shown: str) -> None:
    assert modules.masked(f"张伟,{FULL}", profile) == f"张伟,{shown}"


def test_a_number_that_cannot_be_right_says_so_beside_its_mask(modules: Modules) -> None:
    wrong = "330106198001011234\n330106195013012345\n33010619800101123\n3301"
    shown = f"{MASK}〔校验码不符〕\n3301061950****234*〔日期不存在、校验码不符〕\n3301061980*******\n3301"
    assert modules.masked(wrong) == modules.masked(shown) == shown


def test_of_lines_with_one_mask_only_the_wrong_one_is_flagged(modules: Modules) -> None:
    text = modules.masked(
        "\n".join(["姓名,证件号码", *[f"张伟,{FULL}"] * 4, "张伟,330106198001011234", *[f"张伟,{FULL}"] * 5])
    )
    lines = modules.call("columns", "readList", text, "standard")["lines"]
    assert [line["at"] for line in lines if line["doubts"]] == [6]
    assert {line["number"] for line in lines} == {MASK}


@pytest.mark.parametrize(
    ("before", "typing"),
    [
        ("张伟 33010619800101123", 3),
        ("张伟 3301", 3),
        ("张伟", 2),
        (FULL, 18),
        (f"{MASK}", 18),
        ("330106198001011\n", 16),
    ],
)
def test_only_a_number_that_is_not_finished_may_stand_while_it_is_typed(
    modules: Modules, before: str, typing: int
) -> None:
    assert modules.call("masking", "typedFrom", before) == typing


# Lines and columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("张伟", [("张伟", "", "", "", "")]),
        (f"张伟 {FULL}", [("张伟", MASK, "", "", "")]),
        (f"张伟{FULL}", [("张伟", MASK, "", "", "")]),
        (f"张伟（身份证号：{FULL}）", [("张伟", MASK, "", "", "")]),
        (f"{FULL}", [("", MASK, "", "", "")]),
        (f"杭州华美有限公司 {CODE} 投标人 联合体一", [("杭州华美有限公司", CODE, "投标人", "联合体一", "")]),
        (f"John Smith\t{FULL}\t评标专家", [("John Smith", MASK, "评标专家", "", "")]),
        (f"1,张伟,{FULL}\n2,李丽,", [("张伟", MASK, "", "", ""), ("李丽", "", "", "", "")]),
        (f"角色,证件号码,姓名\n投标人,{FULL},张伟", [("张伟", MASK, "投标人", "", "")]),
        (
            f"投标人名单\n序号;企业名称;统一社会信用代码;法定代表人身份证号;联合体名称\n1;甲公司;{CODE};{FULL};A",
            [("甲公司", CODE, "", "A", "")],
        ),
        (
            f"姓名,身份证号,统一社会信用代码\n甲公司,,{CODE}\n张伟,{FULL},",
            [("甲公司", CODE, "", "", ""), ("张伟", MASK, "", "", "")],
        ),
        (f"姓名，证件号码\n张伟，{FULL}", [("张伟", MASK, "", "", "")]),
        (f'姓名,证件号码\n"张伟（曾用名：张,三）","{FULL}"', [("张伟（曾用名：张,三）", MASK, "", "", "")]),
        ('姓名,角色\n"他说""好""\n的公司",投标人', [('他说"好" 的公司', "", "投标人", "", "")]),
        ('姓名,角色\n"没有结尾,投标人\n李丽,', [('"没有结尾', "", "投标人", "", ""), ("李丽", "", "", "", "")]),
        ("\n\n,,,\n张伟,,\n \n", [("张伟", "", "", "", "")]),
        ("姓名\n=1+1", [("=1+1", "", "", "", "")]),
        ("姓名,是否联合体\n张伟,是", [("张伟", "", "", "", "")]),
        (
            "姓名,证件号码\n张三、李四,\n王五和赵六,",
            [("张三", "", "", "", ""), ("李四", "", "", "", ""), ("王五和赵六", "", "", "", "")],
        ),
        ('姓名,证件号码\n"张三\n李四",', [("张三", "", "", "", ""), ("李四", "", "", "", "")]),
        ('姓名,证件号码\n"王\n伟",', [("王 伟", "", "", "", "")]),
        (f"姓名,证件号码\n张三、李四,{FULL}", [("张三", "", "", "", ""), ("李四", "", "", "", "")]),
        (f"姓名,证件号码\n张三/李四,{FULL}/{FULL}", [("张三", MASK, "", "", ""), ("李四", MASK, "", "", "")]),
        ("姓名,金额\n张三,5\n合计,5\n小 计,5\n制表人：李四,", [("张三", "", "", "", "")]),
        ("当事人,,证件,\n姓名,性别,类型,号码\n张三,男,身份证,", [("张三", "", "身份证", "", "")]),
        ("王伟（担保人、股东）", [("王伟（担保人、股东）", "", "", "", "")]),
        ("甲" * 201, [("甲" * 40 + "…", "", "", "", "too-long")]),
        ("", []),
    ],
)
def test_a_list_is_understood_as_people_write_it(modules: Modules, text: str, lines: list[tuple[str, ...]]) -> None:
    assert modules.lines(text) == lines


@pytest.mark.drill
@pytest.mark.parametrize("sign", ["甲", ",", '"', "9", " ", "9 ", '",', "*", "\t"])
def test_a_line_of_a_million_characters_breaks_nothing(modules: Modules, sign: str) -> None:
    text = sign * (1_000_000 // len(sign)) + "\n张伟 " + FULL
    lines = modules.lines(text)
    assert all(line[4] == "too-long" for line in lines[:-1])
    assert FULL[8:] not in "".join(lines[-1])


# Files


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("姓名,张伟".encode(), "姓名,张伟"),
        ("姓名,张伟".encode("utf-8-sig"), "姓名,张伟"),
        ("姓名,𠮷野".encode("gb18030"), "姓名,𠮷野"),
        ("姓名,张伟".encode("utf-16"), "姓名,张伟"),
        (b"\xfe\xff" + "姓名".encode("utf-16-be"), "姓名"),
        (b"PK\x03\x04rest", "file-spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "file-spreadsheet"),
        (b"\xff\xff\x80", "file-encoding"),
        (b"", ""),
    ],
)
def test_the_encoding_of_a_file_is_found_out(modules: Modules, content: bytes, text: str) -> None:
    assert modules.decoded(content) == text


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    " =1",
    "﹢1",
    "|x",
    "%x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_the_file_is_a_formula(modules: Modules, text: str) -> None:
    assert modules.call("csv", "inertCell", text) == "'" + text


@pytest.mark.parametrize("text", ["", "张伟", MASK, "a=b", "（一）", '"', "第1行-甲"])
def test_other_cells_stay_as_they_are(modules: Modules, text: str) -> None:
    assert modules.call("csv", "inertCell", text) == text


def test_five_thousand_lines_of_real_mess_lose_no_line(modules: Modules) -> None:
    """Every name of the mess is read as its own line, sums are left out, doubtful numbers flag their lines alone."""
    rng = random.Random(24)
    texts, names, left, doubtful = ["客户名单（2026年）,,,", "姓名,证件号码,角色,备注"], [], 0, 0
    while len(texts) < 5002:
        name = rng.choice("王李张刘陈") + "".join(rng.choices("伟芳娜敏静丽强磊军洋", k=2))
        kind = rng.randrange(9)
        if kind == 0:
            texts.append(f"{name}（担保人）,{FULL},借款人,")
        elif kind == 1:
            texts.append(f"{name}、{name}甲,,,两人")
            names.append(name)
            name += "甲"
        elif kind == 2:
            texts.append(f'"{name}\n{name}乙",,,')
            names.append(name)
            name += "乙"
        elif kind == 3:
            texts.append("合计,,,1000")
            left, name = left + 1, ""
        elif kind == 4:
            texts.append(f"{name},330106198001011234,,")
            doubtful += 1
        elif kind == 5:
            texts.append(f"　{name} ,３３０１０６１９８００１０１１２３５,担保人,")
        elif kind == 6:
            texts.append(f"杭州{name}贸易有限公司,{CODE},投标人,")
            name = f"杭州{name}贸易有限公司"
        elif kind == 7:
            texts.append(",,,")
            name = ""
        else:
            texts.append(f'{name},"{FULL}",,"说""明,多"')
        names += [name] if name else []
    read = modules.call("columns", "readList", modules.masked("\r\n".join(texts)), "standard")
    assert [line["name"].partition("（")[0] for line in read["lines"]] == names
    assert (len(read["left"]), len([line for line in read["lines"] if line["doubts"]])) == (left, doubtful)
    assert FULL[8:] not in str(read)


def test_the_file_of_results_is_read_by_other_programs(modules: Modules) -> None:
    rows = [["行号", "姓名"], ["1", 'a"b,c\nd'], ["2", "=1"]]
    made = str(modules.call("csv", "csvOf", rows))
    assert made.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(made[1:], newline=""))) == [*rows[:2], ["2", "'=1"]]
