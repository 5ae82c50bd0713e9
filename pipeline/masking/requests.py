"""A text with its surroundings as one JSON value, for `publish.py mask --jsonl`: what another program asks the masker.

A string is a text of which nothing is known. An object says more::

    {"text": "…", "html": false, "contacts": ["0571-88880000"], "lot": false,
     "known": {"ids": [], "phones": [], "addresses": [], "parties": [], "names": {"张伟": "申请执行人"}}}

``names`` gives each name of the case its role: 申请执行人 stands for itself, a public party (被执行人) keeps its name, everyone
else becomes 姓+某.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.messages import _
from pipeline.masking.hiding import Surroundings
from pipeline.masking.known import APPLICANT, KnownValues, surname_and_mou
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.spans import Span
from pipeline.masking.text import find_hidden_spans, mask_html, mask_text

PUBLIC_ROLES = frozenset({"被执行人", "失信被执行人", "被限制消费人员", "被限制人", "当事人"})
"""Roles whose names the public list prints (DOMAIN §1)."""


@dataclass(frozen=True, slots=True)
class MaskRequest:
    """A text, how it is read, and what is known about it."""

    text: str
    is_html: bool = False
    around: Surroundings = field(default_factory=Surroundings)

    def masked(self, profile: Profile) -> str:
        """The text as the public reads it."""
        mask = mask_html if self.is_html else mask_text
        return mask(self.text, profile, self.around.known, self.around.public, self.around.place)

    def explained(self, profile: Profile) -> list[Span]:
        """Where what is hidden, by which rule, whose, and which row of the policy decided."""
        return find_hidden_spans(self.text, profile, self.around.known, self.around.public, self.around.place)


def parse_request(line: str) -> MaskRequest:
    """Read one line.

    Raises:
        ValueError: It is neither a JSON string nor an object of the form above; the message names the key, never a value.
    """
    try:
        value = json.loads(line)
    except ValueError as wrong:
        raise ValueError(_("is no JSON; write a JSON string or an object with the key text")) from wrong
    if isinstance(value, str):
        return MaskRequest(value)
    if not isinstance(value, dict):
        raise ValueError(_("is neither a JSON string nor an object"))
    _refuse_other_keys(value, {"text", "html", "contacts", "lot", "known"}, "")
    if not isinstance(value.get("text"), str):
        raise ValueError(_("lacks the key text, a string"))
    return MaskRequest(
        value["text"],
        _flag(value, "html"),
        Surroundings(
            _known(value.get("known", {})),
            _strings(value, "contacts"),
            Place.LOT if _flag(value, "lot") else Place.TEXT,
        ),
    )


def _known(value: Any) -> KnownValues:
    if not isinstance(value, dict):
        raise ValueError(_("known is no object"))
    _refuse_other_keys(value, {"ids", "phones", "cards", "addresses", "parties", "names"}, "known.")
    names = value.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(role, str) for role in names.values()):
        raise ValueError(_("known.names is no object of name: role"))
    parties = {name for name, role in names.items() if role in PUBLIC_ROLES} | set(_strings(value, "parties"))
    stands_for = {
        name: APPLICANT if role == APPLICANT else surname_and_mou(name)
        for name, role in names.items()
        if name not in parties
    }
    lists = {key: _strings(value, key) for key in ("ids", "phones", "cards", "addresses")}
    return KnownValues.of(lists["ids"], lists["phones"], lists["cards"], stands_for, lists["addresses"], parties)


def _refuse_other_keys(value: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in value.keys() - keys:
        raise ValueError(
            _("has a key {where}{key} that nothing reads; the keys are {keys}").format(
                where=where, key=key, keys=", ".join(sorted(keys))
            )
        )


def _flag(value: Mapping[str, Any], key: str) -> bool:
    flag = value.get(key, False)
    if not isinstance(flag, bool):
        raise ValueError(_("{key} is neither true nor false").format(key=key))
    return flag


def _strings(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    strings = value.get(key, [])
    if not isinstance(strings, list) or not all(isinstance(item, str) for item in strings):
        raise ValueError(_("{key} is no list of strings").format(key=key))
    return tuple(strings)
