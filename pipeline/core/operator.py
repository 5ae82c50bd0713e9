"""Who runs the command, and when."""

import getpass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.core.messages import _
from pipeline.core.remarks import RemarkRefused, checked_remark

_CLOCK = ZoneInfo("Asia/Shanghai")
_NAMELESS = "operator"


def now() -> datetime:
    """The house's clock."""
    return datetime.now(_CLOCK)


def operator() -> str:
    """The account that runs the command; a name that looks like a number or an address is not written down."""
    try:
        return checked_remark(getpass.getuser(), _("name of the account"))
    except (OSError, KeyError, ImportError, RemarkRefused):
        return _NAMELESS
