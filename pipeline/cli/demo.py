"""The demo: a sample case system, one night over it, and three things to try."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pipeline.approval.keys import make_key, write_key
from pipeline.approval.modes import ApprovalMode
from pipeline.cleaning.identifiers import has_valid_check_digit, normalise_resident_id
from pipeline.cli.asking import search_of
from pipeline.composing.officers import DEMO_PASSPHRASE, demo_keys
from pipeline.core.errors import ReleaseRefused, SettingsError
from pipeline.core.messages import _
from pipeline.core.permissions import make_open
from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset, record_id
from pipeline.night.nightly import run_nightly
from pipeline.night.report import Report
from pipeline.night.run import Announce
from pipeline.release.builder import end_builder
from pipeline.sample import write_sample
from pipeline.sample.courts import OPERATING_COURT, courts
from pipeline.settings.deployment import Settings, load_settings
from pipeline.settings.example import example_settings, new_site_secret
from pipeline.settings.lists import ITEMS
from pipeline.state.batches import BatchStore
from pipeline.targets.folder import trees_beside

_NO_KEYS = """\
# Officers' keys (docs/approval.md): an entry for each key. Officers make them in the signing page; `publish.py keys add` enters them.
# 签署人密钥登记：每个密钥一段。签署人在签名页制作，由 `publish.py keys add 姓名.entry.toml` 登记。
#
# [courts."浙0106"]
# threshold = 2          # different people who must sign; 1 where a court is not named
"""
_DEMO_ROUNDS = 2_048  # the passphrase stands in the source
_DEMO_DAYS = 3650
_DEMO_OFFICER = "演示审核员"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made."""

    settings: Settings
    report: Report
    name: str
    """A name of the sample that is public; the number and the case number belong to the same record."""
    number: str
    case_number: str
    court: str
    """The court with the most records, for a review."""


def write_settings(home: Path, values: dict[str, dict[str, Any]]) -> Path:
    """Write ``yangguang.toml`` with a fresh site secret, and a key file without keys.

    Raises:
        SettingsError: There is one already; its secret must never change.
    """
    path = home / "yangguang.toml"
    if path.exists():
        raise SettingsError(
            _("{path} is there already; edit it, or choose another --home (its secret must not change)").format(
                path=path.name
            )
        )
    make_open(home)
    site = {"secret": new_site_secret(), **values.get("site", {})}
    path.touch(mode=0o600, exist_ok=False)
    path.chmod(0o600)
    path.write_text(example_settings({**values, "site": site}), encoding="utf-8")
    keys = home / "keys.toml"
    if not keys.exists():
        keys.write_text(_NO_KEYS, encoding="utf-8")
    return path


def make_demo(home: Path, records: int, seed: int, on: date, port: int, announce: Announce) -> Demo:
    """Make the sample and publish it in ``home`` (settings, keys, case.db, truth.jsonl, public, state).

    A demo that is there already keeps its settings and is made anew.

    Raises:
        SettingsError: The home is that of a real deployment.
        ReleaseRefused: The night let nothing out.
    """
    path = home / "yangguang.toml"
    if not path.exists():
        site = {
            "base_url": f"http://127.0.0.1:{port}",
            "browse_dishonest_debtors": True,
            "operating_court": OPERATING_COURT,
            "lawyer_investigation": "示例省高级人民法院关于律师调查令的规定（示例规〔2026〕21号）",
            "link_hosts": ({"host": "*.example.cn", "basis": "平台均为虚构"},),
        }
        write_settings(home, {"approval": {"mode": "demo"}, "site": site, "lists": _demo_lists(on)})
    settings = load_settings(path)
    if settings.approval.mode is not ApprovalMode.DEMO:
        raise SettingsError(
            _("{home} is no demo (approval.mode = {mode}); choose another --home").format(
                home=home.name, mode=settings.approval.mode
            )
        )
    settings.target.path.unlink(missing_ok=True)
    for folder in (settings.state, trees_beside(settings.target.path)):
        shutil.rmtree(folder, ignore_errors=True)
    announce("sample")
    write_sample(f"sqlite:///{home / 'case.db'}", records=records, seed=seed, on=on, truth=home / "truth.jsonl")
    _make_demo_keys(settings, on)
    report = run_nightly(settings, on, announce)
    end_builder()  # a demo that is served goes on for days
    if report.refused:
        raise ReleaseRefused(report.refused)
    name, number, case_number = _something_to_try(settings)
    return Demo(settings, report, name, number, case_number, _busiest_court(settings))


def _demo_lists(on: date) -> dict[str, dict[str, Any]]:
    """Every list that a deployment of the rule set five-day may name, with its items, on an invented basis."""
    named = (*CASE_ENTRIES, *ITEMS)
    decided = {"document": "演示文号〔2026〕1号", "date": on.isoformat()}
    return {
        dataset.value: {
            "basis": SCHEMAS[dataset].basis,
            **decided,
            **({ITEMS[dataset]: True} if dataset in ITEMS and dataset is not Dataset.DOCUMENTS else {}),
        }
        for dataset in dict.fromkeys(named)
    }


def _make_demo_keys(settings: Settings, on: date) -> None:
    """A key for every court of the sample; the night signs with them by itself, and so may a visitor."""
    folder = demo_keys(settings.approval)
    shutil.rmtree(folder, ignore_errors=True)
    made = {court.code: make_key(_DEMO_OFFICER, court.code, _DEMO_DAYS, on) for court in courts()}
    for code, key in made.items():
        write_key(folder / f"{code}.pem", key, DEMO_PASSPHRASE, _DEMO_ROUNDS)
    settings.approval.keys.write_text("\n".join(key.entry for key in made.values()), encoding="utf-8")


def _busiest_court(settings: Settings) -> str:
    store = BatchStore(settings.state / "batches")
    known = [court for court in store.courts() if court != settings.site.operating_court]
    return max(known, key=lambda court: store.info(court, store.names(court)[-1]).rows, default="")


def _something_to_try(settings: Settings) -> tuple[str, str, str]:
    """Name, full ID and case number of a public record of the (invented) sample; empty where there is none."""
    asked = search_of(settings)
    for dataset in (Dataset.DISHONEST_DEBTORS, Dataset.UNFINISHED_CASES):
        for court, source, name, number in _people(settings.source.url, dataset):
            if number is None or normalise_resident_id(number) != number or not has_valid_check_digit(number):
                continue
            record = record_id(settings.site_secret, dataset, court, source)
            hits = asked.search(name, profile=settings.masking.profile).hits
            found = next((hit for hit in hits if hit["id"] == record and hit["party_name"] == name), None)
            if found is not None and "case_number" in found:
                return name, number, found["case_number"]
    return "", "", ""


def _people(url: str, dataset: Dataset) -> list[tuple[str, str, str, str | None]]:
    """Court code, source id, name and number of every row of a party list."""
    engine = sa.create_engine(url)
    statement = f"SELECT court_code, source_id, party_name, id_number FROM {dataset} ORDER BY source_id"  # noqa: S608
    with engine.connect() as connection:
        rows = [(row[0], row[1], row[2], row[3]) for row in connection.execute(sa.text(statement))]
    engine.dispose()
    return rows
