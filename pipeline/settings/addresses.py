"""Addresses in ``yangguang.toml``: read as strictly as those of notices (`pipeline.core.links`)."""

from pipeline.core.links import LinkRefusedError, read_endpoint
from pipeline.core.messages import _

_REASONS = {
    "link_user": _("holds a name or password before an @; credentials come from the environment"),
    "link_port": _("has no such port"),
    "link_signs": _("holds a sign that no address has"),
}


def endpoint_of(value: str, example: str) -> str:
    """An address that this machine asks or under which the site stands.

    Args:
        value: As it was written.
        example: Of such an address, for the message.

    Raises:
        ValueError: It is no address that is what it looks like.

    >>> endpoint_of("http://127.0.0.1:8000", "https://zxgk.example.cn")
    'http://127.0.0.1:8000'
    """
    try:
        return str(read_endpoint(value))
    except LinkRefusedError as refused:
        reason = _REASONS.get(refused.code)
        raise ValueError(
            _('{reason}write the full address, as in "{example}"').format(
                reason=reason + ": " if reason else "", example=example
            )
        ) from None
