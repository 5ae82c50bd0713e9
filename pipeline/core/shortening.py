"""Cutting a masked text for a list or a title."""

import string

_OF_A_NUMBER = string.ascii_letters + string.digits + "*"


def shortened(text: str, most: int) -> str:
    """The beginning of a text, at most so many characters and then …; never half of a number.

    Half of a mask has no profile's form, and a release that shows one is refused.

    >>> shortened("身份证号3301061980****123*，已公告", 12), shortened("已公告", 12)
    ('身份证号…', '已公告')
    """
    if len(text) <= most:
        return text
    beginning = text[:most]
    return (beginning.rstrip(_OF_A_NUMBER) if text[most] in _OF_A_NUMBER else beginning) + "…"
