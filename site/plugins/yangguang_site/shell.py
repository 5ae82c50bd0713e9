"""What stands around every page, rendered once for each depth and section instead of once for each page."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

Shell = Callable[..., Markup]


def make_shell(environment: Environment, facts: Mapping[str, Any]) -> Shell:
    """A function ``shell(part, root, section="")`` for templates: a macro of `shell.html`, called once per arguments.

    Args:
        environment: Where the templates are.
        facts: What the macros see beside their arguments: ``SITE`` and ``SITENAME``.
    """
    parts = environment.get_template("shell.html").make_module(dict(facts))

    @cache
    def shell(part: str, root: str, section: str = "") -> Markup:
        return Markup(getattr(parts, part)(root, section))  # noqa: S704 # a macro escapes what it is given

    return shell
