"""Why a signature does not count: one reason each, one clear line each."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.core.errors import YangguangError
from pipeline.core.messages import Message, _


class Reason(StrEnum):
    """Why an envelope or a key is refused."""

    DAMAGED = "damaged"
    """The file is no envelope in the one form in which this program writes them."""
    OTHER_TYPE = "other payload type"
    """Signed as something else than what is asked for: a log-in is no approval, an approval no log-in."""
    UNKNOWN_KEY = "unknown key"
    """The key file does not name the key."""
    OTHER_COURTS_KEY = "other court's key"
    """The key belongs to an officer of another court."""
    ALTERED_PAYLOAD = "altered payload"
    """The signature does not fit, and what is said is not what this batch's signer would have said."""
    ALTERED_SIGNATURE = "altered signature"
    """The signature does not fit, though what is said fits the batch."""
    UNCHECKED = "not checked on this machine"
    """By an algorithm that this machine cannot check: neither good nor bad, so it does not count."""
    OTHER_SIGNER = "other signer"
    """The statement names another person than the key file."""
    REVOKED = "revoked key"
    """Signed on or after the day on which the key was revoked."""
    COMPROMISED = "compromised key"
    """Signed on or after the day from which the key may have been in other hands."""
    EXPIRED = "expired key"
    """Signed after the key's last day."""
    NOT_YET_VALID = "key not yet valid"
    """Signed before the key's first day."""
    OTHER_COURT = "other court"
    """The statement is about another court's batch."""
    OTHER_NIGHT = "other night"
    """The statement is about a batch of another night or number."""
    REPLAYED = "replayed"
    """A signature that was already given for another batch."""
    OTHER_DIGEST = "other digest"
    """The statement is about other rows under the same name."""
    OTHER_RULE_SET = "other rule set"
    """The statement names another rule set, or another version of it, than the batch."""
    OTHER_PROFILE = "other mask profile"
    """The statement names another mask profile than the batch."""
    OTHER_MASKER = "other masker"
    """The statement names another version of the masker than the batch."""
    SIGNED_EARLIER = "signed before the batch"
    """Signed on a day before the batch's night: a clock set back."""
    SIGNED_LATER = "signed in the future"
    """Signed on a day after R: a clock set forward."""
    SAME_PERSON = "same person twice"
    """A second signature of one person where different people are asked for."""
    NOT_WAITING = "batch does not wait"
    """No batch of that name can be signed now: signed by enough, too old, or never made."""
    NOTHING_TO_DO = "nothing to be done"
    """An act about a finding that is not there any more, or a record that the court has not."""
    REMARK = "remark refused"
    """The reason of an act is empty, too long, or could hold a person's number."""
    MISSING_SCHEME = "missing algorithm"
    """Enough people signed, but no signature is by an algorithm that the court asks for: no downgrade."""
    UNPROVED = "no signature proves it"
    """The ledger says that the batch went out signed, but too few envelopes verify under a key that is or was listed."""
    BATCH_DAMAGED = "batch edited"
    """The batch's own files do not fit each other: edited after sealing."""


CHINESE: dict[Reason, str] = {
    Reason.DAMAGED: "签名文件已损坏或不是本系统写出的格式",
    Reason.OTHER_TYPE: "签名文件的类型不符，不能用于此处",
    Reason.UNKNOWN_KEY: "密钥未登记",
    Reason.OTHER_COURTS_KEY: "密钥属于其他法院",
    Reason.ALTERED_PAYLOAD: "签名内容被改动",
    Reason.ALTERED_SIGNATURE: "签名被改动",
    Reason.UNCHECKED: "本机无法验证该算法的签名，不能计入",
    Reason.OTHER_SIGNER: "签名人与密钥登记不符",
    Reason.REVOKED: "密钥已撤销",
    Reason.COMPROMISED: "密钥可能已泄露",
    Reason.EXPIRED: "密钥已过期",
    Reason.NOT_YET_VALID: "密钥尚未生效",
    Reason.OTHER_COURT: "签的是其他法院的批次",
    Reason.OTHER_NIGHT: "签的是另一晚或另一号的批次",
    Reason.REPLAYED: "重复使用了已用于其他批次的签名",
    Reason.OTHER_DIGEST: "签的内容与批次不符（签后被改或重做）",
    Reason.OTHER_RULE_SET: "规则版本与批次不符",
    Reason.OTHER_PROFILE: "脱敏方案与批次不符",
    Reason.OTHER_MASKER: "脱敏程序版本与批次不符",
    Reason.SIGNED_EARLIER: "签名日期早于批次日期",
    Reason.SIGNED_LATER: "签名日期晚于今日",
    Reason.SAME_PERSON: "同一人不能签两次，需另一人签名",
    Reason.NOT_WAITING: "该批次不在待签之列（已签妥、已过期或不存在）",
    Reason.NOTHING_TO_DO: "没有可办的事项：核查结果已变、已经答复，或者本院没有这条记录",
    Reason.REMARK: "说明为空、过长，或者可能含有个人号码",
    Reason.MISSING_SCHEME: "缺少本院要求的签名算法，其他算法不能代替",
    Reason.UNPROVED: "账本记为已签发布，但签名文件不能证明",
    Reason.BATCH_DAMAGED: "批次文件被改动或损坏",
}
"""The same for the court's officers."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was refused, and why."""

    court_code: str
    name: str
    """The batch, as 2026-11-20_000012."""
    file: str
    """The envelope's file name; empty where the batch itself is refused."""
    reason: Reason
    message: str
    """What was found and what was expected; no personal value."""

    @property
    def line(self) -> str:
        """One clear line for an officer."""
        return _("{court} {what}: {reason}; {message}").format(
            court=self.court_code,
            what=self.file or self.name,
            reason=Message(self.reason.value, CHINESE[self.reason]),
            message=self.message,
        )


class ApprovalRefused(YangguangError):
    """A signature was not made, or does not count; carries its reason."""

    exit_status = 8

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
