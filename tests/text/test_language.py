"""vibejam/text/language.py: the language of a text, or none where it cannot be told."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.language import language_of

SENTENCES = {
    "af": "Ek het gister 'n lang brief aan my suster geskryf, maar nog nie die seëls gekoop nie.",
    "ar": "كتبت رسالة طويلة إلى أختي أمس، ولكنني لم أشتر الطوابع بعد، وسأذهب غدا إلى السوق.",
    "bg": "Вчера написах дълго писмо на сестра си, но още не съм купил марки и ще отида утре.",
    "ca": "Ahir vaig escriure una carta molt llarga a la meva germana, però encara no he comprat els segells.",
    "cs": "Včera jsem napsal sestře dlouhý dopis, ale ještě jsem nekoupil známky, takže půjdu zítra.",
    "cy": "Ysgrifennais lythyr hir at fy chwaer ddoe, ond nid wyf wedi prynu stampiau eto.",
    "da": "I går skrev jeg et langt brev til min søster, men jeg har endnu ikke købt frimærker til det.",
    "de": "Gestern habe ich meiner Schwester einen langen Brief geschrieben, aber noch keine Marken gekauft.",
    "el": "Χθες έγραψα ένα μεγάλο γράμμα στην αδελφή μου.",
    "en": "Yesterday I wrote my sister a long letter, but I have not bought any stamps for it yet.",
    "es": "Ayer le escribí una carta muy larga a mi hermana, pero todavía no he comprado los sellos.",
    "et": "Kirjutasin eile õele pika kirja, aga marke pole ma veel ostnud ja lähen homme postkontorisse.",
    "fa": "دیروز نامه‌ای طولانی برای خواهرم نوشتم، اما هنوز تمبر نخریده‌ام و فردا به پست می‌روم.",
    "fi": "Kirjoitin eilen siskolleni pitkän kirjeen, mutta en ole vielä ostanut siihen postimerkkejä.",
    "fr": "Hier, j'ai écrit une longue lettre à ma sœur, mais je n'ai pas encore acheté de timbres.",
    "he": "אתמול כתבתי לאחותי מכתב ארוך, אבל עוד לא קניתי בולים ולכן אלך מחר לדואר.",
    "hi": "कल मैंने अपनी बहन को एक लंबा पत्र लिखा, लेकिन अभी तक टिकट नहीं खरीदे हैं।",
    "hu": "Tegnap hosszú levelet írtam a nővéremnek, de még nem vettem hozzá bélyeget.",
    "hy": "Երեկ ես երկար նամակ գրեցի քրոջս։",
    "is": "Í gær skrifaði ég systur minni langt bréf, en ég hef ekki keypt frímerki ennþá.",
    "it": "Ieri ho scritto una lunga lettera a mia sorella, ma non ho ancora comprato i francobolli.",
    "ja": "昨日は妹に長い手紙を書いたが、まだ切手を買っていない。",
    "ka": "გუშინ დას გრძელი წერილი მივწერე.",
    "ko": "어제 여동생에게 긴 편지를 썼는데 아직 우표를 사지 못했다.",
    "lt": "Vakar parašiau seseriai ilgą laišką, bet dar nenusipirkau pašto ženklų ir eisiu rytoj.",
    "lv": "Vakar es uzrakstīju māsai garu vēstuli, bet vēl neesmu nopircis pastmarkas.",
    "nl": "Gisteren heb ik mijn zus een lange brief geschreven, maar ik heb nog geen postzegels gekocht.",
    "no": "I går skrev jeg et langt brev til søsteren min, men jeg har ikke kjøpt frimerker ennå, så jeg går i morgen.",
    "pl": "Wczoraj napisałem do siostry długi list, ale nie kupiłem jeszcze znaczków na pocztę.",
    "pt": "Ontem escrevi uma carta muito longa à minha irmã, mas ainda não comprei os selos.",
    "ro": "Ieri i-am scris surorii mele o scrisoare lungă, dar încă nu am cumpărat timbre.",
    "ru": "Вчера я написал сестре длинное письмо, но марок ещё не купил и пойду завтра на почту.",
    "sv": "I går skrev jag ett långt brev till min syster, men jag har inte köpt några frimärken ännu.",
    "sw": "Jana nilimwandikia dada yangu barua ndefu, lakini bado sijanunua stempu za kuituma.",
    "ta": "நேற்று என் தங்கைக்கு நீண்ட கடிதம் எழுதினேன்.",
    "th": "เมื่อวานฉันเขียนจดหมายยาวถึงน้องสาว แต่ยังไม่ได้ซื้อแสตมป์",
    "tr": "Dün kız kardeşime uzun bir mektup yazdım ama henüz pul almadım, yarın postaneye gideceğim.",
    "uk": "Учора я написав сестрі довгого листа, але марок ще не купив і піду завтра на пошту.",
    "vi": "Hôm qua tôi đã viết một lá thư dài cho em gái, nhưng tôi vẫn chưa mua tem.",
    "zh": "昨天我给妹妹写了一封很长的信，但是还没有买邮票。",
}

PROSE = "We had the whole of the afternoon to ourselves, and spent it mending the fence behind the orchard. "


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough_for_many_languages(language: str) -> None:
    assert language_of(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "ok",
        "Thanks!",
        "See you",
        "12.5 + 3 = 15.5",
        "🎉🎊🙌🏽",
        "https://example.org/a/long/path?of=words",
        "....",
        "здравствуй",
        "木",
    ],
)
def test_too_little_is_no_evidence(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize("text", ["おはようございます", "ありがとう、また明日", "안녕하세요 여러분", "Καλημέρα σας", "สวัสดีครับ"])
def test_a_script_tells_sooner_than_words(text: str) -> None:
    assert language_of(text) in ("ja", "ko", "el", "th")


def test_a_text_half_in_one_language_and_half_in_another_has_none() -> None:
    assert language_of(SENTENCES["de"] * 5 + "\n\n" + SENTENCES["en"] * 5) == ""
    assert language_of(SENTENCES["ru"] + "\n\n" + SENTENCES["en"]) == ""


def test_a_few_foreign_words_do_not_matter() -> None:
    assert language_of(PROSE * 6 + "As they say, Aller Anfang ist schwer. " + PROSE * 6) == "en"
    assert language_of("昨日はChatGPTで長い手紙を書いたが、まだ切手を買っていない。") == "ja"


def test_code_links_and_quotes_are_not_the_writers_language() -> None:
    code = "```\nfor line in lines:\n    print(line, file=sys.stderr)\n```\n"
    quote = f"> {SENTENCES['en']}\n" * 4
    link = "https://example.org/the-quick-brown-fox-and-the-dog/index.html\n"
    assert language_of(code * 5 + quote + link * 3 + SENTENCES["fr"]) == "fr"


def test_a_fence_that_is_never_closed_hides_the_rest() -> None:
    assert language_of("```\n" + PROSE) == ""


def test_capitals_and_lower_case_do_not_matter() -> None:
    assert language_of(PROSE.upper()) == language_of(PROSE.lower()) == "en"


def test_words_that_are_in_no_language_have_none() -> None:
    assert language_of("Xq zzrt vlkp wqmn brrt plx gnrk vvtz qqwr mnbp trlk zxcv. " * 5) == ""


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert language_of(PROSE) == "en"


@modest
@given(text=st.text(max_size=500))
def test_any_text_has_a_code_or_none(text: str) -> None:
    assert len(language_of(text)) in (0, 2)


CORPORA = ["twain-letters", "pepys-diary", "austen-letters", "chesterton-essays", "benbalter-blog", "panza-marcus-email"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_english_of_four_centuries(shared_data: Path, corpus: str) -> None:
    found = {path.name: language_of(path.read_text("utf-8")) for path in (shared_data / corpus).glob("*.*")}
    assert set(found.values()) <= {"en", ""}
    # One letter of Jane Austen's is written backwards; one post is a list of names.
    assert sum(not language for language in found.values()) <= 1


def test_messy_text(shared_data: Path) -> None:
    def of(name: str) -> str:
        return language_of((shared_data / "messy" / name).read_text("utf-8"))

    assert of("text/french-daudet-utf8.txt") == "fr"
    assert of("encodings/japanese-utf8.txt") == "ja"
    assert of("text/mixed-languages.md") == ""
    assert of("text/emoji.txt") in ("en", "")
