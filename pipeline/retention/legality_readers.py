"""How the findings of legality.toml are found: pure functions over a night's clean rows, whole columns at a time.

Each gives a text column over the rows of which its check speaks, on their index: what was found beside the record's own
columns, to which an answer is bound, or an empty text. Only texts that hold a telling word are read one by one.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

import pandas as pd

from pipeline.cleaning.money import parse_money
from pipeline.cleaning.names import remark_in
from pipeline.cleaning.parties import IdForm
from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.acts import RemovalAct
from pipeline.core.frames import TEXT, Column, Frame, among, blank_column, map_unique, text_column
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.retention.checks import CheckTable
from pipeline.retention.events import ADULT, add_years, event_days, names_any
from pipeline.retention.rules import RuleId, load_rule_table

_PLACE = ["court_code", "case_id", "case_number", "party_name"]
_PARTY = "被执行人"
_FIRST, _SECOND = "一拍", "二拍"
_OWN = "本人"
_REMARK = "name_remark"
_FIRST_WORDS = 80
_BLANKS, _TAG = re.compile(r"\s+|&nbsp;"), re.compile("<[^>]*>")
_HALF_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("％"): "%"}
_TELLING = {
    "minor": r"未成年|[未不]年?满|监护人|代理人|父亲|母亲|父母|岁|小学|初中|初级|中学|初[一二三]|年级",
    "student": r"学生|在校|在读|就读|校园|研究生|本科生|专科生|上学|读书|求学|念书|就学|大学|学院|学校|学习",
}
"""Without one of these words no pattern of that name can fit."""


@dataclass(frozen=True, slots=True)
class Night:
    """The clean rows of all lists with their verdicts, on R."""

    frames: Mapping[Dataset, Frame]
    verdicts: Mapping[Dataset, Frame]
    on: str
    table: CheckTable
    _staying: dict[Dataset, Frame] = field(default_factory=dict)
    _natural: dict[Dataset, Frame] = field(default_factory=dict)

    def staying(self, dataset: Dataset) -> Frame:
        """Rows that no rule takes away on R: public, or held for something that can change."""
        if dataset not in self._staying:
            self._staying[dataset] = self.frames[dataset][~self.verdicts[dataset]["due"]]
        return self._staying[dataset]

    def natural(self, dataset: Dataset) -> Frame:
        """Of those, natural persons and parties of whom it is not known what they are: who they are, and the texts."""
        rows = self.staying(dataset)
        if dataset not in self._natural:
            names = [*_PLACE, _REMARK, *(name for name in self.table.texts if name in rows)]
            self._natural[dataset] = rows[names][~rows["party_kind"].isin(["legal", "other"])]
        return self._natural[dataset]


Reader = Callable[[Night, Dataset], Column]


def stated_minor(night: Night, dataset: Dataset) -> Column:
    """Whom R7 keeps away [SX art.4]."""
    return _said(night.frames[dataset][_is_minors(night, dataset)])


def evidence_of_minor(night: Night, dataset: Dataset) -> Column:
    """A text of the record or a remark beside the name says so, or the year of birth leaves it open, or another record of
    the same party in the case is a minor's [SX art.4].
    """
    rows = night.natural(dataset)
    told = _told_of_party(night, rows, "minor")
    told = told.mask(told.isna() & _maybe_under_age(night, dataset).reindex(rows.index), "id_number")
    beside = _in_same_case(rows, _stacked(_minors(night), "list"), "list")
    return told.fillna(beside).dropna()


def grace_runs(night: Night, dataset: Dataset) -> Column:
    """R lies within the period of grace [法发〔2019〕35号 第15条]."""
    rows = night.staying(dataset)
    return _said(rows[_true(rows["grace_until"] >= night.on)])


def not_served(night: Night, dataset: Dataset) -> Column:
    """No day of service, where the list knows such days [SX art.5 第三款]."""
    rows = night.staying(dataset)
    keeps_days = bool(night.frames[dataset]["served_on"].notna().any())
    return _said(rows[rows["served_on"].isna() & keeps_days])


def no_decision(night: Night, dataset: Dataset) -> Column:
    """Number or date of the decision is missing [SX art.5 第三款]."""
    rows = night.staying(dataset)
    return _said(rows[rows["decision_number"].isna() | rows["decided_on"].isna()])


def firms_people(night: Night, dataset: Dataset) -> Column:
    """A natural person who represents a debtor firm of the case or is limited for one, or whose reason or remark is a post
    in a firm; not where a text of the case tells a duty of his own.
    """
    rows = night.natural(dataset)
    represented = _in_same_case(rows, _stacked(_of_firms(night), "firm"), "firm")
    patterns, posts = night.table.patterns, blank_column(rows.index)
    for name in _with_values(rows, night.table.firm_texts):
        posts = posts.mask(_true(rows[name].str.contains(patterns["firms_people"])) & posts.isna(), name)
    beside = _true(_remarks(rows).str.contains(patterns["firms_people_remark"]))
    found = represented.fillna(posts.mask(beside & posts.isna(), "party_name")).dropna()
    return found[~_has_own_duty(night, rows.loc[found.index])] if len(found) else found


def creditors_bar(night: Night, dataset: Dataset) -> Column:
    """Listed at the creditor's request, or by nobody knows whom, within the bar [SX art.10 末款]."""
    barred = _within_bar(night, dataset)
    return barred[~_is_own_motion(night, dataset, barred)]


def courts_own_motion(night: Night, dataset: Dataset) -> Column:
    """Listed by the court of itself within the bar [SX art.10 第三款]."""
    barred = _within_bar(night, dataset)
    return barred[_is_own_motion(night, dataset, barred)]


def listing_without_limit(night: Night, dataset: Dataset) -> Column:
    """No limit of the same party in the case stands, in a court that has limits at all [法释〔2015〕17号 第1条第2款]."""
    rows, limits = night.staying(dataset), night.frames[Dataset.CONSUMPTION_LIMITS]
    if limits.empty:
        return _said(rows.iloc[:0])
    rows = rows[rows["party_name"].notna() & rows["court_code"].isin(limits["court_code"].unique())]
    standing = limits[~night.verdicts[Dataset.CONSUMPTION_LIMITS]["rule"].eq(RuleId.LIFTED).fillna(False).astype(bool)]
    standing = standing.assign(found=pd.Series("1", standing.index, dtype=TEXT))
    return _said(rows[_in_same_case(rows, _stacked([standing], "found"), "found").isna()])


def term_without_ground(night: Night, dataset: Dataset) -> Column:
    """A term beside conduct art.1(1) alone [SX art.2 第一款]."""
    rows, rules = night.staying(dataset), load_rule_table()
    only_first = names_any(rows["conduct"], rules.conducts_without_term) & ~names_any(
        rows["conduct"], rules.conducts_with_term
    )
    return _said(rows[only_first & rows["term_until"].notna()])


def term_length(night: Night, dataset: Dataset) -> Column:
    """Neither two years nor one to three more [SX art.2 第一款]."""
    rows = _with_term(night, dataset)
    return _said(rows[~(rows["is_plain"] | rows["is_extended"])])


def term_extended(night: Night, dataset: Dataset) -> Column:
    """Longer than two years without violence, with one kind of conduct [SX art.2 第一款]."""
    rows = _with_term(night, dataset)
    if rows.empty:
        return _said(rows)
    texts, words = rows["conduct"], vocabulary_of("conduct")
    kinds = pd.Series(0, index=rows.index)
    for word in words.words:
        kinds += names_any(texts, tuple(words.spellings(word))).astype(int)
    may_extend = (names_any(texts, tuple(words.spellings(night.table.term.violent))) & _may_be_violent(night, rows)) | (
        kinds > 1
    )
    return _said(rows[rows["is_extended"] & ~rows["is_plain"] & ~may_extend])


def auction_period(night: Night, dataset: Dataset) -> Column:
    """Fewer days between notice and auction than kind and round ask [法释〔2016〕18号 第12、26条]."""
    rows, rules = night.staying(dataset), night.table.auction
    is_other, stages = _is_other(night, rows), _stages(night, rows)
    days = _days_between(rows["published_on"], rows["event_at"].str[:10])
    is_short = pd.Series(False, index=rows.index)
    for stage, least in rules.days.items():
        here = _true(stages.eq(stage))
        is_short |= here & is_other & _true(days < least["other"])
        is_short |= here & ~is_other & _true(days < least["movable"])
    return _said(rows[is_short])


def auction_floor(night: Night, dataset: Dataset) -> Column:
    """A first starting price below its share of the appraised or market price [法释〔2016〕18号 第10条]."""
    rows, rules = night.staying(dataset), night.table.auction
    rows = rows[_true(_stages(night, rows).eq(_FIRST))]
    if rows.empty:
        return _said(rows)
    starting, appraised = _price(night, rows, "starting"), _price(night, rows, "appraised")
    return _said(rows[_true(_cents(starting) * 100 < _cents(appraised) * rules.floor_percent)])


def auction_second_floor(night: Night, dataset: Dataset) -> Column:
    """A second starting price below its share of the first [法释〔2016〕18号 第26条]: by related notice, else by lot."""
    rows, every = night.staying(dataset), night.frames[dataset]
    rows = rows[_true(_stages(night, rows).eq(_SECOND))]
    if rows.empty:
        return _said(rows)
    first = every[_true(_stages(night, every).eq(_FIRST))]
    first = first.assign(starting_price=_price(night, first, "starting"))
    price = _price_of(rows, "related_notice", first, "source_id").fillna(_price_of(rows, "lot_id", first, "lot_id"))
    is_low = _cents(_price(night, rows, "starting")) * 100 < _cents(price) * night.table.auction.second_percent
    return _said(rows[_true(is_low)])


def reward_without_amount(night: Night, dataset: Dataset) -> Column:
    """Neither amount nor formula, in their columns or in the body [法释〔2017〕8号 第22条]."""
    rows, patterns = night.staying(dataset), night.table.patterns
    is_told = _true(_plain(rows["body"]).str.contains(patterns["reward"]))
    for name in ("reward", "reward_rule"):
        texts = _plain(rows[name])
        is_open = _true(texts.str.contains(patterns["open_amount"]))
        sure = texts.mask(is_open, texts.str.replace(patterns["upper_bound"], "", regex=True))
        is_told |= _true(sure.str.contains(patterns["amount"]))
    return _said(rows[~is_told])


def student(night: Night, dataset: Dataset) -> Column:
    """A text of the record says that the party is a pupil or student, or names a campus loan [法发〔2019〕35号 第16条]."""
    rows = night.natural(dataset)
    return _told_of_party(night, rows, "student").dropna()


def case_without_activity(night: Night, dataset: Dataset) -> Column:
    """Filed longer ago than the law's six months [民事诉讼法 第237条], and since then no day of any record of the case; without
    a day of update nothing is said, nor of a case whose time does not run.
    """
    rows, limit = night.staying(dataset), months_after(night.on, -night.table.idle_months)
    is_running = ~_true(rows["status"].isin(list(night.table.paused)))
    is_old = _true(rows["filed_on"] < limit) & _true(rows["updated_at"].str[:10] < limit)
    rows = rows[is_old & is_running]
    return _said(rows[~_in_active_case(night, rows, limit)])


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        stated_minor,
        evidence_of_minor,
        grace_runs,
        not_served,
        no_decision,
        firms_people,
        creditors_bar,
        courts_own_motion,
        listing_without_limit,
        term_without_ground,
        term_length,
        term_extended,
        auction_period,
        auction_floor,
        auction_second_floor,
        reward_without_amount,
        student,
        case_without_activity,
    )
}
"""What `find` of legality.toml can name."""


def months_after(day: str, count: int) -> str:
    """The same day some months later or earlier, or the last day of a shorter month.

    >>> months_after("2026-08-31", 6), months_after("2026-11-20", -6)
    ('2027-02-28', '2026-05-20')
    """
    given = date.fromisoformat(day)
    months = given.year * 12 + given.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(given.day, monthrange(year, month)[1])).isoformat()


def _said(rows: Frame) -> Column:
    """An empty text for each row: the record's own columns say all."""
    return pd.Series("", index=rows.index, dtype=TEXT)


def _true(column: Column) -> Column:
    return column.fillna(False).astype(bool)


def _is_minors(night: Night, dataset: Dataset) -> Column:
    verdict = night.verdicts[dataset]
    return verdict["due"].astype(bool) & _true(verdict["rule"].eq(RuleId.MINOR))


def _maybe_under_age(night: Night, dataset: Dataset) -> Column:
    """Whether the visible year of birth leaves open that the party was under age at the event: a stated age is of today.

    It never asks which age is stated, nor for month and day of birth: what is held must not tell hidden digits.
    """
    rows = night.staying(dataset)
    numbers = rows["id_number"].where(_true(rows["id_form"].eq(IdForm.RESIDENT.value)))
    born = pd.to_numeric(numbers.str[6:10], errors="coerce").astype("Float64")
    years = pd.to_numeric(event_days(rows).fillna(night.on).str[:4], errors="coerce").astype("Float64")
    return _true((years - born).between(0, ADULT))


def _minors(night: Night) -> Iterator[Frame]:
    """The party lists' records of minors, with the list as ``list``."""
    for dataset in PARTY_LISTS:
        is_minors = _is_minors(night, dataset)
        if is_minors.any():
            yield night.frames[dataset][is_minors].assign(list=dataset.value)


def _of_firms(night: Night) -> Iterator[Frame]:
    """Who represents a debtor firm, or is limited for one, with the firm, or his capacity, as ``firm``."""
    for dataset in PARTY_LISTS:
        if night.frames[dataset]["legal_representative"].notna().any():
            yield _by_representative(night.frames[dataset])
    limits = night.frames[Dataset.CONSUMPTION_LIMITS]
    limited = limits[limits["capacity"].notna()]
    if len(limited):
        yield limited.assign(firm=limited["related_party"].fillna(limited["capacity"]))


def _with_values(rows: Frame, names: Iterable[str]) -> list[str]:
    """Those of the columns that a row has a value in."""
    return [name for name in names if name in rows and rows[name].notna().any()]


def _remarks(rows: Frame) -> Column:
    """What stands beside a name, or stood there before cleaning."""
    return rows[_REMARK].fillna(map_unique(rows["party_name"], remark_in))


def _bare(name: object) -> str:
    return name.split("（")[0] if isinstance(name, str) else ""


def _told_of_party(night: Night, rows: Frame, kind: str) -> Column:
    """The column in which a text of the row says it of the party; NA where none does."""
    told, pattern = blank_column(rows.index), night.table.patterns[kind]
    columns = {name: rows[name] for name in _with_values(rows, night.table.texts)}
    columns["party_name"] = _PARTY + "系" + _remarks(rows)
    for name, column in columns.items():
        may = _true(column.str.contains(_TELLING[kind], regex=True)) & told.isna()
        if not may.any():
            continue
        texts = zip(column[may], rows.loc[may, "party_name"], strict=True)
        said = [name if pattern.search(_of_party(text, party, _PARTY)) else None for text, party in texts]
        told = told.fillna(text_column(said, rows.index[may]).reindex(rows.index))
    return told


def _of_party(text: str, party: object, as_whom: str) -> str:
    """A text in one line, the party's own name put as a word for him."""
    plain = _BLANKS.sub("", text).translate(_HALF_DIGITS)
    return plain.replace(name, as_whom) if (name := _bare(party)) else plain


def _has_own_duty(night: Night, rows: Frame) -> Column:
    """Whether a text of the row, or of another record of the case, tells a duty of the party's own."""
    named, unnamed = night.table.patterns["own_duty"], night.table.patterns["own_duty_unnamed"]
    of_case = _texts_of_cases(night, rows)
    own = [name for name in night.table.firm_texts if name in rows]
    has = []
    for row in rows.to_dict("records"):
        keys = [(row["court_code"], key, row[key]) for key in ("case_id", "case_number") if pd.notna(row[key])]
        texts = [row[name] for name in night.table.duty_texts if name in row and pd.notna(row[name])]
        texts += [text for key in keys for text in of_case.get(key, ())]
        is_named = any(named.search(_of_party(text, row["party_name"], _OWN)) for text in texts)
        has.append(is_named or any(unnamed.search(row[name]) for name in own if pd.notna(row[name])))
    return pd.Series(has, index=rows.index, dtype=bool)


def _texts_of_cases(night: Night, rows: Frame) -> dict[tuple[str, str, str], list[str]]:
    """(court, ``case_id`` or ``case_number``, its value) -> texts of the case in which a duty may stand, of the rows' cases."""
    texts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for dataset in PARTY_LISTS:
        frame = night.frames[dataset]
        for key in ("case_id", "case_number") if len(frame) else ():
            here = frame[frame[key].notna() & frame[key].isin(rows[key].dropna().unique())]
            for name in (name for name in night.table.duty_texts if name in here):
                told = here[here[name].notna()]
                for court, case, text in zip(told["court_code"], told[key], told[name], strict=True):
                    texts[court, key, case].append(text)
    return texts


def _may_be_violent(night: Night, rows: Frame) -> Column:
    """Whether conduct or reason speak of violence or threat, or name no other way at all [SX art.2 第一款]."""
    rules = night.table.term
    conduct = rows["conduct"].fillna("").str.replace(rules.denied, "", regex=True)
    reason = rows["reason"].fillna("").str.replace(rules.denied, "", regex=True)
    is_violent = conduct.str.contains(rules.force) | reason.str.contains(rules.force)
    return _true(is_violent | ~conduct.str.contains(rules.other_way))


def _plain(column: Column) -> Column:
    """A column of text or HTML without marks and blanks, digits in half width."""
    return map_unique(column, lambda text: _BLANKS.sub("", _TAG.sub("", text)).translate(_HALF_DIGITS))


def _is_other(night: Night, rows: Frame) -> Column:
    """Whether a lot is, or holds, real estate or another property right: by the title, or where it names no thing, by the body."""
    rules = night.table.auction
    titles = _plain(rows["title"]).fillna("").str.replace(rules.firm, "", regex=True)
    is_silent = titles.str.replace(rules.silent, "", regex=True).eq("")
    lots = map_unique(_plain(rows["body"]).where(is_silent), lambda body: _lot_in(body, rules.lot, rules.place))
    lots = lots.str.replace(rules.firm, "", regex=True)
    return _true(titles.str.contains(rules.other)) | _true(lots.str.contains(rules.other))


def _lot_in(body: str, lot: re.Pattern[str], place: re.Pattern[str]) -> str:
    found = "。".join(lot.findall(body)) or body[:_FIRST_WORDS]
    return place.sub("", found)


def _stages(night: Night, rows: Frame) -> Column:
    """The round of an auction: its column, else the words of the title, else those of the body that announce it."""
    rules, stages = night.table.auction, rows["stage"]
    if not stages.isna().any():
        return stages

    def named(text: str) -> str | None:
        return next((stage for stage, words in rules.rounds.items() if words.search(text)), None)

    def announced(text: str) -> str | None:
        return named(found[1]) if (found := rules.announced.search(text)) else None

    blank = stages.isna()
    stages = stages.fillna(map_unique(_plain(rows["title"]).where(blank), named))
    return stages.fillna(map_unique(_plain(rows["body"]).where(stages.isna()), announced))


def _price(night: Night, rows: Frame, kind: str) -> Column:
    """A price: its column, else the one amount behind its words in the body; of several lots none is taken."""
    prices = rows[f"{kind}_price"]
    pattern = {"starting": night.table.auction.starting, "appraised": night.table.auction.appraised}[kind]
    if not prices.isna().any():
        return prices

    def amount(body: str) -> str | None:
        amounts = set(pattern.findall(body))
        return parse_money(amounts.pop()) if len(amounts) == 1 else None

    return prices.fillna(map_unique(_plain(rows["body"]).where(prices.isna()), amount))


def _in_active_case(night: Night, rows: Frame, since: str) -> Column:
    """Whether any record of the row's case, in any list or notice, has a day of something done from a day on until R."""
    is_active = pd.Series(False, index=rows.index)
    if rows.empty:
        return is_active
    for frame in night.frames.values():
        days = [frame[name].str[:10] for name in night.table.activity if name in frame]
        recent = reduce(lambda one, other: one | other, (_true((day >= since) & (day <= night.on)) for day in days))
        for key in ("case_id", "case_number"):
            known = frame.loc[recent & frame[key].notna(), ["court_code", key]].drop_duplicates()
            named = rows[["court_code", key]].merge(known.assign(known=True), on=["court_code", key], how="left")
            is_active |= _true(named["known"]).to_numpy()
    return is_active


def _by_representative(frame: Frame) -> Frame:
    """Parties that have a representative, under his name; their own is ``firm``."""
    firms = frame.loc[frame["legal_representative"].notna(), [*_PLACE, "legal_representative"]]
    return firms.assign(firm=firms["party_name"], party_name=firms["legal_representative"])


def _stacked(frames: Iterable[Frame], value: str) -> Frame:
    parts = [frame[[*_PLACE, value]] for frame in frames]
    nothing = pd.DataFrame(columns=[*_PLACE, value])
    return (pd.concat(parts, ignore_index=True) if parts else nothing).astype(TEXT)


def _in_same_case(rows: Frame, others: Frame, value: str) -> Column:
    """The least value among others of the same court, case (its id or number) and party; NA where there is none."""
    found = blank_column(rows.index)
    for key in ("case_id", "case_number") if len(others) else ():
        party = ["court_code", key, "party_name"]
        known = others[[*party, value]].dropna()
        if len(known):
            least = known.groupby(party)[value].min()
            found = found.fillna(rows[party].join(least, on=party)[value].astype(TEXT))
    return found


def _within_bar(night: Night, dataset: Dataset) -> Column:
    """Day of the end that the creditor asked for -> listings of the same party decided within the bar after it.

    The same party is one of that name in the same case, or against the same applicants.
    """
    every, rows = night.frames[dataset], night.staying(dataset)
    is_ended = _true(every["removal_act"].eq(RemovalAct.DELETED.value)) & every["removal_act_on"].notna()
    if not is_ended.any():
        return blank_column(rows.index[:0])
    ended = every[is_ended & every["removal_ground"].isin(list(night.table.ground_on_request))]
    names = [*_PLACE, "applicant_names", "decided_on"]
    rows = rows[names][rows["decided_on"].notna() & among(rows["party_name"], ended["party_name"].unique())]
    if rows.empty:
        return blank_column(rows.index[:0])
    until = map_unique(ended["removal_act_on"], lambda day: months_after(day, night.table.bar_months))
    ended = ended[[*_PLACE, "applicant_names", "removal_act_on"]].assign(until=until)
    pairs = [
        rows[rows[key].notna()]
        .reset_index(names="row")
        .merge(ended, on=["court_code", key, "party_name"], suffixes=("", "_ended"))
        for key in ("case_id", "case_number", "applicant_names")
    ]
    found = {
        row: day
        for pair in pairs
        for row, decided, day, until in zip(
            pair["row"], pair["decided_on"], pair["removal_act_on"], pair["until"], strict=True
        )
        if day < decided <= until
    }
    return text_column(found.values(), list(found)).reindex(sorted(found))


def _is_own_motion(night: Night, dataset: Dataset, barred: Column) -> Column:
    upon = night.frames[dataset]["listed_upon"].reindex(barred.index)
    return _true(upon.eq(night.table.own_motion))


def _with_term(night: Night, dataset: Dataset) -> Frame:
    """Listings with a term and a conduct that has one; ``is_plain`` for two years, ``is_extended`` for longer ones that may be.

    Two years may count from the decision or the listing, and may be written as the day before the last one's return.
    """
    rows, rules, term = night.staying(dataset), load_rule_table(), night.table.term
    rows = rows[rows["term_until"].notna() & rows["decided_on"].notna()]
    rows = rows[names_any(rows["conduct"], rules.conducts_with_term)]
    if rows.empty:
        return rows.assign(is_plain=False, is_extended=False)
    first, last = rows["decided_on"], rows["listed_on"].fillna(rows["decided_on"])
    last = last.where(~_true(last < first), first)
    until = rows["term_until"]

    def between(least: int, most: int) -> Column:
        return _true(until >= map_unique(add_years(first, least), _day_before)) & _true(until <= add_years(last, most))

    plain = between(rules.term_years, rules.term_years)
    extended = between(term.extended_from_years, term.extended_to_years)
    return rows.assign(is_plain=plain, is_extended=extended)


def _day_before(day: str) -> str:
    return date.fromordinal(max(1, date.fromisoformat(day).toordinal() - 1)).isoformat()


def _price_of(rows: Frame, key: str, first: Frame, other: str) -> Column:
    """The starting price of the first round that a row names by a column."""
    named = first[["court_code", other, "starting_price"]].dropna()
    prices = named.groupby(["court_code", other])["starting_price"].last()
    if prices.empty:
        return blank_column(rows.index)
    prices.index = prices.index.set_names(["court_code", key])
    return rows[["court_code", key]].join(prices, on=["court_code", key])["starting_price"].astype(TEXT)


def _cents(money: Column) -> Column:
    """Money in hundredths, so that a share is compared exactly."""
    return (pd.to_numeric(money, errors="coerce").astype("Float64") * 100).round().astype("Int64")


def _days_between(first: Column, last: Column) -> Column:
    """Days from one day to another; NA where one is absent or out of the calendar of dates."""
    begin, end = (pd.to_datetime(days, format="%Y-%m-%d", errors="coerce") for days in (first, last))
    return (end - begin).dt.days.astype("Int64")
