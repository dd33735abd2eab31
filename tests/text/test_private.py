"""vibejam/text/private.py: what should not be given away is found where it is, and nothing else.

Examples are the documented ones: RFC 2606 and 5737 domains and addresses, drama numbers of the telephone regulators, the test
cards of payment providers, the IBAN registry's and the Bitcoin proposals' own, and keys with the form but no use.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.private import GUESSED_KINDS, KINDS, private_items, redact

POSITIVE = {
    "email": {
        "ana@example.org": "ana@example.org", "Ana.Pires+jam@Mail.example.co.uk": "ana.pires+jam@mail.example.co.uk",
        "josé@例え.example": "josé@例え.example", "ana [at] example.com": "ana@example.com", "ana (at) example.net": "ana@example.net",
        "o_brien%x@a-b.example.museum": "o_brien%x@a-b.example.museum",
    },
    "phone": {
        "+49 (0)30 1234567": "+49301234567", "0049 30 1234567": "+49301234567", "+44 20 7946 0018": "+442079460018",
        "+1 (212) 555-0123": "+12125550123", "(212) 555-0123": "2125550123", "212-555-0123": "2125550123",
        "212.555.0123": "2125550123", "1-800-555-0199": "8005550199", "+33 1 99 00 12 34": "+33199001234",
        "01 99 00 12 34": "0199001234", "06.39.98.12.34": "0639981234", "020 7946 0018": "02079460018",
        "07700900123": "07700900123", "030/1234567": "0301234567", "(030) 1234567": "0301234567", "+81 3-1234-5678": "+81312345678",
        "+55 (11) 91234-5678": "+5511912345678", "+919876543210": "+919876543210", "+86 138 0013 8000": "+8613800138000",
        "+46 8 465 004 22": "+46846500422", "08-465 004 22": "0846500422",
    },
    "card": {
        "4242 4242 4242 4242": "4242424242424242", "5555555555554444": "5555555555554444", "2223003122003222": "2223003122003222",
        "3782 822463 10005": "378282246310005", "371449635398431": "371449635398431", "6011-1111-1111-1117": "6011111111111117",
        "30569309025904": "30569309025904", "3566002020360505": "3566002020360505", "6200000000000005": "6200000000000005",
    },
    "iban": {
        "DE89 3704 0044 0532 0130 00": "DE89370400440532013000", "GB29NWBK60161331926819": "GB29NWBK60161331926819",
        "FR14 2004 1010 0505 0001 3M02 606": "FR1420041010050500013M02606", "nl91abna0417164300": "NL91ABNA0417164300",
        "NO93-8601-1117-947": "NO9386011117947", "MT84MALT011000012345MTLCAST001S": "MT84MALT011000012345MTLCAST001S",
    },
    "ssn": {"078-05-1120": "078051120", "219-09-9999": "219099999"},
    "ip": {
        "203.0.113.7": "203.0.113.7", "192.168.178.44": "192.168.178.44", "2001:db8::8a2e:370:7334": "2001:db8::8a2e:370:7334",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334": "2001:db8:85a3::8a2e:370:7334",
    },
    "wallet": {
        wallet: wallet
        for wallet in (
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        )
    },
    "key": {
        key: key
        for key in (
            "AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8", "github_pat_" + "11ABCDE_" * 8, "sk-" + "proj-" + "a1b2c3d4e5" * 5,
            "sk-" + "ant-api03-" + "a1b2c3d4e5" * 5, "xoxb-" + "123456789012-abcdefghijkl", "xapp-" + "1-A012-345-abcdef0123", "AIza" + "Sy012345678901234567890123456789abc",
            "sk_" + "test_" + "4eC39HqLyjWDarjtT1zdp7dc", "hf_" + "abcdefghij" * 3 + "ABCD", "SG." + "abcdefghijklmnopqrstuv." + "0123456789" * 4,
            "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "hooks.slack.com/services/" + "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        )
    },
}  # fmt: skip
CASES = [(kind, text, value) for kind, examples in POSITIVE.items() for text, value in examples.items()]


@pytest.mark.parametrize(("kind", "item", "value"), CASES, ids=[f"{kind} {text}"[:40] for kind, text, _ in CASES])
@pytest.mark.parametrize("frame", ["{}", "Here it is: {}.", "({}), thanks!", "Before\n{}\nafter", "one {}, or two", "“{}”"])
def test_documented_examples_are_found_where_they_are(kind: str, item: str, value: str, frame: str) -> None:
    text = frame.format(item)
    found = private_items(text)
    assert [(i.kind, i.value) for i in found] == [(kind, value)]
    assert text[found[0].start : found[0].end] == item


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Tel: 91 234 56 78", "91 234 56 78"), ("my number is 555-0123, call", "555-0123"), ("mobile 612 345 678", "612 345 678"),
        ("Handy: 1512 3456789", "1512 3456789"), ("☎ 22 33 44 55", "22 33 44 55"), ("Telefono 0655 123456", "0655 123456"), ("call me on 212 555 0123", "212 555 0123"),
    ],
)  # fmt: skip
def test_a_number_that_the_text_calls_a_telephones_is_one(text: str, number: str) -> None:
    assert [text[i.start : i.end] for i in private_items(text)] == [number]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password: hunter2", "hunter2"), ("Password: swordfish\n", "swordfish"), ("The password is hunter2, not Hunter3.", "hunter2"),
        ("user=ana passwd=s3cret!", "s3cret!"), ('"password": "correct-horse"', "correct-horse"), ("Passwort: geheim12", "geheim12"),
        ("mot de passe : Secret99!", "Secret99!"), ("пароль: qwerty77", "qwerty77"), ("İ İ pwd=abc123", "abc123"),
        ("postgres://ana:s3cret@db.example.org/x", "s3cret"),
    ],
)  # fmt: skip
def test_passwords(text: str, secret: str) -> None:
    found = [item for item in private_items(text) if item.kind == "password"]
    assert [text[i.start : i.end] for i in found] == [secret]


@pytest.mark.parametrize("label", ["api_key = ", "API key: ", "client_secret=", "token: ", '"access_token": '])
@pytest.mark.parametrize("secret", ["0123456789abcdef0123456789abcdef", "dGhpcyBpcyBhIHRlc3Q0NTY="])
def test_random_characters_after_a_label_are_a_key(label: str, secret: str) -> None:
    assert [i.value for i in private_items(f'{label}"{secret}"\n')] == [secret]


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----", ""])
def test_a_private_key_is_taken_whole(end: str) -> None:
    block = (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n"
        + ("MIIEowIBAAKCAQEA" * 4 + "\n") * 3
    )
    text = f"Mine:\n{block}{'q1w2e3==' + chr(10) + end if end else ''}\nKeep it!"
    redacted, counts = redact(text)
    assert counts == {"key": 1}
    assert redacted.startswith("Mine:\n[key ")
    assert redacted.endswith("Keep it!")


@pytest.mark.parametrize(
    "text",
    [
        "On 12.03.2021 and 2021-03-12 10:30, 1998-2003, 12/05/2020-14/05/2020, 1660-62, 1914–1918, 01 02 2003",
        "ISBN 978-3-16-148410-0, ISBN 0-306-40615-2, ISBN 0306406152, isbn: 9780306406157; ISSN 2049-3630; doi:10.1000/182.0123456789",
        "$1,200,300.50 or 1 200 300 EUR; 12 000 000; +1 000 000; +200 000 000; 3.14159265358979; 49.123456, +49.123456; -0.1276474",
        "version 1.2.3.4, v10.20.30.40, Python 3.11.4, section 1.2.3.4, 255.255.255.0, 127.0.0.1",
        "at 10:30:15 and 12:34:56:78; order 123-4567890-1234567; invoice 0123456789; tracking 1Z999AA10123456784",
        "4242 4242 4242 4243; 1234 5678 9012 3456; DE89 3704 0044 0532 0130 01; 000-12-3456; 666-12-3456; 123-45-67890",
        "photo@2x.png, git@github.com:user/repo.git, @ana wrote, meet @ 5, a@b, user@localhost, pip install x@1.2.3",
        "password: a string that you choose. The password is wrong. password: ${SECRET}; password = os.environ['X']; passwords: how to",
        "token: the unit of text. The key is under the mat; secret: nobody knows; skip-the-line task-1234567890123456789012",
        "std::vector<int> a::b 12:30 1:2:3 Genesis 1:2-3, Matthew 5:3-12; scores 21-19 25-23 15-13; 1 e4 e5 2 Nf3 Nc6 3 Bb5",
        "1612345678 1612345678901; 555-1234; 2,147,483,647; pages 100-200; 0800-1700; zip 12345-6789; 10 20 30 40 50 60 70",
        "paid 300 400 5000; commit 3af2863d479fc31727e08f01d98f25fa2158e2be; 550e8400-e29b-41d4-a716-446655440000",
        "-----BEGIN PRIVATE KEY----- is how such a file begins. 1BoatSLRHtKNngkdXEeobR76b53LETtpyU and bc1qnotanaddressatall",
    ],
)  # fmt: skip
def test_what_only_looks_private_is_left_alone(text: str) -> None:
    assert private_items(text) == []


def test_streets_only_when_asked_for() -> None:
    text = "I live at 12 Hill Rd, she in 10 Downing Street, they at Lindenstraße 12, 12 rue de la Paix, or Via Roma 5."
    assert private_items(text) == []
    assert [i.value for i in private_items(text, GUESSED_KINDS)] == [
        "12 hill rd", "10 downing street", "lindenstrasse 12", "12 rue de la paix", "via roma 5",
    ]  # fmt: skip


def test_only_the_kinds_asked_for() -> None:
    assert redact("ana@example.org, 212-555-0123", ["phone"])[1] == {"phone": 1}
    assert redact("ana@example.org", [])[0] == "ana@example.org"


def test_the_same_item_has_the_same_number_whatever_the_order() -> None:
    one, counts = redact("ana@example.org then bob@example.org", salt="s")
    two, _ = redact("Bob@Example.org then ana@example.org", salt="s")
    assert counts == {"email": 2}
    assert one.split(" then ") == two.split(" then ")[::-1]
    assert one != redact("ana@example.org then bob@example.org", salt="t")[0]


def test_a_number_is_the_same_in_another_process() -> None:
    code = "from vibejam.text.private import redact; print(redact('ana@example.org', salt='s')[0])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == redact("ana@example.org", salt="s")[0]


def test_a_redacted_text_holds_nothing_private() -> None:
    text = " and ".join(item for _, item, _ in CASES)
    redacted, counts = redact(text)
    assert private_items(redacted) == []
    assert sum(counts.values()) == len(CASES)


PIECES = [
    "a", "1", "@", "a@", "@a.", "0", "+", "+1", "-", "1-", "1 ", "1.", "1:", "a:", "sk-", "eyJ-", "eyJ.", "eyJhbGciOiJI.", "key:", "key=",
    "password:", "pwd=x", "token is ", "://a:", "0x", "bc1", "1A", "-----BEGIN PRIVATE KEY-----", "A" * 64 + "\n", "DE89 ", "DE8937040044",
    "4242 ", "4242-", "(", "[at]", "(at) a.", "rue ", "12 rue de ", "12 Aa ", "Via Aa ", "\n", "tel 1", "xoxb-", "SG.", "sk_live_", "é",
    "İ", "1\u00a0", "::", "a:b:", "a.b.", "a.b@", "passwd", '"', "{",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_many_repetitions_of_any_piece_are_done_with(piece: str) -> None:
    """A quadratic step would take hours."""
    text = (piece * 200_000)[:200_000]
    assert all(0 <= item.start < item.end <= len(text) for item in private_items(text, KINDS + GUESSED_KINDS))


def test_many_repetitions_of_mixed_pieces_are_done_with() -> None:
    chosen = random.Random(0)
    for _ in range(40):
        text = ("".join(chosen.choices(PIECES, k=5)) * 5000)[:20_000]
        assert all(0 <= item.start < item.end <= len(text) for item in private_items(text, KINDS + GUESSED_KINDS))


@modest
@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_places_are_in_order_and_in_the_text(text: str) -> None:
    found = private_items(text, KINDS + GUESSED_KINDS)
    places = [place for item in found for place in (item.start, item.end)]
    assert places == sorted(places)
    assert all(0 <= item.start < item.end <= len(text) and item.value for item in found)
    redact(text)


@pytest.mark.parametrize("corpus", ["twain-letters", "pepys-diary", "austen-letters", "chesterton-essays", "panza-marcus-email"])
def test_letters_diaries_and_essays_hold_nothing_of_the_kind(shared_data: Path, corpus: str) -> None:
    hits = [item for path in (shared_data / corpus).glob("*.*") for item in private_items(path.read_text("utf-8"))]
    assert [item.kind for item in hits] == (["email"] if corpus == "panza-marcus-email" else [])


def test_technical_posts(shared_data: Path) -> None:
    texts = [path.read_text("utf-8") for path in (shared_data / "benbalter-blog").glob("*.md*")]
    found = {(item.kind, item.value) for text in texts for item in private_items(text)}
    assert found - {("ip", "93.184.216.34")} == {item for item in found if item[0] == "email"}
