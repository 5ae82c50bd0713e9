"""A stand-in for the court's decisions that only remembers what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.errors import StateError
from pipeline.review.protocol import CorrectionAsked, HoldAsked, LegalityAsked
from tests.pipeline.review.invented import facts

PASSPHRASE = "an invented passphrase"
SIGNER = "陆明"


@dataclass
class Remembered:
    digest: str = field(default_factory=lambda: facts().digest)
    taken: list[object] = field(default_factory=list)

    def newest_digest(self) -> str:
        return self.digest

    def signers(self) -> tuple[str, ...]:
        return (SIGNER, "何清")

    def statement(self) -> Mapping[str, str]:
        return {"法院": "杭州市西湖区人民法院（浙0106）", "日期": "2026-11-20", "批次": "12", "批次摘要": self.digest}

    def hold(self, asked: HoldAsked) -> str:
        self.taken.append(asked)
        return "已暂缓至2026-11-24。"

    def ask_correction(self, asked: CorrectionAsked) -> str:
        self.taken.append(asked)
        return "已登记更正要求。"

    def answer_legality(self, asked: LegalityAsked) -> str:
        self.taken.append(asked)
        return "已登记答复。"

    def mark_reviewed(self, handler: str) -> str:
        self.taken.append(handler)
        return f"已登记 {handler} 审核完毕。"

    def approve(self, passphrase: str, signer: str) -> str:
        if passphrase != PASSPHRASE:
            raise StateError("口令不正确，未签署。")
        self.taken.append(signer)
        return f"{signer}已签署。"
