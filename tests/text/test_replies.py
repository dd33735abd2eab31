"""vibejam/text/replies.py, mail_html.py: what the writer typed stays, all else goes.

What is right for which case is told by the tests of github/email_reply_parser, mailgun/talon and alfonsrv/mail-parser-reply;
the texts are invented. Two of theirs are decided otherwise: forwarded mail goes, and a sign-off with its name stays.
"""

from __future__ import annotations

import time

import pytest

from tests.ingest.mailbox import LANGUAGES, LOOKALIKES, OTHER
from vibejam.text.mail_html import mail_html_to_text
from vibejam.text.replies import is_reply, own_words

QUOTE = "> Are you home?\n>\n> Tom"


def own(text: str) -> str:
    return own_words(text)[0]


def words_of(text: str) -> list[str]:
    return text.split()


def test_what_was_taken_out_is_counted_in_characters() -> None:
    attribution = "On 2 May 2021 at 10:47, Tom <t@example.org> wrote:"
    text, removed = own_words(f"Yes.\n\n{attribution}\n> Tea?\n\n-- \nMarta")
    assert text == "Yes."
    assert removed == {"quotes": len(f"\n{attribution}\n> Tea?\n") - 0, "signature": len("-- \nMarta\n")}


def test_a_mail_of_nothing_but_own_words_is_not_touched() -> None:
    text = "Hi Ana,\n\n  an indented line\n\n- one\n- two\n\nBest,\nMarta"
    assert own_words(text) == (text, {})


@pytest.mark.parametrize("text", ["", "\n\n", ">", "> a\n> b", "-- \nMarta", "Sent from my iPhone"])
def test_a_mail_without_own_words_is_empty(text: str) -> None:
    assert own(text) == ""


@pytest.mark.parametrize("text", LOOKALIKES)
def test_own_words_that_look_like_something_else_stay(text: str) -> None:
    assert own(f"Dear Tom,\n\n{text}\n\nLove,\nMarta") == f"Dear Tom,\n\n{text}\n\nLove,\nMarta"


# Quotes -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attribution",
    [
        "On 04/19/2011 07:10 AM, Tom Becker wrote:",
        "On 11-Apr-2011, at 6:54 PM, Tom Becker <tom@example.net> wrote:",
        "On 11-Apr-2011, at 6:54 PM, Tom Becker <tom@example.net> sent:",
        " On Mar 8, 2012 9:59 AM, \"Example.net\" <\nr+7f1b094ceb90e18cca93d53d3703feae@example.net> wrote:",
        "On Fri, May 6, 2011 at 6:03 PM, Tom Becker from the Plum News\n<tom@example.net> wrote:",
        "On Nov 30, 2011, at 12:47 PM, Tom <\n416ffd3258d4d2fa4c85cfa4c44e1721d66e3e8f4@example.net>\nwrote:",
        "On Aug 22, 2011, at 7:37 PM, tom<tom@example.net> wrote:",
        "On Tue, Sep 25, 2012 at 8:59 AM, Tom Becker\n<tom@example.net>wrote:",
        "On Thursday, October 25, 2012 at 3:03 PM, jam is life. by Tom wrote:",
        "2014-10-17 11:28 GMT+03:00 Postmaster <\npostmaster@example.net>:",
        "2011/4/7 Nathan Юova <tom@example.net>",
        "---- Tom Becker wrote ----",
        "---- On Tue, 02 Mar 2021 01:47:00 +0100 Tom Becker <tom@example.net> wrote ----",
        "Sent from Samsung MobileTom <tom@example.net> wrote:",
        "On Tue, Apr 11, 2017 at 10:07 PM Tom Becker\n\n<\nmailto:Tom Becker <tom@example.net>\n> wrote:",
        "Tom Becker wrote:",
        "* Tom Becker <tom@example.net> [2021-03-02 01:47]:",
        "Quoting Tom Becker <tom@example.net>:",
        "Zitat von Tom Becker <tom@example.net>:",
        "On Tue, 02 Mar 2021 01:47:00 +0100, you wrote:",
        "In message <0815@example.net> you wrote:",
        "2022年1月1日(金) 9:00 田中太郎 <taro.tanaka@example.com>:",
        "Den fre 28 feb. 2025 10:15Anna Andersson <anna@example.com> skrev:",
    ],
)  # fmt: skip
def test_the_line_above_a_quote_goes_however_it_is_written_and_broken(attribution: str) -> None:
    assert own(f"Yes, do come.\n\n{attribution}\n\n{QUOTE}") == "Yes, do come."
    assert own(f"Yes, do come.\n{attribution}\n{QUOTE}\n\nMarta") == "Yes, do come.\n\nMarta"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Nov 30, 2011, at 12:47 PM, Tom <\n416ffd3258d4d2fa4c85cfa4c44e1721d66e3e8f4@example.net>\nwrote:",
        "Op 13-02-2014 3:18 schreef Julius Caesar <caesar@example.com>:",
        "Den 14 september, 2015 02:23:18, Julius Caesar (caesar@example.com) skrev:",
        "På 14 september 2015 på 02:23:18, Julius Caesar (caesar@example.com) skrev:",
        "------On 12/29/1987 17:32 PM, Julius Caesar wrote-----",
        "On Tue, Jan 27, 2015 at 12:42 PM -0800, \"Company\" <caesar@example.com> wrote:",
        "W dniu 28 stycznia 2015 01:53 użytkownik Zoe <zoe@example.com>\nnapisał:",
        "Le 23 janv. 2015 à 22:03, Zoe <zoe@example.com<mailto:zoe@example.com>> a écrit:",
    ],
)  # fmt: skip
def test_below_it_all_goes_where_no_marks_are(attribution: str) -> None:
    assert own(f"Btw yes.\n\n{attribution}\n\nHi Marta,\nare you home?\n\nThanks,\nTom") == "Btw yes."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_above_a_quote_is_known_in_every_language(language: str) -> None:
    words = LANGUAGES[language]
    for template in words.attributions:
        attribution = template.format(n=OTHER[0], a=OTHER[1])
        assert own(f"{words.own[0]}\n\n{attribution}\n{QUOTE}") == words.own[0], attribution
        if "{a}" in template:
            assert own(f"{words.own[0]}\n\n{attribution}\n\n{words.other[0]}\n\nTom") == words.own[0], attribution


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_of_quoted_mail_are_known_in_every_language(language: str) -> None:
    words = LANGUAGES[language]
    header = "\n".join(
        f"{label}: {value}" for label, value in zip(words.labels, ("Tom", "2.3.2021 01:47", "Marta", "Re: x"), strict=True)
    )
    for above in ("", "_" * 32 + "\n", f"-----{words.original}-----\n", f"---------- {words.forwarded} ---------\n"):
        assert own(f"{words.own[0]}\n\n{above}{header}\n\n{words.other[0]}") == words.own[0]
    assert own(f"{words.own[0]}\n\n{words.begin_forwarded}\n\n{header}\n\n{words.other[0]}") == words.own[0]
    assert own(f"{words.own[0]}\n\n-----{words.original}-----\n\n{words.other[0]}") == words.own[0]


@pytest.mark.parametrize(
    "header",
    [
        "From: tom@example.net\nSent: March-19-11 5:42 PM\nTo: Marta\nSubject: Plums",
        "*From:* tom@example.net [mailto:\ntom@example.net]\n*Sent:* Wednesday, June 27, 2012 3:05 PM\n*To:* Marta\n*Subject:* Plums",
        "Date: Wed, 16 May 2012 00:15:02 -0600\nTo: marta@example.org",
        "Date: Fri=2C 28 Sep 2012 10:55:48 +0000\nFrom: tom@example.net\nTo: marta@example.org\nSubject: [#8] Plums",
        "From: tom@example.net\nDate: Wed, 16 May 2012 00:15:02 -0600\n\n<http://example.net/c/aG1>",
        " ------------------------------\n\n*From:* The Plums [mailto:p@example.net]\n*Sent:* Thursday\n*To:* m@example.org\n*Subject:* x",
        "________________________________________\nFrom: Plums [p@example.net]\nSent: Friday, 23 March 2012 5:08 p.m.\nTo: Marta Q\nSubject: x",
        "From: Tom\n\nSent: Friday\n\nTo: Marta\n\nSubject: Plums",
        "-----Original Message-----",
        "-------- Original Message --------\nSubject: Two\nlines of it\nDate: Friday\nFrom: Tom\nTo: Marta",
        "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Tuesday, March 2nd, 2021 at 1:47 AM, Tom <tom@example.net> wrote:",
        "---------------------- Forwarded by Tom Becker/Plums on 03/02/2021 01:47 AM ---------------------------",
    ],
)
def test_the_header_of_a_quoted_mail_goes_and_all_below_it(header: str) -> None:
    assert own(f"Yes, do come.\nMarta\n\n{header}\n\nAre you home?\n\nTom") == "Yes, do come.\nMarta"


def test_answers_between_quotes_stay_in_their_order() -> None:
    text = f"Hi Tom,\n\nOn 02/03/2021 01:47, Tom wrote:\n{QUOTE}\n\nYes.\n\n> And on Friday?\n>> Why Friday?\n\nNo.\n\n-- \nMarta"
    assert own(text) == "Hi Tom,\n\nYes.\n\nNo."


def test_an_answer_right_below_a_quote_stays() -> None:
    assert own("On 04/02/2012 06:26 PM, Megan wrote:\n> Hi\nHello") == "Hello"


def test_the_end_of_a_quoted_line_that_was_broken_in_sending_goes_with_it() -> None:
    long = "> " + "and we thought that we might come over on Friday or, if that does not suit, on\nSaturday or so".replace(
        "Sat", "sat"
    )
    assert own(f"Yes.\n\nTom wrote:\n{long}\n> if it does\n\nMarta") == "Yes.\n\nMarta"


def test_a_reply_and_what_is_above_the_quote_may_share_a_line() -> None:
    assert own("reply On Wed, Apr 4, 2012 at 3:59 PM, tom@example.net wrote:\n> Hi") == "reply"
    assert own("so - so--- On Wed, Apr 4, 2012 at 3:59 PM, tom@example.net wrote:\n> Hi") == "so - so"


def test_a_quote_may_be_shown_by_its_indent() -> None:
    assert own("On 02/03/2021 01:47, Tom Becker wrote:\n\n    Are you home?\n    Tom\n\nYes.") == "Yes."
    assert own("Yes.\n\nOn 02/03/2021 01:47, Tom Becker wrote:\n| Are you home?\n| Tom\n\nMarta") == "Yes.\n\nMarta"


def test_python_at_its_prompt_is_no_quote() -> None:
    assert own("Try this:\n\n>>> import plums\n>>> plums.pick()\n9\n") == "Try this:\n\n>>> import plums\n>>> plums.pick()\n9"


def test_a_framed_link_is_no_quote() -> None:
    text = "Visit us now for assistance...\n>>> >>>  http://www.example.com <<<\nVisit our site by clicking the link above"
    assert own(text) == text


def test_a_line_of_prose_that_begins_like_the_one_above_a_quote_stays() -> None:
    text = "On your remote host you can run:\n\n     telnet 127.0.0.1 52698\n\nOn 9 Jan 2014, at 2:47, George wrote:\n\n> I have"
    assert own(text) == "On your remote host you can run:\n\n     telnet 127.0.0.1 52698"
    assert own("One outstanding question I had:\n\nwhen I run...\n\nOn Oct 1, 2012, at 11:55 PM, Dave wrote:\n\n> no") == (
        "One outstanding question I had:\n\nwhen I run..."
    )


# What programs add below ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "below",
    [
        "-- \nMarta", "--\nMarta Quill", "--\n\nMarta Quill", "---\nMarta", "__\nMarta Quill\nPlums Ltd", "-Marta Quill", "-marta",
        '-- \nMarta | "Jam tomorrow." -- L. C.', "--\nMarta Quill\nDept. of Jam, Room 4.12\n+41 44 000 00 00 | https://example.org/~m",
        "-- \n\n*Marta Quill | Director, Product Management*", "___________________\nMARTA QUILL\nHead of Jam\nDirect: (+00)00-000-0000",
        "Sent from my iPhone", "Sent from my iPhone!", "Sent from my Verizon Wireless BlackBerry", "Sent from Mailbox for iPhone",
        "Sent wirelessly from my BlackBerry device on the Plum network.", "Envoyé sans fil par mon terminal mobile sur le réseau.",
        "Sent from a magnificent torch of pixels", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent with Proton Mail secure email.",
        "--\nSent from my iPhone", "Sent via the Samsung Galaxy S9, an AT&T 5G phone".replace(", an", " an"),
        "_______________________________________________\nplums mailing list\nplums@lists.example.org\nhttp://lists.example.org/listinfo/plums",
        "--\nTo unsubscribe from this list: send the line \"unsubscribe plums\" in\nthe body of a message to majordomo@example.org",
        "You received this message because you are subscribed to the group.\nTo unsubscribe from this group, send a mail.",
        "P Please consider the environment before printing this email.", "Virus-free. www.avast.com",
        "CONFIDENTIALITY NOTICE: This e-mail and any attachments are intended only for the named recipient.",
        "Disclaimer\n\nThe information in this communication is confidential. It is intended solely for use by the recipient.\n\nThe rest.",
    ],
)  # fmt: skip
def test_what_a_program_adds_below_goes(below: str) -> None:
    assert own(f"Hello Tom.\n\nThe plums are ripe.\n\n{below}\n") == "Hello Tom.\n\nThe plums are ripe."
    assert own(f"The plums are ripe.\n\n{below}\n\nOn 02/03/2021 01:47, Tom Becker wrote:\n{QUOTE}") == "The plums are ripe."


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_telephone_or_a_lawyer_adds_is_known_in_every_language(language: str) -> None:
    words = LANGUAGES[language]
    letter = f"{words.own[0]}\n\n{words.leave}"
    assert own(f"{letter}\n\n{words.phone}") == letter
    assert own(f"{letter}\n\n{words.legal}") == letter.strip()


@pytest.mark.parametrize(
    "leave", ["Kind regards,\nMarta", "Best,\nMarta Quill", "Cheers\n-Marta", "Thanks!\nMarta", "Marta", "xx\nM."]
)
def test_a_sign_off_stays(leave: str) -> None:
    assert own(f"See you.\n\n{leave}") == f"See you.\n\n{leave}"
    assert own(f"See you.\n\n{leave}\n-- \nMarta Quill") == f"See you.\n\n{leave}"


@pytest.mark.parametrize(
    "contacts",
    [
        "Plum Lane 4\n8000 Jamtown\nTel: +41 44 000 00 00",
        "\nMarta Quill\nHead of Jam, Plums Ltd\nmarta@example.org | www.example.org",
    ],
)
def test_how_to_reach_the_writer_goes_from_below_the_name(contacts: str) -> None:
    assert own(f"See you.\n\nKind regards,\nMarta\n{contacts}") == "See you.\n\nKind regards,\nMarta"


def test_dashes_inside_a_line_or_a_list_begin_no_signature() -> None:
    for text in ("And here is a fix -- this is not a signature.\n\nbye", "Look:\n\n--> one\n--> two", "To do:\n- roof\n- cat"):
        assert own(text) == text
    assert own("Look:\n\n--> one\n--> two\n--\nMarta") == "Look:\n\n--> one\n--> two"


def test_dashes_between_two_parts_begin_no_signature() -> None:
    text = "First part.\n--\nAnd then there is a second part, which is longer than what anybody has in a signature.\n\nMarta"
    assert own(text) == text


def test_pictures_that_a_program_names_in_the_text_go() -> None:
    assert own("Look [image: plum.jpg] here [cid:image001.png@01D0]") == "Look  here"


@pytest.mark.parametrize(
    "text",
    [
        "Yes.\n\nOn 2 May 2021, at 10:47, Tom <t@example.net> wrote:\n> x",
        "Yes.\n\nSent from my iPhone\n",
        "x\n-- \nM",
        "x\n\n-----Original Message-----\ny",
    ],
)
def test_the_body_of_a_reply_is_told_from_other_texts(text: str) -> None:
    assert is_reply(text)
    assert not is_reply("On 2 May 2021 I went home.\n\n> a motto\n\nMy day: fine.\n\n---\n\nThe end.")


# HTML -------------------------------------------------------------------------------------------------------------------


def from_html(html: str) -> str:
    return own(mail_html_to_text(html)[0])


@pytest.mark.parametrize(
    "html",
    [
        "Reply\n<blockquote><div>On 11-Apr-2011, at 6:54 PM, Bob &lt;b@example.com&gt; wrote:</div><div>Test</div></blockquote>",
        "Reply<div>On 11-Apr-2011, at 6:54 PM, Bob &lt;b@example.com&gt; wrote:</div><blockquote><div>Test</div></blockquote>",
        "<html><body>Reply<div>On 11-Apr-2011, at 6:54 PM, Bob &lt;b@example.com&gt; wrote:</div><div>Test</div></body></html>",
        '<html>Reply<div class="gmail_quote"><div class="gmail_quote">On 11-Apr-2011, at 6:54 PM, Bob wrote:<div>Test</div></div></div>',
        "<div>Reply<br><div><hr>Date: Fri, 23 Mar 2012 12:35:31 -0600<br>To: <a>b@example.com</a><br>From: r@example.com<br>Subject: x<br><br>text",
        "Reply<div><hr/><div><font><b>From: bob@example.com</b><br><b>Date: Thu, 24 Mar 2016 08:07:12 -0700</b></font></div><div>Quoted</div></div>",
        '<div>Reply</div><span id="OLK_SRC_BODY_SECTION"><div>From: Bob</div><div>Test</div></span>',
        'Reply<hr id="stopSpelling">Date: Thu<br>Test',
        '<div>Reply</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Whatever: it says<br></div><div>Test</div>',
        '<p>Reply</p><div class="yahoo_quoted">Test</div>',
        '<p>Reply</p><div class="protonmail_quote">Test</div>',
        '<p>Reply</p><p style="display:none">Hidden</p><style>p {}</style><script>x()</script><!--[if mso]>Word<![endif]-->',
        '<p>Reply</p><div class="gmail_signature">Marta<br>Head of Jam</div>',
        '<p>Reply<o:p></o:p></p><pre class="moz-signature">-- \nMarta</pre>',
    ],
)
def test_quotes_are_known_by_the_structure_of_a_page(html: str) -> None:
    assert from_html(html) == "Reply"


def test_answers_between_the_quotes_of_a_page_stay() -> None:
    quote = '<blockquote class="gmail_quote">{}</blockquote>'
    inside = f"On 2 May 2021 at 10:47, Tom wrote:<br>{quote.format('Tea?')}<div>Yes.</div>{quote.format('Jam?')}<div>No.</div>"
    assert words_of(from_html(f'<div>Hi Tom,</div><div class="gmail_quote">{inside}</div>')) == "Hi Tom, Yes. No.".split()


def test_an_indent_is_no_quote() -> None:
    indented = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Own words</div></blockquote>'
    assert words_of(from_html(f"<div>Look:</div>{indented}")) == "Look: Own words".split()


def test_a_page_is_laid_out_as_text() -> None:
    html = "<p>Dear&nbsp;Tom,</p><p>a <b>b</b>\n c<br>d</p><ul><li>one<li>two</ul><ol><li>x<li>y</ol><pre>1\n  2</pre><div>e</div><div><br></div><div>f</div>"
    assert mail_html_to_text(html)[0] == "Dear Tom,\n\na b c\nd\n\n- one\n- two\n1. x\n2. y\n1\n  2\ne\n\nf"


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<>", "<!-- x", "<?xml version='1.0' encoding='utf-16'?>", "\x00", "</div></p>", "<![CDATA[", "&#0;"]
)
def test_pages_that_are_hardly_any_are_read(html: str) -> None:
    assert isinstance(mail_html_to_text(html)[0], str)


# Time -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [">", "> a\nb\n", "--\n", "Cc: a\n", "From: a@b\nCc: x\n", "On 2 May 2021 at 10:00 Tom wrote:\n", "a", ":\n", "!\n", "_", "\n", "Thanks,\nTom\n",
     "a" * 399 + "1!!!!\n", "> q\n" + "a" * 399 + ":\n> q\n", "x\n\nwrote:\n", "a@", "写道：\n"],
)  # fmt: skip
def test_no_text_takes_long(line: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        own_words(line * (size // len(line)))
        return time.process_time() - start

    small, large = seconds(20_000), seconds(80_000)
    assert large < 12 * small + 0.5
