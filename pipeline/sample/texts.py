"""Free text of party records: obligations, performance, conduct, reasons; composed, then some of it leaks.

Texts carry public facts that must survive masking (case numbers, amounts, dates, codes, court telephones)
and, at `SECRET_RATES`, secrets linked to the row (`secrets.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.sample.draws import Codes, Objects, Random, either, objects, pick, weighted

CONDUCTS = {
    "有履行能力而拒不履行生效法律文书确定义务": 62,
    "以伪造证据、暴力、威胁等方法妨碍、抗拒执行": 3,
    "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行": 6,
    "违反财产报告制度": 18,
    "违反限制消费令": 5,
    "无正当理由拒不履行执行和解协议": 6,
}
"""The six conducts of SX art.1 with weights; the first alone carries no term."""
WITHOUT_TERM = next(iter(CONDUCTS))

_OBLIGATIONS = {
    "借": (
        "被执行人{name}于判决生效后十日内归还借款本金{amount}元，并支付自{day}起至实际清偿之日止按年利率{rate}%计算的利息。",
        "一、{name}偿还借款{amount}元；二、支付逾期利息（以本金为基数，自{day}起按约定利率计至款清之日）；三、承担案件受理费。",
        "由{name}归还本金及利息合计{amount}元，限于{day}前付清；逾期未付的，另加倍支付迟延履行期间的债务利息。",
    ),
    "货": (
        "{name}支付货款{amount}元，并赔偿自{day}起的逾期付款损失，案件受理费由其负担。",
        "被执行人应于{day}前支付尚欠货款{amount}元；如未按期足额支付，申请执行人有权就全部剩余款项一并申请执行。",
        "{name}返还预付款{amount}元，并支付违约金（按日万分之{rate}计算）。",
    ),
    "工": (
        "{name}支付工程款{amount}元及相应利息，利息自{day}起计算。",
        "被执行人给付劳动报酬、经济补偿合计{amount}元，于{day}前履行完毕。",
    ),
    "责": (
        "{name}赔偿医疗费、误工费、护理费等各项损失共计{amount}元，于{day}前付清。",
        "被执行人在保险限额之外赔偿{amount}元，并负担鉴定费用。",
    ),
    "家": (
        "{name}给付财产折价款{amount}元，于{day}前付清，并协助办理过户手续。",
        "被执行人自{day}起按月支付费用，至执行立案时累计欠付{amount}元。",
    ),
}
_GROUP_OF_CAUSE = {
    "民间借贷纠纷": "借", "金融借款合同纠纷": "借", "信用卡纠纷": "借",
    "追偿权纠纷": "借", "买卖合同纠纷": "货", "承揽合同纠纷": "货",
    "房屋租赁合同纠纷": "货", "物业服务合同纠纷": "货",
    "建设工程施工合同纠纷": "工", "劳动争议": "工", "机动车交通事故责任纠纷": "责",
    "健康权纠纷": "责", "名誉权纠纷": "责", "离婚后财产纠纷": "家", "抚养费纠纷": "家", "遗嘱继承纠纷": "家",
}  # fmt: skip
_TAILS = (
    "",
    "以上事实见{basis}法律文书。",
    "执行依据为{basis}，本案案号{case}。",
    "履行方式：汇入{court}执行款专户，咨询电话{phone}。",
    "另查，案件受理费由被执行人负担，缴费事宜请联系{court}（{phone}）。",
)
_REASONS = (
    "未按执行通知书指定的期间履行生效法律文书确定的给付义务。",
    "在{case}案中经依法送达执行通知书和报告财产令后，仍未履行{amount}元给付义务。",
    "因{cause}一案（执行依据{basis}），被执行人逾期未履行，依申请采取措施。",
    "有未履行完毕的债务{amount}元，且未提供充分有效担保。",
    "未按执行通知书指定的期间履行，案件标的{amount}元尚未执行到位。",
    "被执行人自{day}起下落不明，所负{amount}元债务未清偿。",
)
_CONTENTS = (
    "不得乘坐飞机、列车软卧、轮船二等以上舱位；不得在星级以上宾馆、酒店消费；不得购买不动产。",
    "自{day}起对其采取相应限制措施，解除须经{court}决定，联系电话{phone}。",
    "措施期间因生活或者工作必需进行被限制的活动的，应当事先向{court}提出书面申请，获准后方可进行。",
    "限制内容以{case}案决定书为准。",
)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Row-linked public facts that texts mention, side by side."""

    names: Objects
    amounts: Objects
    days: Objects
    cases: Objects
    bases: Objects
    causes: Objects
    courts: Objects
    phones: Objects

    def __len__(self) -> int:
        return len(self.names)


def write_obligations(random: Random, facts: TextFacts) -> Objects:
    """What the document enforced demands, worded by the cause."""
    choices = random.integers(0, 6, len(facts)).tolist()
    groups = [_OBLIGATIONS[_GROUP_OF_CAUSE[cause]] for cause in facts.causes]
    tails = pick(random, _TAILS, len(facts), (60, 12, 10, 10, 8))
    return _fill(random, [g[c % len(g)] + tail for g, c, tail in zip(groups, choices, tails, strict=True)], facts)


def write_reasons(random: Random, facts: TextFacts) -> Objects:
    """Why a measure was taken."""
    return _fill(random, pick(random, _REASONS, len(facts)), facts)


def write_contents(random: Random, facts: TextFacts) -> Objects:
    """What a measure forbids."""
    return _fill(random, pick(random, _CONTENTS, len(facts)), facts)


def draw_performance(random: Random, facts: TextFacts, paid: Objects) -> tuple[Objects, Objects, Objects]:
    """Performance, and where it is partial the performed and unperformed part."""
    form = weighted(random, (72, 26, 2), len(facts))
    words = objects(("全部未履行", "部分未履行", "其他"))[form]
    is_partial = form == 1
    done = either(is_partial, paid + "元", None)
    left = either(is_partial, "尚余本息及迟延履行期间债务利息未付", either(form == 0, "全部", None))
    return words, done, left


def draw_conducts(random: Random, size: int) -> Objects:
    """The conduct that led to the listing."""
    return pick(random, tuple(CONDUCTS), size, tuple(CONDUCTS.values()))


def _fill(random: Random, templates: Iterable[str], facts: TextFacts) -> Objects:
    rates: Codes = random.integers(3, 15, len(facts))
    rows = zip(
        templates, facts.names, facts.amounts, facts.days, facts.cases, facts.bases, facts.causes, facts.courts,
        facts.phones, rates.tolist(), strict=True,
    )  # fmt: skip
    return objects(
        [
            t.format(name=n, amount=a, day=d, case=c, basis=b, cause=u, court=o, phone=p, rate=r)
            for t, n, a, d, c, b, u, o, p, r in rows
        ]
    )
