"""The lists of a database as streams of rows in the order of court and case, in the contract's words."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import sqlalchemy as sa

from pipeline.core.records import Dataset
from pipeline.sources.bundles import Courts, Part, ordered_here, with_keys
from pipeline.sources.finding import Looked
from pipeline.sources.ordering import Order, courts_meant, may_be_ordered, order_of, spelled
from pipeline.sources.questions import TableQuestion, rows_by_court, rows_in_order, rows_of
from pipeline.sources.translating import translated


def side_by_side(
    connection: sa.Connection, asked: list[TableQuestion], looked: Looked, courts: Courts
) -> list[tuple[Dataset, Iterator[Part]]]:
    """A stream or two a list: what the server brings into order, and what is brought into order here."""
    orders, spelling = _orders(connection, asked, looked)
    courts = replace(courts, spelled=spelling)
    rows = sum(order.rows for order in orders.values())
    streams = []
    for question in asked:
        order = orders[question.dataset]
        share = order.rows / rows if order.rows else 1 / len(asked)
        if order.by_server is None or order.by_server:
            usual = replace(question, courts=order.by_server, chunk_rows=max(1, round(question.chunk_rows * share)))
            streams.append((question.dataset, _ordered_by_server(connection, usual, looked, courts)))
        if order.here is None or order.here:
            part = whole(connection, replace(question, courts=order.here), looked)
            streams.append((question.dataset, ordered_here(part, courts, question.chunk_rows)))
    return streams


def _orders(
    connection: sa.Connection, asked: list[TableQuestion], looked: Looked
) -> tuple[dict[Dataset, Order], dict[str, str]]:
    """How the rows of each list come; and court -> what the server orders its rows by."""
    orders = {}
    meant, rows = {}, {}
    for question in asked:
        dataset, sources = question.dataset, looked.sources[question.dataset]
        if not may_be_ordered(question.found, sources):
            orders[dataset] = Order(by_server=[], here=None, rows=0)
        elif "court_code" not in question.found.columns:
            orders[dataset] = Order(by_server=None, here=[], rows=0)
        else:
            rows[dataset] = rows_by_court(connection, question)
            meant[dataset] = courts_meant(dataset, rows[dataset], sources["court_code"])
    spelling = spelled(meant, rows)
    return orders | {dataset: order_of(meant[dataset], rows[dataset], spelling) for dataset in meant}, spelling


def _ordered_by_server(
    connection: sa.Connection, question: TableQuestion, looked: Looked, courts: Courts
) -> Iterator[Part]:
    began = time.monotonic()
    for table in rows_in_order(connection, question):
        part = in_words(question.dataset, table, looked)
        yield Part(with_keys(part.rows, courts), part.codes, time.monotonic() - began)
        began = time.monotonic()


def whole(connection: sa.Connection, question: TableQuestion, looked: Looked) -> Part:
    """All rows of a question, as the server gives them."""
    began = time.monotonic()
    part = in_words(question.dataset, rows_of(connection, question), looked)
    return replace(part, rows=part.rows.combine_chunks(), seconds=time.monotonic() - began)


def in_words(dataset: Dataset, rows: pa.Table, looked: Looked) -> Part:
    """Rows as the source has them, in the contract's words."""
    result = translated(dataset, rows, looked.sources[dataset])
    return Part(result.rows, result.codes)
