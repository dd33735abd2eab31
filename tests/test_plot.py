"""vibejam/plot.py: what is drawn can be opened, and the axes hold what is on them."""

from __future__ import annotations

import itertools
import math
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.plot import line_plot, ticks

SVG = "{http://www.w3.org/2000/svg}"

sane = st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
anything = st.floats(allow_nan=True, allow_infinity=True)
# Every character that XML allows.
names = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parse(svg).iter(f"{SVG}text")]


def lines(svg: str) -> list[list[tuple[float, float]]]:
    found = []
    for element in parse(svg).iter(f"{SVG}polyline"):
        pairs = element.attrib["points"].split()
        found.append([(float(x), float(y)) for x, y in (pair.split(",") for pair in pairs)])
    return found


@modest
@given(a=sane, b=sane)
def test_ticks_enclose_what_they_measure(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    marks = ticks(low, high)
    slack = 1e-6 * (marks[1] - marks[0])
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack


@modest
@given(a=sane, b=sane)
def test_ticks_are_evenly_spaced_few_and_rising(a: float, b: float) -> None:
    marks = ticks(min(a, b), max(a, b))
    steps = [after - before for before, after in itertools.pairwise(marks)]
    assert 2 <= len(marks) <= 12
    assert min(steps) > 0
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


@modest
@given(a=sane, b=sane)
def test_ticks_are_round_numbers(a: float, b: float) -> None:
    marks = ticks(min(a, b), max(a, b))
    step = marks[1] - marks[0]
    leading = step / 10 ** math.floor(math.log10(step) + 1e-6)
    assert any(leading == pytest.approx(nice, rel=1e-3) for nice in (1, 2, 2.5, 5, 10))


def test_ticks_of_the_example() -> None:
    assert ticks(0.3, 4.7) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("value", [0.0, 1.0, -3.5, 1e6, 1e20, -1e30])
def test_a_single_value_has_an_axis_too(value: float) -> None:
    marks = ticks(value, value)
    assert marks[0] < marks[-1]
    assert marks[0] <= value <= marks[-1]


@modest
@given(series=st.dictionaries(names, st.lists(st.tuples(sane, sane), max_size=5), max_size=6), title=names, x=names, y=names)
def test_any_plot_is_valid_xml_that_says_its_names_unchanged(
    series: dict[str, list[tuple[float, float]]], title: str, x: str, y: str
) -> None:
    shown = texts(line_plot(series, title, x, y))
    assert [title, x, y] == shown[:3]
    assert all(name in shown for name in series)


def test_names_cannot_smuggle_in_markup() -> None:
    evil = "</text><script>alert('x')</script>&\""
    svg = line_plot({evil: [(0, 0), (1, 1)]}, evil, evil, evil)
    assert not list(parse(svg).iter(f"{SVG}script"))
    assert parse(svg).attrib["aria-label"] == evil
    assert texts(svg).count(evil) == 4


@modest
@given(points=st.lists(st.tuples(sane, sane), min_size=1, max_size=20))
@example(points=[(0.0, 0.0)])
def test_every_point_lies_inside_the_picture(points: list[tuple[float, float]]) -> None:
    (line,) = lines(line_plot({"loss": points}, "t", "x", "y", width=500, height=300))
    assert len(line) == len(points)
    assert all(0 <= x <= 500 and 0 <= y <= 300 for x, y in line)


def test_more_is_further_right_and_higher_up() -> None:
    ((first, second),) = lines(line_plot({"loss": [(0, 1), (10, 5)]}, "t", "x", "y"))
    assert second[0] > first[0]
    assert second[1] < first[1]  # SVG counts downwards


def test_a_point_lies_where_its_tick_says() -> None:
    svg = line_plot({"loss": [(0, 0), (4, 2), (5, 5)]}, "t", "x", "y")
    (line,) = lines(svg)
    places = {
        e.text: float(e.attrib["x"])
        for e in parse(svg).iter(f"{SVG}text")
        if e.attrib.get("text-anchor") == "middle" and "y" in e.attrib
    }
    assert line[1][0] == pytest.approx(places["4"], abs=0.06)


@modest
@given(points=st.lists(st.tuples(anything, anything), max_size=10))
def test_points_that_are_not_finite_are_left_out(points: list[tuple[float, float]]) -> None:
    # Numbers beyond any loss or step count stay out of this one.
    points = [p for p in points if all(not math.isfinite(v) or abs(v) < 1e9 for v in p)]
    points = [tuple(round(v, 6) if math.isfinite(v) else v for v in p) for p in points]  # type: ignore[misc]
    (line,) = lines(line_plot({"loss": points}, "t", "x", "y"))
    assert len(line) == sum(math.isfinite(x) and math.isfinite(y) for x, y in points)


def test_no_series_is_an_empty_plot() -> None:
    svg = line_plot({}, "nothing yet", "x", "y")
    assert lines(svg) == []
    assert "nothing yet" in texts(svg)


def test_a_series_without_points_is_named_all_the_same() -> None:
    svg = line_plot({"train": [(0, 1), (1, 2)], "val": []}, "t", "x", "y")
    assert [len(line) for line in lines(svg)] == [2, 0]
    assert "val" in texts(svg)


def test_a_single_point_is_drawn_in_the_middle() -> None:
    ((point,),) = lines(line_plot({"loss": [(100, 2.5)]}, "t", "x", "y", width=720, height=400))
    assert 62 < point[0] < 700
    assert 44 < point[1] < 352


@pytest.mark.parametrize("loss", [1e20, 1e90])
def test_a_loss_that_ran_away_can_be_drawn(loss: float) -> None:
    (line,) = lines(line_plot({"loss": [(0, loss)]}, "t", "x", "y"))
    assert len(line) == 1


def test_large_numbers_are_grouped_and_small_ones_are_short() -> None:
    shown = texts(line_plot({"loss": [(0, 0), (5000, 0.5)]}, "t", "x", "y"))
    assert {"1,000", "5,000", "0.1", "0.5"} <= set(shown)
