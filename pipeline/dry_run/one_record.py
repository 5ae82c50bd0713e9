"""What decides over one record, out of a whole pull: the rows of its cases, the directory, the approvals.

Cleaning and judging a pull takes minutes where one record is asked for. What is left out decides nothing over it:

1. Masking, the end of a listing (R11) and decisions look at the rows of the same case only.
2. Columns are read as a whole where a spreadsheet counted their days, and a list asks for the day of service if it
   knows one: the first rows of each list in which the case stands stay for that.
3. The exact net looks for the numbers of the whole pull; they are taken from all rows as they are.
"""

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.secrets import NUMBERS, PHONES
from pipeline.cleaning.tables import court_names, ids_of
from pipeline.core.frames import Column, Frame, among
from pipeline.core.records import PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.sealing.pull import Pull
from pipeline.settings.parts import Judging

_WHOLE = (Dataset.COURTS, Dataset.WITHHOLDINGS)
"""Tables that say something of other rows."""
_FIRST_ROWS = 100
_ID_LENGTH = 16


def only_cases_of(name: str, pulled: Pull, judging: Judging) -> Pull:
    """The rows of a pull that decide over the records of that name.

    Args:
        name: Their opaque id, or the ``source_id`` of the source.
        pulled: The whole pull.
        judging: For the opaque ids.
    """
    meant = {dataset: _is_meant(name, dataset, pulled, judging) for dataset in PUBLISHED_DATASETS}
    named = [pulled.tables[dataset][is_so] for dataset, is_so in meant.items() if is_so.any()]
    cases = {case for frame in named for case in frame["case_id"].dropna()}
    numbers = {number for frame in named for number in _digits(frame["case_number"]).dropna() if number}
    tables = dict(pulled.tables)
    for dataset in PUBLISHED_DATASETS:
        if dataset in _WHOLE:
            continue
        table = tables[dataset]
        wanted = meant[dataset] | among(table["case_id"], cases)
        if numbers:
            wanted |= _digits(table["case_number"]).isin(list(numbers))
        if wanted.any():
            wanted.iloc[:_FIRST_ROWS] = True
        tables[dataset] = table[wanted].reset_index(drop=True)
    return replace(pulled, tables=tables)


def with_numbers_of_all(few: Pull, whole: Pull) -> dict[Dataset, Frame]:
    """The tables of few cases, and of all others the numbers and phones alone, for the exact net."""
    numbers = {dataset: whole.tables[dataset][[*NUMBERS, *PHONES]] for dataset in PARTY_LISTS}
    return few.tables | {
        dataset: pd.concat([few.tables[dataset], only], ignore_index=True) for dataset, only in numbers.items()
    }


def _is_meant(name: str, dataset: Dataset, pulled: Pull, judging: Judging) -> Column:
    table = pulled.tables[dataset]
    is_meant = (table["source_id"].str.strip() == name).fillna(False).astype(bool)
    if len(name) == _ID_LENGTH and not table.empty:
        names = court_names(pulled.tables[Dataset.COURTS])
        ids = ids_of(dataset, table, names, judging.site_secret, judging.operating_court)
        is_meant |= (ids == name).fillna(False).astype(bool)
    return is_meant


def _digits(numbers: Column) -> Column:
    """The digits of case numbers, by which all spellings of one are alike."""
    plain = pc.utf8_normalize(pa.array(numbers, pa.string()), form="NFKC")
    return pd.Series(pc.replace_substring_regex(plain, r"[^0-9]+", "").to_pandas(), index=numbers.index)
