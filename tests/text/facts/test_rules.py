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
    "sequence": """
        First sand the boards, then oil them, and finally wax the edges. | Sand the boards first. Then oil them, and wax the edges last of all.
        Before you call the plumber, turn off the water. | Turn off the water and then call the plumber.
        Mix the eggs and milk first, then add the flour. | Start by mixing the milk and eggs, and then add the flour.
        After lunch we walked to the pier, and then we took the tram. | We walked to the pier after lunch, then took the tram.
        Book the hotel, pay the deposit, and then tell the others. | Book the hotel and pay the deposit, then let the others know.
        He locked the shop after he had counted the money. | He counted the money before he locked the shop.
    """,
    "scene": """
        The clerk sent the tenant a reminder. | The clerk sent a reminder to the tenant.
        "I'll pay," said Otto, and Vera laughed. | Otto said, "I'll pay," and Vera laughed.
        The council lent the school a marquee. | The school was lent a marquee by the council.
        According to Dr. Anna Brandt, the wound is clean. | Dr Anna Brandt says the wound is clean.
        The nurse met the surgeon in the lift. | The surgeon met the nurse in the lift.
    """,
    "degree": """
        The blue paint costs as much as the green. | The blue paint and the green cost the same.
        My flat is cheaper than yours. | My flat is less expensive than yours.
        The first room was dearer but brighter, the second smaller. | The first room was more expensive but brighter, the second smaller.
        There were fewer mistakes this time than last time. | There weren't as many mistakes this time as last time.
        Oslo is bigger than Bergen. | Bergen is not as big as Oslo.
    """,
    "certainty": """
        You may leave your bikes in the hall. | You're welcome to leave your bikes in the hall.
        As far as I can tell, the pump is fine. | The pump seems fine to me.
        It is possible that the letter got lost. | The letter may have got lost.
        I was going to write to the bank but forgot. | I meant to write to the bank but forgot.
        The radio says frost is likely tonight. | According to the radio, there'll probably be frost tonight.
        We hope to open in May. | Our plan is to open in May.
    """,
    "replaced": """
        We saw an otter by the weir this morning. | This morning we spotted an otter at the weir.
        She stores the spare keys in a drawer by the door. | The spare keys live in a drawer next to the door.
    """,
    "frames": """
        Let me take this opportunity to thank the band. | I'd like to thank the band.
        I hope you are well. Could you send me the plan? | Could you send me the plan?
        I just wanted to let you know that the room is booked. | The room is booked.
        The vote was delayed, and on top of that the heating failed. | The vote was delayed, and the heating failed as well.
        Please go ahead and order the paint. | Please order the paint.
        The shed was empty. | There was nothing in the shed.
    """,
    "denial": """
        He answered, "I'm too old for that." | He answered that he was too old for that.
        She told us that she had lost her ring. | She told us, "I've lost my ring."
        We didn't hear back until Thursday. | We heard back on Thursday.
        You can't vote until you have registered. | You have to register before you can vote.
        I didn't eat anything, and I didn't sleep either. | I ate nothing, and I did not sleep either.
        A new roof is more than we can afford. | We can't afford a new roof.
        No doubt he'll object. No, he always does. | He'll no doubt object; he always does.
        The house is far from London. | The house is a long way from London.
        He did not neglect his garden. | He never failed to look after his garden.
        It is hard to explain. | I can hardly explain it.
        It does not matter how late you come. | Come no matter how late.
        It wasn't long before the rain stopped. | Before long the rain stopped.
        I can't find any trace of it. | I have found no trace of it.
        The soup had no taste. | The soup was tasteless.
    """,
    "amount": """
        The rent is due on the last day of June. | The rent is due on 30 June.
        He came back at mid-night. | He came back at midnight.
        Two points stand out: the price and the noise. | The price and the noise stand out.
    """,
    "mixed": """
        The kettle is in the cupboard, and the cups are on the shelf. | You'll find the kettle in the cupboard; the cups are on the shelf.
        We might move the stall indoors if it rains. | If it rains, we may move the stall inside.
        Not every member voted. | Some of the members didn't vote.
        You don't have to sign both pages. | There's no need to sign both pages.
        Hardly anyone came to the second night. | Almost nobody came on the second night.
        The mayor thanked the firemen for the rescue of the cat. | The firemen were thanked by the mayor for rescuing the cat.
        I had the soup before the film. | I had soup, and then I saw the film.
        The ferry only runs at weekends. | There's no ferry except at weekends.
        She'd rather walk than take the bus. | She prefers walking to taking the bus.
        The parcel arrived late, but nothing was broken. | Although the parcel was late, it was all in one piece.
        My neighbour has two cats and three hens. | My neighbour keeps three hens and two cats.
        He denied that he had taken the keys. | He said he hadn't taken the keys.
        I doubt that the shop is open. | I don't think the shop is open.
        I believe she resigned in March. | She resigned in March, I think.
        If you need a lift, ring me before eight. | Ring me before eight if you need a lift.
        The children were asleep when we got home. | By the time we got home, the children were sleeping.
        My brother, who lives in Leeds, is a vet. | My brother is a vet and lives in Leeds.
        The results were better than we had expected. | We hadn't expected the results to be so good.
        The committee meets on the first Monday of every month. | On the first Monday of each month the committee meets.
        It's too cold to swim today. | It isn't warm enough to swim today.
        Could you please send me the invoice by Friday? | Please send me the invoice by Friday.
        We ran out of milk, so I went to the shop. | There was no milk left, so I went to the shop.
        The roof leaks whenever it rains hard. | Every time there's heavy rain, the roof leaks.
        He is the tallest of the three brothers. | Of the three brothers, he's the tallest.
        There was an accident, and two people were hurt. | Two people were injured in an accident.
        I forgot to lock the door. | I didn't remember to lock the door.
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
    "sequence": """
        First sand the boards, then oil them, and finally wax the edges. | First oil the boards, then sand them, and finally wax the edges.
        Book the hotel, pay the deposit, and then tell the others. | Tell the others, book the hotel, and then pay the deposit.
        We ate before we swam, and afterwards we drove home. | We swam before we ate, and afterwards we drove home.
        Sign the form first and post the parcel afterwards. | Post the parcel first and sign the form afterwards.
        The talks came first, then the lunch, then the tour of the cellar. | The tour of the cellar came first, then the talks, then the lunch.
        Once the glue had set, she removed the clamps. | She removed the clamps before the glue had set.
        He trained as a cook and later became a priest. | He became a priest and later trained as a cook.
        Stop the engine, then open the valve. | Open the valve, then stop the engine.
    """,
    "scene": """
        The clerk sent the tenant a reminder. | The tenant sent the clerk a reminder.
        The older dog follows the puppy everywhere. | The puppy follows the older dog everywhere.
        The choir hired the hall from the church. | The church hired the hall from the choir.
        The north tower is linked to the gate, and the guard watches the prisoner. | The north tower is linked to the gate, and the prisoner watches the guard.
        "I'll pay," said Otto, and Vera laughed. | "I'll pay," said Vera, and Otto laughed.
        Kiel beat Lübeck by four points. | Kiel were beaten by Lübeck by four points.
        The server forwards each request to the cache. | The cache forwards each request to the server.
        My uncle owes my sister forty pounds. | My sister owes my uncle forty pounds.
    """,
    "degree": """
        Grandma is a lot taller than Grandpa, and both wear hats. | Grandma and Grandpa both wear hats. She's a lot shorter than him.
        The blue paint costs as much as the green. | The blue paint costs more than the green.
        There are more swallows here than last year. | There are as many swallows here as last year.
        The second attempt was just as slow as the first. | The second attempt was slower than the first.
        Fewer pupils walked to school in May than in June. | The same number of pupils walked to school in May as in June.
        Her left hand is steadier than her right. | Her left hand is as steady as her right.
    """,
    "certainty": """
        You may leave your bikes in the hall, and let me know if it's full. | You must leave your bikes in the hall. Let me know if it's full.
        Tenants can keep one cat. | Tenants must keep one cat.
        I was going to write to the bank, but I was too tired. | I wrote to the bank, but I was too tired.
        We had planned to repaint the fence this spring. | We repainted the fence this spring.
        She nearly missed the ferry and would have slept on the pier. | She nearly missed the ferry and slept on the pier.
        It may need a new battery, I think, and we'd like a quote. | I think it needs a new battery, and we'd like a quote.
        Frost is likely in the valleys, according to the radio. | The radio says there will be frost in the valleys.
        If I remember rightly, the key is under the pot. | The key is under the pot.
        You can call at any hour. | You can call at certain hours.
        As far as we know, nobody was hurt. | Nobody was hurt.
        Perhaps the file was never saved. | The file was certainly never saved.
    """,
    "replaced": """
        We saw an otter by the weir this morning. | We saw a heron by the weir this morning.
        She keeps the spare keys in a drawer by the door. | She keeps the spare keys in a basket by the door.
        My cousin runs a bakery in the old town. | My cousin runs a pharmacy in the old town.
        He plays the trombone in the town band. | He plays the clarinet in the town band.
        The log shows a timeout every night. | The log shows a crash every night.
    """,
    "clause": """
        I collected the car on Friday and paid the bill. | I collected the car on Friday and paid the bill. The brakes still squeak.
        The minutes were approved and the budget was adopted. | The minutes were approved and the budget was adopted, which annoyed the mayor.
        The new rota starts in June, at least for the night shift. | The new rota starts in June.
        The treatment works, in mice at any rate. | The treatment works.
        The library opens at nine except on Mondays. | The library opens at nine.
        Our bus leaves from the north gate. | Our bus leaves from the north gate. Bring a coat.
    """,
    "denial": """
        The tank holds six litres per minute. | The tank holds six gallons per minute.
    """,
    "amount": """
        It took one attempt, in under a second. | It took two attempts, in under a second.
        The concert is in the first week of the month. | The concert is in the second week of the month.
        Check out fix/umlaut-sort before the review. | Check out fix/umlaut-names before the review.
        She has been ill since Easter. | I have been ill since Easter.
    """,
    "person": """
        He offered them the job and they accepted. | They offered him the job and he accepted.
        I told you that you were right. | You told me that I was right.
        We stayed in the house before the flood and after it. | We stayed in the house before the flood.
        Don't lift the lid until the light is green. | Don't lift the lid once the light is green.
        Keep stirring until it boils. | Keep stirring after it boils.
        The kettle is in the cupboard, and the cups are on the shelf. | The kettle is in the cupboard, and the cups are on the table.
    """,
    "mixed": """
        Our guide spoke Danish and a little German. | Our guide spoke Danish and a little Polish.
        The meeting was chaired by the treasurer. | The meeting was chaired by the secretary.
        We might move the stall indoors if it rains. | We'll move the stall indoors if it rains.
        Not every member voted. | No member voted.
        You don't have to sign both pages. | You mustn't sign both pages.
        Hardly anyone came to the second night. | Nearly everyone came to the second night.
        The mayor thanked the firemen for the rescue of the cat. | The firemen thanked the mayor for the rescue of the cat.
        The rent went up by ten per cent last year. | The rent went down by ten per cent last year.
        I had the soup before the film. | I had the soup after the film.
        The ferry only runs at weekends. | The ferry runs at weekends.
        Almost all of the plates were chipped. | All of the plates were chipped.
        She'd rather walk than take the bus. | She'd rather take the bus than walk.
        The parcel arrived late, but nothing was broken. | The parcel arrived late, and everything was broken.
        My neighbour has two cats and three hens. | My neighbour has three cats and two hens.
        The survey closes at midnight on Sunday. | The survey closes at noon on Sunday.
        He denied that he had taken the keys. | He admitted that he had taken the keys.
        The new lamp is as bright as the old one. | The new lamp is brighter than the old one.
        The clinic is open until six. | The clinic is open from six.
        The bakery is next to the bank and opposite the church. | The bakery is next to the church and opposite the bank.
        Paint the inside first. The outside can wait. | Paint the outside first. The inside can wait.
        I doubt that the shop is open. | I'm sure that the shop is open.
        I believe she resigned in March. | She resigned in March.
        Half of the eggs were cracked. | Most of the eggs were cracked.
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
