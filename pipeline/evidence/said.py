"""What a look at a release says, in Chinese and in English: a code, facts, and one sentence in either language."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pipeline.core.messages import Language, in_language


class Said(StrEnum):
    """What can be said of a release; the words stand in `WORDS`."""

    UNREADABLE = "unreadable"
    NOTE_DIFFERS = "note-differs"
    STATEMENT_MISSING = "statement-missing"
    STATEMENT_SWAPPED = "statement-swapped"
    STATEMENT_FORM = "statement-form"
    ORIGIN = "origin"
    UNSIGNED = "unsigned"
    NO_TRUST = "no-trust"
    ROLES = "roles"
    SIGNATURE = "signature"
    ROLES_OTHER = "roles-other"
    EXPIRED = "expired"
    FUTURE = "future"
    LIST = "list"
    LOG = "log"
    CHECKPOINT = "checkpoint"
    SEEN = "seen"
    NOT_WITNESSED = "not-witnessed"
    WITNESS_AWAITED = "witness-awaited"
    WITNESS = "witness"
    WITNESS_OLD = "witness-old"
    DATE_NOT_WITNESSED = "date-not-witnessed"
    TREE = "tree"
    FILE_MISSING = "file-missing"
    FILE_DIFFERS = "file-differs"
    COURTS_FILE = "courts-file"
    MAP = "map"
    LATE = "late"
    OPEN = "open"


WORDS: Final[dict[Said, tuple[str, str]]] = {
    Said.UNREADABLE: ("{path} 无法读取", "{path} cannot be read"),
    Said.NOTE_DIFFERS: (
        "release.json 的“{what}”与签名声明不一致",
        "release.json says another {what} than the statement",
    ),
    Said.STATEMENT_MISSING: ("release.json 没有指明签名声明", "release.json names no statement"),
    Said.STATEMENT_SWAPPED: (
        "{path} 不是 release.json 指明的声明（可能正在发布，请稍后重试）",
        "{path} is not the statement that release.json names; try again if it is being published now",
    ),
    Said.STATEMENT_FORM: ("{path} 格式不符：{why}", "{path}: {why}"),
    Said.ORIGIN: ("声明属于另一个网站（{origin}）", "the statement is of another site ({origin})"),
    Said.UNSIGNED: (
        "本次发布没有签名，不能证明由谁发布",
        "the release is not signed: anybody could have written these files",
    ),
    Said.NO_TRUST: (
        "没有给出运行方纸面上的信任摘要（--trust），签名不能说明由谁签",
        "no trusted digest of the roles was given (--trust, on the operator's paper page), so a signature proves nothing",
    ),
    Said.ROLES: ("签名角色文件不可信：{why}", "the roles cannot be trusted: {why}"),
    Said.SIGNATURE: ("签名无效：{why}", "the signature does not count: {why}"),
    Said.ROLES_OTHER: (
        "声明引用的角色版本不在网站上",
        "the statement names a version of the roles that is not this site's",
    ),
    Said.EXPIRED: (
        "第 {number} 期已于 {expires} 过期，网站已停止更新",
        "release {number} expired on {expires}; the site is not updated any more",
    ),
    Said.FUTURE: ("发布日期 {date} 晚于今天", "the release is of {date}, which has not come"),
    Said.LIST: ("releases.json 与第 {number} 期不符：{why}", "releases.json does not fit release {number}: {why}"),
    Said.LOG: ("发布日志不连续：{why}", "the log is broken: {why}"),
    Said.CHECKPOINT: ("发布日志的检查点无效：{why}", "the checkpoint of the log does not count: {why}"),
    Said.SEEN: ("与上次核验所见不一致：{why}", "it does not continue what was seen before: {why}"),
    Said.NOT_WITNESSED: (
        "本站未设见证人，分叉不能被发现",
        "no witness is named: a site shown differently to others would not be noticed",
    ),
    Said.WITNESS_AWAITED: ("见证人尚未签署", "the witnesses have been named and have not signed yet"),
    Said.WITNESS: ("见证签名无效：{why}", "the witnesses' signatures do not count: {why}"),
    Said.WITNESS_OLD: ("见证已停在 {date}", "the witnesses have seen nothing since {date}"),
    Said.DATE_NOT_WITNESSED: ("签名日期未经见证", "the date of the signature is not witnessed"),
    Said.TREE: ("{path} 与签名的树根不符", "{path} does not hash to the signed root"),
    Said.FILE_MISSING: ("{path} 缺失", "{path} is missing"),
    Said.FILE_DIFFERS: ("{path} 被改动，与签名不符", "{path} is not what was signed"),
    Said.COURTS_FILE: ("{path} 与声明不符", "{path} is not what the statement names"),
    Said.MAP: ("{why}", "{why}"),
    Said.LATE: (
        "本期撤下 {due} 条有期限的记录，其中 {late} 条逾期",
        "of {due} removals with a deadline in this release, {late} came too late",
    ),
    Said.OPEN: (
        "网站向陌生人列出文件目录，应只允许按名读取",
        "the place lists its files to strangers; allow reading of named files only",
    ),
}
"""Code -> Chinese, English."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is said."""

    code: Said
    facts: dict[str, str | int] = field(default_factory=dict)

    def in_chinese(self) -> str:
        """The sentence in Chinese."""
        return WORDS[self.code][0].format(**{name: _in(fact, "zh") for name, fact in self.facts.items()})

    def in_english(self) -> str:
        """The sentence in English."""
        return WORDS[self.code][1].format(**{name: _in(fact, "en") for name, fact in self.facts.items()})


def _in(fact: str | int, language: Language) -> str | int:
    return in_language(fact, language) if isinstance(fact, str) else fact


def say(code: Said, **facts: str | int) -> Sentence:
    """A sentence."""
    return Sentence(code, facts)
