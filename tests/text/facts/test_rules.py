"""Each class of rules of vibejam/text/facts: what says the same in other words, and what does not."""

from __future__ import annotations

import pytest

from vibejam.text.facts import check

SAME = {
    "clock": """
        Meet me at half past seven in the evening. | Meet me at 7.30 pm.
        We start at eight. | We start at 8:00.
        It runs from 9 to 5. | It runs from nine to five.
        At 0600 hours we marched. | At six in the morning we marched.
        Kick-off is at seven forty-five. | Kick-off's at 7:45.
        The mail is here by a quarter to ten. | The mail is here by 9:45.
        It is five past midnight. | It is 00:05.
        The night shift ends at 07:00. | The night shift's over at seven in the morning.
    """,
    "quantities": """
        One in four failed. | 25% failed.
        A quarter of the households have no garden. | 25 percent of the households have no garden.
        It took two and a half hours. | It took 2 hours 30 minutes.
        Let it simmer for three quarters of an hour. | Simmer it for forty-five minutes.
        It cost three pounds fifty. | It cost £3.50.
        She is five foot six. | She is 5 ft 6.
        We drove at ninety kilometres an hour. | We drove at 90 km/h.
        He was born in nineteen seventy-four. | He was born in 1974.
        It opened in the sixties. | It opened in the 1960s.
        Chapter III is long. | Chapter 3 is long.
        It is open on Christmas Eve. | It is open on 24 December.
        The paper comes out every two weeks. | The paper comes out fortnightly.
        You must be at least eighteen years old. | You must be 18 or over.
    """,
    "negation": """
        She did not arrive until after the speeches. | She only arrived after the speeches.
        The engine would not start. | The engine refused to start.
        It is not uncommon for the river to flood. | The river floods fairly often.
        Do not hesitate to ring me if it is late. | Ring me if it is late.
        We had no choice but to cancel. | We had to cancel.
        There is nobody in the village who does not know him. | Everybody in the village knows him.
        No sooner had we sat down than the phone rang. | We had hardly sat down when the phone rang.
        The scraps cannot be read. | The scraps are unreadable.
        The plan is far from clear. | The plan is anything but clear.
        Nobody told me that the date had been changed. | I wasn't told that the date had changed.
        Isn't that nice? | That is nice.
    """,
    "comparison": """
        The train is faster than the bus. | The bus is slower than the train.
        The second chapter is not as long as the first. | The second chapter is shorter than the first.
        His hand is worse than mine. | My hand is better than his.
        My sister is two years younger than I am. | I am two years older than my sister.
        No room in the house is warmer than the kitchen. | The kitchen is the warmest room in the house.
    """,
    "modality": """
        You should consider a lamp. | Consider a lamp.
        You may use the kitchen at any time. | Feel free to use the kitchen at any time.
        Members are entitled to a guest. | Members may bring a guest.
        Dogs must not be fed. | Don't feed the dogs.
        The lid is too tight? Then loosen it. | If the lid is too tight, loosen it.
        It should perhaps be added that we were late. | We were late.
    """,
    "quantifier": """
        All but one of the lamps work. | Every lamp but one works.
        Nearly all of the seats were taken. | Most of the seats were taken.
        None of the windows were broken. | Not a single window was broken.
        We can take at most eight guests. | Eight guests is the most we can take.
    """,
    "order": """
        He fed the horses and then went to bed. | After he had fed the horses, he went to bed.
        Rinse the rice before cooking it. | Before you cook the rice, rinse it.
        The talk was followed by a discussion. | After the talk there was a discussion.
        First peel the potatoes, then boil them. | Peel the potatoes first and boil them afterwards.
        Once the paint is dry, remove the tape. | Remove the tape after the paint has dried.
    """,
    "role": """
        Tom gave the keys to Sarah. | Sarah was given the keys by Tom.
        According to the police, the driver was not hurt. | The police say the driver was not hurt.
        Dr. Fischer and her team moved to Basel. | Dr Fischer moved to Basel with her team.
        Hugo Lang translated the novel. | The novel was translated by Hugo Lang.
    """,
    "balance": """
        I am writing to ask whether the room is free. | Is the room free?
        As far as I know, the bill was paid last week. | The bill was paid last week, as far as I know.
        It is worth mentioning that the library also lends tools. | The library also lends tools.
        My neighbour sold us his piano. | We bought our neighbour's piano.
        The mayor fell ill, and the mayor left. | He fell ill, the mayor, and he left.
        The European Union and the United Kingdom signed it. | The EU and the UK signed it.
        The jar holds half a litre of honey. | The jar holds 500 ml of honey.
        He never fails to send a card. | He always sends a card.
        Not all the pupils had done the work. | Some of the pupils hadn't done the work.
    """,
}  # fmt: skip
OTHER = {
    "clock": """
        He rang at ten to six. | He rang at ten past six.
        He rang at six in the morning. | He rang at six in the evening.
        We leave at twenty to nine. | We leave at twenty past nine.
    """,
    "quantities": """
        One in four failed. | One in five failed.
        It opened in the sixties. | It opened in the seventies.
        We met on Christmas Eve. | We met on Christmas Day.
        He stayed for weeks. | He stayed for years.
        The flat has 80 square metres. | The flat has 80 square feet.
        He was born in nineteen seventy-four. | He was born in 1975.
        The rent is paid a month ahead. | The rent is paid a week ahead.
    """,
    "negation": """
        Neither of the lifts works. | Both of the lifts work.
        It is not uncommon. | It is uncommon.
        The lease does not include parking. | The lease includes parking.
    """,
    "opposite": """
        She refused the promotion. | She took the promotion.
        The committee threw out the plan. | The committee accepted the plan.
        The number of visits decreased. | The number of visits rose.
        Turn the lamp on and shut the door. | Turn the lamp off and shut the door.
        The winters here are mild. | The winters here are harsh.
        The bridge connects the two villages. | The bridge separates the two villages.
        The rule makes life simpler. | The rule makes life more complicated.
    """,
    "comparison": """
        He is as tall as his father. | He is taller than his father.
        It rained more in May than in June. | It rained more in June than in May.
        The second test was much harder than the first. | The second test was a little harder than the first.
        It was the coldest night of the year. | It was one of the coldest nights of the year.
        She is the second best player here. | She is the best player here.
        They sell the freshest fish in town. | They sell fresh fish in town.
        The translation is more exact than elegant. | The translation is more elegant than exact.
        My cousin is older than I am. | My cousin is younger than me.
    """,
    "modality": """
        The bakery can deliver on Sundays. | The bakery will deliver on Sundays.
        We hope to finish the roof by June. | We'll finish the roof by June.
        He tried to repair the clock. | He repaired the clock.
        I think he lives in Bristol. | He lives in Bristol.
        The council could close the road. | The council is going to close the road.
    """,
    "quantifier": """
        Several neighbours signed. | One neighbour signed.
        None of my letters were read. | Not all of my letters were read.
        Many of the houses are empty. | A few of the houses are empty.
        Some of the older trees are ill. | All of the older trees are ill.
        He works ten hours within a week. | He works ten hours a week.
    """,
    "order": """
        The bell rings first, and only then does the door open. | First the door opens, and only then does the bell ring.
        Until the war he worked as a tailor. | Since the war he has worked as a tailor.
        Wash the shirt and iron it afterwards. | Iron the shirt first, then wash it.
        By the time the doctor came, the child had recovered. | The child recovered after the doctor came.
    """,
    "role": """
        Lena plays the cello and Marc plays the flute. | Marc plays the cello and Lena plays the flute.
        The museum lent the painting to the college. | The college lent the painting to the museum.
        The fever came on the second day and the cough on the fourth. | The cough came on the second day and the fever on the fourth.
        The fox was seen by the farmer. | The fox saw the farmer.
        Dora asked whether Emil had the tickets. | Emil asked whether Dora had the tickets.
    """,
    "balance": """
        The garden has roses and lavender. | The garden has roses, lavender and a small pond.
        Samples were weighed on arrival. | Samples were weighed on arrival, in duplicate.
        The walk takes an hour. | The walk takes an hour, and it's free.
        I may be able to help on Friday. | I'll be able to help on Friday.
        The small box holds the same amount as the tall one. | The small box holds less than the tall one.
        He missed the train. | He missed the train because of the snow.
        Take one tablet with food. | Take one tablet.
        He works for a bank. | He works for a Swiss bank.
        The hotel is quiet and has a private beach. | The hotel is quiet.
        The roof was mended at the expense of the parish. | The roof was mended.
    """,
}  # fmt: skip


def pairs(table: dict[str, str]) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split("|")) for lines in table.values() for line in lines.strip().split("\n")]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert check(one, other, language="en") == []


@pytest.mark.parametrize(("one", "other"), pairs(OTHER))
def test_something_else(one: str, other: str) -> None:
    assert check(one, other, language="en") != []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Wir haben fünf Hühner und zwei Ziegen.", "Wir haben 5 Hühner und 2 Ziegen."),
        ("de", "Sie hat einundzwanzig Schafe.", "Sie hat 21 Schafe."),
        ("fr", "Madame Roux a vingt-deux chats.", "Mme Roux a 22 chats."),
        ("es", "Tenemos treinta y cinco gallinas.", "Tenemos 35 gallinas."),
    ],
)
def test_numbers_of_other_languages(language: str, one: str, other: str) -> None:
    assert check(one, other, language=language) == [] and check(other, one, language=language) == []


def test_an_interrupted_quotation_is_whole() -> None:
    assert check('"I am old," he said, "but I can dance."', 'He said, "I am old, but I can dance."', language="en") == []
