"""The pictures of docs/approval.md, from an invented court: ``python -m tests.pipeline.review.screenshots``."""

import tempfile
import threading
from pathlib import Path
from typing import Any

from pipeline.core.frames import Frame
from pipeline.review.folder import build_review
from pipeline.review.server import ReviewServer
from tests.pipeline.review.deciding import Remembered
from tests.pipeline.review.invented import auction, debtor, facts, frame, source
from tests.search_index.browsing import chromium

DOCS = Path(__file__).parents[3] / "docs"
BODY = (
    "<p>杭州市西湖区人民法院将公开拍卖被执行人名下房产一套，建筑面积<strong>89.5</strong>平方米。</p>"
    "<table><tr><th>项目</th><th>内容</th></tr><tr><td>起拍价</td><td>1280000元</td></tr>"
    "<tr><td>原登记人证件</td><td>3301061980****123*</td></tr></table>"
    "<p>共有人王某，手机***********，住浙江省杭州市西湖区***。看样登记代号66668888。</p>"
)


def signed() -> Frame:
    return frame(
        *(debtor(number) for number in range(1, 60)), debtor(70, deadline="2026-11-20", rule="R1", verb="屏蔽")
    )


def newest() -> Frame:
    return frame(
        *(debtor(number) for number in range(1, 58)),
        debtor(58, obligation="支付货款28058元，利息算至2026年11月1日。", reviewed_on="2026-11-19"),
        debtor(59, deadline="2026-11-27", rule="R1", verb="屏蔽"),
        *(debtor(number, handler="h02", reviewed_on=None) for number in range(80, 84)),
        debtor(84, obligation="归还借款28084元，联系人电话***********。"),
        auction("auction", body=BODY, starting_price="1280000.00", published_on="2026-11-20"),
    )


def shoot(page: Any, name: str) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=DOCS / f"review-{name}.png")


def take_pictures() -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "review"
        build_review(source(facts=facts(rows=len(newest())), newest=newest(), signed=signed(), sample_size=50), folder)
        with chromium() as browser, ReviewServer(folder, Remembered(), 0) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page(viewport={"width": 1120, "height": 700}, color_scheme="light")
            page.goto(server.guard.entry_address())
            page.wait_for_url("**/index.html")
            shoot(page, "front")
            page.goto(f"{server.guard.origin}/list.html#state=check")
            page.wait_for_selector("[data-progress]:has-text('/')")
            page.keyboard.press("Enter")
            page.wait_for_selector("[data-record] h2")
            shoot(page, "list")
            page.keyboard.press("h")
            shoot(page, "hold")
            page.keyboard.press("Escape")
            page.goto(f"{server.guard.origin}/approve.html")
            shoot(page, "approve")
            server.shutdown()


if __name__ == "__main__":
    take_pictures()
