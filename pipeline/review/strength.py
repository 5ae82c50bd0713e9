"""How much a mask profile hides, in numbers an officer can weigh (DOMAIN §3)."""

from dataclasses import dataclass

from pipeline.masking.profiles import Profile, mask_resident_id

_INVENTED = "330106198001011234"


@dataclass(frozen=True, slots=True)
class Strength:
    """How many valid identity numbers fit a printed mask."""

    title: str
    fitting: int
    """Of one printed form."""
    fitting_with_birthday: int
    """When the birthday is known from elsewhere."""
    remark: str = ""


STRENGTHS: dict[Profile, Strength] = {
    Profile.STANDARD: Strength("标准", 365, 1),
    Profile.NATIONAL: Strength("与全国名单一致", 34, 1, "显示校验码，强度较弱，每次运行都会提示"),
    Profile.STRICT: Strength("严格", 182_500, 500, "按证件号码查询时须同时输入姓名"),
}


def example_of(profile: Profile) -> str:
    """How an invented number is printed.

    >>> example_of(Profile.STRICT)
    '3301061980********'
    """
    return mask_resident_id(_INVENTED, profile)
