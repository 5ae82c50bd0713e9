"""Reasons and grounds that officers write by hand: kept, so they must not hold a person's numbers."""

import re
import unicodedata

from pipeline.core.errors import YangguangError
from pipeline.core.messages import _

_LONGEST = 500
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_AMOUNT = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?=[万亿]?元)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-‐-―.·]+(?=\d)")
_LONG_NUMBER = re.compile(r"\d{7}")
_PERSONS_NUMBER = re.compile(r"\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


class RemarkRefused(YangguangError):
    """A remark is empty, too long, or holds what could be a person's number."""

    exit_status = 2


def checked_remark(text: str, what: str) -> str:
    """A remark in one line, or a refusal; names cannot be recognised and are the writer's duty.

    Args:
        text: What the officer wrote.
        what: What the remark is, for the message: ``reason``, ``ground`` ….

    Raises:
        RemarkRefused: It is empty or too long, or holds a long number or an e-mail address.

    >>> checked_remark(" 案号（2026）浙0106执123号  已履行 ", "ground")
    '案号（2026）浙0106执123号 已履行'
    """
    plain = " ".join(_UNWRITABLE.sub(" ", text).split())
    if not plain:
        raise RemarkRefused(_("the {what} is empty; write it in a few words without personal data").format(what=what))
    if len(plain) > _LONGEST:
        raise RemarkRefused(
            _("the {what} is longer than {longest} characters; write it in a few words").format(
                what=what, longest=_LONGEST
            )
        )
    if may_hold_number(plain):
        raise RemarkRefused(
            _(
                "the {what} holds a long number or an e-mail address; leave out identity, phone and account numbers"
            ).format(what=what)
        )
    return plain


def checked_form_number(text: str) -> str:
    """The number of an approval form; may be long, but must not look like a person's number.

    Raises:
        RemarkRefused: It is empty, longer than 40 characters, or looks like an identity or phone number.

    >>> checked_form_number("浙0106不公开〔2026〕20260012号")
    '浙0106不公开〔2026〕20260012号'
    """
    plain = " ".join(_UNWRITABLE.sub(" ", text).split())
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", plain))
    if not plain or len(plain) > 40 or _PERSONS_NUMBER.search(digits):
        raise RemarkRefused(
            _("the form number is empty, too long or looks like a person's number; copy it from the form")
        )
    return plain


def may_hold_number(text: str) -> bool:
    """Whether a text holds seven digits in a row (blanks and hyphens looked through; days and amounts apart) or an ``@``."""
    folded = _UNWRITABLE.sub("", unicodedata.normalize("NFKC", text))
    digits = _BETWEEN_DIGITS.sub("", _AMOUNT.sub("＃", _DAY.sub("＃", folded)))
    return "@" in folded or _LONG_NUMBER.search(digits) is not None
