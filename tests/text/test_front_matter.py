"""vibejam/text/front_matter.py: a header is told from prose, and a date from a number."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.front_matter import date_of, iso_date, split_front_matter

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


def test_a_header_in_toml() -> None:
    text = '+++\ntitle = "Plums: a letter"\ndate = 2020-06-05T10:00:00Z\nauthors = ["Pip", "Win"]\ndraft = true\n+++\n\nDear Win'
    header, body = split_front_matter(text)
    assert (header["title"], header["date"][:10], header["authors"], header["draft"]) == (
        "Plums: a letter",
        "2020-06-05",
        "Pip, Win",
        "true",
    )
    assert body == "Dear Win"


def test_a_header_in_json() -> None:
    assert split_front_matter('{\n  "title": "Plums",\n  "tags": ["a"]\n}\n\nDear Win') == (
        {"title": "Plums", "tags": "a"},
        "Dear Win",
    )


def test_an_object_that_is_no_header_is_text() -> None:
    assert split_front_matter('{"plums": 3}\n\nDear Win')[0] == {}


def test_values_of_yaml_are_read_as_yaml() -> None:
    text = "---\ntitle: >-\n  Plums\n  and jam\nauthor:\n  name: Pip\n  picture: pip.png\ntags: [a, 'b, c']\n---\nDear Win"
    assert split_front_matter(text)[0] == {"title": "Plums and jam", "author": "Pip", "tags": "a, b, c"}


def test_a_broken_header_is_read_line_by_line() -> None:
    header, body = split_front_matter("---\ntitle: Plums: a letter\ndate: 2020-06-05\ntags: [a, b\n---\nDear Win")
    assert (header["title"], header["date"], body) == ("Plums: a letter", "2020-06-05", "Dear Win")


def test_a_sentence_with_a_colon_between_two_rules_is_prose() -> None:
    text = "---\nRemember this: we went home before the rain.\n---\nPip"
    assert split_front_matter(text) == ({}, text)


@pytest.mark.parametrize(
    "inside", ["[" * 50_000, "a: " + "{a: " * 20_000, "a: &a [*a, *a]", "title: !!python/object:os.system x", "? [a]\n: b"]
)
def test_strange_yaml_breaks_nothing(inside: str) -> None:
    split_front_matter(f"---\n{inside}\n---\nDear Win")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Jul 08 2022", "2022-07-08"), ("8 July 2022", "2022-07-08"), ("July 8th, 2022", "2022-07-08"), ("Fri, 8 Jul 2022 10:00", "2022-07-08"),
        ("2022/07/08", "2022-07-08"), ("July 2022", ""), ("Plums 8 2022", ""), ("31 June 2022", ""),
    ],
)  # fmt: skip
def test_a_date_in_words(text: str, date: str) -> None:
    assert date_of(text) == date
