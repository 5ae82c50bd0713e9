"""Filling the hub's tables from the invented world: each fact once, at its case, its party, its list."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from pipeline.core.records import MEASURES, NOTICES, SCHEMAS, Dataset
from pipeline.sample.courts import Court, court_rows, courts
from pipeline.sample.days import iso
from pipeline.sample.entries import entry_rows
from pipeline.sample.guidelines import guideline_rows
from pipeline.sample.hub.codes import WORDS, code_of, code_rows
from pipeline.sample.hub.schema import hub_tables
from pipeline.sample.identity import IdKind
from pipeline.sample.notices import clean_notices
from pipeline.sample.parties import party_rows
from pipeline.sample.tables import Columns, Members, World
from pipeline.sample.withholdings import withholding_rows
from pipeline.sample.world import build_world
from pipeline.sample.writer import CHUNK_ROWS, open_case_system

Row = dict[str, Any]
Reading = Callable[[Any], Any]

_ID_KINDS = (*(kind.value for kind in IdKind), "统一社会信用代码", "组织机构代码")
_KEY_WIDTH = 32


def write_hub(url: str, *, records: int, seed: int, on: date) -> None:
    """Make (or replace) the hub: the world of `write_sample` of the same arguments, without its dirt.

    Args:
        url: SQLAlchemy address.
        records: Party records in all lists together.
        seed: The same seed gives the same rows.
        on: The day the system is seen on.

    Raises:
        SourceError: The database cannot be written.
    """
    metadata = hub_tables()
    with open_case_system(url) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        for name, rows in _tables(build_world(seed, 0, on, records), seed, on, records):
            table = metadata.tables[name]
            for chunk in _chunks(rows):
                connection.execute(sa.insert(table), chunk)


def _tables(world: World, seed: int, on: date, records: int) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "t_dm", ({"c_lb": lb, "c_dm": dm, "c_mc": mc} for lb, dm, mc in (*code_rows(), *_id_kind_rows()))
    yield "t_fy", map(_court, court_rows(seed, on.isoformat()))
    yield "t_sczx_aj", _cases(world)
    yield "t_sczx_dsr", _parties(world)
    for dataset in (Dataset.UNFINISHED_CASES, *MEASURES, Dataset.DISHONEST_DEBTORS, Dataset.TERMINATED_ROUNDS):
        yield _TABLE_OF.get(dataset, "t_sczx_xzcs"), _listed(world, dataset)
    for dataset in NOTICES:
        kind = code_of("GGLX", SCHEMAS[dataset].title)
        rows = _rows_of(clean_notices(world, dataset, records), _NOTICE)
        yield "t_sczx_gg", (row | {"n_gglx": kind} for row in rows)
    for dataset, columns in entry_rows(world, records, None):
        kind = code_of("MLLX", SCHEMAS[dataset].title) if SCHEMAS[dataset].title in WORDS["MLLX"] else None
        if kind is not None:
            yield "t_sczx_ml", [row | {"n_mllx": kind} for row in _rows_of(columns, _ENTRY)]
    yield "t_sczx_bgksp", (_read(row, _WITHHOLDING) for row in withholding_rows(world, records))
    yield "t_zxzy", (_read(row, _GUIDELINE) for row in guideline_rows(on))


_TABLE_OF = {
    Dataset.UNFINISHED_CASES: "t_sczx_wjgk",
    Dataset.DISHONEST_DEBTORS: "t_sczx_sxmd",
    Dataset.TERMINATED_ROUNDS: "t_sczx_zb",
}


def _cases(world: World) -> Iterator[Row]:
    cases = world.cases
    filed, closed = iso(cases.filed), iso(cases.closed, cases.is_closed)
    for n in range(len(cases)):
        yield {
            "c_ajbs": _key(cases.ids[n]),
            "n_fybs": _number_of(courts()[cases.court[n]]),
            "n_ajlx": code_of("AJLX", cases.types[n]),
            "n_ajzt": code_of("AJZT", cases.statuses[n]),
            "n_jafs": code_of("JAFS", cases.modes[n]),
            "n_gkzt": code_of("GKZT", cases.disclosures[n]),
            "n_mj": code_of("MJ", cases.secrecies[n]),
            "c_ah": cases.numbers[n],
            "c_ay": cases.causes[n],
            "c_cbr": cases.handlers[n],
            "c_sqr": cases.applicants[n],
            "c_zxyjdw": cases.basis_authorities[n],
            "c_zxyjwh": cases.basis_numbers[n],
            "d_larq": _day(filed[n]),
            "d_jarq": _day(closed[n]),
            "d_cbrqr": _day(cases.reviewed[n]),
            "n_sqbdje": Decimal(f"{cases.yuan[n]}.{cases.cents[n]:02d}"),
            "n_wlxje": Decimal(cases.outstanding[n]),
        }


def _parties(world: World) -> Iterator[Row]:
    """A row a debtor in a case."""
    links, people = world.involvements, world.debtors
    for n in range(len(links)):
        who = links.debtor[n]
        yield {
            "c_dsrbs": _party_key(n),
            "c_ajbs": _key(world.cases.ids[links.case[n]]),
            "n_dsrlx": code_of("DSRLX", people.kinds[who]),
            "n_xb": code_of("XB", "女" if people.is_female[who] else "男") if people.is_natural[who] else None,
            "n_zjlx": _ID_KINDS.index(people.id_kinds[who]) + 1,
            "c_mc": people.names[who],
            "c_zjhm": people.numbers[who],
            "c_fddbr": people.representatives[who],
            "c_fddbrzj": people.representative_ids[who],
            "c_lxdh": people.phones[who],
            "c_dz": people.addresses[who],
            "c_dsrxx": links.third_parties[n],
            "c_bhdz": links.protected[n],
        }


def _listed(world: World, dataset: Dataset) -> Iterator[Row]:
    """The rows of a list, with the keys of case and party."""
    every = world.lists[dataset]
    reading = _LISTED | _OF_LIST.get(dataset, {})
    if dataset in MEASURES:
        reading |= _MEASURE
    for first in range(0, len(every), CHUNK_ROWS):
        members = Members(dataset, every[first : first + CHUNK_ROWS], first)
        columns = party_rows(world, members, None)
        for row, link in zip(_rows_of(columns, reading), members.positions.tolist(), strict=True):
            row["c_dsrbs"] = _party_key(link)
            if dataset in MEASURES:
                row["n_cslx"] = code_of("CSLX", SCHEMAS[dataset].title)
            yield row


def _rows_of(columns: Columns, reading: Mapping[str, tuple[str, Reading]]) -> Iterator[Row]:
    names = list(columns)
    for values in zip(*(columns[name].tolist() for name in names), strict=True):
        yield _read(dict(zip(names, values, strict=True)), reading)


def _read(row: Mapping[str, Any], reading: Mapping[str, tuple[str, Reading]]) -> Row:
    return {column: read(row.get(name)) for column, (name, read) in reading.items()}


def _court(row: Mapping[str, Any]) -> Row:
    number = next(_number_of(court) for court in courts() if court.code == row["code"])
    return {"n_fybs": number, **_read(row, _COURT)}


def _id_kind_rows() -> list[tuple[str, str, str]]:
    return [("ZJLX", str(number), word) for number, word in enumerate(_ID_KINDS, 1)]


def _number_of(court: Court) -> int:
    """Courts have numbers of their own here, as in real hubs, that tell nothing of their codes."""
    return 2_000 + court.number * 7


def _key(text: str) -> str:
    return text.ljust(_KEY_WIDTH)


def _party_key(link: int) -> str:
    return _key(f"DSR{link:010d}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _coded(category: str) -> Reading:
    return lambda word: code_of(category, word)


def _court_number(code: str) -> int:
    return next(_number_of(court) for court in courts() if court.code == code)


def _keyed(value: str | None) -> str | None:
    return None if value is None else _key(value)


_LISTED: dict[str, tuple[str, Reading]] = {
    "c_bs": ("source_id", _key),
    "c_ajbs": ("case_id", _key),
    "n_wcn": ("is_minor", _coded("SF")),
    "n_nl": ("age", _whole),
    "n_sw": ("is_deceased", _coded("SF")),
    "c_dj": ("grade", _text),
    "d_zhq": ("suspended_from", _day),
    "d_zhz": ("suspended_until", _day),
    "c_cjcd": ("succession_ruling", _text),
    "d_gxsj": ("updated_at", _moment),
}
_MEASURE: dict[str, tuple[str, Reading]] = {
    "d_ksrq": ("measure_start", _day),
    "d_jsrq": ("measure_end", _day),
    "d_qgyc": ("national_removed_on", _day),
    "c_jsyy": ("measure_end_reason", _text),
    "c_sy": ("reason", _text),
    "c_nr": ("content", _text),
}
_SERVED: dict[str, tuple[str, Reading]] = {
    "d_sdrq": ("served_on", _day),
    "d_kxq": ("grace_until", _day),
}
_LIMIT: dict[str, tuple[str, Reading]] = {
    "c_sf": ("capacity", _text),
    "c_gldw": ("related_party", _text),
    "c_lh": ("order_number", _text),
}
_LISTING: dict[str, tuple[str, Reading]] = {
    "n_cxfs": ("removal_act", _coded("CXFS")),
    "n_cxsy": ("removal_ground", _whole),
    "n_nrfs": ("listed_upon", _coded("NRFS")),
    "c_jdsh": ("decision_number", _text),
    "c_yw": ("obligation", _text),
    "c_lxqk": ("performance", _text),
    "c_ylx": ("performed_part", _text),
    "c_wlx": ("unperformed_part", _text),
    "c_sxxw": ("conduct", _text),
    "d_jdrq": ("decided_on", _day),
    "d_fbrq": ("listed_on", _day),
    "d_qxz": ("term_until", _day),
    "d_cxrq": ("removal_act_on", _day),
    "d_qgyc": ("national_removed_on", _day),
}
_TERMINATED: dict[str, tuple[str, Reading]] = {
    "d_zbrq": ("terminated_on", _day),
    "d_hfrq": ("resumed_on", _day),
    "d_zbyw": ("wrong_ending_on", _day),
}
_OF_LIST: Mapping[Dataset, dict[str, tuple[str, Reading]]] = {
    Dataset.DISHONEST_DEBTORS: _LISTING | _SERVED,
    Dataset.CONSUMPTION_LIMITS: _SERVED | _LIMIT,
    Dataset.TERMINATED_ROUNDS: _TERMINATED,
}
"""What a list has of its own."""
_ENTRY: dict[str, tuple[str, Reading]] = {
    "c_mlbs": ("source_id", _key),
    "c_ajbs": ("case_id", _keyed),
    "n_fybs": ("court_code", _court_number),
    "n_ajlx": ("case_type", _coded("AJLX")),
    "n_gkzt": ("disclosure", _coded("GKZT")),
    "n_dbzt": ("supervision_state", _coded("DBZT")),
    "c_cbr": ("handler_id", _text),
    "c_ah": ("case_number", _text),
    "d_cbrqr": ("handler_reviewed_on", _day),
    "d_gxsj": ("updated_at", _moment),
    "d_chrq": ("withdrawn_on", _day),
    "c_wszl": ("document_kind", _text),
    "c_wsbh": ("document_number", _text),
    "d_wsrq": ("issued_on", _day),
    "c_ay": ("cause", _text),
    "c_nr": ("body", _text),
    "c_ggsy": ("claim_kind", _text),
    "c_qlr": ("creditor", _text),
    "n_je": ("amount", _money),
    "d_fbrq": ("published_on", _day),
    "d_rljz": ("claim_until", _day),
    "d_lqrq": ("claimed_on", _day),
    "d_dbjs": ("supervision_ended_on", _day),
}
_NOTICE: dict[str, tuple[str, Reading]] = {
    "c_ggbs": ("source_id", _key),
    "c_ajbs": ("case_id", _keyed),
    "n_fybs": ("court_code", _court_number),
    "n_ajlx": ("case_type", _coded("AJLX")),
    "c_cbr": ("handler_id", _text),
    "c_ah": ("case_number", _text),
    "d_cbrqr": ("handler_reviewed_on", _day),
    "d_gxsj": ("updated_at", _moment),
    "n_gkzt": ("disclosure", _coded("GKZT")),
    "c_mj": ("secrecy", _text),
    "c_bt": ("title", _text),
    "c_nr": ("body", _text),
    "d_fbrq": ("published_on", _day),
    "d_sj": ("event_at", _moment),
    "c_dd": ("event_place", _text),
    "d_jzrq": ("ends_on", _day),
    "d_chrq": ("withdrawn_on", _day),
    "d_jarq": ("case_closed_on", _day),
    "c_lj": ("platform_url", _text),
    "c_bdwbh": ("lot_id", _text),
    "n_jd": ("stage", _coded("JD")),
    "c_sygg": ("related_notice", _text),
    "n_qpj": ("starting_price", _money),
    "n_pgj": ("appraised_price", _money),
    "n_bzj": ("deposit", _money),
    "n_jjfd": ("increment", _money),
    "n_pmjg": ("result", _coded("PMJG")),
    "d_jgrq": ("result_on", _day),
    "n_cjj": ("result_price", _money),
    "n_djfs": ("valuation_kind", _coded("DJFS")),
    "c_pgjg": ("valuation_institution", _text),
    "d_pgrq": ("valuation_on", _day),
    "c_xsje": ("reward", _text),
    "c_xsgz": ("reward_rule", _text),
    "c_lqtj": ("claim_conditions", _text),
    "n_yxzt": ("posting", _coded("SF")),
    "c_tzsx": ("hearing_subject", _text),
    "n_sfgk": ("is_public", _coded("SF")),
    "c_cjfs": ("how_to_attend", _text),
    "c_lxfs": ("contacts", _text),
    "c_fj": ("attachments", _text),
}
_WITHHOLDING: dict[str, tuple[str, Reading]] = {
    "c_spbs": ("source_id", _key),
    "c_ajbs": ("case_id", _key),
    "n_fw": ("scope", _coded("FW")),
    "c_dx": ("target", _text),
    "c_spr": ("approver", _text),
    "c_spdh": ("form_number", _text),
    "d_sprq": ("approved_on", _day),
    "d_jzrq": ("until", _day),
    "d_gxsj": ("updated_at", _moment),
}
_GUIDELINE: dict[str, tuple[str, Reading]] = {
    "c_bs": ("source_id", _key),
    "n_fybs": ("court_code", _court_number),
    "n_gkzt": ("disclosure", _coded("GKZT")),
    "c_bt": ("title", _text),
    "c_lb": ("category", _text),
    "c_zdjg": ("issuer", _text),
    "c_wh": ("document_number", _text),
    "c_nr": ("body", _text),
    "d_fbrq": ("issued_on", _day),
    "d_sxrq": ("effective_on", _day),
    "d_fzrq": ("repealed_on", _day),
    "d_qrrq": ("in_force_confirmed_on", _day),
    "d_cbrqr": ("handler_reviewed_on", _day),
    "d_gxsj": ("updated_at", _moment),
}
_COURT: dict[str, tuple[str, Reading]] = {
    "c_bs": ("source_id", _key),
    "c_fydm": ("code", _text),
    "c_fymc": ("name", _text),
    "c_fyjb": ("level", _text),
    "c_sjdm": ("parent_code", _text),
    "c_dq": ("region", _text),
    "c_dz": ("address", _text),
    "c_jt": ("transport", _text),
    "c_yb": ("postcode", _text),
    "c_gx": ("jurisdiction", _text),
    "c_nsjg": ("departments", _text),
    "c_zbdh": ("duty_phone", _text),
    "c_jddh": ("supervision_phone", _text),
    "c_jzxx": ("director_mailbox", _text),
    "c_ts": ("complaints", _text),
    "c_zrbm": ("responsible_department", _text),
    "c_ry": ("personnel", _text),
    "c_mcxx": ("rosters", _text),
    "c_zh": ("accounts", _text),
    "d_gxsj": ("updated_at", _moment),
}


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
