"""Numbers, units, money, dates and times: the same amounts (amounts.py) stand in both texts.

A number without its unit is another amount. "One", "first" and "twice" are often no amounts: they can stand for a number of the
other text, and alone they are not missed. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections.abc import Iterator

from vibejam.text.facts.amounts import Amounts, amounts
from vibejam.text.facts.clock import Amount
from vibejam.text.facts.finding import Finding, added, changed, lost
from vibejam.text.facts.units import FAMILIES, WEAK


def numbers(draft: str, rewrite: str) -> Iterator[Finding]:
    """Lost and new amounts."""
    ours, theirs = amounts(draft), amounts(rewrite)
    gone, new = _missing(ours.strong, theirs), _missing(theirs.strong, ours)
    # Repeating an amount or saying it once more is free as long as no other number comes or goes.
    for here, there in ((gone, ours), (new, theirs)):
        other = theirs if there is ours else ours
        if not (gone and new):
            here[:] = [item for item in here if not any(_equal(item[0], amount) for amount, _ in other.strong)]
    for (amount, said), (other_amount, other_said) in zip(gone, new, strict=False):
        kind = _kind(amount)
        yield changed(kind if kind == _kind(other_amount) else "number", said, other_said)
    for amount, said in gone[len(new) :]:
        yield lost(_kind(amount), said)
    for amount, said in new[len(gone) :]:
        yield added(_kind(amount), said)
    if not gone and not new:
        yield from _weak_changes(ours, theirs)


def _missing(strong: list[tuple[Amount, str]], other: Amounts) -> list[tuple[Amount, str]]:
    there = [amount for amount, _ in other.strong]
    weak = [amount for amount, _ in other.weak + other.elided]
    missing = []
    for amount, said in strong:
        match = next((a for a in there if _equal(a, amount)), None)
        if match is not None:
            there.remove(match)
        elif not any(_equal(a, amount) for a in weak):
            missing.append((amount, said))
    return missing


def _weak_changes(ours: Amounts, theirs: Amounts) -> Iterator[Finding]:
    """ "An hour" to "a day", "once" to "twice": one goes and another of its dimension comes."""
    here, there = ({amount for amount, _ in said.weak + said.strong} for said in (ours, theirs))
    gone = [item for item in ours.weak if item[0] not in there]
    new = [item for item in theirs.weak if item[0] not in here]
    for amount, said in gone:
        for other, other_said in new:
            if (
                amount.unit == other.unit != ""
                or any({amount.unit, other.unit} <= family for family in FAMILIES)
                or (said in WEAK and other_said in WEAK)
            ):
                yield changed(_kind(amount), said, other_said)
                return


def _equal(one: Amount, other: Amount) -> bool:
    units = {one.unit, other.unit}
    if units <= {"clock", "clock12"} and len(units) == 2:
        return one.value % 720 == other.value % 720
    if units in ({"", "clock12"}, {"", "clock"}):  # "at three" and "at 3 o'clock"
        return _hours(one) == _hours(other)
    if units == {"", "percent"}:  # a half is 50 %
        return any(a.unit and b.value < 1 and abs(a.value - 100 * b.value) < 0.01 for a, b in ((one, other), (other, one)))
    if units == {"decade name"}:  # the twenties and the 1920s
        return one.value == other.value or (min(one.value, other.value) < 100 and (one.value - other.value) % 100 == 0)
    if units == {"", "year"}:  # 1969 and '69
        return all(one.unit or 1000 <= one.value < 2100 for one in (one, other)) and (one.value - other.value) % 100 == 0
    if units == {"", "cup"}:  # "two of the cups"
        return one.value == other.value
    if units == {"", "decade name"}:
        return one.value == other.value
    alike = len(units) == 1 or any(units <= family for family in _SAME_NAME)
    return alike and abs(one.value - other.value) <= 1e-5 * max(1.0, abs(one.value))


def _hours(amount: Amount) -> float:
    """Of the clock's twelve; of a plain number as "3.30" is read, hours and minutes."""
    if amount.unit:
        return round(amount.value / 60 % 12, 4)
    hours, hundredths = divmod(round(amount.value * 100), 100)
    return round((hours + hundredths / 60) % 12, 4) if amount.value <= 24 else -1.0


# A pound is money or a weight, a degree of either scale.
_SAME_NAME = (
    frozenset({"pound", "gbp"}),
    frozenset({"pound", "lb"}),
    frozenset({"", "count"}),
    frozenset({"point", "count"}),
    frozenset({"degree", "celsius"}),
    frozenset({"degree", "fahrenheit"}),
)


def _kind(amount: Amount) -> str:
    if amount.unit in ("month name", "weekday", "year"):
        return "date"
    if amount.unit in ("clock", "clock12"):
        return "time"
    if amount.unit in ("dollar", "euro", "gbp", "yen", "rupee", "franc"):
        return "currency"
    return "unit" if amount.unit and amount.unit != "version" else "number"
