"""Invented numbers, computed: no literal number of a person stands in any test."""

import random

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(body: str) -> str:
    return "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def resident_id(seed: int = 1, *, ends_with_x: bool | None = None) -> str:
    chance = random.Random(seed)
    while True:
        date = f"{chance.randint(1950, 2005)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
        body = f"{chance.randint(110101, 659001)}{date}{chance.randint(0, 999):03}"
        number = body + check_character(body)
        if ends_with_x is None or ends_with_x == number.endswith("X"):
            return number


def digits_only_id(seed: int = 1) -> str:
    return resident_id(seed, ends_with_x=False)


def wrong_check_id(seed: int = 1) -> str:
    number = digits_only_id(seed)
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def old_id(seed: int = 1) -> str:
    body = resident_id(seed)
    return body[:6] + body[8:17]


def mobile(seed: int = 1) -> str:
    chance = random.Random(seed)
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"


def bank_card(seed: int = 1) -> str:
    return f"6222{random.Random(seed).randrange(10**15):015}"


def credit_code(seed: int = 1, *, digits: bool = False) -> str:
    """A unified social credit code whose MOD 31 check is right."""
    chance = random.Random(seed)
    while True:
        body = f"91330106{chance.randrange(10**9):09}"
        if not digits:
            body = body[:8] + "MA" + body[10:]
        total = sum(pow(3, place, 31) * CREDIT_SIGNS.index(sign) for place, sign in enumerate(body))
        last = CREDIT_SIGNS[-total % 31]
        if digits == last.isdigit():
            return body + last


def masked(number: str, profile: str) -> str:
    hidden = {"standard": (10, 11, 12, 13, 17), "national": range(10, 14), "strict": range(10, 18)}[profile]
    return "".join("*" if place in hidden else digit for place, digit in enumerate(number))


def full_width(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
