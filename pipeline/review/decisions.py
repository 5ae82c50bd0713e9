"""The decisions of a served review, carried out: the one place where a review touches keys, ledger and audit log.

The ledger is opened for each decision and closed again, so that a night can run meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.approval.envelopes import sign_batch
from pipeline.approval.keys import KeyFileError, read_key
from pipeline.approval.refusals import CHINESE, ApprovalRefused
from pipeline.approval.registry import OfficerKey, Registry, person, require_valid
from pipeline.approval.statement import Reviews, read_reviews
from pipeline.core.acts import Verb
from pipeline.core.errors import YangguangError
from pipeline.core.remarks import RemarkRefused
from pipeline.decisions import audit
from pipeline.decisions.corrections import Corrections
from pipeline.decisions.holds import Holds
from pipeline.masking.profiles import Profile
from pipeline.review.protocol import CorrectionAsked, HoldAsked
from pipeline.review.strength import STRENGTHS
from pipeline.state.batches import Batch, BatchName
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

_REVIEWED = "reviewed"


class NotDecided(YangguangError):
    """A decision was refused; the message is Chinese, for the officer."""

    exit_status = 8


@dataclass(frozen=True, slots=True)
class CourtDecisions:
    """One court's officers at one batch.

    Args:
        files: The state folder's parts.
        registry: The key file.
        court: The court's code.
        name: The batch under review.
        signed: The batch that is public now; None before the first signature.
        officer: Who sits at the desk, for holds, corrections and the audit log.
        key: The private key file of the officer who signs; None where nobody can sign here.
        now: The clock.
    """

    files: StateFiles
    registry: Registry
    court: str
    name: BatchName
    signed: BatchName | None
    officer: str
    key: Path | None
    now: Callable[[], datetime]

    def newest_digest(self) -> str:
        """See `Decisions`."""
        store = self.files.batches
        return store.info(self.court, store.names(self.court)[-1]).digest

    def signers(self) -> tuple[str, ...]:
        """See `Decisions`: officers whose registered key is good today; the private key shows whose it is."""
        if self.key is None:
            return ()
        return tuple(dict.fromkeys(key.signer for key in self.registry.key if self._is_good(key)))

    def statement(self) -> Mapping[str, str]:
        """See `Decisions`."""
        info, reviews = self.files.batches.info(self.court, self.name), self._reviews(self._batch())
        return {
            "法院": info.court_code,
            "日期": info.date,
            "批次": str(self.name.number),
            "批次摘要": info.digest,
            "条数": str(info.rows),
            "规则": info.rule_set,
            "规则表摘要": info.rules_digest,
            "屏蔽方案": f"{STRENGTHS[Profile(info.profile)].title}（{info.profile}）",
            "已审核的承办人": "、".join(f"{who}（{day}）" for who, day in sorted(reviews.reviewed.items())) or "无",
            "未经承办人审核": f"{len(reviews.exceptions)} 条",
            "签署日期": self._today.isoformat(),
        }

    def hold(self, asked: HoldAsked) -> str:
        """See `Decisions`."""
        with self._told_in_chinese(), self.files.ledger() as ledger:
            holds, who = Holds(ledger), self.officer
            with ledger.transaction():
                if asked.is_lasting:
                    form = asked.form_number
                    held = holds.withhold(
                        asked.record, self.court, who, asked.reason, self._today, form, asked.approver
                    )
                else:
                    held = holds.place(
                        asked.record, self.court, who, asked.reason, self._today, self._shown(asked), asked.workdays
                    )
                lasts = {"until": held.until} if held.until else {"form_number": asked.form_number}
                self._note(ledger, "hold", {"record": asked.record, "hold": held.number, **lasts})
        return f"已登记第{held.number}号：" + (f"暂缓公布至{held.until}。" if held.until else "不予公开，直至解除。")

    def ask_correction(self, asked: CorrectionAsked) -> str:
        """See `Decisions`."""
        with self._told_in_chinese(), self.files.ledger() as ledger, ledger.transaction():
            correction = Corrections(ledger).record(
                asked.record,
                self.court,
                Verb.CORRECTED,
                asked.note,
                self._today,
                self.officer,
                (asked.field,),
                asked.is_finding,
            )
            detail: dict[str, audit.Detail] = {"record": asked.record, "request": correction.number}
            self._note(ledger, "correct", detail)
        return f"已登记第{correction.number}号更正（{correction.state}），应于{correction.due_on}前办理。"

    def mark_reviewed(self, handler: str) -> str:
        """See `Decisions`: kept in the audit log beside the batch's digest, and told in the statement."""
        if not self._batch().frame["handler"].eq(handler).any():
            raise NotDecided("本批次中没有该承办人的记录。")
        with self._told_in_chinese(), self.files.ledger() as ledger:
            self._note(ledger, _REVIEWED, {"handler": handler})
        return f"已登记 {handler} 审核完毕，将写入签署内容。"

    def approve(self, passphrase: str, signer: str) -> str:
        """See `Decisions`."""
        if self.key is None:
            raise NotDecided("没有可用的私钥。")
        with self._told_in_chinese():
            officer = self.sign(passphrase, signer)
        needed = self.registry.threshold(self.court, self.name.date)
        return f"{officer.signer}已签署 {self.court} {self.name}" + (
            f"；本院须 {needed} 人签署。" if needed > 1 else "。"
        )

    def sign(self, passphrase: str, signer: str = "") -> OfficerKey:
        """Sign the batch under review with the key file at hand.

        Args:
            passphrase: Opens the key; used once and kept nowhere.
            signer: Whose key it must be; anybody's where empty.

        Raises:
            ApprovalRefused: The key may not sign.
            KeyFileError: The key cannot be opened.
            NotDecided: It is another officer's key.
        """
        if self.key is None:
            raise NotDecided("没有可用的私钥。")
        key, batch = read_key(self.key, passphrase), self._batch()
        officer = self.registry.find(key.keyid)
        if signer and person(officer.signer) != person(signer):
            raise NotDecided(f"此私钥属于{officer.signer}，不是{signer}。")
        envelope = sign_batch(key, self.registry, batch, self.name, self._today, self._reviews(batch))
        self.files.envelopes.write(self.court, self.name, key.keyid, envelope)
        with self.files.ledger() as ledger:
            self._note(ledger, "approve", {"keyid": key.keyid}, officer.signer)
        return officer

    @property
    def _today(self) -> date:
        return self.now().date()

    def _is_good(self, key: OfficerKey) -> bool:
        try:
            require_valid(key, self.court, self._today)
        except ApprovalRefused:
            return False
        return True

    def _batch(self) -> Batch:
        return self.files.batches.read(self.court, self.name)

    def _shown(self, asked: HoldAsked) -> BatchName | None:
        """The public batch, where the record stands in it: its row stays public meanwhile."""
        if self.signed is None:
            return None
        frame = self.files.batches.read(self.court, self.signed).frame
        return self.signed if frame["id"].eq(asked.record).any() else None

    def _reviews(self, batch: Batch) -> Reviews:
        """What the case system says of reviews, and what handlers said at this desk about this very batch."""
        signed = self.files.batches.read(self.court, self.signed).frame if self.signed else None
        said = read_reviews(batch.frame, signed)
        here = {
            str(entry.detail["handler"]): entry.at[:10]
            for entry in audit.entries(self.files.audit)
            if (entry.what, entry.court, entry.digest) == (_REVIEWED, self.court, batch.info.digest)
        }
        done = set(batch.frame["id"][batch.frame["handler"].isin(list(here))])
        return Reviews({**said.reviewed, **here}, tuple(one for one in said.exceptions if one not in done))

    def _note(self, ledger: Ledger, what: str, detail: Mapping[str, audit.Detail], who: str | None = None) -> None:
        digest = self.files.batches.info(self.court, self.name).digest
        audit.append(
            self.files.audit,
            who or self.officer,
            what,
            self.now(),
            court=self.court,
            digest=digest,
            number=self.name.number,
            detail=detail,
            ledger=ledger,
        )

    @contextmanager
    def _told_in_chinese(self) -> Iterator[None]:
        """Refusals of the approval room in the officers' words."""
        try:
            yield
        except ApprovalRefused as error:
            raise NotDecided(f"未签署：{CHINESE[error.reason]}。") from None
        except KeyFileError:
            raise NotDecided("未签署：口令不正确，或者私钥文件读不出来。") from None
        except RemarkRefused:
            raise NotDecided("说明、审批表编号或者审批人为空、过长，或者疑似含有个人号码，请改写。") from None
