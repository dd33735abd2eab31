"""vibejam/text/front_matter.py: a header is told from prose, and a date from a number."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.front_matter import iso_date, split_front_matter

keys = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
values = st.from_regex(r"[A-Za-z0-9:/. ]{0,20}", fullmatch=True).map(str.strip)
bodies = st.text(st.characters(exclude_categories=["Cs", "Cc"])).filter(lambda text: not text.startswith("\n"))


@modest
@given(header=st.dictionaries(keys, values, min_size=1, max_size=5), body=bodies)
def test_a_header_is_taken_off_and_the_rest_is_the_text(header: dict[str, str], body: str) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in header.items())
    assert split_front_matter(f"---\n{lines}---\n\n{body}") == (header, body)


@modest
@given(text=bodies.filter(lambda text: not text.startswith("---")))
def test_text_without_a_header_is_all_text(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


def test_the_example_of_the_documentation() -> None:
    assert split_front_matter("---\ntitle: Plums\n---\nDear Win") == ({"title": "Plums"}, "Dear Win")


def test_quotes_around_a_value_are_not_part_of_it() -> None:
    header, _ = split_front_matter("---\ntitle: \"Plums: a letter\"\nauthor: 'Pip'\n---\n")
    assert header == {"title": "Plums: a letter", "author": "Pip"}


def test_a_quote_at_the_end_of_an_unquoted_value_is_part_of_it() -> None:
    header, _ = split_front_matter("---\ntitle: The dogs'\n---\n")
    assert header["title"] == "The dogs'"


def test_keys_are_found_whatever_their_case() -> None:
    assert split_front_matter("---\nTitle: Plums\nDATE: 2020-01-02\n---\n")[0] == {"title": "Plums", "date": "2020-01-02"}


def test_lists_and_nested_keys_do_not_stop_the_header() -> None:
    text = "---\ntitle: Plums\ntags:\n  - garden\n- jam\n# a comment\nnested:\n  deep: 1\n---\nDear Win"
    header, body = split_front_matter(text)
    assert (header["title"], body) == ("Plums", "Dear Win")


def test_dots_may_close_a_header() -> None:
    assert split_front_matter("---\ntitle: Plums\n...\nDear Win") == ({"title": "Plums"}, "Dear Win")


def test_an_empty_header_is_a_header() -> None:
    assert split_front_matter("---\n---\nDear Win") == ({}, "Dear Win")


def test_a_header_may_be_all_there_is() -> None:
    assert split_front_matter("---\ntitle: Plums\n---") == ({"title": "Plums"}, "")


def test_a_header_that_is_not_closed_is_text() -> None:
    text = "---\ntitle: Plums\n\nDear Win"
    assert split_front_matter(text) == ({}, text)


def test_a_header_stands_at_the_very_beginning() -> None:
    text = "Dear Win\n---\ntitle: Plums\n---\n"
    assert split_front_matter(text) == ({}, text)


def test_a_longer_rule_does_not_open_a_header() -> None:
    text = "-----\ntitle: Plums\n-----\n"
    assert split_front_matter(text) == ({}, text)


def test_prose_between_two_rules_is_no_header() -> None:
    text = "---\nDear Win,\nthe plums are ripe.\n---\nPip"
    assert split_front_matter(text) == ({}, text)


def test_a_colon_in_prose_between_two_rules_does_not_make_it_a_header() -> None:
    text = "---\nDear Win,\nthe plums are ripe.\nRemember: bring jars.\nYours, Pip\n---\nand a second letter"
    assert split_front_matter(text) == ({}, text)


@modest
@given(day=st.dates(min_value=datetime.date(1000, 1, 1)))
def test_every_day_is_a_date(day: datetime.date) -> None:
    assert iso_date(f"{day.isoformat()}-to-win.md") == day.isoformat()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-01-02T10:00:00Z", "2020-01-02"),
        ("note_2020_01_02.md", "2020-01-02"),
        ("1853-00-00-to-mother.txt", "1853-00-00"),
        ("2020-13-01 or rather 2020-12-01", "2020-12-01"),
        ("0000-00-00-001-subject.txt", ""),
        ("2020-01-32", ""),
        ("12020-01-02", ""),
        ("2020-01-023", ""),
        ("20200102", ""),
        ("plums", ""),
        ("", ""),
    ],
)
def test_a_date_is_told_from_other_numbers(text: str, date: str) -> None:
    assert iso_date(text) == date
