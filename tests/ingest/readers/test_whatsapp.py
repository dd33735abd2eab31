"""WhatsApp's exported chats: every date format, only what people typed, and never a diary for a chat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ingest.readers.exports import by, everybody, format_of, found, messages, owners, texts, until_damage, written
from vibejam.ingest.file import File


def chat(folder: Path, *lines: str, name: str = "chat.txt") -> File:
    return written(folder, name, "\n".join(lines) + "\n")


def talk(stamp: str) -> list[str]:
    """Three lines with one time and date."""
    return [f"{stamp}Ana Pires: first", f"{stamp}Rui: second", f"{stamp}Ana Pires: third"]


@pytest.mark.parametrize("name", ["whatsapp-android.txt", "whatsapp-ios/_chat.txt"])
def test_the_owners_messages_are_found_all_and_whole(shared_data: Path, name: str) -> None:
    expected = json.loads((shared_data / "messy/chat/whatsapp-own-messages.expected.json").read_text(encoding="utf-8"))
    file = File(shared_data / "messy/chat" / name, name)
    assert texts(found(file, by(expected["owner"]))) == expected["messages"]


LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Duis libero."
MINED = [  # date, writer, text: as chat-miner's own test wants it of these files
    ("2019-01-01T11:25:00", "John Doe", LOREM[:26] + "."),
    ("2019-01-30T20:49:00", "Jahn Doe", LOREM),
    ("2020-06-10T15:55:00", "John-John Doe", "Lorem ipsum : dolor sit amet."),
    ("2021-12-10T10:10:00", "John Doe 🤓", "Lorem ipsum 🤓"),
    ("2021-12-20T12:10:00", "🤓", "Lorem ipsum 🤓"),
    ("2021-12-30T22:01:00", "John Doe", LOREM),
]


@pytest.mark.parametrize("order", ["[mmddyy]_24hrs", "ddmmyy_24hrs", "mmddyy_24hrs", "mmddyyyy_12hrs", "yyyymmdd_24hrs"])
def test_chat_miners_exports_are_read_as_it_reads_them(shared_data: Path, order: str) -> None:
    name = f"test_{order}.txt"
    file = File(shared_data / "messy/chat/chat-miner-fixtures/whatsapp" / name, name)
    assert [(m.date, m.author[0], m.text.replace("\n", " ")) for m in messages(found(file))] == MINED


@pytest.mark.parametrize(
    ("stamp", "date"),
    {
        "30/12/2022, 21:49 - ": "2022-12-30T21:49:00",
        "12/30/22, 9:49 PM - ": "2022-12-30T21:49:00",
        "12/30/22, 9:49\u202fPM - ": "2022-12-30T21:49:00",
        "30.12.22, 21:49 - ": "2022-12-30T21:49:00",
        "30-12-2022 21:49 - ": "2022-12-30T21:49:00",
        "2022-12-30 21:49 - ": "2022-12-30T21:49:00",
        "2022/12/30, 21:49 - ": "2022-12-30T21:49:00",
        "22/12/30 21:49 - ": "2030-12-22T21:49:00",  # day before month, where no date says otherwise
        "30. 12. 2022 21:49 - ": "2022-12-30T21:49:00",
        "2022. 12. 30. 오후 9:49 - ": "2022-12-30T21:49:00",
        "2022/12/30 下午9:49 - ": "2022-12-30T21:49:00",
        "2022年12月30日 21:49 - ": "2022-12-30T21:49:00",
        "30/12/22 9:49 p. m. - ": "2022-12-30T21:49:00",
        "30/12/22, 12:09 a.m. - ": "2022-12-30T00:09:00",
        "30/12/2022, 9:49 in the evening - ": "2022-12-30T21:49:00",
        "30/12/2022 à 21:49 - ": "2022-12-30T21:49:00",
        "30/12/2022 21.49 - ": "2022-12-30T21:49:00",
        "٣٠‏/١٢‏/٢٠٢٢، ٩:٤٩ م - ": "2022-12-30T21:49:00",
        "३०/१२/२०२२, २१:४९ - ": "2022-12-30T21:49:00",
        "[30/12/2022, 21:49:05] ": "2022-12-30T21:49:05",
        "[12/30/22, 9:49:05\u202fPM] ": "2022-12-30T21:49:05",
        "\u200e[30.12.22, 21:49:05] ": "2022-12-30T21:49:05",
        "[2022-12-30 21:49:05] ": "2022-12-30T21:49:05",
        "[12/30/2565 BE, 21:49:05] ": "2022-12-30T21:49:05",
        "[12/30/R4, 21:49:05] ": "2022-12-30T21:49:05",
        "[21:49, 30/12/2022] ": "2022-12-30T21:49:00",
        "30/12/2022 21:49:05: ": "2022-12-30T21:49:05",
    }.items(),
)
def test_dates_and_times_are_read_however_they_are_written(tmp_path: Path, stamp: str, date: str) -> None:
    file = chat(tmp_path, *talk(stamp))
    assert format_of(file) == "whatsapp"
    assert [(m.date, m.author, m.text) for m in messages(found(file))] == [
        (date, ("Ana Pires",), "first"), (date, ("Rui",), "second"), (date, ("Ana Pires",), "third"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["01/02/2022", "13/02/2022"], "2022-02-01"),  # a number over 12 is a day
        (["01/02/2022", "02/13/2022"], "2022-01-02"),
        (["01/02/2022", "02/01/2022", "03/01/2022"], "2022-01-02"),  # else dates do not go backwards
        (["02/01/2022", "01/02/2022", "01/03/2022"], "2022-01-02"),
        (["03/04/2022"], "2022-04-03"),  # else day before month
        (["22/01/02", "22/01/31"], "2022-01-02"),  # no month has 31 days in a year 2002
    ],
)
def test_the_whole_file_tells_day_and_month_apart(tmp_path: Path, dates: list[str], first: str) -> None:
    file = chat(tmp_path, *(line for date in dates for line in talk(f"{date}, 10:00 - ")))
    assert messages(found(file))[0].date[:10] == first


def test_american_clocks_go_with_the_month_first(tmp_path: Path) -> None:
    assert messages(found(chat(tmp_path, *talk("3/4/22, 9:49 PM - "))))[0].date == "2022-03-04T21:49:00"


ANDROID = "30/12/2022, 21:49 - "
IOS = "[30/12/2022, 21:49:05] "


@pytest.mark.parametrize(
    "placeholder",
    [
        "<Media omitted>", "<Medien ausgeschlossen>", "<Médias omis>", "<Multimedia omitido>", "<Mídia oculta>", "<Media omessi>",
        "<Media weggelaten>", "<Без медиафайлов>", "<Medya dahil edilmedi>", "<pominięto multimedia>", "<メディアなし>",
        "<미디어 파일 제외됨>", "<省略多媒体文件>", "<تم استبعاد الوسائط>", "<המדיה לא נכללה>", "<Media tidak disertakan>", "<मीडिया के बिना>",
        "<Média vynechány>", "<mediefil udeladt>", "<Hiányzó médiafájl>",
        "IMG-20220101-WA0001.jpg (file attached)", "PTT-20220101-WA0001.opus (Datei angehängt)", "Plan B.pdf (archivo adjunto)",
        "STK-20220101-WA0001.webp (jakkolwiek)", "\u200eRui.vcf (bestand bijgevoegd)", "VID-20220101-WA0001.mp4 (файл добавлен)",
        "This message was deleted", "Diese Nachricht wurde gelöscht.", "Se eliminó este mensaje", "Esta mensagem foi apagada",
        "Данное сообщение удалено", "このメッセージは削除されました。", "null", "live location shared",
        "location: https://maps.google.com/?q=51.50,-0.12", "standort: https://maps.google.com/?q=-1.5,20.1",
        "POLL:\nWhich day?\nOPTION: Monday (2 votes)\nOPTION: Friday (0 votes)", "image omitted", "Bild weggelassen",
        "imagen omitida", "изображение отсутствует", "画像は含まれていません", "圖片已略去", "Missed voice call", "Appel vidéo manqué",
    ],
)  # fmt: skip
def test_what_stands_in_for_something_else_is_dropped(tmp_path: Path, placeholder: str) -> None:
    file = chat(tmp_path, *talk(ANDROID), f"{ANDROID}Ana Pires: {placeholder}")
    assert texts(found(file, by("Ana Pires"))) == ["first", "third"]


@pytest.mark.parametrize(
    "placeholder",
    [
        "\u200eimage omitted", "\u200eAnything in any language", "\u200e<attached: 00000012-PHOTO-2022-12-30-21-49-05.jpg>",
        "\u200e<vedhæftet: 00000012-PHOTO-2022-12-30-21-49-05.jpg>", "Plan.pdf • \u200e2 pages \u200edocument omitted",
        "Plan.pdf • \u200e2 pages \u200e<attached: 00000002-Plan.pdf>", "\u200ePOLL:\nWhich day?\n\u200eOPTION: Friday (\u200e2 votes)",
        "\u200eVoice call. \u200e2 min", "\u200eLocation: https://maps.google.com/?q=51.50,-0.12",
    ],
)  # fmt: skip
def test_an_iphone_marks_what_nobody_typed(tmp_path: Path, placeholder: str) -> None:
    file = chat(tmp_path, *talk(IOS), f"\u200e{IOS}Ana Pires: {placeholder}")
    assert texts(found(file, by("Ana Pires"))) == ["first", "third"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("see you <This message was edited>", "see you"),
        ("bis dann <Diese Nachricht wurde bearbeitet.>", "bis dann"),
        ("wait\nhold on \u200e<Anything>", "wait\nhold on"),
        ("IMG-20220101-WA0001.jpg (file attached)\nthe garden\nin June", "the garden\nin June"),
        ("<Media omitted>\nthe garden", "the garden"),
        ("the garden \u200e<attached: 00000012-PHOTO-2022-12-30-21-49-05.jpg>", "the garden"),
        ("the garden \u200eimage omitted", "the garden"),
    ],
)
def test_marks_go_and_the_words_beside_them_stay(tmp_path: Path, body: str, text: str) -> None:
    file = chat(tmp_path, *talk(IOS), f"{IOS}Ana Pires: {body}")
    assert texts(found(file, by("Ana Pires"))) == ["first", "third", text]


@pytest.mark.parametrize(
    "text",
    [
        "I <3 this", "a < b and b > c", "at 7ish (7:20)", "see notes.txt (my own)", "note: bring plums", "the image was omitted by them",
        "wait\n\nhold on\n\n- one\n- two", "You deleted this message? why", "10/10 would do again", "https://maps.google.com/?q=1,2", "<3", "...",
        "meet me: https://example.org/x",
    ],
)  # fmt: skip
def test_what_people_type_stays_as_it_is(tmp_path: Path, text: str) -> None:
    file = chat(tmp_path, *talk(ANDROID), f"{ANDROID}Ana Pires: {text}", f"{ANDROID}Rui: ok")
    assert texts(found(file, by("Ana Pires"))) == ["first", "third", text]


@pytest.mark.parametrize(
    "line",
    [
        "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.", "Rui created group “Trip”", "Rui left",
        "Rui changed the subject to “Trip: plan”", "You were added", "Missed video call", "Rui: changed the subject to “x",
    ][:6],
)  # fmt: skip
def test_lines_of_whatsapp_itself_have_no_writer(tmp_path: Path, line: str) -> None:
    file = chat(tmp_path, *talk(ANDROID), f"{ANDROID}Rui: more", ANDROID + line)
    assert [m.author for m in messages(found(file))] == [("Ana Pires",), ("Rui",), ("Ana Pires",), ("Rui",)]


def test_a_name_may_hold_a_colon(tmp_path: Path) -> None:
    lines = [f"{ANDROID}Dr: Who: {text}" for text in ("one", "two", "three: four")]
    assert [(m.author, m.text) for m in messages(found(chat(tmp_path, *talk(ANDROID), *lines)))][3:] == [
        (("Dr: Who",), "one"), (("Dr: Who",), "two"), (("Dr: Who",), "three: four"),
    ]  # fmt: skip


def test_strangers_are_named_without_the_marks_around_them(tmp_path: Path) -> None:
    file = chat(tmp_path, *talk(IOS), f"{IOS}~\u202fBo Li: hi", f"{IOS}\u202a+351 912 345 678\u202c: hi")
    assert [m.author for m in messages(found(file))][3:] == [("Bo Li",), ("+351 912 345 678",)]


@pytest.mark.parametrize(
    "name",
    [
        "WhatsApp Chat with Rui.txt", "Chat de WhatsApp con Rui.txt", "WhatsApp-Chat mit Rui.txt", "Discussion WhatsApp avec Rui.txt",
        "Rui ile WhatsApp Sohbeti.txt", "WhatsApp Chat - Rui.zip/_chat.txt", "WhatsApp_Chat_with_Rui(1).txt",
    ],
)  # fmt: skip
def test_a_chat_of_two_called_by_one_is_the_others(tmp_path: Path, name: str) -> None:
    assert owners(found(chat(tmp_path, *talk(ANDROID), name=name))) == ["Ana Pires"]


def test_a_chat_of_three_is_nobodys_by_its_name(tmp_path: Path) -> None:
    assert owners(found(chat(tmp_path, *talk(ANDROID), f"{ANDROID}Inês: hi", name="WhatsApp Chat with Rui.txt"))) == []


@pytest.mark.parametrize(
    "phrase", ["You deleted this message", "\u200eDu hast diese Nachricht gelöscht.", "このメッセージを削除しました。"]
)
def test_who_deleted_a_message_in_the_second_person_is_the_owner(tmp_path: Path, phrase: str) -> None:
    file = chat(tmp_path, *talk(ANDROID), f"{ANDROID}Inês: hi", f"{ANDROID}Rui: {phrase}")
    assert owners(found(file)) == ["Rui"]


def test_the_words_of_others_go_no_further(tmp_path: Path) -> None:
    items = messages(found(chat(tmp_path, *talk(ANDROID)), by("Ana Pires")))
    assert [(m.author, m.text) for m in items] == [(("Ana Pires",), "first"), (("Rui",), ""), (("Ana Pires",), "third")]


@pytest.mark.parametrize(
    "text",
    [
        "30/12/2022, 21:49 - a fine day\n31/12/2022, 08:10 - another: better\n",
        "2022-12-30 10:00 - Mood: good\n\n2022-12-31 10:00 - Mood: bad\n\n2023-01-01 10:00 - Mood: good\n",
        "2022-12-30 10:00:01 - INFO: started\n2022-12-30 10:00:02 - ERROR: no\n2022-12-30 10:00:03 - INFO: done\n",
        "30 December. I rose late: the rain.\nAna: hello\nRui: hello\nAna: bye\n",
        "Ana (30/12/2022, 21:49): hi\n",
        "",
        "\n\n\n",
    ],
)
def test_a_diary_a_log_and_a_dialogue_are_no_chats(tmp_path: Path, text: str) -> None:
    assert format_of(written(tmp_path, "diary.txt", text)) == "text"


@pytest.mark.parametrize("name", ["chat.txt", "_chat.txt", "chat", "renamed.text"])
def test_a_chat_is_known_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    assert format_of(chat(tmp_path, *talk(ANDROID), name=name)) == "whatsapp"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_chat_saved_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    lines = "\r\n".join([*talk(ANDROID), f"{ANDROID}Inês: olá, já vou à estação às três"])
    assert texts(found(written(tmp_path, "chat.txt", lines.encode(encoding))))[-1] == "olá, já vou à estação às três"


def test_a_chat_larger_than_what_is_read_at_once_is_read_whole(tmp_path: Path) -> None:
    lines = [f"{ANDROID}{('Ana Pires', 'Rui')[n % 2]}: message {n}\nand line two of it" for n in range(40_000)]
    read = messages(found(chat(tmp_path, *lines), everybody))
    assert len(read) == 40_000
    assert all(m.text == f"message {n}\nand line two of it" for n, m in enumerate(read))


def test_what_goes_on_for_ever_without_a_message_is_an_error(tmp_path: Path) -> None:
    items, reason = until_damage(written(tmp_path, "chat.txt", "\n".join(talk(ANDROID)) + "x\n" * (6 << 20)))
    assert len(items) == 2
    assert reason == "4 MB without the beginning of a message"


def test_a_message_that_was_cut_is_as_long_as_it_is(tmp_path: Path) -> None:
    assert texts(found(written(tmp_path, "chat.txt", "\n".join(talk(ANDROID))[:-2]))) == ["first", "second", "thi"]
