"""Messages become documents of a readable length, and none is lost."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from vibejam.ingest.conversations import joined
from vibejam.ingest.document import Document, Message


def message(number: int, date: str, words: int = 60, conversation: str = "Rui", removed: dict[str, int] | None = None) -> Message:
    return Message(("Ana",), " ".join([f"w{number}"] * words), "chat", str(number), date, conversation, "Rui", removed or {})


def documents(*messages: Message) -> list[Document]:
    return list(joined(iter(messages)))


def positions(*messages: Message) -> list[str]:
    return [document.position for document in documents(*messages)]


def test_messages_are_lines_in_their_order() -> None:
    one, two = message(1, "2022-12-30T10:00:00", 2), Message(("Ana",), "wait\nhold on", "chat", "2", "2022-12-30T10:01:00", "Rui")
    assert [document.text for document in documents(one, two)] == ["w1 w1\nwait\nhold on"]


def test_a_pause_of_more_than_four_hours_ends_a_document() -> None:
    assert positions(message(1, "2022-12-30T08:00:00"), message(2, "2022-12-30T12:00:01")) == ["message 1", "message 2"]


def test_a_pause_of_four_hours_does_not() -> None:
    assert positions(message(1, "2022-12-30T08:00:00"), message(2, "2022-12-30T12:00:00")) == ["message 1 to 2"]


def test_a_new_day_ends_a_document() -> None:
    assert positions(message(1, "2022-12-30T23:59:00"), message(2, "2022-12-31T00:01:00")) == ["message 1", "message 2"]


def test_fewer_than_fifty_words_wait_for_more() -> None:
    assert positions(message(1, "2022-12-30T08:00:00", 49), message(2, "2022-12-31T08:00:00")) == ["message 1 to 2"]


def test_a_short_rest_joins_the_document_before_it() -> None:
    assert positions(message(1, "2022-12-30T08:00:00"), message(2, "2022-12-31T08:00:00", 3)) == ["message 1 to 2"]


def test_a_short_conversation_is_one_document() -> None:
    assert positions(message(1, "2022-12-30T08:00:00", 1), message(2, "2022-12-31T08:00:00", 1)) == ["message 1 to 2"]


def test_conversations_are_kept_apart_even_when_mixed() -> None:
    date = "2022-12-30T08:00:00"
    mixed = [message(n, date, conversation=("Rui", "Inês")[n % 2]) for n in range(4)]
    assert positions(*mixed) == ["message 0 to 2", "message 1 to 3"]


def test_a_document_says_whose_it_is_when_and_what_is_missing() -> None:
    first = message(1, "2022-12-30T08:00:00", 1, removed={"quotes": 3})
    second = message(2, "2022-12-30T09:00:00", 1, removed={"quotes": 4, "placeholders": 1})
    assert documents(first, second) == [
        Document("w1\nw2", "chat", "2022-12-30", "Rui", "Ana", "message 1 to 2", removed={"quotes": 7, "placeholders": 1})
    ]


def test_without_dates_a_conversation_is_one_document() -> None:
    assert positions(message(1, ""), message(2, ""), message(3, "someday")) == ["message 1 to 3"]


def test_messages_without_text_are_passed_over() -> None:
    assert documents(Message(("Rui",), "", "chat", "1", "2022-12-30", "Rui")) == []


def test_no_more_is_read_than_needed() -> None:
    def endless() -> Iterator[Message]:
        start = datetime.datetime(2022, 12, 30)
        for number in range(10**9):
            yield message(number, (start + datetime.timedelta(days=number % 30_000)).isoformat())

    assert next(joined(endless())).position == "message 0"


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 80), st.sampled_from("ab"))))
def test_no_message_is_lost_and_all_but_a_lonely_document_have_fifty_words(items: list[tuple[int, int, str]]) -> None:
    start = datetime.datetime(2022, 12, 30)
    messages = [
        message(n, (start + datetime.timedelta(minutes=minutes)).isoformat(), words, chat)
        for n, (minutes, words, chat) in enumerate(items)
    ]
    found = documents(*messages)
    assert sorted(line for document in found for line in document.text.split("\n")) == sorted(m.text for m in messages)
    short = [document for document in found if len(document.text.split()) < 50]
    assert len(short) <= 2
