"""What a look at a release from outside found, as text in Chinese or English and as JSON."""

from typing import Any

from pipeline.evidence.said import Sentence
from pipeline.evidence.verify import Signature, Verification

_SIGNATURES = {
    Signature.GOOD: ("签名有效", "signature good"),
    Signature.BAD: ("签名无效", "signature bad"),
    Signature.UNCHECKED: ("签名未核对", "signature not checked"),
    Signature.MISSING: ("没有签名", "not signed"),
}


def verification_tree(found: Verification) -> dict[str, Any]:
    """What was found, as JSON: every sentence with its code and in both languages."""
    return {
        "url": found.url,
        "number": found.number,
        "date": found.date,
        "expires": found.expires,
        "statement": found.statement,
        "signature": found.signature.value,
        "witnessed": found.witnessed,
        "files": found.files,
        "checked": found.checked,
        "problems": [_sentence(one) for one in found.problems],
        "remarks": [_sentence(one) for one in found.remarks],
    }


def verification_lines(found: Verification, *, chinese: bool) -> list[str]:
    """What was found; only a signature that counts lets it say that nothing is wrong."""
    signature = _SIGNATURES[found.signature][not chinese]
    if chinese:
        until = f"，有效期至 {found.expires}" if found.expires else ""
        first = f"{found.url}：第 {found.number} 期（{found.date}），{signature}{until}"
        compared = f"共 {found.files} 个文件，已比对 {found.checked} 个"
        said = [f"说明：{one.in_chinese()}" for one in found.remarks]
        said += [f"不符：{one.in_chinese()}" for one in found.problems]
        good = "核验无误" if found.signature is Signature.GOOD else "其余无误"
    else:
        until = f", good until {found.expires}" if found.expires else ""
        first = f"{found.url}: release {found.number} of {found.date}, {signature}{until}"
        compared = f"{found.checked} of {found.files} files compared"
        said = [f"note: {one.in_english()}" for one in found.remarks]
        said += [f"wrong: {one.in_english()}" for one in found.problems]
        good = "nothing is wrong" if found.signature is Signature.GOOD else "nothing else is wrong"
    return [first, compared, *said, *([] if found.problems else [good])]


def _sentence(one: Sentence) -> dict[str, Any]:
    return {"code": one.code.value, **one.facts, "zh": one.in_chinese(), "en": one.in_english()}
