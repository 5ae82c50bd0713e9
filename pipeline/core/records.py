"""The datasets and their columns: the only place that names them (DOMAIN §1 and §4).

A *raw row* has the columns of the input contract, all text. A *public row* is a plain dict that holds
the published columns of its dataset plus ``id``, ``dataset``, ``court_code`` and ``court_name``; absent
values are left out. Its canonical form (`canonical_json`) is what a court signs and what every later
stage reads.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType

RecordId = NewType("RecordId", str)
CourtCode = NewType("CourtCode", str)
CaseNumber = NewType("CaseNumber", str)
IsoDate = NewType("IsoDate", str)
"""A calendar day as ``YYYY-MM-DD``; such strings compare in calendar order."""

PublicRow = dict[str, Any]


class Dataset(StrEnum):
    """What is published, in the order in which the site shows it."""

    UNFINISHED_CASES = "unfinished_cases"
    """未结执行实施案件"""
    DISHONEST_DEBTORS = "dishonest_debtors"
    """失信被执行人"""
    EXIT_BANS = "exit_bans"
    """限制出境"""
    CONSUMPTION_LIMITS = "consumption_limits"
    """限制消费; 限制高消费 in the texts before 2015, and a word that people search"""
    BIDDING_LIMITS = "bidding_limits"
    """限制招标投标"""
    TERMINATED_ROUNDS = "terminated_rounds"
    """终结本次执行程序案件"""
    AUCTION_NOTICES = "auction_notices"
    """拍卖公告"""
    REWARD_NOTICES = "reward_notices"
    """悬赏公告"""
    HEARING_NOTICES = "hearing_notices"
    """听证公告"""
    DOCUMENTS = "documents"
    """执行裁判文书目录"""
    CLAIMS = "claims"
    """案款认领公告"""
    SUPERVISED_CASES = "supervised_cases"
    """挂网督办案件"""
    GUIDELINES = "guidelines"
    """执行指引与规范"""
    COURTS = "courts"
    """法院信息"""
    WITHHOLDINGS = "withholdings"
    """不公开审批; read every night, never published"""


class Group(StrEnum):
    """What a dataset is made of: its columns come from there, and rules, pages and checks hold for a whole group."""

    PARTY_LISTS = "party lists"
    """A row per party of a case, with the columns of a party."""
    NOTICES = "notices"
    """A row per notice, with the columns of a notice."""
    CASE_ENTRIES = "case entries"
    """A row about a case that names no party: case number, court, days and words."""
    GENERAL = "general"
    """What belongs to no case: guidelines, the directory of courts."""
    INTERNAL = "internal"
    """Read every night, never published."""


class Kind(StrEnum):
    """What a column holds; decides how it is cleaned and what masking does to it."""

    INTERNAL = "internal"
    """Never published: keys, contract flags, raw values needed for retention or row-aware hiding."""
    WORD = "word"
    """A short closed or half-closed vocabulary (status, sex, cause); published as text."""
    NAME = "name"
    """Name of a party or, for organisations, of its legal representative."""
    NAMELESS = "nameless"
    """Somebody's name that is printed as 姓+某, of an organisation as 某单位; never whole, and no key of the search."""
    IDENTIFIER = "identifier"
    """Resident ID and kin (masked) or USCC / organisation code (in full)."""
    CASE_NUMBER = "case_number"
    DATE = "date"
    """Calendar day, ISO 8601."""
    MOMENT = "moment"
    """Day with an optional time, ISO 8601 to the minute."""
    MONEY = "money"
    """Yuan with two decimals, as text."""
    AMOUNT_CLASS = "amount_class"
    """Yuan as the source has them; printed as a class, never as an amount."""
    AGE = "age"
    """Printed as year of listing minus visible birth year, never the source's age."""
    TEXT = "text"
    """Free text; masked."""
    HTML = "html"
    """Free text that may carry markup; sanitised, then masked."""
    URL = "url"
    """http(s) address."""
    CONTACTS = "contacts"
    """Declared public contacts: JSON list of {role, name?, phone, account?}; never hidden."""
    ATTACHMENTS = "attachments"
    """JSON list of {name, url}: names and links only."""
    DIRECTORY = "directory"
    """JSON list of the court directory (departments, personnel, rosters); public by duty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the input contract."""

    name: str
    kind: Kind
    title: str = ""
    """Chinese label on pages and in the data dictionary; empty for columns that are never published."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A dataset: the columns asked of the source and those published."""

    dataset: Dataset
    title: str
    columns: tuple[Column, ...]
    published: tuple[str, ...]
    basis: str
    group: Group
    is_measure: bool = False
    """Of a party list: whether a row is a measure (限制) with a reason, a first and perhaps a last day."""
    on_request: bool = False
    """Whether it is read and published only where the deployment's ``[lists]`` names it with its basis."""
    computed: tuple[Column, ...] = ()
    """Published columns that no source has: the rules make them."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError names the dataset."""
        for column in (*self.columns, *self.computed):
            if column.name == name:
                return column
        raise KeyError(f"{self.dataset} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """All columns asked of the source."""
        return tuple(column.name for column in self.columns)

    @property
    def published_columns(self) -> tuple[Column, ...]:
        """The columns that a public row has, in the order of the page."""
        return tuple(self.column(name) for name in self.published)


def _columns(kind: Kind, titles: str) -> tuple[Column, ...]:
    """Columns of one kind from ``name=中文`` or bare ``name`` words."""
    pairs = (word.partition("=") for word in titles.split())
    return tuple(Column(name, kind, title) for name, _, title in pairs)


_COMMON = (
    *_columns(Kind.INTERNAL, "source_id case_id case_type=案件类型 court_code court_name=执行法院 handler_id"),
    *_columns(Kind.CASE_NUMBER, "case_number=案号"),
    *_columns(Kind.INTERNAL, "handler_reviewed_on updated_at disclosure secrecy is_minor"),
)
_PARTY = (
    *_columns(Kind.NAME, "party_name=姓名或名称"),
    *_columns(Kind.WORD, "party_kind=主体类型 sex=性别"),
    *_columns(Kind.AGE, "age=年龄（按年份计）"),
    *_columns(Kind.INTERNAL, "id_kind"),
    *_columns(Kind.IDENTIFIER, "id_number=证件号码"),
    *_columns(Kind.NAME, "legal_representative=列入时的法定代表人/负责人"),
    *_columns(
        Kind.INTERNAL,
        "legal_representative_id applicant_names third_party_names protected_addresses phone address cause",
    ),
    *_columns(Kind.DATE, "filed_on=立案日期"),
    *_columns(Kind.MONEY, "amount=执行标的（元） outstanding=未履行金额（元）"),
    *_columns(Kind.WORD, "status=案件状态"),
    *_columns(Kind.DATE, "closed_on=结案日期"),
    *_columns(Kind.INTERNAL, "closing_mode"),
    *_columns(Kind.DATE, "measure_start=起始日期 measure_end=截止日期"),
    *_columns(Kind.INTERNAL, "measure_end_reason"),
    *_columns(Kind.TEXT, "reason=事由 content=内容"),
    *_columns(Kind.INTERNAL, "national_removed_on is_deceased grade suspended_from suspended_until"),
    *_columns(Kind.CASE_NUMBER, "succession_ruling=在继承遗产范围内承担责任的裁定"),
)
_SERVICE = _columns(Kind.INTERNAL, "grace_until served_on")
"""The period of grace before a listing or a limit may be public, and the day on which the decision was served."""
_REPRESENTATIVE = (
    *_columns(Kind.WORD, "capacity=本人身份"),
    *_columns(Kind.NAME, "related_party=所涉单位"),
    *_columns(Kind.CASE_NUMBER, "order_number=限制消费令文号"),
)
"""The number of a 限制消费令, and whom it binds beside the debtor: only what the order itself says [法释〔2015〕17号 第3条]."""
_MOTION = _columns(Kind.INTERNAL, "listed_upon")
"""Whether a listing was decided on the creditor's application or by the court of itself [SX art.5 第二款]."""
_DISHONEST = (
    *_columns(Kind.CASE_NUMBER, "decision_number=决定书文号"),
    *_columns(Kind.INTERNAL, "decided_on"),
    *_columns(Kind.DATE, "listed_on=发布日期 term_until=纳入期限至"),
    *_columns(Kind.INTERNAL, "removal_act removal_act_on removal_ground"),
    *_columns(Kind.TEXT, "basis_authority=执行依据制作单位 basis_number=执行依据文号"),
    *_columns(
        Kind.TEXT,
        "obligation=生效法律文书确定的义务 performance=履行情况 performed_part=已履行部分 unperformed_part=未履行部分",
    ),
    *_columns(Kind.TEXT, "conduct=失信行为具体情形"),
)
_NOTICE = (
    *_columns(Kind.TEXT, "title=标题"),
    *_columns(Kind.HTML, "body=正文"),
    *_columns(Kind.DATE, "published_on=发布日期"),
    *_columns(Kind.MOMENT, "event_at=时间"),
    *_columns(Kind.TEXT, "event_place=地点"),
    *_columns(Kind.DATE, "ends_on=截止日期"),
    *_columns(Kind.INTERNAL, "withdrawn_on case_closed_on"),
    *_columns(Kind.URL, "platform_url=拍卖平台链接"),
    *_columns(Kind.WORD, "lot_id=标的物编号 stage=拍卖阶段"),
    *_columns(Kind.INTERNAL, "related_notice"),
    *_columns(
        Kind.MONEY,
        "starting_price=起拍价（元） appraised_price=评估价（元） deposit=保证金（元） increment=增价幅度（元）",
    ),
    *_columns(Kind.TEXT, "reward=悬赏金额 reward_rule=悬赏金计算方法 claim_conditions=领取条件"),
    *_columns(Kind.WORD, "hearing_subject=听证事项 is_public=是否公开"),
    *_columns(Kind.TEXT, "how_to_attend=参加方式"),
    *_columns(Kind.CONTACTS, "contacts=联系方式"),
    *_columns(Kind.ATTACHMENTS, "attachments=附件"),
)
_POSTING = _columns(Kind.WORD, "posting=允许张贴")
"""Whether an officer lets a reward notice be posted with the names in it [法释〔2017〕8号 第22条]."""
_TERMINATED = (
    *_columns(Kind.DATE, "terminated_on=终结本次执行程序日期"),
    *_columns(Kind.INTERNAL, "resumed_on wrong_ending_on"),
)
_ENTRY = _columns(Kind.INTERNAL, "withdrawn_on")
"""What every case entry has beside the common columns."""
_DOCUMENT = (
    *_columns(Kind.WORD, "document_kind=文书种类 document_number=文书编号"),
    *_columns(Kind.DATE, "issued_on=文书日期"),
    *_columns(Kind.WORD, "cause_class=案由类别"),
    *_columns(Kind.INTERNAL, "cause"),
    *_columns(Kind.HTML, "body=文书正文"),
)
_CLAIM = (
    *_columns(Kind.WORD, "claim_kind=公告事由"),
    *_columns(Kind.NAMELESS, "creditor=权利人"),
    *_columns(Kind.AMOUNT_CLASS, "amount=金额档次"),
    *_columns(Kind.DATE, "published_on=发布日期 claim_until=认领期限至"),
    *_columns(Kind.INTERNAL, "claimed_on"),
)
_SUPERVISED = (
    *_columns(Kind.WORD, "supervision_state=督办状态"),
    *_columns(Kind.DATE, "published_on=挂网日期"),
    *_columns(Kind.INTERNAL, "supervision_ended_on"),
)
_RESULT = (
    *_columns(Kind.WORD, "result=拍卖结果"),
    *_columns(Kind.DATE, "result_on=结果日期"),
    *_columns(Kind.MONEY, "result_price=成交价（元）"),
    *_columns(Kind.WORD, "valuation_kind=定价方式"),
    *_columns(Kind.TEXT, "valuation_institution=评估机构"),
    *_columns(Kind.DATE, "valuation_on=评估（询价）日期"),
)
"""What became of an auction and of the valuation before it; who bought is no column."""
_GUIDELINE = (
    *_columns(Kind.TEXT, "title=标题"),
    *_columns(Kind.WORD, "category=类别 issuer=制定机关 document_number=文号"),
    *_columns(
        Kind.DATE,
        "issued_on=发布日期 effective_on=施行日期 repealed_on=废止日期 in_force_confirmed_on=现行有效确认日期",
    ),
    *_columns(Kind.HTML, "body=正文"),
)
_COURT = (
    *_columns(
        Kind.WORD,
        "code=法院代码 name=法院名称 level=层级 parent_code=上级法院 region=地区 address=地址 transport=交通 "
        "postcode=邮编 jurisdiction=管辖范围 duty_phone=执行指挥中心值班电话 supervision_phone=监督电话 "
        "director_mailbox=局长邮箱 complaints=投诉渠道 responsible_department=公开责任部门",
    ),
    *_columns(Kind.DIRECTORY, "departments=内设部门 personnel=审判执行人员 rosters=机构名册 accounts=执行款专户"),
)
_WITHHOLDING = _columns(Kind.INTERNAL, "scope target approved_on approver form_number until")

_MEASURE_COLUMNS = ("case_number", "party_name", "party_kind", "id_number", "reason", "measure_start", "measure_end")
_HEIR = "succession_ruling"
"""Printed in every party list: an heir is one only by the ruling that makes him a party."""
_MEASURE_BASIS = "浙江§3.5、吉林第1条第1项"


def _entry(dataset: Dataset, title: str, columns: tuple[Column, ...], basis: str) -> Schema:
    """A list of entries about cases, published only where `[lists]` names it."""
    published = ("case_number", *(column.name for column in columns if column.kind is not Kind.INTERNAL))
    return Schema(dataset, title, _COMMON + _ENTRY + columns, published, basis, Group.CASE_ENTRIES, on_request=True)


def _measure(
    dataset: Dataset,
    title: str,
    basis: str = _MEASURE_BASIS,
    more: tuple[Column, ...] = (),
    printed: tuple[str, ...] = (),
) -> Schema:
    """A list of measures against parties, all shaped alike; ``printed`` names further published columns of ``more``."""
    columns, published = _COMMON + _PARTY + more, (*_MEASURE_COLUMNS, *printed, _HEIR)
    return Schema(dataset, title, columns, published, basis, Group.PARTY_LISTS, is_measure=True)


SCHEMAS: dict[Dataset, Schema] = {
    schema.dataset: schema
    for schema in (
        Schema(
            Dataset.UNFINISHED_CASES,
            "未结执行实施案件",
            _COMMON + _PARTY,
            (
                "case_number",
                "party_name",
                "party_kind",
                "id_number",
                "filed_on",
                "amount",
                "status",
                "shown_until",
                _HEIR,
            ),
            "浙江§3.5(1)、吉林第1条第1项",
            Group.PARTY_LISTS,
            computed=_columns(Kind.DATE, "shown_until=最迟屏蔽日期"),
        ),
        Schema(
            Dataset.DISHONEST_DEBTORS,
            "失信被执行人",
            _COMMON + _PARTY + _DISHONEST + _SERVICE + _MOTION,
            (
                "case_number",
                "party_name",
                "party_kind",
                "sex",
                "age",
                "id_number",
                "legal_representative",
                "obligation",
                "performance",
                "performed_part",
                "unperformed_part",
                "conduct",
                "decision_number",
                "basis_authority",
                "basis_number",
                "filed_on",
                "listed_on",
                "term_until",
                _HEIR,
            ),
            "法释〔2017〕7号第6条、第7条",
            Group.PARTY_LISTS,
        ),
        _measure(Dataset.EXIT_BANS, "限制出境"),
        _measure(
            Dataset.CONSUMPTION_LIMITS,
            "限制消费",
            more=_SERVICE + _REPRESENTATIVE,
            printed=tuple(column.name for column in _REPRESENTATIVE),
        ),
        _measure(Dataset.BIDDING_LIMITS, "限制招标投标"),
        Schema(
            Dataset.TERMINATED_ROUNDS,
            "终结本次执行程序案件",
            _COMMON + _PARTY + _TERMINATED,
            ("case_number", "party_name", "party_kind", "id_number", "terminated_on"),
            "法〔2016〕373号（以法院确认为准）、工作纲要第12项",
            Group.PARTY_LISTS,
            on_request=True,
        ),
        Schema(
            Dataset.AUCTION_NOTICES,
            "拍卖公告",
            _COMMON + _NOTICE + _RESULT,
            (
                "case_number",
                "title",
                "body",
                "published_on",
                "event_at",
                "ends_on",
                "lot_id",
                "stage",
                "starting_price",
                "appraised_price",
                "deposit",
                "increment",
                *(column.name for column in _RESULT),
                "platform_url",
                "contacts",
                "attachments",
            ),
            "法发〔2014〕18号第7条第5项、浙江§3.4、吉林第1条第3项",
            Group.NOTICES,
        ),
        Schema(
            Dataset.REWARD_NOTICES,
            "悬赏公告",
            _COMMON + _NOTICE + _POSTING,
            (
                "case_number",
                "title",
                "body",
                "published_on",
                "reward",
                "reward_rule",
                "claim_conditions",
                "ends_on",
                "posting",
                "contacts",
                "attachments",
            ),
            "法发〔2014〕18号第7条第5项、浙江§3.3、法释〔2017〕8号第21–24条",
            Group.NOTICES,
        ),
        Schema(
            Dataset.HEARING_NOTICES,
            "听证公告",
            _COMMON + _NOTICE,
            (
                "case_number",
                "title",
                "published_on",
                "hearing_subject",
                "event_at",
                "event_place",
                "is_public",
                "how_to_attend",
                "contacts",
            ),
            "法发〔2014〕18号第7条第5项、吉林第1条第3项、第8条",
            Group.NOTICES,
        ),
        _entry(
            Dataset.DOCUMENTS,
            "执行裁判文书目录",
            _DOCUMENT,
            "法发〔2014〕18号第7条第3项、第14条、浙江§3.6、工作纲要第25项",
        ),
        _entry(Dataset.CLAIMS, "案款认领公告", _CLAIM, "工作纲要第8项"),
        _entry(Dataset.SUPERVISED_CASES, "挂网督办案件", _SUPERVISED, "法发〔2009〕43号第一部分第（三）项"),
        Schema(
            Dataset.GUIDELINES,
            "执行指引与规范",
            _COMMON + _GUIDELINE,
            (
                "title",
                "category",
                "issuer",
                "document_number",
                "issued_on",
                "effective_on",
                "repealed_on",
                "in_force_confirmed_on",
                "body",
            ),
            "法发〔2014〕18号第7条第3、4、7项",
            Group.GENERAL,
        ),
        Schema(
            Dataset.COURTS,
            "法院信息",
            _COMMON + _COURT,
            tuple(column.name for column in _COURT),
            "法发〔2014〕18号第7条第1、2、6项",
            Group.GENERAL,
        ),
        Schema(
            Dataset.WITHHOLDINGS,
            "不公开审批",
            _COMMON + _WITHHOLDING,
            (),
            "法发〔2014〕18号第15条",
            Group.INTERNAL,
        ),
    )
}


def datasets_of(group: Group) -> tuple[Dataset, ...]:
    """The datasets of a group, in the order of the site."""
    return tuple(dataset for dataset in Dataset if SCHEMAS[dataset].group is group)


ON_REQUEST_COLUMNS: Mapping[Dataset, tuple[str, ...]] = {
    Dataset.DOCUMENTS: ("body",),
    Dataset.AUCTION_NOTICES: tuple(column.name for column in _RESULT),
    Dataset.COURTS: ("accounts",),
}
"""Columns that are read and published only where `[lists]` asks for them."""
LATER_COLUMNS = frozenset(
    {
        *(column.name for column in (*_SERVICE, *_REPRESENTATIVE, *_MOTION, *_POSTING)),
        *("is_deceased", "grade", "suspended_from", "suspended_until", "succession_ruling"),
        *(name for names in ON_REQUEST_COLUMNS.values() for name in names if name != "body"),
    }
)
"""Columns that came after version 1 of the contract: a source that knows nothing of them is read as before."""

PARTY_LISTS: tuple[Dataset, ...] = datasets_of(Group.PARTY_LISTS)
MEASURES: tuple[Dataset, ...] = tuple(dataset for dataset in PARTY_LISTS if SCHEMAS[dataset].is_measure)
"""The party lists of measures (限制)."""
NOTICES: tuple[Dataset, ...] = datasets_of(Group.NOTICES)
CASE_ENTRIES: tuple[Dataset, ...] = datasets_of(Group.CASE_ENTRIES)
OF_CASES: tuple[Dataset, ...] = (*PARTY_LISTS, *NOTICES, *CASE_ENTRIES)
"""The lists whose rows belong to cases."""
PUBLISHED_DATASETS: tuple[Dataset, ...] = tuple(
    dataset for dataset in Dataset if SCHEMAS[dataset].group is not Group.INTERNAL
)
ON_REQUEST: tuple[Dataset, ...] = tuple(dataset for dataset in PUBLISHED_DATASETS if SCHEMAS[dataset].on_request)
"""Published only where `[lists]` names them."""
USUAL_LISTS: tuple[Dataset, ...] = tuple(dataset for dataset in PUBLISHED_DATASETS if dataset not in ON_REQUEST)
"""Published also by a deployment whose settings name no lists."""

ENVELOPE = ("id", "dataset", "court_code", "court_name")
"""Keys that every public row has beside the published columns of its dataset."""

_ID_LIKE = re.compile(r"\d{15}")


def record_id(site_secret: bytes, dataset: Dataset, court_code: str, source_id: str) -> RecordId:
    """The opaque public id: 80 bits of HMAC-SHA-256 as 16 characters ``[a-z2-7]``."""
    message = "\x1f".join((dataset.value, court_code, source_id)).encode()
    digest = hmac.digest(site_secret, message, hashlib.sha256)
    return RecordId(base64.b32encode(digest[:10]).decode().lower())


def is_id_like(source_id: str) -> bool:
    """Whether a ``source_id`` carries a run that could be an identity number; such rows are refused."""
    return _ID_LIKE.search(source_id) is not None


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(row: PublicRow) -> str:
    """The one byte form of a public row: sorted keys, no spaces, UTF-8 as it is, absent values left out."""
    present = {key: value for key, value in row.items() if value is not None and value != "" and value != []}
    return _CANONICAL.encode(present)
