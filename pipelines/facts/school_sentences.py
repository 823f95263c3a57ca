"""What is said of a school, in the words of school_sentences.toml: the same on its page and in its factsheet."""

from __future__ import annotations

from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import ABSENT, Unit, day, figure, quantity, typeset
from pipelines.facts.school_lists import ALIKE_AT_LEAST, Row
from pipelines.facts.school_profile import Profile
from pipelines.warehouse.disclosure import threshold


def words() -> dict[str, Any]:
    """What is said of a school, on its page and in its factsheet."""
    return toml_beside(__file__, "school_sentences.toml")


def name(school: Row) -> str:
    """A school by its name, or by its UAI where no directory names it."""
    return school["name"] or f"Établissement {school['school_code']}"


def identity(school: Row) -> str:
    """`école, Lille, UAI 0590001R, Nord`."""
    parts = (school["kind"], school["commune"], f"UAI {school['school_code']}", school["territory_name"])
    text = ", ".join(part for part in parts if part)
    return text[0].upper() + text[1:]


def sentence(profile: Profile) -> str:
    """How many of its figures are known, and how many are masked."""
    answered, masked = len(profile.own), sum(row["masked"] for row in profile.own)
    if not answered:
        return phrase("sentence", "silent", campaign=profile.campaign)
    some = phrase("sentence", "some" if answered > 1 else "one", campaign=profile.campaign, given=answered)
    case = "shown" if not masked else "alone_masked" if answered == 1 else "masked" if masked > 1 else "one_masked"
    return some + phrase("sentence", case, masked=masked)


def title(row: Row) -> str:
    """An indicator, with its unit where its figures do not carry it."""
    return row["title"] if row["unit"] == "%" or row["stages"] else f"{row['title']} ({row['unit']})"


def bare(value: float | None, row: Row) -> str:
    """A figure; its unit stands beside the title, but for a percentage."""
    return figure(value, Unit.of(row)).removesuffix(f"\u00a0{row['unit']}")


def value_or_masked(row: Row, name: str = "value") -> str:
    """A figure, or that it is masked."""
    return words()["masked"] if name == "value" and row["masked"] else bare(row[name], row)


def counts(row: Row) -> str:
    """`30 ÷ 41`, or that they are masked."""
    if row["masked"]:
        return words()["masked"]
    return (
        " ÷ ".join(quantity(count) for count in (row["numerator"], row["denominator"]) if count is not None) or ABSENT
    )


def middle(row: Row) -> str:
    """The two quartiles of schools alike, where enough of them answered."""
    if row["lower_quartile"] is None:
        return ABSENT
    return f"{bare(row['lower_quartile'], row)} à {bare(row['upper_quartile'], row)}"


def events(profile: Profile) -> list[str]:
    """What happened to a school: opened, moved, merged, closed."""
    school = profile.school
    after = school["successor_name"] or school["successor"]
    texts = [phrase("event", "opened", day=day(school["opened_on"]))] if school["opened_on"] else []
    texts += [
        phrase("event", "before", name=row["name"] or row["school_code"], code=row["school_code"])
        for row in profile.before
    ]
    moved = [row for row in profile.places if row["territory_code"] != school["territory_code"]]
    texts += [phrase("event", "moved", campaign=row["campaign"], name=row["territory_name"]) for row in moved]
    texts += [phrase("event", "closed", day=day(school["closed_on"]))] if school["closed_on"] else []
    texts += [phrase("event", "successor", name=after, code=school["successor"])] if after else []
    texts += [phrase("event", "unlisted")] if school["open"] is None else []
    return texts


def rules() -> str:
    """How the figures beside were made, and what is masked."""
    return phrase("note", "alike", least=ALIKE_AT_LEAST, most=threshold() - 1)


def origin(profile: Profile, row: Row) -> str:
    """The file and the line of a figure."""
    source = profile.origins.get(row["indicator_id"])
    if not source or source["row_number"] is None:
        return ABSENT
    return phrase("item", "origin", file=source["source_file"] or ABSENT, line=source["row_number"])


def past(profile: Profile, row: Row, campaign: str) -> str:
    """The figure of an indicator in another campaign."""
    then = profile.history.get(campaign, {}).get(row["indicator_id"])
    return value_or_masked({**row, **then}) if then else ABSENT


def digital(row: Row) -> str:
    """Whether a meeting spoke of the digital section; a dash where it was not said."""
    return row["digital_section"] or ABSENT


def phrase(group: str, code: str, /, **facts: object) -> str:
    """A sentence of school_sentences.toml with its facts put in."""
    return typeset(words()[group][code].format(**facts))
