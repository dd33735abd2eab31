"""Keep, Day One, Evernote, Mastodon, LinkedIn, Reddit, Gemini: what their owner wrote."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.readers.samples import (
    BOOST,
    COMMENTS,
    LINKEDIN_MESSAGES,
    ME,
    SHARES,
    THEIRS,
    created,
    dayone,
    documents,
    enex,
    found,
    gemini,
    keep,
    messages,
    outbox,
    owners,
    put,
    skipped,
)  # fmt: skip


def test_keep_notes_are_texts_and_lists(tmp_path: Path) -> None:
    (note,) = documents(put(tmp_path / "a.json", keep(title="Plums", textContent="no plums", textContentHtml=THEIRS)))
    assert (note.text, note.title, note.date) == ("no plums", "Plums", "2020-02-29")
    (note,) = documents(
        put(tmp_path / "b.json", keep(title="", listContent=[{"text": "jam"}, {"text": "bread", "isChecked": True}]))
    )
    assert note.text == "jam\nbread"


def test_keep_trash_and_pages_are_skipped(tmp_path: Path) -> None:
    assert skipped(put(tmp_path / "a.json", keep(isTrashed=True, textContent=THEIRS)))
    page = '<html><body><div class="note DEFAULT"><div class="heading">today</div><div class="content">no plums</div></div>'
    assert skipped(put(tmp_path / "a.html", page))[0].reason == "the page of the note in a.json"


def test_day_one_entries(tmp_path: Path) -> None:
    first, second = documents(put(tmp_path / "Journal.json", dayone("# Rain\n\nAll day\\.\n![](dayone-moment://AB12)", "Sun\\!")))
    assert (first.text, first.date, first.position) == ("# Rain\n\nAll day.", "2021-05-01", "U1")
    assert set(first.removed) == {"media"}
    assert second.text == "Sun!"


def test_evernote_notes(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.enex", enex(("Plums", "<div>no <b>plums</b></div><div><br/></div><en-media hash='x'/>"), ("Jam", "yes"))
    )
    first, second = documents(path)
    assert (first.text, first.title, first.date, first.author) == ("no plums", "Plums", "2019-02-03", ME)
    assert second.text == "yes"


def test_evernote_clips_are_skipped(tmp_path: Path) -> None:
    clip = enex(("Plums", THEIRS), attributes="<source>web.clip7</source><source-url>https://example.org</source-url>")
    assert [item.reason for item in skipped(put(tmp_path / "a.enex", clip))] == ["clipped from the web"]
    assert documents(tmp_path / "a.enex") == []


def test_evernote_entities_do_not_grow(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = (
        enex(("&l11;", "x"))
        .replace('enml2.dtd">', "")
        .replace(
            '<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">',
            f'<!DOCTYPE en-export [<!ENTITY l0 "lol">{laughs}]>',
        )
    )
    assert sum(len(str(item)) for item in found(put(tmp_path / "a.enex", bomb))) < 10_000


def test_a_broken_evernote_file_gives_the_notes_before(tmp_path: Path) -> None:
    whole = enex(("Plums", "one"), ("Jam", "two"))
    path = put(tmp_path / "a.enex", whole[: whole.index("two")])
    assert [document.text for document in documents(path)] == ["one"]
    assert [item.reason for item in skipped(path)] == ["broken XML"]


def test_mastodon_posts_without_boosts(tmp_path: Path) -> None:
    put(tmp_path / "actor.json", {"type": "Person", "name": ME, "preferredUsername": "ines"})
    mention = '<p><span class="h-card"><a href="https://example.org/@rui" class="u-url mention">@<span>rui</span></a></span> no &amp; no</p>'
    thread = created(3, "<p>and more</p>", inReplyTo="https://example.org/1")
    path = put(tmp_path / "outbox.json", outbox(created(1, "<p>one<br />line</p><p>two</p>"), BOOST, created(2, mention), thread))
    (document,) = documents(path)
    assert document.text == "one\nline\n\ntwo\n\nand more\n\nno & no"
    assert (document.author, document.date, document.removed) == (ME, "2023-01-01", {"mentions": 5})
    assert [owner.names for owner in owners(tmp_path / "actor.json")] == [(ME, "ines")]


def test_linkedin_shares_comments_and_messages(tmp_path: Path) -> None:
    quoted = '2022-01-01 10:00:00,https://example.org/1,"one ""thing""""\n""""\n""two",,,PUBLIC\n'
    plain = '2022-02-01 10:00:00,https://example.org/2,"he said ""no""\nand left",,,PUBLIC\n'
    texts = [document.text for document in documents(put(tmp_path / "Shares.csv", SHARES + quoted + plain))]
    assert texts == ['one "thing"\n\ntwo', 'he said "no"\nand left']
    assert documents(put(tmp_path / "Comments.csv", "Date,Link,Message\n2022-01-01 10:00:00,l,mine\n"))[0].text == "mine"
    rows = (
        f"1,,Rui,r,{ME},i,2022-01-01 10:00:00 UTC,,{THEIRS},INBOX,\n1,,{ME},i,Rui,r,2022-01-01 11:00:00 UTC,,<p>mine</p>,INBOX,\n"
    )
    theirs, mine = messages(put(tmp_path / "messages.csv", LINKEDIN_MESSAGES + rows))
    assert (theirs.text, mine.text, mine.author, mine.conversation) == ("", "mine", (ME, "i"), "1")


def test_linkedin_profile_and_recommendations(tmp_path: Path) -> None:
    profile = put(tmp_path / "Profile.csv", "First Name,Last Name,Headline\nInes,Duarte,Baker\n")
    assert [owner.names for owner in owners(profile)] == [(ME,)]
    received = f"First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nRui,Costa,x,y,{THEIRS},2020,VISIBLE\n"
    assert [type(item).__name__ for item in found(put(tmp_path / "Recommendations_Received.csv", received))] == ["Skipped"]


def test_reddit_comments_posts_and_messages(tmp_path: Path) -> None:
    rows = (
        'c1,/p,2022-01-01 10:00:00 UTC,,plums,0,l,,"> '
        + THEIRS
        + '\n\nmine",\nc2,/p,2022-01-02 10:00:00 UTC,,plums,0,l,,[deleted],\n'
    )
    assert [document.text for document in documents(put(tmp_path / "comments.csv", COMMENTS + rows))] == ["mine"]
    post = "id,permalink,date,ip,subreddit,gildings,title,url,body\np1,/p,2022-01-01 10:00:00 UTC,,plums,0,Jam,,my jam\n"
    (document,) = documents(put(tmp_path / "posts.csv", post))
    assert (document.text, document.title) == ("my jam", "Jam")
    inbox = f"id,permalink,thread_id,date,ip,from,to,subject,body\nm1,/m,t,2022-01-01,,rui,{ME},x,{THEIRS}\nm2,/m,t,2022-01-01,,{ME},rui,x,mine\n"
    assert [message.text for message in messages(put(tmp_path / "messages.csv", inbox))] == ["", "mine"]


def test_reddit_account_and_announcements(tmp_path: Path) -> None:
    statistics = put(tmp_path / "statistics.csv", "statistic,value\naccount name,ines_d\nkarma,3\n")
    assert [owner.names for owner in owners(statistics)] == [("ines_d",)]
    news = f"announcement_id,sent_at,read_at,from_id,from_username,subject,body,url\n1,x,,2,reddit,Hi,{THEIRS},u\n"
    assert [type(item).__name__ for item in found(put(tmp_path / "announcements.csv", news))] == ["Skipped"]


def test_gemini_prompts(tmp_path: Path) -> None:
    prompts = ["Prompted how do I bake?\n```\nx\n```", "Used Gemini Apps", "Selected preferred draft", "Asked: and jam?"]
    read = documents(put(tmp_path / "My Activity.json", gemini(*prompts)))
    assert [(document.text, document.date) for document in read] == [("how do I bake?", "2024-05-01"), ("and jam?", "2024-05-04")]


def test_the_page_of_gemini_is_skipped(tmp_path: Path) -> None:
    page = f'<html><div class="outer-cell mdl-typography--body-1">Gemini Apps<br>Prompted x<br>{THEIRS}</div></html>'
    assert skipped(put(tmp_path / "My Activity.html", page))[0].reason.startswith("answers and prompts in one page")
