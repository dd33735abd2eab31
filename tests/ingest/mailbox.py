"""A mailbox of one invented person, made anew for each test, in which it is known what they typed.

Every mail is own words x how the answered mail is quoted x what a program adds x how it is packed. The words around the quotes
are as Gmail, Apple Mail, Thunderbird and Outlook write them in each language; all other text is invented here.
"""

from __future__ import annotations

import base64
import html
import quopri
import random
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.header import Header

OWNER = ("Marta Quill", "marta.quill@example.org")
OTHER = ("Tom Becker", "tom.becker@example.net")


@dataclass(frozen=True)
class Language:
    own: tuple[str, ...]  # paragraphs
    leave: str  # how a letter ends
    other: tuple[str, ...]
    attributions: tuple[str, ...]  # {n} is the name, {a} the address; the last ones have a time and an address
    labels: tuple[str, str, str, str]
    original: str
    forwarded: str
    begin_forwarded: str
    phone: str
    legal: str = ""


LANGUAGES = {
    "en": Language(
        (
            "The plums are ripe at last. I picked nine pounds before breakfast, and the wasps had the rest.",
            "Could you bring the big pan on Saturday? Ours has a hole in it.",
        ),
        "Love,\nMarta",
        ("Are you home this week? We thought of coming over.", "The train is at ten."),
        (
            "On 02/03/2021 01:47, {n} wrote:",
            "On Tue, Mar 2, 2021 at 1:47 AM {n} <{a}> wrote:",
            "On 2 Mar 2021, at 01:47, {n} <{a}> wrote:",
            "On Tuesday, March 2nd, 2021 at 1:47 AM, {n} <{a}> wrote:",
            "At 2021-03-02 01:47:00, \"{n}\" <{a}> wrote:",
        ),
        ("From", "Sent", "To", "Subject"), "Original Message", "Forwarded message", "Begin forwarded message:", "Sent from my iPhone",
        "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, "
        "please notify the sender and delete it. Any unauthorised disclosure or copying is prohibited.",
    ),
    "de": Language(
        (
            "Die Zwetschgen sind endlich reif. Ich habe vor dem Frühstück fünf Kilo gepflückt, den Rest hatten die Wespen.",
            "Könntest du am Samstag den großen Topf mitbringen? Unserer hat ein Loch.",
        ),
        "Viele Grüße\nMarta",
        ("Seid ihr diese Woche zu Hause? Wir wollten vorbeikommen.", "Der Zug fährt um zehn."),
        (
            "Am 02.03.21 um 01:47 schrieb {n}:",
            "Am Di., 2. März 2021 um 01:47 Uhr schrieb {n} <{a}>:",
            "Am 02.03.2021 um 01:47 schrieb {n} <{a}>:",
            "Am 2. März 2021 01:47:00 MEZ schrieb {n} <{a}>:",
        ),
        ("Von", "Gesendet", "An", "Betreff"), "Ursprüngliche Nachricht", "Weitergeleitete Nachricht",
        "Anfang der weitergeleiteten Nachricht:", "Von meinem iPhone gesendet",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich "
        "erhalten haben, informieren Sie bitte den Absender und löschen Sie diese Nachricht.",
    ),
    "fr": Language(
        (
            "Les prunes sont enfin mûres. J'en ai cueilli cinq kilos avant le petit déjeuner ; les guêpes ont eu le reste.",
            "Pourrais-tu apporter la grande casserole samedi ? La nôtre est percée.",
        ),
        "Bises,\nMarta",
        ("Êtes-vous chez vous cette semaine ? Nous pensions passer.", "Le train est à dix heures."),
        (
            "Le 02/03/2021 à 01:47, {n} a écrit :",
            "Le mar. 2 mars 2021 à 01:47, {n} <{a}> a écrit :",
            "Le 2 mars 2021 à 01:47, {n} <{a}> a écrit\u00a0:",
        ),
        ("De ", "Envoyé ", "À ", "Objet "), "Message d'origine", "Message transféré", "Début du message réexpédié :",
        "Envoyé de mon iPhone",
        "Ce message et toutes les pièces jointes sont confidentiels et destinés exclusivement à leur destinataire. Si vous l'avez "
        "reçu par erreur, merci d'en avertir l'expéditeur et de le supprimer.",
    ),
    "es": Language(
        (
            "Las ciruelas por fin están maduras. Recogí cinco kilos antes del desayuno y las avispas se quedaron con el resto.",
            "¿Podrías traer la olla grande el sábado? La nuestra tiene un agujero.",
        ),
        "Un abrazo,\nMarta",
        ("¿Estáis en casa esta semana? Pensábamos pasar.", "El tren sale a las diez."),
        (
            "El 2/3/21 a las 1:47, {n} escribió:",
            "El mar, 2 mar 2021 a las 1:47, {n} (<{a}>) escribió:",
            "El 2 mar 2021, a las 1:47, {n} <{a}> escribió:",
        ),
        ("De", "Enviado el", "Para", "Asunto"), "Mensaje original", "Mensaje reenviado", "Inicio del mensaje reenviado:",
        "Enviado desde mi iPhone",
        "Este mensaje es confidencial y está destinado únicamente a su destinatario. Si lo ha recibido por error, le rogamos que lo "
        "elimine y avise al remitente.",
    ),
    "pt": Language(
        (
            "As ameixas estão finalmente maduras. Colhi cinco quilos antes do café e as vespas ficaram com o resto.",
            "Podes trazer a panela grande no sábado? A nossa tem um furo.",
        ),
        "Abraços,\nMarta",
        ("Estão em casa esta semana? Pensámos em passar aí.", "O comboio é às dez."),
        (
            "Às 01:47 de 02/03/2021, {n} escreveu:",
            "Em ter., 2 de mar. de 2021 às 01:47, {n} <{a}> escreveu:",
            "No dia 02/03/2021, às 01:47, {n} <{a}> escreveu:",
        ),
        ("De", "Enviado", "Para", "Assunto"), "Mensagem original", "Mensagem encaminhada", "Início da mensagem reencaminhada:",
        "Enviado do meu iPhone",
        "Esta mensagem é confidencial e destina-se apenas ao seu destinatário. Se a recebeu por engano, por favor apague-a e avise o "
        "remetente.",
    ),
    "it": Language(
        (
            "Le prugne sono finalmente mature. Ne ho raccolte cinque chili prima di colazione, il resto se lo sono preso le vespe.",
            "Potresti portare la pentola grande sabato? La nostra ha un buco.",
        ),
        "Un abbraccio,\nMarta",
        ("Siete a casa questa settimana? Pensavamo di passare.", "Il treno è alle dieci."),
        (
            "Il 02/03/21 01:47, {n} ha scritto:",
            "Il giorno mar 2 mar 2021 alle ore 01:47 {n} <{a}> ha scritto:",
            "Il giorno 2 mar 2021, alle ore 01:47, {n} <{a}> ha scritto:",
        ),
        ("Da", "Inviato", "A", "Oggetto"), "Messaggio originale", "Messaggio inoltrato", "Inizio messaggio inoltrato:",
        "Inviato da iPhone",
        "Questo messaggio è riservato ed è destinato esclusivamente al destinatario. Se lo avete ricevuto per errore, siete pregati di "
        "cancellarlo e di avvisare il mittente.",
    ),
    "nl": Language(
        (
            "De pruimen zijn eindelijk rijp. Ik heb voor het ontbijt vijf kilo geplukt en de wespen hadden de rest.",
            "Kun je zaterdag de grote pan meenemen? De onze heeft een gat.",
        ),
        "Groetjes,\nMarta",
        ("Zijn jullie deze week thuis? We wilden langskomen.", "De trein gaat om tien uur."),
        (
            "Op 02-03-2021 om 01:47 schreef {n}:",
            "Op di 2 mrt 2021 om 01:47 schreef {n} <{a}>:",
            "Op 2 mrt. 2021, om 01:47 heeft {n} <{a}> het volgende geschreven:",
        ),
        ("Van", "Verzonden", "Aan", "Onderwerp"), "Oorspronkelijk bericht", "Doorgestuurd bericht", "Begin doorgestuurd bericht:",
        "Verstuurd vanaf mijn iPhone",
        "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Als u dit bericht ten onrechte hebt ontvangen, "
        "verzoeken wij u het te verwijderen.",
    ),
    "da": Language(
        (
            "Blommerne er endelig modne. Jeg plukkede fem kilo før morgenmaden, og hvepsene fik resten.",
            "Kan du tage den store gryde med på lørdag? Der er hul i vores.",
        ),
        "Kærlig hilsen\nMarta",
        ("Er I hjemme i denne uge? Vi tænkte på at komme forbi.", "Toget går klokken ti."),
        (
            "Den 02-03-2021 kl. 01.47 skrev {n}:",
            "Den tir. 2. mar. 2021 kl. 01.47 skrev {n} <{a}>:",
            "Den 2. mar. 2021 kl. 01.47 skrev {n} <{a}>:",
        ),
        ("Fra", "Sendt", "Til", "Emne"), "Oprindelig meddelelse", "Videresendt besked", "Start på videresendt besked:",
        "Sendt fra min iPhone",
    ),
    "no": Language(
        (
            "Plommene er endelig modne. Jeg plukket fem kilo før frokost, og vepsen tok resten.",
            "Kan du ta med den store gryta på lørdag? Det er hull i vår.",
        ),
        "Hilsen\nMarta",
        ("Er dere hjemme denne uka? Vi tenkte å stikke innom.", "Toget går klokka ti."),
        (
            "Den 02.03.2021 01:47, skrev {n}:",
            "tir. 2. mar. 2021 kl. 01:47 skrev {n} <{a}>:",
            "2. mar. 2021 kl. 01:47 skrev {n} <{a}>:",
        ),
        ("Fra", "Sendt", "Til", "Emne"), "Opprinnelig melding", "Videresendt melding", "Start på videresendt melding:",
        "Sendt fra min iPhone",
    ),
    "sv": Language(
        (
            "Plommonen är äntligen mogna. Jag plockade fem kilo före frukost och getingarna fick resten.",
            "Kan du ta med den stora grytan på lördag? Vår har ett hål.",
        ),
        "Kram,\nMarta",
        ("Är ni hemma den här veckan? Vi tänkte komma förbi.", "Tåget går klockan tio."),
        (
            "Den 2021-03-02 kl. 01:47, skrev {n}:",
            "Den tis 2 mars 2021 kl 01:47 skrev {n} <{a}>:",
            "2 mars 2021 kl. 01:47 skrev {n} <{a}>:",
        ),
        ("Från", "Skickat", "Till", "Ämne"), "Ursprungligt meddelande", "Vidarebefordrat meddelande", "Vidarebefordrat brev:",
        "Skickat från min iPhone",
    ),
    "fi": Language(
        (
            "Luumut ovat vihdoin kypsiä. Poimin viisi kiloa ennen aamiaista, ja ampiaiset saivat loput.",
            "Voisitko tuoda ison kattilan lauantaina? Meidän kattilassamme on reikä.",
        ),
        "Terveisin\nMarta",
        ("Oletteko kotona tällä viikolla? Ajattelimme tulla käymään.", "Juna lähtee kymmeneltä."),
        (
            "{n} kirjoitti 2.3.2021 klo 1.47:",
            "ti 2. maalisk. 2021 klo 1.47 {n} ({a}) kirjoitti:",
            "{n} <{a}> kirjoitti 2.3.2021 kello 1.47:",
        ),
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "Alkuperäinen viesti", "Välitetty viesti", "Välitetty viesti alkaa:",
        "Lähetetty iPhonesta",
    ),
    "pl": Language(
        (
            "Śliwki wreszcie dojrzały. Zebrałam pięć kilo przed śniadaniem, a resztę wzięły osy.",
            "Czy możesz przynieść w sobotę duży garnek? Nasz ma dziurę.",
        ),
        "Pozdrawiam\nMarta",
        ("Jesteście w domu w tym tygodniu? Chcieliśmy wpaść.", "Pociąg jest o dziesiątej."),
        (
            "W dniu 02.03.2021 o 01:47, {n} pisze:",
            "wt., 2 mar 2021 o 01:47 {n} <{a}> napisał(a):",
            "Wiadomość napisana przez {n} <{a}> w dniu 02.03.2021, o godz. 01:47:",
            "W dniu 2 marca 2021 01:47 użytkownik {n} <{a}> napisał:",
        ),
        ("Od", "Wysłano", "Do", "Temat"), "Wiadomość oryginalna", "Wiadomość przekazana dalej", "Początek przekazywanej wiadomości:",
        "Wysłane z iPhone'a",
    ),
    "cs": Language(
        (
            "Švestky jsou konečně zralé. Před snídaní jsem natrhala pět kilo a zbytek měly vosy.",
            "Mohl bys v sobotu přinést velký hrnec? Náš má díru.",
        ),
        "S pozdravem\nMarta",
        ("Jste tento týden doma? Chtěli jsme se stavit.", "Vlak jede v deset."),
        (
            "Dne 02. 03. 21 v 1:47 {n} napsal(a):",
            "út 2. 3. 2021 v 1:47 odesílatel {n} <{a}> napsal:",
            "2. 3. 2021 v 1:47, {n} <{a}>:",
        ),
        ("Od", "Odesláno", "Komu", "Předmět"), "Původní zpráva", "Přeposlaná zpráva", "Začátek přeposílané zprávy:",
        "Odesláno z iPhonu",
    ),
    "ru": Language(
        (
            "Сливы наконец-то созрели. Я собрала пять килограммов до завтрака, а остальное досталось осам.",
            "Можешь принести в субботу большую кастрюлю? Наша прохудилась.",
        ),
        "С уважением,\nМарта",
        ("Вы дома на этой неделе? Мы хотели зайти.", "Поезд в десять."),
        (
            "02.03.2021 01:47, {n} пишет:",
            "вт, 2 мар. 2021 г. в 01:47, {n} <{a}>:",
            "2 марта 2021 г., в 01:47, {n} <{a}> написал(а):",
            "Вторник, 2 марта 2021, 1:47 +03:00 от {n} <{a}>:",
            '02.03.2021, 01:47, "{n}" <{a}>:',
        ),
        ("От", "Отправлено", "Кому", "Тема"), "Исходное сообщение", "Пересылаемое сообщение",
        "Начало переадресованного сообщения:", "Отправлено с iPhone",
        "Это сообщение является конфиденциальным и предназначено только для указанного адресата. Если вы получили его по ошибке, "
        "пожалуйста, удалите его и сообщите отправителю.",
    ),
    "uk": Language(
        (
            "Сливи нарешті достигли. Я зібрала п'ять кілограмів до сніданку, а решта дісталася осам.",
            "Чи можеш принести в суботу велику каструлю? Наша має дірку.",
        ),
        "З повагою,\nМарта",
        ("Ви вдома цього тижня? Ми хотіли зайти.", "Потяг о десятій."),
        (
            "02.03.21 01:47, {n} пише:",
            "вт, 2 бер. 2021 р. о 01:47 {n} <{a}> пише:",
            "2 бер. 2021 р. о 01:47 {n} <{a}> написав(-ла):",
        ),
        ("Від", "Надіслано", "Кому", "Тема"), "Вихідне повідомлення", "Переслане повідомлення",
        "Початок листа, що пересилається:", "Надіслано з iPhone",
    ),
    "tr": Language(
        (
            "Erikler sonunda olgunlaştı. Kahvaltıdan önce beş kilo topladım, gerisi yaban arılarına kaldı.",
            "Cumartesi büyük tencereyi getirebilir misin? Bizimkinde delik var.",
        ),
        "Sevgiler,\nMarta",
        ("Bu hafta evde misiniz? Uğramayı düşünüyorduk.", "Tren saat onda."),
        (
            "2.03.2021 01:47 tarihinde {n} yazdı:",
            "{n} <{a}>, 2 Mar 2021 Sal, 01:47 tarihinde şunu yazdı:",
            "{n} <{a}> şunları yazdı (2 Mar 2021 01:47):",
        ),
        ("Kimden", "Gönderildi", "Kime", "Konu"), "Özgün İleti", "İletilmiş Mesaj", "İletilen mesajın başlangıcı:",
        "iPhone'umdan gönderildi",
    ),
    "hu": Language(
        (
            "Végre megérett a szilva. Reggeli előtt öt kilót szedtem, a többit megették a darazsak.",
            "El tudnád hozni szombaton a nagy fazekat? A miénk lyukas.",
        ),
        "Üdvözlettel:\nMárta",
        ("Otthon vagytok a héten? Be akartunk ugrani.", "A vonat tízkor megy."),
        (
            "2021. 03. 02. 1:47 keltezéssel, {n} írta:",
            "{n} <{a}> ezt írta (időpont: 2021. márc. 2., K, 1:47):",
            "2021. márc. 2. dátummal, 1:47 időpontban {n} <{a}> írta:",
        ),
        ("Feladó", "Elküldve", "Címzett", "Tárgy"), "Eredeti üzenet", "Továbbított üzenet", "Továbbított levél kezdete:",
        "Az iPhone-omról küldve",
    ),
    "ro": Language(
        (
            "Prunele s-au copt în sfârșit. Am cules cinci kilograme înainte de micul dejun, iar viespile au luat restul.",
            "Poți să aduci sâmbătă oala cea mare? A noastră are o gaură.",
        ),
        "Cu drag,\nMarta",
        ("Sunteți acasă săptămâna asta? Ne gândeam să trecem.", "Trenul e la zece."),
        (
            "Pe 02.03.2021 01:47, {n} a scris:",
            "În mar., 2 mar. 2021 la 01:47, {n} <{a}> a scris:",
            "Pe 2 mar. 2021, la 01:47, {n} <{a}> a scris:",
        ),
        ("De la", "Trimis", "Către", "Subiect"), "Mesaj original", "Mesaj redirecționat", "Începutul mesajului redirecționat:",
        "Trimis de pe iPhone-ul meu",
    ),
    "el": Language(
        (
            "Τα δαμάσκηνα ωρίμασαν επιτέλους. Μάζεψα πέντε κιλά πριν το πρωινό και τα υπόλοιπα τα πήραν οι σφήκες.",
            "Μπορείς να φέρεις τη μεγάλη κατσαρόλα το Σάββατο; Η δική μας έχει μια τρύπα.",
        ),
        "Με εκτίμηση,\nΜάρθα",
        ("Είστε σπίτι αυτή την εβδομάδα; Σκεφτήκαμε να περάσουμε.", "Το τρένο είναι στις δέκα."),
        (
            "Στις 2/3/2021 1:47 π.μ., ο {n} έγραψε:",
            "Στις Τρί 2 Μαρ 2021 στις 1:47 π.μ., ο/η {n} <{a}> έγραψε:",
            "2 Μαρ 2021, 1:47 π.μ., ο χρήστης «{n} <{a}>» έγραψε:",
        ),
        ("Από", "Στάλθηκε", "Προς", "Θέμα"), "Αρχικό μήνυμα", "Προωθημένο μήνυμα", "Αρχή προωθημένου μηνύματος:",
        "Στάλθηκε από το iPhone μου",
    ),
    "ja": Language(
        (
            "やっとプラムが熟しました。朝食の前に五キロ摘みましたが、残りはハチに食べられました。",
            "土曜日に大きい鍋を持ってきてもらえますか。うちのは穴が開いています。",
        ),
        "よろしくお願いします。\nマルタ",
        ("今週はご在宅ですか。伺おうと思っています。", "電車は十時です。"),
        (
            "On 2021/03/02 1:47, {n} wrote:",
            "2021年3月2日(火) 1:47 {n} <{a}>:",
            "2021/03/02 1:47、{n} <{a}>のメール:",
        ),
        ("差出人", "送信日時", "宛先", "件名"), "元のメッセージ", "転送されたメッセージ", "転送されたメッセージ：", "iPhoneから送信",
    ),
    "zh-cn": Language(
        (
            "李子终于熟了。早饭前我摘了五公斤，剩下的都被黄蜂吃了。",
            "星期六你能把大锅带来吗？我们的锅漏了。",
        ),
        "祝好\n玛尔塔",
        ("你们这周在家吗？我们想过来看看。", "火车十点开。"),
        (
            "在 2021/3/2 1:47, {n} 写道:",
            "{n} <{a}> 于2021年3月2日周二 01:47写道：",
            "2021年3月2日 上午1:47，{n} <{a}> 写道：",
        ),
        ("发件人", "发送时间", "收件人", "主题"), "原始邮件", "转发邮件", "以下是转发的邮件：", "发自我的iPhone",
    ),
    "zh-tw": Language(
        (
            "李子終於熟了。早餐前我摘了五公斤，剩下的都被黃蜂吃了。",
            "星期六你能把大鍋帶來嗎？我們的鍋子漏了。",
        ),
        "祝好\n瑪爾塔",
        ("你們這週在家嗎？我們想過來看看。", "火車十點開。"),
        (
            "{n} 於 2021/3/2 上午 01:47 寫道:",
            "{n} <{a}> 於 2021年3月2日 週二 上午1:47寫道：",
            "{n} <{a}> 於 2021年3月2日 上午1:47 寫道：",
        ),
        ("寄件者", "寄件日期", "收件者", "主旨"), "原始郵件", "轉寄的郵件", "以下是轉寄的郵件：", "從我的 iPhone 傳送",
    ),
    "ko": Language(
        (
            "자두가 드디어 익었어요. 아침 먹기 전에 오 킬로를 땄고 나머지는 말벌이 먹었어요.",
            "토요일에 큰 냄비를 가져올 수 있어요? 우리 냄비는 구멍이 났어요.",
        ),
        "감사합니다.\n마르타",
        ("이번 주에 집에 계세요? 들를까 해서요.", "기차는 열 시예요."),
        (
            "2021. 3. 2. 오전 1:47에 {n} 이(가) 쓴 글:",
            "2021년 3월 2일 (화) 오전 1:47, {n} <{a}>님이 작성:",
            "2021. 3. 2. 오전 1:47, {n} <{a}> 작성:",
        ),
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"), "원본 메시지", "전달된 메시지", "전달된 메시지 시작:", "나의 iPhone에서 보냄",
    ),
    "vi": Language(
        (
            "Mận cuối cùng cũng chín rồi. Trước bữa sáng tôi hái được năm cân, phần còn lại bị ong ăn hết.",
            "Thứ bảy bạn mang cái nồi lớn đến được không? Nồi nhà tôi bị thủng.",
        ),
        "Thân mến,\nMarta",
        ("Tuần này nhà bạn có ở nhà không? Chúng tôi định ghé qua.", "Tàu chạy lúc mười giờ."),
        (
            "Vào 02/03/2021 01:47, {n} đã viết:",
            "Vào Th 3, 2 thg 3, 2021 vào lúc 01:47 {n} <{a}> đã viết:",
            "Vào 2 thg 3, 2021, lúc 01:47, {n} <{a}> đã viết:",
        ),
        ("Từ", "Đã gửi", "Tới", "Chủ đề"), "Tin nhắn gốc", "Thư đã chuyển tiếp", "Bắt đầu thư được chuyển tiếp:",
        "Đã gửi từ iPhone của tôi",
    ),
}  # fmt: skip

# Own words that look like what is taken out.
LOOKALIKES = (
    "On Monday he wrote: no plums, no jam. I wrote back: no jam, no toast.",
    "On 3 May 2020 my sister wrote to the council:\n\nthey have not answered since.",
    "At 10:15 Tom wrote:\n\nthat was the last entry in the log, and after it nothing.",
    "From: Bern\nTo: Genoa\nDate: Friday, if the pass is open\n\nThat is the plan.",
    "From: what I hear, nobody minds. To: be honest, I do.",
    "Five is > three, and x -> y means x goes to y; a >> b is much greater.",
    "-> ask the plumber\n-> ask the other plumber\n=> ask my father",
    "I forwarded the message to Ana, and she forwarded it to everyone. A forwarded message is never forgotten.",
    "Three things:\n\n- the roof\n- the boiler\n- the cat",
    "Three more:\n\n1. paint\n2. brushes\n3. patience",
    "Well -- I did say so -- and nobody listened --\nnobody at all.",
    "Part one is done.\n\n---\n\nPart two is about the kitchen, which is another matter, and I would rather not begin with it today.",
    "Part one.\n\n* * *\n\nPart two. It rained all week and we stayed in bed until the roof came through.",
    "Yes.\n\nNo.\n\nMaybe.\n\nMarta? Tom?",
    "Tom\nAna\nZoe\nLuis\n\nare all coming, so that makes six of us.",
    "Sent from my desk, this would have had fewer mistakes.",
    "Sent from the kitchen is what I should write below every mail I send you.",
    "Please delete the old file and notify the others, I put a copy in the wrong folder by mistake.",
    "This message is not confidential, show it to whom you like.",
    "The original message was lost, so here it is from memory.",
    "Subject: plums. That is all there was in the mail, no text, no greeting.",
    "Date: Friday 3 May\nTime: 7 pm\nPlace: ours\n\nBring a chair.",
    "My new number is 079 123 45 67 and the address is still Plum Lane 4.",
    "Here is how to reach the plumber:\n\nJo Pipe\n+41 44 123 45 67\njo@pipe.example.com",
    "More than\n>50 people came, and we had cake for ten, imagine.",
    "The list is at https://lists.example.org/listinfo/plums and I am the only one who reads it.",
    "To unsubscribe from my letters you will have to marry someone else.",
    "Begin forwarded message: those were his first words, and there was nothing below them.",
    "I will write:\n\na letter, a card, a will.",
    "You wrote:\n\nnothing at all, for a month.",
    "Best wishes to your mother.\n\nThanks to her I know how to make jam. Regards are not enough.",
    "The sign says:\n\nPLUMS 3.50\nJAM 5.00\nCATS FREE",
    "He said 'on 2 March 2021 at 01:47 I was asleep' and I believe him.",
    "P.S. the cat is fine.",
    "Am Montag schrieb er: keine Pflaumen, keine Marmelade.",
    "Le maire a écrit : plus de confiture avant lundi.",
    "Von: wegen. Ich habe die Nachricht weitergeleitet, nicht geschrieben.",
    "El lunes escribió: no hay mermelada.",
    ">_< that is how I looked at the bill.",
    "Wir treffen uns am 2.3. um 10:15, wie geschrieben:\n\nbeim Bäcker, nicht beim Metzger.",
    "_____\n\nThat line is where you sign, please.",
    "Thanks,\n\nbut no thanks. I have enough jam for two winters.",
    "Dear all,\n\nthe room is B12 now.\n\nCheers",
    "a\nb\nc",
    "Thanks!\n\nMy number is 079 123 45 67.",
    "Best of luck,\n\nI put it at https://example.org/plums for you.",
    "Sent with love and nine jars.",
    "## Original message\n\nis what I call the first draft of my message.",
    "Which jar do you want?\n\n- blue",
    "\u2014\n\nThat dash means I fell asleep.",
    "To do before you come:\n--\n- sweep\n- weep",
    "See the mailing list for more.",
    "From what I hear, the pan is still at yours.\nFrom Ana I hear nothing at all.",
)  # fmt: skip

SIGNATURES = (
    "Marta Quill\nPlum Lane 4, 8000 Zwetschgen\n+41 44 000 00 00 | https://example.org/~marta",
    'Marta Quill | "Jam yesterday, jam tomorrow." -- L. C.',
    "Marta Quill\nDept. of Preserves",
)
CONTACTS = (
    "Plum Lane 4\n8000 Zwetschgen\nTel: +41 44 000 00 00\nwww.example.org",
    "Head of Jam, Preserves Ltd\nM: +44 7700 900 123\nmarta.quill@example.org",
)
LISTS = (
    "_______________________________________________\nplums mailing list\nplums@lists.example.org\nhttps://lists.example.org/listinfo/plums",
    '-- \nYou received this message because you are subscribed to the Google Groups "plums" group.\nTo unsubscribe from this group and stop '
    "receiving emails from it, send an email to plums+unsubscribe@googlegroups.com.",
)


@dataclass(frozen=True)
class Written:
    """A mail before it is packed: what the owner typed, and what came around it."""

    own: str
    quoted: tuple[str, ...]
    language: Language
    below: str = ""  # what a program puts below the owner's words
    end: str = ""  # what a server puts at the very end
    attribution: str = ""

    def header(self, mark: str = "") -> str:
        values = (f"{OTHER[0]} <{OTHER[1]}>", "Tuesday, 2 March 2021 01:47", OWNER[0], "Re: plums")
        return "\n".join(f"{mark}{label}: {value}" for label, value in zip(self.language.labels, values, strict=True))


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def _marked(text: str, mark: str = "> ") -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def _quote(mail: Written) -> str:
    return _marked("\n\n".join(mail.quoted))


def _top(mail: Written) -> str:
    return _joined(mail.own, mail.below, f"{mail.attribution}\n\n{_quote(mail)}", mail.end)


def _top_tight(mail: Written) -> str:
    return _joined(f"{mail.own}\n{mail.attribution}\n{_quote(mail)}", mail.below, mail.end)


def _unmarked(mail: Written) -> str:
    return _joined(mail.own, mail.below, mail.attribution, *mail.quoted, "Best,\nTom")


def _bottom(mail: Written) -> str:
    return _joined(f"{mail.attribution}\n{_quote(mail)}", mail.own, mail.below, mail.end)


def _bottom_bare(mail: Written) -> str:
    return _joined(_quote(mail), mail.own, mail.below, mail.end)


def _nested(mail: Written) -> str:
    inner = _marked(f"On Mon, Mar 1, 2021, Ana wrote:\n{_marked('Jam?')}\n\n{mail.quoted[0]}")
    return _joined(mail.own, mail.below, f"{mail.attribution}\n{inner}", mail.end)


def _inline(mail: Written) -> str:
    paragraphs = mail.own.split("\n\n")
    half = len(paragraphs) // 2
    first, second = "\n\n".join(paragraphs[:half]), "\n\n".join(paragraphs[half:])
    quotes = [_marked(part) for part in mail.quoted]
    return _joined(f"{mail.attribution}\n{quotes[0]}", first, quotes[-1], second, mail.below, mail.end)


def _outlook(mail: Written) -> str:
    return _joined(mail.own, mail.below, mail.header(), *mail.quoted, "Tom")


def _outlook_ruled(mail: Written) -> str:
    return _joined(mail.own, mail.below, "_" * 32 + "\n" + mail.header(), *mail.quoted)


def _outlook_bold(mail: Written) -> str:
    bold = "\n".join(
        f"*{label.strip()}:* {value}" for label, value in (line.split(": ", 1) for line in mail.header().split("\n"))
    )
    return _joined(mail.own, mail.below, " " + "-" * 30, bold, *mail.quoted)


def _original(mail: Written) -> str:
    return _joined(mail.own, mail.below, f"-----{mail.language.original}-----\n{mail.header()}", *mail.quoted)


def _forward(mail: Written) -> str:
    return _joined(mail.own, mail.below, f"---------- {mail.language.forwarded} ---------\n{mail.header()}", *mail.quoted)


def _forward_dashes(mail: Written) -> str:
    return _joined(mail.own, mail.below, f"-------- {mail.language.forwarded} --------\n{mail.header()}", *mail.quoted)


def _forward_apple(mail: Written) -> str:
    return _joined(mail.own, mail.below, mail.language.begin_forwarded, _marked(mail.header()) + "\n>\n" + _quote(mail))


def _forward_apple_unmarked(mail: Written) -> str:
    return _joined(mail.own, mail.below, mail.language.begin_forwarded, mail.header(), *mail.quoted)


def _alone(mail: Written) -> str:
    return _joined(mail.own, mail.below, mail.end)


PLAIN: tuple[Callable[[Written], str], ...] = (
    _top, _top_tight, _unmarked, _bottom, _bottom_bare, _nested, _inline, _outlook, _outlook_ruled, _outlook_bold, _original,
    _forward, _forward_dashes, _forward_apple, _forward_apple_unmarked, _alone,
)  # fmt: skip


def _lines(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def _blocks(text: str, tag: str = "div") -> str:
    gap = "<div><br></div>" if tag == "div" else ""
    return gap.join(f"<{tag}>{_lines(part)}</{tag}>" for part in text.split("\n\n"))


def _below_html(mail: Written) -> str:
    return f'<div class="gmail_signature" data-smartmail="gmail_signature">{_lines(mail.below)}</div>' if mail.below else ""


def _gmail(mail: Written) -> str:
    quote = f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{_blocks(_joined(*mail.quoted))}</blockquote>'
    attribution = f'<div dir="ltr" class="gmail_attr">{_lines(mail.attribution)}<br></div>'
    return f'<div dir="ltr">{_blocks(mail.own)}{_below_html(mail)}</div><br><div class="gmail_quote">{attribution}{quote}</div>'


def _gmail_inline(mail: Written) -> str:
    first, *rest = mail.own.split("\n\n")
    quotes = [f'<blockquote class="gmail_quote">{_blocks(part)}</blockquote>' for part in mail.quoted]
    return (
        f'<div dir="ltr"><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{_lines(mail.attribution)}<br></div>'
        f"{quotes[0]}{_blocks(first)}{quotes[-1]}{_blocks(_joined(*rest))}</div></div>"
    )


def _gmail_forward(mail: Written) -> str:
    header = f"---------- {mail.language.forwarded} ---------<br>{_lines(mail.header())}"
    return (
        f'<div dir="ltr">{_blocks(mail.own)}</div><div class="gmail_quote">{header}<br><br>{_blocks(_joined(*mail.quoted))}</div>'
    )


def _thunderbird(mail: Written) -> str:
    quote = f'<blockquote type="cite" cite="mid:1@example.net">{_blocks(_joined(*mail.quoted), "p")}</blockquote>'
    below = f'<pre class="moz-signature" cols="72">-- \n{html.escape(mail.below)}</pre>' if mail.below else ""
    return f'<html><body>{_blocks(mail.own, "p")}<div class="moz-cite-prefix">{_lines(mail.attribution)}<br></div>{quote}{below}</body></html>'


def _apple(mail: Written) -> str:
    quoted = f"<div>{_lines(mail.attribution)}</div><br>{_blocks(_joined(*mail.quoted))}"
    return f'<html><body style="word-wrap: break-word;">{_blocks(mail.own)}<div><br><blockquote type="cite">{quoted}</blockquote></div></body></html>'


def _outlook_web(mail: Written) -> str:
    bold = "<br>".join(
        f"<b>{label}:</b> {html.escape(value)}" for label, value in (x.split(": ", 1) for x in mail.header().split("\n"))
    )
    reply = f'<div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><font>{bold}</font></div>'
    return f"<html><body>{_blocks(mail.own)}{reply}<div>{_blocks(_joined(*mail.quoted))}</div></body></html>"


def _outlook_desktop(mail: Written) -> str:
    def paragraphs(text: str) -> str:
        return "<p class=MsoNormal><o:p>&nbsp;</o:p></p>".join(
            f"<p class=MsoNormal>{_lines(part)}<o:p></o:p></p>" for part in text.split("\n\n")
        )

    bold = "<br>".join(
        f"<b>{label}:</b> {html.escape(value)}" for label, value in (x.split(": ", 1) for x in mail.header().split("\n"))
    )
    rule = f"<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{bold}<o:p></o:p></p></div>"
    style = "<style><!-- p.MsoNormal {margin:0cm} --></style>"
    return f"<html><head>{style}</head><body><div class=WordSection1>{paragraphs(mail.own)}{rule}{paragraphs(_joined(*mail.quoted))}</div></body></html>"


def _yahoo(mail: Written) -> str:
    quoted = f"<div>{_lines(mail.attribution)}</div><div>{_blocks(_joined(*mail.quoted))}</div>"
    return f'<html><body>{_blocks(mail.own)}<div id="yahoo_quoted_1" class="yahoo_quoted">{quoted}</div></body></html>'


def _proton(mail: Written) -> str:
    quote = f'<blockquote class="protonmail_quote" type="cite">{_blocks(_joined(*mail.quoted))}</blockquote>'
    return f'{_blocks(mail.own)}<div class="protonmail_quote">{_lines(mail.attribution)}<br>{quote}</div>'


def _html_alone(mail: Written) -> str:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{_blocks(mail.own, 'p')}{_below_html(mail)}</body></html>"


HTML: tuple[Callable[[Written], str], ...] = (
    _gmail, _gmail_inline, _gmail_forward, _thunderbird, _apple, _outlook_web, _outlook_desktop, _yahoo, _proton, _html_alone,
)  # fmt: skip


# How it is packed -------------------------------------------------------------------------------------------------------


def _part(text: str, subtype: str, encoding: str, charset: str = "utf-8", said: str | None = None, more: str = "") -> bytes:
    data = text.encode(charset)
    said = charset if said is None else said
    parameter = f'; charset="{said}"' if said else ""
    head = f"Content-Type: text/{subtype}{parameter}{more}\n" if said != "none" else ""
    if encoding == "base64":
        body = base64.encodebytes(data.replace(b"\n", b"\r\n"))
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data)
    else:
        body = data
    return f"{head}Content-Transfer-Encoding: {encoding}\n\n".encode() + body


def _multipart(kind: str, *parts: bytes) -> bytes:
    boundary = b"=====cut-here-4711=="
    body = b"".join(b"--" + boundary + b"\n" + part.rstrip(b"\n") + b"\n\n" for part in parts)
    return (
        b"Content-Type: multipart/" + kind.encode() + b';\n boundary="' + boundary + b'"\n\n' + body + b"--" + boundary + b"--\n"
    )


ATTACHMENT = (
    b'Content-Type: image/png; name="plum.png"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="plum.png"\n\n'
    + base64.encodebytes(bytes(range(256)) * 40)
)


def _flowed(text: str) -> str:
    out = []
    for line in text.split("\n"):
        quoted = line.startswith("> ") or line in (">", "-- ")
        wrapped = [line] if quoted or len(line) < 60 else textwrap.wrap(line, 50, break_long_words=False)
        stuffed = [" " + part if not quoted and part.startswith((" ", "From ", ">")) else part for part in wrapped]
        out.append(" \n".join(part.rstrip() if not quoted else part for part in stuffed))
    return "\n".join(out)


def _pack_plain(text: str, rng: random.Random) -> bytes:
    kind = rng.choice(["8bit", "quoted-printable", "base64", "mixed", "flowed", "none", "wrong", "latin"])
    if kind == "mixed":
        return _multipart("mixed", _part(text, "plain", "quoted-printable"), ATTACHMENT)
    if kind == "flowed":
        return _part(_flowed(text), "plain", "8bit", more="; format=flowed")
    if kind == "none":  # no word about the encoding at all
        return b"\n" + text.encode()
    if kind == "wrong":  # UTF-8 that says it is ASCII
        return _part(text, "plain", "8bit", said="us-ascii")
    if kind == "latin":
        try:
            return _part(text, "plain", "quoted-printable", "cp1252", rng.choice(["iso-8859-1", "windows-1252", "utf-8"]))
        except UnicodeEncodeError:
            return _part(text, "plain", "base64")
    return _part(text, "plain", kind)


def _pack_html(text: str, rng: random.Random) -> bytes:
    kind = rng.choice(["quoted-printable", "base64", "8bit", "related"])
    if kind == "related":
        return _multipart("related", _part(text, "html", "quoted-printable"), ATTACHMENT)
    return _part(text, "html", kind)


def _name(person: tuple[str, str], language: str) -> str:
    if language in ("ja", "ru"):
        return f"{Header(f'{person[0]} ({language})', 'utf-8').encode()} <{person[1]}>"
    return f'"{person[0]}" <{person[1]}>'


@dataclass
class Mailbox:
    """An mbox, and by Message-ID what its owner typed; None for the mail of others."""

    data: bytes = b""
    own: dict[str, str | None] = field(default_factory=dict)

    def add(self, message_id: str, headers: list[str], body: bytes, own: str | None) -> None:
        head = "\n".join([*headers, f"Message-ID: {message_id}", "MIME-Version: 1.0"]).encode() + b"\n"
        mail = (head + body).replace(b"\nFrom ", b"\n>From ")
        self.data += b"From marta.quill@example.org Tue Mar 02 01:47:00 2021\n" + mail.rstrip(b"\n") + b"\n\n"
        self.own[message_id] = own


def _wrapped(attribution: str, rng: random.Random) -> str:
    """As mail programs break it: after a word, or before the address."""
    style = rng.randrange(4)
    if style == 0 or " " not in attribution:
        return attribution
    if style == 1 and "<" in attribution:
        return attribution.replace(" <", "\n<")
    if style == 2 and "<" in attribution and len(attribution) > 60:
        return attribution.replace("<", "<\n")
    return "\n".join(textwrap.wrap(attribution, rng.choice([72, 60, 45]), break_long_words=False, break_on_hyphens=False))


def _write(language: Language, rng: random.Random, own: str) -> Written:
    timed = [text for text in language.attributions if "{a}" in text]
    attribution = _wrapped(rng.choice(timed).format(n=OTHER[0], a=OTHER[1]), rng)
    return Written(own, language.other, language, attribution=attribution)


def make_mailbox(seed: int = 0, languages: Iterable[str] = tuple(LANGUAGES)) -> Mailbox:
    """Every way to quote, in every language, with all else drawn by lot."""
    rng = random.Random(seed)
    box = Mailbox()
    for name in languages:
        language = LANGUAGES[name]
        styles = [*PLAIN, *PLAIN[:4], *HTML]
        rng.shuffle(styles)
        for number, style in enumerate(styles):
            paragraphs = list(language.own)
            if name in ("en", "de", "fr", "es") or rng.random() < 0.3:
                paragraphs.insert(rng.randrange(3), _lookalike(style, rng))
            if rng.random() < 0.7:
                paragraphs.append(language.leave)
            mail = _write(language, rng, "\n\n".join(paragraphs))
            if style in PLAIN[:2] + PLAIN[3:7] and rng.random() < 0.5:  # what less is asked of, when quote marks follow
                mail = replace(mail, attribution=_wrapped(rng.choice(language.attributions).format(n=OTHER[0], a=OTHER[1]), rng))
            mail = _with_additions(mail, rng, paragraphs[-1] == language.leave)
            text = style(mail)
            if style in HTML:
                body = _pack_html(text, rng)
                if rng.random() < 0.3:
                    body = _multipart(
                        "alternative", _part(_top(mail), "plain", "quoted-printable"), _part(text, "html", "base64")
                    )
            else:
                body = _pack_plain(text, rng)
            _add(box, f"<{name}.{number}.{style.__name__.strip('_')}@example.org>", name, body, mail.own, rng)
            if number % 4 == 0:
                other = [f"From: {_name(OTHER, name)}", f"To: {_name(OWNER, name)}", "Date: Tue, 02 Mar 2021 01:47:00 +0000"]
                box.add(f"<{name}.{number}@example.net>", other, _part("\n\n".join(language.other), "plain", "8bit"), None)
    return box


def _lookalike(style: Callable[[Written], str], rng: random.Random) -> str:
    """One that is not cut in two by a quote, where own words and quotes alternate."""
    return rng.choice([text for text in LOOKALIKES if style not in (_inline, _gmail_inline) or "\n\n" not in text])


def _with_additions(mail: Written, rng: random.Random, signed_off: bool) -> Written:
    kind = rng.choice(["none", "none", "dashes", "dashes-bare", "phone", "legal", "contacts", "list", "dashes-legal"])
    legal = mail.language.legal or LANGUAGES["en"].legal
    if kind in ("dashes", "dashes-legal"):
        mail = replace(mail, below=f"-- \n{rng.choice(SIGNATURES)}" + (f"\n\n{legal}" if kind == "dashes-legal" else ""))
    elif kind == "dashes-bare":
        mail = replace(mail, below=f"--\n{rng.choice(SIGNATURES)}")
    elif kind == "phone":
        mail = replace(mail, below=mail.language.phone)
    elif kind == "legal":
        mail = replace(mail, below=legal)
    elif kind == "contacts" and signed_off:
        mail = replace(mail, below=rng.choice(CONTACTS))
    elif kind == "list":
        mail = replace(mail, end=rng.choice(LISTS))
    return mail


def _add(box: Mailbox, message_id: str, language: str, body: bytes, own: str, rng: random.Random) -> None:
    headers = [f"From: {_name(OWNER, language)}", f"To: {_name(OTHER, language)}", "Subject: Re: plums"]
    if rng.random() < 0.8:
        headers.append("Date: Wed, 03 Mar 2021 09:10:11 +0100")
    else:
        headers.append("Received: from a.example.org by b.example.org;\n Wed, 03 Mar 2021 09:10:11 +0100")
    box.add(message_id, headers, body, own)
