"""Which schools a demonstration knows: a few départements, all of whose schools have a number, a name and a kind."""

from __future__ import annotations

from functools import lru_cache

from indicators.territories import Territory
from pipelines.demo.chance import phrases, stream
from pipelines.demo.world import World

FIRST_NUMBER = 9000  # numbers the register of the nation has not reached
DEPARTMENTS = 2
CLOSED = 0.02  # part of the schools that are closed
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def school_code(prefix: str, number: int) -> str:
    """A UAI: seven digits, and the letter that checks them."""
    digits = f"{prefix}{number:04d}"
    return digits + UAI_LETTERS[int(digits) % len(UAI_LETTERS)]


def followed(world: World) -> list[Territory]:
    """The départements whose schools are all known: those of about the median size, so that masking has a use."""
    departments = [t for t in world.committees if t.school_prefix and t.school_prefix.isdigit()]
    by_size = sorted(departments, key=lambda department: (world.population(department), department.code))
    return by_size[len(by_size) // 3 :][:DEPARTMENTS]


@lru_cache(maxsize=256)
def register(seed: int, prefix: str) -> tuple[tuple[str, str, str, str], ...]:
    """UAI, name, kind, commune of each school of a département."""
    wording, schools = phrases()["school"], []
    for number in range(FIRST_NUMBER, FIRST_NUMBER + 90 + stream(seed, "register", prefix).randrange(120)):
        chance = stream(seed, "school", prefix, number)
        kind = chance.choices(("école", "collège", "lycée"), (78, 15, 7))[0]
        name = f"{wording['titles'][kind]} {chance.choice(wording['names'])}"
        schools.append((school_code(prefix, number), name, kind, chance.choice(wording["towns"])))
    return tuple(schools)


def is_closed(seed: int, code: str) -> bool:
    """Whether a school of the register is no longer open."""
    return stream(seed, "closed", code).random() < CLOSED
