"""X archives: the owner's posts and messages, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.readers.samples import (
    ACCOUNT,
    ME,
    THEIRS,
    direct_messages,
    documents,
    found,
    messages,
    note,
    owners,
    put,
    skipped,
    tweet,
    ytd,
)  # fmt: skip
from vibejam.ingest import Document, read_documents


def texts(path: Path) -> list[str]:
    return [document.text for document in documents(path)]


def test_posts_of_a_month_are_one_document_in_the_order_of_their_dates(tmp_path: Path) -> None:
    entries = [tweet(3, "third", 9), tweet(4, "june", 1, "Jun"), tweet(1, "first", 2), tweet(2, "second", 3)]
    (may, june) = documents(put(tmp_path / "tweets.js", ytd("tweets", entries)))
    assert (may.text, may.date, may.position) == ("first\n\nsecond\n\nthird", "2019-05-02", "2019-05")
    assert (june.text, june.date) == ("june", "2019-06-01")


def test_reposts_are_dropped(tmp_path: Path) -> None:
    entries = [tweet(1, f"RT @rui: {THEIRS}"), tweet(2, THEIRS, retweeted=True), tweet(3, "mine")]
    assert texts(put(tmp_path / "tweets.js", ytd("tweets", entries))) == ["mine"]


def test_names_before_an_answer_and_links_after_a_text_go_and_are_counted(tmp_path: Path) -> None:
    entries = [tweet(1, "@rui @ana_b no &amp; never, ask @zoe https://t.co/Ab1 https://t.co/Cd2")]
    (document,) = documents(put(tmp_path / "tweets.js", ytd("tweets", entries)))
    assert document.text == "no & never, ask @zoe"
    assert document.removed == {"mentions": 12, "links": 34}


def test_a_link_in_the_middle_is_what_was_typed(tmp_path: Path) -> None:
    urls = {"urls": [{"url": "https://t.co/Ab1", "expanded_url": "https://example.org/plums"}]}
    entries = [tweet(1, "see https://t.co/Ab1 for plums", entities=urls)]
    assert texts(put(tmp_path / "tweets.js", ytd("tweets", entries))) == ["see https://example.org/plums for plums"]


def test_a_thread_is_joined_even_over_the_end_of_a_month(tmp_path: Path) -> None:
    entries = [
        tweet(12, "three", 1, "Jun", in_reply_to_status_id_str="11"),
        tweet(11, "two", 31, in_reply_to_status_id_str="10"),
        tweet(10, "one", 31),
        tweet(13, "other", 31),
    ]
    assert texts(put(tmp_path / "tweets.js", ytd("tweets", entries))) == ["one\n\ntwo\n\nthree\n\nother"]


def test_an_answer_to_oneself_is_no_loop(tmp_path: Path) -> None:
    entries = [tweet(1, "one", in_reply_to_status_id_str="1"), tweet(2, "two", in_reply_to_status_id_str="3")]
    assert texts(put(tmp_path / "tweets.js", ytd("tweets", entries))) == ["one\n\ntwo"]


def test_old_archives_and_parts_and_communities_are_posts_too(tmp_path: Path) -> None:
    old = [{"id_str": "1", "created_at": "Wed May 01 12:00:00 +0000 2019", "full_text": "old"}]
    assert texts(put(tmp_path / "tweet.js", ytd("tweet", old))) == ["old"]
    assert texts(put(tmp_path / "tweets-part1.js", ytd("tweets", [tweet(1, "part")], part=1))) == ["part"]
    assert texts(put(tmp_path / "community-tweet.js", ytd("community_tweet", [tweet(1, "ours")]))) == ["ours"]


def test_a_long_post_is_read_once_and_whole(tmp_path: Path) -> None:
    long = "Plums ripen in their own time and nobody can hurry them. " * 15
    put(tmp_path / "note-tweet.js", ytd("note_tweet", [note(5, long, "2019-05-01T12:00:01.000Z")]))
    put(tmp_path / "tweets.js", ytd("tweets", [tweet(1, long[:270] + "… https://t.co/Ab1"), tweet(2, "a short one")]))
    read = [item.text for item in read_documents([tmp_path]) if isinstance(item, Document)]
    assert sorted(read) == sorted([long.strip(), "a short one"])


def test_the_account_is_the_author_and_the_owner(tmp_path: Path) -> None:
    (owner,) = owners(put(tmp_path / "account.js", ACCOUNT))
    assert owner.names == (ME, "inesd", "7")
    (document,) = documents(put(tmp_path / "tweets.js", ytd("tweets", [tweet(1, "mine")])))
    assert document.author == ME


def test_the_manifest_names_the_owner_too(tmp_path: Path) -> None:
    manifest = 'window.__THAR_CONFIG = {"userInfo": {"accountId": "7", "userName": "inesd", "displayName": "Ines"}}'
    (owner,) = owners(put(tmp_path / "manifest.js", manifest))
    assert owner.names == ("Ines", "inesd", "7")


def test_direct_messages_of_others_have_no_text(tmp_path: Path) -> None:
    put(tmp_path / "account.js", ACCOUNT)
    path = put(tmp_path / "direct-messages.js", direct_messages(("8", THEIRS), ("7", "mine &lt;3 https://t.co/Ab1")))
    theirs, mine = messages(path)
    assert (theirs.author, theirs.text) == (("8",), "")
    assert (mine.author, mine.text, mine.date) == ((ME, "inesd", "7", "7"), "mine <3", "2020-01-02T10:00:00")
    assert mine.conversation == theirs.conversation == "7-8"


def test_other_parts_are_skipped_with_a_reason(tmp_path: Path) -> None:
    path = put(tmp_path / "like.js", ytd("like", [{"like": {"tweetId": "1", "fullText": THEIRS}}]))
    assert [item.reason for item in skipped(path)] == ["a part of an X archive that is not its owner's posts or messages"]
    assert len(found(path)) == 1


def test_what_comes_before_the_end_of_a_broken_file_is_read(tmp_path: Path) -> None:
    whole = ytd("tweets", [tweet(1, "one"), tweet(2, "two")])
    path = put(tmp_path / "tweets.js", whole[: whole.index("two")])
    assert [item.reason for item in skipped(path)] == ["broken JSON"]
    assert texts(path) == ["one"]


def test_the_fixture_is_the_owners_posts(shared_data: Path) -> None:
    text = "\n\n".join(texts(shared_data / "messy" / "chat" / "twitter-archive" / "data" / "tweets.js"))
    assert "not my words" not in text and "t.co" not in text and "@friend" not in text
    assert len(text.split("\n\n")) == 7
