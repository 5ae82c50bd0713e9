"""[privacy] and the declared countries of an invented court, so that court mode begins."""

from pipeline.settings.privacy import Published, published_today

_PLACES = ("target", "purge", "backup")


def assessed(more: str = "", published: Published | None = None) -> str:
    """The sections that court mode asks for, as TOML; a place that ``more`` has a section for is left to `in_this_country`."""
    lists = published_today() if published is None else published
    places = "".join(f'[{place}]\ncountry = "CN"\n' for place in _PLACES if f"[{place}]" not in more)
    basis = "".join(f'{name} = "法发〔2014〕18号第七条"\n' for name in lists)
    columns = "".join(f"{name} = {list(columns)!r}\n" for name, columns in lists.items())
    return (
        '[privacy]\ncontroller = "杭州市中级人民法院"\ncontact = "督查室，0571-00000001"\n'
        'complaint = "浙江省高级人民法院，0571-00000002"\nassessment = "影响评估〔2026〕1号"\nassessed_on = 2026-01-05\n'
        f"[privacy.basis]\n{basis}[privacy.assessed]\n{columns}{places}"
    )


def in_this_country(more: str) -> str:
    """Settings in which every place that has a section declares its country."""
    for place in _PLACES:
        more = more.replace(f"[{place}]\n", f'[{place}]\ncountry = "CN"\n')
    return more
