"""vibejam/text/decode.py: whatever wrote the bytes, the characters come out, or a reason why not."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import DataError
from vibejam.text.decode import decode

ENGLISH = "“It’s five pounds,” she said — “and not a penny less.” He paid her £5 at the café and went home.\n" * 4
FRENCH = "Ce matin, après le déjeuner, je suis allé à la fenêtre : la forêt était déjà toute blanche, même à Noël.\n" * 3
GERMAN = "Heute früh ging ich vor die Tür, und über Nacht war Schnee gefallen. Es war schön; die Bäume trugen weiße Mützen.\n" * 3
RUSSIAN = "Сегодня утром я вышел из дома и увидел, что выпал первый снег. Он лежал на крышах, и было очень тихо.\n" * 3
JAPANESE = (
    "ある日の暮方の事である。一人の下人が、羅生門の下で雨やみを待っていた。広い門の下には、この男のほかに誰もいない。\n" * 3
)
CHINESE = "今天早上我走出家门，看见下了第一场雪。雪落在屋顶上，落在树上，四周非常安静。我想起了小时候的冬天。\n" * 3
PLAIN = "He paid her at the corner and went home in the rain, thinking of nothing at all. It was late.\n" * 4

MARKS = {
    "utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE,
}  # fmt: skip

# What people write: no controls but the line break, no byte-order marks.
writing = st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), st.just("\n")))


@modest
@given(text=writing)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@modest
@given(text=writing, encoding=st.sampled_from(sorted(MARKS)))
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(text: str, encoding: str) -> None:
    assert decode(MARKS[encoding] + text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", sorted(MARKS))
@pytest.mark.parametrize("text", [ENGLISH, FRENCH, GERMAN, PLAIN, "Dear Win,"])
def test_western_text_needs_no_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE], ids=["russian", "japanese"])
def test_wide_text_of_another_script_without_a_mark_is_read_or_refused_but_never_garbled(text: str, encoding: str) -> None:
    try:
        read, _ = decode(text.encode(encoding))
    except DataError:
        return
    assert read == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (FRENCH, "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
    ],
)
def test_an_older_encoding_is_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, GERMAN], ids=["english", "french", "german"])
def test_lone_carriage_returns_mean_an_old_macintosh(text: str) -> None:
    text = text.replace("\n", "\r")
    assert decode(text.encode("mac_roman")) == (text, "mac_roman")


@pytest.mark.parametrize("text", ["é", "café", "Zoë", "Müller", "£5", "“Yes,” he said."])
def test_a_few_words_of_windows_text_are_enough(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize(
    "sentence",
    [
        "We met at the café on the corner, and talked for an hour about the weather and the price of coal.",
        "It was five pounds — no more — and I paid it, and I went home in the rain to think about it.",
        "“Five pounds, and not a penny less than that,” she said, and I paid it and went home in the rain.",
        "The coat was £5 in the sale, and the hat was thrown in for nothing, which pleased my aunt no end.",
        "He left… and nobody in the whole village ever heard a word of him again until the following year.",
    ],
)
def test_a_seldom_accent_or_quote_in_windows_text_is_not_taken_for_damage(sentence: str) -> None:
    """English from Windows has few letters beyond ASCII, most of them at the edges of words: none may be lost."""
    text = f"{sentence}\n" * 5
    assert decode(text.encode("cp1252"))[0] == text


@modest
@given(place=st.integers(0, len(FRENCH)), bad=st.sampled_from([b"\xff", b"\xfe", b"\xc3(", b"\x80", b"\xf5"]))
def test_one_broken_byte_in_utf8_costs_no_other_character(place: int, bad: bytes) -> None:
    damaged = FRENCH[:place].encode() + bad + FRENCH[place:].encode()
    text, encoding = decode(damaged)
    assert encoding == "utf-8 (damaged)"
    assert text.replace("(", "") == FRENCH


@modest
@given(cut=st.integers(1, len(JAPANESE.encode()) - 1))
def test_a_file_cut_off_in_the_middle_of_a_character_loses_only_that_one(cut: int) -> None:
    whole = len(JAPANESE.encode()[:cut].decode(errors="ignore"))
    if whole >= 2:
        assert decode(JAPANESE.encode()[:cut])[0] == JAPANESE[:whole]


def test_stray_nul_bytes_do_not_make_text_binary() -> None:
    data = FRENCH.encode().replace(b"\n", b"\n\0\0\0")
    assert decode(data)[0].replace("\0", "") == FRENCH


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "a JPEG image"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "a GIF image"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a zip archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"\x7fELF\x02\x01\x01\x00", "a program"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "a gzip archive"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "an MP3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"SQLite format 3\x00\x10\x00", "a database"),
        (bytes(range(256)) * 16, "binary data"),
    ],
)
def test_what_is_not_text_is_refused_by_its_name(data: bytes, what: str) -> None:
    with pytest.raises(DataError, match=f"not text: {what}"):
        decode(data)


@pytest.mark.parametrize(
    "text",
    [
        "ID3 tags are what my music player reads, and mine are a mess.\n",
        "SQLite format 3 is what I would use for it.\n",
        "GIF89a was the format of the web of my youth.\n",
    ],
)
def test_writing_about_a_format_is_not_a_file_of_that_format(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("data", [b"", *MARKS.values()])
def test_nothing_is_no_text(data: bytes) -> None:
    assert decode(data)[0] == ""


@modest
@given(data=st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DataError as error:
        assert error.message.startswith("not text")
    else:
        assert isinstance(text, str)
        assert encoding


@modest
@given(data=st.binary(max_size=300), mark=st.sampled_from(sorted(MARKS.values())))
def test_a_mark_before_anything_is_no_error(data: bytes, mark: bytes) -> None:
    text, encoding = decode(mark + data)
    assert text == data.decode(encoding, errors="ignore") or data.startswith(b"\0\0")
