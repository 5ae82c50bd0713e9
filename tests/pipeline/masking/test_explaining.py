"""`publish.py mask --explain` names rule and offsets, never a value; `mask` keeps every other byte."""

import json

from typer.testing import CliRunner

from publish import app

ID = "330106198005121239"
MOBILE = "13905710032"
TEXT = f"身份证{ID}，\r\n手机１{MOBILE[1:]}。"


def run(stdin: str | bytes, *options: str) -> bytes:
    result = CliRunner().invoke(app, ["mask", *options], input=stdin)
    assert result.exit_code == 0
    return result.stdout_bytes


def test_text_is_explained_line_by_line() -> None:
    assert run(TEXT, "--explain") == b"3-21 resident_id nobody default\n26-37 phone nobody default\n"


def test_json_lines_are_explained_as_json_lines() -> None:
    lines = run(f"{json.dumps(TEXT)}\n{json.dumps('金额28000元')}\n", "--explain", "--jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        [
            {"rule": rule, "start": start, "end": end, "owner": "nobody", "policy": "default", "because": ""}
            for rule, start, end in (("resident_id", 3, 21), ("phone", 26, 37))
        ],
        [],
    ]


def test_an_explanation_names_whose_it_is_and_the_row_of_the_policy_that_decided() -> None:
    assert run("被执行人家在龙泉市塔石街道秋畈村88号", "--explain") == b"9-19 home_address person home\n"


def test_an_explanation_holds_no_digit_of_the_value() -> None:
    explained = run(f"{json.dumps(TEXT)}\n", "--explain", "--jsonl").decode()
    assert ID not in explained
    assert MOBILE[1:] not in explained


def test_line_ends_stay_as_they_are() -> None:
    assert run(TEXT) == "身份证3301061980****123*，\r\n手机***********。".encode()


def test_bytes_that_are_no_utf_8_stay_and_stop_nothing() -> None:
    assert run(b"\xff" + TEXT.encode() + b"\xc3") == (
        b"\xff" + "身份证3301061980****123*，\r\n手机***********。".encode() + b"\xc3"
    )
