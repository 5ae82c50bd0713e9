from datetime import date

from pipeline.approval.statement import read_reviews
from pipeline.core.frames import Frame
from pipeline.review.changes import find_changes
from pipeline.review.handlers import CHANGED_SINCE, NO_HANDLER, NOT_REVIEWED, Share, reviews_of
from tests.pipeline.review.invented import newest, opaque, signed

NIGHT = date(2026, 11, 20)


def test_who_has_reviewed_is_told_and_every_exception_with_its_reason() -> None:
    reviews = reviews_of(find_changes(signed(), newest(), NIGHT))
    assert reviews.shares == (Share("", 2, 0, ""), Share("h01", 2, 1, "2026-11-19"), Share("h02", 1, 0, ""))
    assert {one.id: one.why for one in reviews.exceptions} == {
        opaque("auction 1"): NO_HANDLER,
        opaque("hostile auction"): NO_HANDLER,
        opaque("debtor 30"): NOT_REVIEWED,
        opaque("debtor 20"): CHANGED_SINCE,
    }


def test_a_deadline_alone_is_nothing_for_the_handler_to_review() -> None:
    reviews = reviews_of(find_changes(signed(), newest(), NIGHT))
    assert opaque("debtor 21") not in {one.id for one in reviews.exceptions}


def test_the_pages_name_the_exceptions_of_the_signed_statement() -> None:
    before: list[Frame | None] = [None, signed()]
    for earlier in before:
        shown = {one.id for one in reviews_of(find_changes(earlier, newest(), NIGHT)).exceptions}
        assert shown == set(read_reviews(newest(), earlier).exceptions)
