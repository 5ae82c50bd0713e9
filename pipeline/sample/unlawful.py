"""A few records with errors of law, one of each kind that legality.toml looks for, beside the many that have none.

They are laid over finished rows at fixed places and draw nothing, so that all other rows stay as they are. Minors,
terms of a wrong length and listings without a limit are in the sample anyway.
"""

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.core.acts import RemovalAct
from pipeline.core.records import Dataset
from pipeline.sample.tables import Columns

EVERY = 240
"""One error of a kind in so many rows of a list."""
_EVERY_NOTICE = 8
_SECOND_DECISION = "之九"
_CASE_AND_PARTY = (
    "court_code", "court_name", "case_id", "case_number", "case_type", "applicant_names", "third_party_names",
    "party_name", "party_kind", "is_minor", "sex", "age", "id_kind", "id_number", "legal_representative",
    "legal_representative_id", "protected_addresses", "phone", "address",
)  # fmt: skip
_REASONS = {
    11: "系某城远帆物流有限公司法定代表人，该公司未履行生效法律文书确定的义务。",
    23: "被执行人系未成年人，其监护人拒不履行。",
    37: "被执行人系某城理工学院全日制在校学生，借款未还。",
}
"""Place -> what the reason of a natural person's listing says."""


def serve(dataset: Dataset, columns: Columns, on: date) -> None:
    """Give every listing and limit a day of service: the day on which it began, at the latest R; to be called before dirt."""
    if "served_on" in columns:
        began = columns["listed_on"] if dataset is Dataset.DISHONEST_DEBTORS else columns["measure_start"]
        columns["served_on"][:] = [min(day or on.isoformat(), on.isoformat()) for day in began]


def break_the_law(dataset: Dataset, columns: Columns, on: date) -> None:
    """Lay the errors of a list over its finished rows, in place."""
    if (breaking := _BREAKING.get(dataset)) is not None:
        breaking(columns, on)


def _listings(columns: Columns, on: date) -> None:
    natural = [row for row, sex in enumerate(columns["sex"]) if sex is not None]
    for place, reason in _REASONS.items():
        for row in natural[place::EVERY]:
            columns["reason"][row] = reason
    size = len(columns["sex"])
    for row in range(53, size, EVERY):
        columns["conduct"][row] = "有履行能力而拒不履行生效法律文书确定义务"
        columns["term_until"][row] = (on + timedelta(days=400)).isoformat()
    for row in range(97, size, EVERY):
        columns["served_on"][row] = None
    for row in range(151, size, EVERY):
        columns["decision_number"][row] = None
    for row in range(113, size, EVERY):
        columns["grace_until"][row] = (on + timedelta(days=30)).isoformat()
    for place, upon in ((71, "依申请"), (131, "依职权")):
        for row in range(place, size - 1, EVERY):
            _list_again(columns, row, upon, on)


def _list_again(columns: Columns, row: int, upon: str, on: date) -> None:
    """The party of a row, deleted at the creditor's request, is listed again in the next row within six months."""
    for name in _CASE_AND_PARTY:
        columns[name][row + 1] = columns[name][row]
    columns["removal_act"][row], columns["removal_ground"][row] = RemovalAct.DELETED.value, "3"
    columns["removal_act_on"][row] = (on - timedelta(days=90)).isoformat()
    again = (on - timedelta(days=30)).isoformat()
    for name in ("decided_on", "listed_on", "served_on", "measure_start"):
        columns[name][row + 1] = again
    columns["decision_number"][row + 1] = f"{columns['case_number'][row]}{_SECOND_DECISION}"
    columns["removal_act"][row + 1] = None
    columns["listed_upon"][row + 1] = upon


def _cases(columns: Columns, on: date) -> None:
    long_ago = (on - timedelta(days=300)).isoformat()
    for row in range(7, len(columns["filed_on"]), EVERY):
        columns["filed_on"][row], columns["updated_at"][row] = long_ago, f"{long_ago} 10:00:00"


def _auctions(columns: Columns, on: date) -> None:
    stages = list(columns["stage"])
    first, second = ([row for row, stage in enumerate(stages) if stage == name] for name in ("一拍", "二拍"))
    for row in first[2::_EVERY_NOTICE]:
        columns["appraised_price"][row], columns["starting_price"][row] = "100000.00", "60000.00"
    for row in first[4::_EVERY_NOTICE]:
        columns["published_on"][row], event = on.isoformat(), on + timedelta(days=6)
        columns["event_at"][row] = f"{event.isoformat()} 10:00:00"
    for row in second[:1]:
        columns["starting_price"][row] = "100.00"


def _rewards(columns: Columns, _on: date) -> None:
    for row in range(1, len(columns["reward"]), _EVERY_NOTICE):
        columns["reward"][row] = columns["reward_rule"][row] = None
        columns["body"][row] = f"{columns['title'][row]}。{_WITHOUT_AMOUNT}"


_WITHOUT_AMOUNT = (
    "本院在执行过程中，依法向被执行人发出执行通知书和报告财产令，被执行人至今未履行生效法律文书确定的义务。"
    "经通过网络执行查控系统查询，并到不动产登记、车辆管理等部门调查，暂未发现足以清偿债务的财产。"
    "根据申请执行人的书面申请，现向社会公开征集被执行人的财产线索。"
    "财产线索是指本院尚未掌握的存款、车辆、房屋、股权、到期债权、对外投资和其他可供执行的财产，以及被执行人隐匿、转移财产的情况。"
    "知情人可以当面、来信或者来电向本院反映，反映时请说明线索的来源和具体内容，并留下便于核实的联系方式。"
    "本院对有关人员的身份信息和财产线索予以保密，两人以上提供相同财产线索的，按照提供线索的先后顺序登记。"
    "线索经查证属实并使债权得以全部或者部分实现的，由申请执行人视情给予适当奖励。"
    "申请执行人的代理人以及有义务向本院提供财产线索的人员，不在此列。特此公告。"
)
"""The body of a reward notice that says neither how much nor how it is reckoned."""

_BREAKING: dict[Dataset, Callable[[Columns, date], None]] = {
    Dataset.DISHONEST_DEBTORS: _listings,
    Dataset.UNFINISHED_CASES: _cases,
    Dataset.AUCTION_NOTICES: _auctions,
    Dataset.REWARD_NOTICES: _rewards,
}
