"""vibejam/ingest/parsing/mail.py, readers/mbox.py, readers/eml.py: mail in, the owner's own words out."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.mailbox import OWNER, make_mailbox
from vibejam.errors import DataError
from vibejam.ingest.document import Document, Found, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.mail import decode_words, is_sent_folder, iso_time, person, to_text, unflow
from vibejam.ingest.read import read_documents
from vibejam.ingest.readers import CERTAIN, LOOKS, NAMED, NO, eml, mbox, reader_for

HEAD = b"From: Marta Quill <marta@example.org>\nTo: Tom <tom@example.net>\nMessage-ID: <1@example.org>\nDate: Tue, 02 Mar 2021 01:47:00 +0100\n"


def everybody(author: tuple[str, ...]) -> bool:
    return True


def nobody(author: tuple[str, ...]) -> bool:
    return False


def stored(folder: Path, name: str, data: bytes) -> File:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return File(path, name)


@pytest.fixture
def read_eml(tmp_path: Path):  # type: ignore[no-untyped-def]
    """What is found in one mail, but for whose it may be."""

    def read(data: bytes, name: str = "a.eml") -> Found:
        items = eml.read(stored(tmp_path, name, data), everybody)
        (found,) = (item for item in items if not isinstance(item, Owner))
        return found

    return read


def mail(sender: str, body: str = "Hello.\n", **headers: str) -> bytes:
    """A mail in an mbox."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return f"From x@example.org Tue Mar 02 01:47:00 2021\nFrom: {sender}\n{more}\n{body}\n".encode()


def owners(file: File) -> list[Owner]:
    reader = reader_for(file)
    assert reader in (mbox, eml)
    return [item for item in reader.read(file, nobody) if isinstance(item, Owner)]


def sentences(text: str) -> Counter[str]:
    return Counter(filter(None, (part.strip() for part in re.split(r"(?<=[.!?。？！])\s*", " ".join(text.split())))))


class Score:
    """Of sentences that were found, against those that should have been."""

    def __init__(self) -> None:
        self.right = self.found = self.expected = 0
        self.wrong: list[str] = []

    def add(self, position: str, found: str, expected: str) -> None:
        got, want = sentences(found), sentences(expected)
        self.right += (got & want).total()
        self.found += got.total()
        self.expected += want.total()
        if got != want:
            self.wrong.append(f"{position}: {list(want - got)} missing, {list(got - want)} too much")


# The whole --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
def test_of_a_mailbox_in_every_language_the_owners_sentences_are_found_and_no_others(tmp_path: Path, seed: int) -> None:
    box, score = make_mailbox(seed), Score()
    positions = []
    for item in mbox.read(stored(tmp_path, "all.mbox", box.data), lambda author: OWNER[1] in author):
        if isinstance(item, Message | Skipped):
            positions.append(item.position)
            expected = box.own[item.position]
            text = item.text if isinstance(item, Message) else ""
            assert expected is not None or text == ""
            score.add(item.position, text, expected or "")
    assert positions == list(box.own)
    assert len(positions) > 700
    assert score.right / score.found >= 0.995, score.wrong
    assert score.right / score.expected >= 0.995, score.wrong


def test_of_the_shared_mailbox_each_mail_is_as_expected(shared_data: Path) -> None:
    folder = shared_data / "messy" / "mail"
    lines = (folder / "owner.expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = {row["message_id"]: row for row in map(json.loads, lines)}
    owner = {row["from"] for row in expected.values() if row["owner"]}
    items = list(mbox.read(File(folder / "owner.mbox", "owner.mbox"), lambda author: bool(owner & set(author))))
    found = {item.position: item.text for item in items if isinstance(item, Message)}
    assert {key: text.split() for key, text in found.items()} == {
        key: (row["own_text"] or "").split() for key, row in expected.items()
    }
    assert [set(item.names) & owner for item in items if isinstance(item, Owner)] == [owner]


REPLIES = {
    "talon_standard_replies/gmail.eml": "Hello",
    "talon_standard_replies/iphone.eml": "Hello",
    "talon_standard_replies/outlook.eml": "Hello",
    "email_reply_parser/email_1_3.txt": "Oh thanks. Having the function would be great.",
    "email_reply_parser/email_2_1.txt": "Outlook with a reply",
    "email_reply_parser/email_BlackBerry.txt": "Here is another email",
    "../html/talon_html_replies/gmail.html": "Hi. I am fine. Thanks, Alex",
    "../html/talon_html_replies/thunderbird.html": "Hi. I am fine. Thanks, Alex",
}


@pytest.mark.parametrize("name", REPLIES)
def test_of_the_shared_replies_each_is_as_expected(shared_data: Path, name: str) -> None:
    file = File(shared_data / "messy" / "mail" / name, name)
    assert reader_for(file) is eml
    found = [item for item in eml.read(file, everybody) if isinstance(item, Message | Document)]
    assert [item.text.split() for item in found] == [REPLIES[name].split()]


# Mailboxes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a.mbox", "INBOX", "Sent", "mbox", "All mail Including Spam and Trash.mbox", "Sent-1", "a.mbx", "a.txt"]
)
def test_a_mailbox_is_known_whatever_its_name(tmp_path: Path, name: str) -> None:
    for first in (
        b"From - Tue Mar 02 01:47:00 2021",
        b"From x@example.org Tue Mar  2 01:47:00 2021",
        b"From \r",
        b"From 1785@xxx Tue Mar 02 01:47:00 +0000 2021",
    ):
        file = stored(tmp_path, name, first + b"\nX-Mozilla-Status: 0001\n" + HEAD + b"\nHello.\n")
        assert reader_for(file) is mbox
        assert [item.text for item in mbox.read(file, everybody) if isinstance(item, Message)] == ["Hello."]


def test_a_text_that_begins_with_the_word_is_no_mailbox(tmp_path: Path) -> None:
    for text in (b"From the hill one sees the sea.\nNote: it rains.\n", b"From 10:30 on in 2021 we slept\nand slept\n"):
        assert mbox.recognise(stored(tmp_path, "a.txt", text)) == NO


def test_lines_of_a_mail_that_begin_with_the_word_cut_nothing(tmp_path: Path) -> None:
    body = "Dear Tom,\n\nFrom here on, no escape.\n\n>From there on, too.\n\nFrom 10:30 in 2021\nwe slept.\n\n> From you, quoted.\n>From you too.\n"
    file = stored(tmp_path, "a.mbox", mail("m@example.org", body) * 2)
    texts = [item.text for item in mbox.read(file, everybody) if isinstance(item, Message)]
    assert texts == ["Dear Tom,\n\nFrom here on, no escape.\n\nFrom there on, too.\n\nFrom 10:30 in 2021\nwe slept."] * 2


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_parts_of_a_mailbox_have_its_mails_once_each(tmp_path: Path, newline: bytes) -> None:
    body = "Hi.\n\nFrom here on\n\nFrom there on, and more of it.\n\nBye.\n"
    data = b"".join(mail(f"m{i}@example.org", body, Message_ID=f"<{i}@example.org>") for i in range(60)).replace(b"\n", newline)
    whole = stored(tmp_path, "a.mbox", data)
    expected = [item for item in mbox.read(whole, everybody) if isinstance(item, Message)]
    assert len(expected) == 60
    boundaries = [match.end() for match in re.finditer(b"\nFrom ", data)]
    for back in (0, 5):  # cut after the boundary, or at its "From "
        cuts = [0, *(end - back for end in boundaries[::7]), len(data)]
        parts = [File(whole.path, "a.mbox", start=a, end=b) for a, b in itertools.pairwise(cuts)]
        found = [item for part in parts for item in mbox.read(part, everybody) if isinstance(item, Message)]
        assert found == expected
        assert all(mbox.recognise(part) == CERTAIN for part in parts if data[part.start : part.start + 20].count(b"@"))


def test_a_large_mailbox_is_read_in_flat_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_CHUNK", 1000)
    monkeypatch.setattr(mbox, "_LONGEST_MAIL", 5000)
    huge = mail("m@example.org", "Hello.\n\n" + "x" * 70 + "\n" + "AAAA\n" * 20_000, Message_ID="<huge@example.org>")
    file = stored(tmp_path, "a.mbox", mail("m@example.org") + huge + mail("m@example.org", Message_ID="<last@example.org>"))
    found = [item for item in mbox.read(file, everybody) if isinstance(item, Message)]
    assert [item.position for item in found] == ["byte 0", "<huge@example.org>", "<last@example.org>"]
    assert [len(item.text) < 6000 for item in found] == [True] * 3


def test_a_file_of_another_kind_with_the_ending_is_an_error_and_an_empty_one_is_skipped(tmp_path: Path) -> None:
    other = stored(tmp_path, "b.mbox", b"Dear Tom, this is no mailbox at all.\n")
    assert mbox.recognise(other) == NAMED
    with pytest.raises(DataError, match="no line begins a mail"):
        list(mbox.read(other, everybody))
    assert list(mbox.read(stored(tmp_path, "a.mbox", b"\n"), everybody)) == [Skipped("a.mbox", "empty")]


def test_the_words_of_others_go_no_further(tmp_path: Path) -> None:
    file = stored(tmp_path, "a.mbox", mail("Tom <tom@example.net>") + mail("Marta <marta@example.org>", "Mine.\n"))
    found = [item for item in mbox.read(file, lambda author: "marta@example.org" in author) if isinstance(item, Message)]
    assert [(item.author, item.text) for item in found] == [
        (("Tom", "tom@example.net"), ""),
        (("Marta", "marta@example.org"), "Mine."),
    ]


# Whose it is ------------------------------------------------------------------------------------------------------------


def test_the_owner_is_whom_most_mail_was_delivered_to(tmp_path: Path) -> None:
    mails = [mail("Tom <tom@example.net>", Delivered_To="marta@example.org")] * 3
    mails += [mail("Tom <tom@example.net>", Delivered_To="list@example.org"), mail("Marta Q. <Marta@example.org>")]
    (owner,) = owners(stored(tmp_path, "a.mbox", b"".join(mails)))
    assert owner == Owner(("Marta Q.", "marta@example.org"), "most of its mail was delivered to marta@example.org", "a.mbox")


@pytest.mark.parametrize(
    "labels", ["Sent", "Important,Sent,Opened", "Gesendet", "=?UTF-8?Q?Messages_envoy=C3=A9s,Ouvert?=", "送信済みメール"]
)
def test_the_owner_wrote_what_gmail_labelled_as_sent(tmp_path: Path, labels: str) -> None:
    mails = [mail("Tom <tom@example.net>", X_Gmail_Labels="Inbox")] * 3 + [
        mail("Marta <marta@example.org>", X_Gmail_Labels=labels)
    ]
    assert [owner.names for owner in owners(stored(tmp_path, "a.mbox", b"".join(mails)))] == [("Marta", "marta@example.org")]


def test_a_folder_of_sent_mail_is_its_owners(tmp_path: Path) -> None:
    for name in (
        "Sent",
        "mail/Sent-1",
        "Sent Messages.mbox/mbox",
        "Gesendet.mbox",
        "Boîte/Éléments envoyés",
        "[Gmail].sbd/Sent Mail",
    ):
        (owner,) = owners(stored(tmp_path, name, mail("Marta <marta@example.org>") * 2))
        assert (owner.names, owner.reason) == (("Marta", "marta@example.org"), "its sent mail is from marta@example.org")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("Sent", True), (".Sent/cur/1.a:2,S", True), (".INBOX.Sent/cur/1", True), ("Inbox", False), ("Presented.mbox", False),
     ("Enviados.mbox", True), ("Отправленные", True), ("已发送邮件.mbox", True), ("보낸편지함", True), ("absent/letters.mbox", False)],
)  # fmt: skip
def test_folders_of_sent_mail_are_known_by_name(source: str, expected: bool) -> None:
    assert is_sent_folder(source) == expected


def test_a_mailing_list_is_nobodys(tmp_path: Path) -> None:
    mails = b"".join(mail(f"m{i % 4}@example.org", To="list@example.org") for i in range(12))
    assert owners(stored(tmp_path, "a.mbox", mails)) == []


# One mail ---------------------------------------------------------------------------------------------------------------


def test_a_mail_has_its_author_date_subject_and_place(read_eml) -> None:  # type: ignore[no-untyped-def]
    data = (
        HEAD.replace(b"Marta Quill", b"=?utf-8?q?M=C3=A1rta?=\n =?utf-8?b?IFF1aWxs?=")
        + b"Subject: =?utf-8?q?Re:_pl?=\n =?utf-8?q?ums?=\n\nHello.\n"
    )
    assert read_eml(data) == Message(
        ("Márta Quill", "marta@example.org"), "Hello.", "a.eml", "<1@example.org>", "2021-03-02T01:47:00", title="Re: plums"
    )


@pytest.mark.parametrize(
    "name",
    ["a.eml", "a.EML", "cur/1614650820.M1P2.host:2,S", "Sent/new/1614650820.M1P2.host", "1614.M1.host:2,RS", "mail", "a.txt"],
)
def test_a_mail_is_known_by_its_headers(tmp_path: Path, name: str) -> None:
    file = stored(tmp_path, name, HEAD + b"\nHello.\n")
    assert reader_for(file) is eml
    assert eml.recognise(file) in (LOOKS, CERTAIN)


def test_the_folders_of_a_maildir_are_walked_though_their_names_begin_with_a_dot(tmp_path: Path) -> None:
    body = b"\nThe plums are ripe, and nobody is here to eat them but me.\n"
    stored(tmp_path, "Mail/.Sent/cur/1614650820.M1P2.host:2,S", HEAD + body)
    stored(tmp_path, "Mail/.Sent/tmp/.hidden", HEAD + body)
    documents = [item for item in read_documents([tmp_path / "Mail"]) if isinstance(item, Document)]
    assert [(item.source, item.author) for item in documents] == [(".Sent/cur/1614650820.M1P2.host:2,S", "Marta Quill")]


def test_what_has_no_headers_is_no_mail(tmp_path: Path) -> None:
    assert eml.recognise(stored(tmp_path, "cur/notes", b"Note: this\nis: not\n\na mail\n")) == NO
    file = stored(tmp_path, "a.eml", b"Dear Tom,\n\nno headers here.\n")
    assert eml.recognise(file) == NAMED
    with pytest.raises(DataError, match="no headers"):
        list(eml.read(file, everybody))


def test_apple_mails_files_have_a_length_before_and_a_list_behind(read_eml) -> None:  # type: ignore[no-untyped-def]
    data = HEAD + b"\nHello.\n"
    assert (
        read_eml(str(len(data)).encode() + b"       \n" + data + b"<?xml version='1.0'?><plist>x</plist>", "1.emlx").text
        == "Hello."
    )


def test_the_date_may_have_to_be_taken_from_where_it_was_received(read_eml) -> None:  # type: ignore[no-untyped-def]
    without = re.sub(rb"Date: .*\n", b"", HEAD)
    assert read_eml(without + b"\nHi.\n").date == ""
    assert read_eml(without + b"Received: from a by b;\n\tWed, 3 Mar 2021 09:10:11 +0100\n\nHi.\n").date == "2021-03-03T09:10:11"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Tue, 02 Mar 2021 01:47:00 +0100 (CET)", "2021-03-02T01:47:00"), ("2 Mar 99 1:47", "1999-03-02T01:47:00"),
     ("Tue Mar  2 01:47:00 2021", "2021-03-02T01:47:00"), ("2021-03-02T01:47:05Z", "2021-03-02T01:47:05"),
     ("31 Feb 2021 01:47", ""), ("yesterday", ""), ("", ""), ("32 Xyz 2021 99:99:99", "")],
)  # fmt: skip
def test_dates_are_read_as_they_are_written(value: str, expected: str) -> None:
    assert iso_time(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [('"Quill, Marta" <M@Example.org>', ("Quill, Marta", "m@example.org")), ("m@example.org (Marta)", ("Marta", "m@example.org")),
     ("<m@example.org>", ("m@example.org",)), ("Marta", ("Marta",)), ("", ()), ("m@example.org <m@example.org>", ("m@example.org",)),
     ("=?utf-8?b?5p2OIOWwj+m+mQ==?= <x@example.cn>", ("李 小龙", "x@example.cn"))],
)  # fmt: skip
def test_people_have_names_and_addresses(value: str, expected: tuple[str, ...]) -> None:
    assert person(value) == expected


def test_encoded_words_may_be_cut_in_a_character_or_broken() -> None:
    assert decode_words("=?utf-8?b?w4A=?= =?utf-8?q?=C3?= =?utf-8?q?=A9?= b =?iso-8859-1?q?=E9_x?=") == "Àé b é x"
    assert decode_words("=?x-none?q?a=E9?= =?utf-8?b?!!!?= =?utf-8?q?broken").startswith("aé")


MULTIPART = b'MIME-Version: 1.0\nContent-Type: multipart/%s; boundary="cut"\n\nNot to be read.\n'
PLAIN = b"--cut\nContent-Type: text/plain; charset=utf-8\n\nPlain w\xc3\xb6rds.\n\n"
HTML = b"--cut\nContent-Type: text/html; charset=utf-8\n\n<p>HTML words.</p>\n\n"
OTHER = b'--cut\nContent-Type: text/plain; name="a.txt"\nContent-Disposition: attachment\n\nAttached.\n\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (MULTIPART % b"alternative" + PLAIN + HTML + b"--cut--\n", "Plain wörds."),
        (MULTIPART % b"alternative" + HTML + PLAIN + b"--cut--\n", "Plain wörds."),
        (MULTIPART % b"alternative" + PLAIN.replace(b"Plain w\xc3\xb6rds.", b" ") + HTML + b"--cut--\n", "HTML words."),
        (MULTIPART % b"mixed" + PLAIN + OTHER + PLAIN.replace(b"Plain", b"More") + b"--cut--\n", "Plain wörds.\n\nMore wörds."),
        (MULTIPART % b"mixed" + HTML + OTHER, "HTML words."),
        (MULTIPART % b"mixed" + PLAIN[: len(PLAIN) - 5], "Plain wör"),
        ((MULTIPART % b"mixed").replace(b'; boundary="cut"', b"") + PLAIN + b"--cut--\n", "Plain wörds."),
        (
            MULTIPART % b"mixed" + PLAIN + b"--cut\nContent-Type: message/rfc822\n\n" + HEAD + b"\nForwarded.\n--cut--\n",
            "Plain wörds.",
        ),
        (b"Content-Type: multipart/mixed; boundary=never\n\nJust words.\n", "Just words."),
        (b"Content-Type: text/html\n\n<div>Just words.</div>\n", "Just words."),
        (b"Content-Transfer-Encoding: base64\n\nSnVzdCB3b3Jkcy4=\n_______\nlist footer\n", "Just words."),
        (b"Content-Transfer-Encoding: base64\n\nJust words, not encoded at all.\n", "Just words, not encoded at all."),
        (b"Content-Transfer-Encoding: quoted-printable\n\nJust =C3=B6ne = =ZZ wor=\nd\n", "Just öne = =ZZ word"),
        (b"\nJust words.\n", "Just words."),
    ],
)
def test_the_best_part_of_a_mail_is_read(read_eml, body: bytes, expected: str) -> None:  # type: ignore[no-untyped-def]
    assert read_eml(HEAD + body).text == expected


@pytest.mark.parametrize(
    ("data", "said", "expected"),
    [("café – x".encode(), "us-ascii", "café – x"), ("café".encode(), "iso-8859-1", "café"), ("café – x".encode("cp1252"), "iso-8859-1", "café – x"),
     ("naïve café déjà vu".encode("cp1252"), "utf-8", "naïve café déjà vu"), ("日本".encode("iso-2022-jp"), "ISO-2022-JP", "日本"),
     ("日本語のメール".encode("cp932"), "shift_jis", "日本語のメール"), ("中文".encode("gb18030"), "gb2312", "中文"), ("한국".encode("cp949"), "ks_c_5601-1987", "한국"),
     (b"plain", "idna", "plain"), (b"plain", "no such thing", "plain"), ("Привет".encode("koi8-r"), '"KOI8-R"', "Привет")],
)  # fmt: skip
def test_encodings_may_be_wrong_or_missing(data: bytes, said: str, expected: str) -> None:
    assert to_text(data, said) == expected


def test_flowed_lines_are_joined_where_they_are_quoted_alike() -> None:
    assert (
        unflow("one \ntwo\n> three \n> four\n>> five \nsix\n-- \nsig \n From x")
        == "one two\n> three four\n>> five \nsix\n-- \nsig From x"
    )
    assert unflow("日 \n本", delete_space=True) == "日本"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (b"Auto-Submitted: auto-replied\n", "an automatic reply"),
        (b"Precedence: auto_reply\n", "an automatic reply"),
        (b"X-Autoreply: yes\n", "an automatic reply"),
        (b"Subject: Automatic reply: plums\n", "an automatic reply"),
        (b"Subject: Abwesenheitsnotiz: Pflaumen\n", "an automatic reply"),
        ("Subject: Réponse automatique : prunes\n".encode(), "an automatic reply"),
        ("Subject: 自動応答: x\n".encode(), "an automatic reply"),
        (b"Content-Type: multipart/report; boundary=x\n", "a report of a mail server or a receipt"),
        (b"Content-Class: urn:content-classes:calendarmessage\n", "a calendar invitation"),
        (b"Content-Type: text/calendar; method=REQUEST\n", "a calendar invitation"),
    ],
)
def test_what_a_machine_wrote_for_the_owner_is_skipped(read_eml, headers: bytes, reason: str) -> None:  # type: ignore[no-untyped-def]
    assert read_eml(HEAD + headers + b"\nI am away until Monday.\n") == Skipped("a.eml", reason, "<1@example.org>")


@pytest.mark.parametrize(
    "headers", [b"Auto-Submitted: no\n", b"Subject: Vacation photos\n", b"Precedence: list\n", b"Subject: Out of office plums\n"]
)
def test_what_only_sounds_like_it_is_read(read_eml, headers: bytes) -> None:  # type: ignore[no-untyped-def]
    assert read_eml(HEAD + headers + b"\nHello.\n").text == "Hello."


def test_a_mail_of_nothing_but_quotes_is_skipped_with_the_reason(read_eml) -> None:  # type: ignore[no-untyped-def]
    reason = "a mail with no words of its writer's own"
    assert read_eml(HEAD + b"\nOn 2 May 2021, at 10:47, Tom <t@example.net> wrote:\n> x\n") == Skipped(
        "a.eml", reason, "<1@example.org>"
    )
    assert (
        read_eml(HEAD.replace(b"From: Marta Quill <marta@example.org>", b"From: ") + b"\nx\n").reason == "a mail without a sender"
    )


def test_damaged_mail_gives_less_but_no_other_error(tmp_path: Path) -> None:
    rng = random.Random(0)
    data = make_mailbox(0, ("en", "ja")).data
    for number in range(300):
        piece = bytearray(data[(start := rng.randrange(len(data))) : start + 6000])
        for _ in range(rng.randrange(1, 20)):
            at = rng.randrange(len(piece) + 1)
            piece[at : at + rng.choice((0, 1, 50))] = rng.choice(
                (b"", b"\x00", b"\xff", b"\n\n", b"\nFrom ", b"--", b"=?utf-8?b?=?=", b"charset=utf-16", b">")
            )
        for file in (stored(tmp_path, f"{number}.eml", bytes(piece)), stored(tmp_path, f"{number}.mbox", bytes(piece))):
            for reader in (eml, mbox):
                assert reader.recognise(file) in range(4)
                assert all(isinstance(item, Found) for item in _read(reader.read(file, everybody)))


def _read(items: Iterator[Found]) -> Iterator[Found]:
    try:
        yield from items
    except DataError as error:
        assert error.message
