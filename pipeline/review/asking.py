"""What a page asks for, read strictly: unknown keys, missing ones and long values are refused."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from pipeline.core.errors import YangguangError
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from pipeline.review.protocol import HOLD_WORKDAYS, CorrectionAsked, HoldAsked, LegalityAsked

_RECORD = re.compile(r"[a-z2-7]{16}")
_FIELD = re.compile(r"[a-z_]{1,40}")
_DIGITS = re.compile(r"[0-9０-９]{6}")
_LONGEST_REMARK = 200
_MOST_WORKDAYS = 10
_LONGEST = 256


class AskedWrongly(YangguangError):
    """The page, or somebody in its place, asks for something that cannot be decided."""


def read_json(body: bytes) -> dict[str, str]:
    """A flat JSON object of texts.

    Raises:
        AskedWrongly: It is something else.
    """
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        raise AskedWrongly("请求格式不正确。") from None
    if not isinstance(tree, dict) or not all(isinstance(value, str) for value in tree.values()):
        raise AskedWrongly("请求格式不正确。")
    return tree


def read_form(body: bytes) -> dict[str, str]:
    """A form; each field once.

    Raises:
        AskedWrongly: A field comes twice, or the body is no form.
    """
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True, max_num_fields=20)
    except ValueError:
        raise AskedWrongly("请求格式不正确。") from None
    if any(len(values) != 1 for values in fields.values()):
        raise AskedWrongly("请求格式不正确。")
    return {name: values[0] for name, values in fields.items()}


def read_hold(asked: Mapping[str, str]) -> HoldAsked:
    """Which record to hold, why, and for how long.

    Raises:
        AskedWrongly: No reason; a lasting hold without form number or approver; no number of days.
    """
    record, reason = record_of(asked), _remark(asked, "reason")
    if asked.get("kind") != "lasting":
        return HoldAsked(record, reason, _workdays(asked.get("workdays", "")))
    form, approver = (_short(asked, name) for name in ("form_number", "approver"))
    if not (form and approver):
        raise AskedWrongly("不予公开须填写审批表编号和审批人。")
    return HoldAsked(record, reason, form_number=form, approver=approver)


def read_correction(asked: Mapping[str, str]) -> CorrectionAsked:
    """What is to be corrected.

    Raises:
        AskedWrongly: No field or no note, a long one, or one with what looks like personal data.
    """
    record, field, note = record_of(asked), asked.get("field", ""), _remark(asked, "note")
    if not _FIELD.fullmatch(field):
        raise AskedWrongly("请选择要更正的项目。")
    return CorrectionAsked(record, field, note, asked.get("finding") == "yes")


def read_legality_answer(asked: Mapping[str, str]) -> LegalityAsked:
    """Which finding is answered, and why the record may be public.

    Raises:
        AskedWrongly: No record, no check or no reason, or one with what looks like personal data.
    """
    record, check, reason = record_of(asked), asked.get("check", ""), _remark(asked, "reason")
    if not _FIELD.fullmatch(check):
        raise AskedWrongly("没有这项核查。")
    return LegalityAsked(record, check, reason)


def record_of(asked: Mapping[str, str]) -> str:
    """The opaque id of the record.

    Raises:
        AskedWrongly: It is none.
    """
    record = asked.get("record", "")
    if not _RECORD.fullmatch(record):
        raise AskedWrongly("记录编号不正确。")
    return record


def handler_of(asked: Mapping[str, str]) -> str:
    """The handler who has reviewed.

    Raises:
        AskedWrongly: None is named.
    """
    handler = _short(asked, "handler")
    if not handler:
        raise AskedWrongly("未写明承办人。")
    return handler


def _short(asked: Mapping[str, str], name: str) -> str:
    value = asked.get(name, "").strip()
    if len(value) > _LONGEST or not value.isprintable():
        raise AskedWrongly("填写的内容过长或者含有不可见字符。")
    return value


def _remark(asked: Mapping[str, str], name: str) -> str:
    """A sentence that is kept, and therefore may hold nobody's number or address."""
    remark = " ".join(asked.get(name, "").split())
    if not remark or len(remark) > _LONGEST_REMARK:
        raise AskedWrongly(f"请填写说明，不超过{_LONGEST_REMARK}字。")
    if _DIGITS.search(remark) or mask_text(remark, Profile.STRICT) != remark:
        raise AskedWrongly("说明中不要写入号码、住址等个人信息，请改写。")
    return remark


def _workdays(text: str) -> int:
    if not text:
        return HOLD_WORKDAYS
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_WORKDAYS):
        raise AskedWrongly(f"暂缓期限为1至{_MOST_WORKDAYS}个工作日。")
    return int(text)
