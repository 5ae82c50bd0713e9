"""A keyed digest of all that decides how a row is printed: its own cells, what its case knows, its court's phones.

Two rows with one digest are printed alike by the same code: `Masker` sees nothing else. Without the key the digest tells
nothing; the key lies apart from it and is thrown away every week (`printing.key`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from pipeline.cleaning.secrets import CASE_COLUMNS
from pipeline.core.cells import rows_as_texts
from pipeline.core.frames import Column, Frame, text_column
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.masking.cases import CaseKey
from pipeline.masking.confirmed import as_rules
from pipeline.masking.hiding import ProfileMasking
from pipeline.printing.public_texts import CourtRows
from pipeline.printing.version import code_version
from pipeline.state.batches import rules_digest

_CODE = ("pipeline.printing.public_texts", "pipeline.leaks.soft.look")
"""The modules in whose code, and that below them, a row is printed, and looked at by the soft nets before it is sealed."""
_SIZE = 16
"""Bytes of a digest: two different inputs of a night never share one."""


def input_digests(rows: CourtRows, masking: ProfileMasking, key: bytes) -> dict[Dataset, Column]:
    """Of every row that may be public the digest of its input, in hex, on the index of its frame.

    Args:
        rows: What is printed, and what it takes to print it.
        masking: How the deployment masks.
        key: 32 random bytes.
    """
    version = "\0".join((code_version(*_CODE), masking.profile.value, rules_digest(as_rules(masking.confirmed))))
    lead = blake2b(version.encode(), key=key, digest_size=_SIZE).digest()
    cases = _case_digests(rows, key)
    phones = {court: "\0".join(known) for court, known in rows.phones.items()}
    return {
        dataset: _of_rows(dataset, frame, lead, cases, phones, key) if len(frame) else text_column([], frame.index)
        for dataset, frame in rows.public.items()
    }


def _of_rows(
    dataset: Dataset,
    frame: Frame,
    lead: bytes,
    cases: Mapping[CaseKey, bytes],
    phones: Mapping[str, str],
    key: bytes,
) -> Column:
    columns = sorted(frame.columns)
    head = lead + f"{dataset.value} {' '.join(columns)}\n".encode()
    ids = frame["case_id"] if "case_id" in frame else [None] * len(frame)
    keys = zip(frame["court_code"], ids, strict=True)
    texts = (text for portion in rows_as_texts(frame, columns) for text in portion)
    found = []
    for (court, case), text in zip(keys, texts, strict=True):
        known = cases.get((court, case), b"") if isinstance(case, str) else b""
        told = phones.get(court, "")
        content = b"".join((head, known, f"{len(told)}:{told}".encode(), text.encode("utf-8", "surrogatepass")))
        found.append(blake2b(content, key=key, digest_size=_SIZE).hexdigest())
    return text_column(found, frame.index)


def _case_digests(rows: CourtRows, key: bytes) -> dict[CaseKey, bytes]:
    """Of every case what its parties' rows know, whatever their order, and whether it is nameless."""
    known: defaultdict[CaseKey, list[str]] = defaultdict(list)
    for dataset in PARTY_LISTS:
        frame = rows.every[dataset]
        named = frame[frame["case_id"].notna()]
        keys = zip(named["court_code"], named["case_id"], strict=True)
        for case, text in zip(keys, _flat(named), strict=True):
            known[case].append(text)
    for case in rows.nameless:
        known[case].append("nameless")
    return {
        case: blake2b("\n".join(sorted(texts)).encode("utf-8", "surrogatepass"), key=key, digest_size=_SIZE).digest()
        for case, texts in known.items()
    }


def _flat(frame: Frame) -> Iterable[str]:
    return (text for portion in rows_as_texts(frame, CASE_COLUMNS) for text in portion)
