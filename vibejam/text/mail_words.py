"""What mail programs write into mail, in the languages they speak: data for replies.py and for the mail readers.

Each string is a list of regular expressions, separated by "|"; a line for each language or group of languages. The labels
are as Outlook, Thunderbird, Gmail, Apple Mail and the large web mailers of each country write them.
"""

from __future__ import annotations

# Before the date of "On 2 March 2021 at 10:47, Tom wrote:".
OPENERS = (
    "On|At",
    "Am|Le|El|Em|Às|No dia|Il|Il giorno|In data|Op",  # de, fr, es, pt, it, nl
    "Den|På|Dne|Dňa|W dniu|Dnia",  # da, no, sv, cs, sk, pl
    "В|У|Στις|Την|În|La data de|Pe|Vào|Vào lúc|Lúc|在|於|于",  # ru, uk, el, ro, vi, zh
)

# What its writer did. Matched as whole words, in any case.
WROTE = (
    "wrote|writes|sent|schrieb|schreibt|geschrieben|a [ée]crit|[ée]crivait|escribi[óo]|escribe|ha escrito|escreveu",
    "ha scritto|scriveva|scrive|schreef|geschreven|skrev|skrevet|skriver|har skrevet|kirjoitti",
    r"napisał(?:a|\(a\))?|napisana przez|pisze|nadesłał|napsala?|napsal\(a\)|píše",
    r"написал(?:а|и|\(а\))?|писала?|пишет|написав(?:\(-ла\)|ла)?|написала|пише",
    "Quoting|Zitat von|Citando|Selon|Citazione|Citeren",  # the address follows
    r"yazdı|yazmış|ezt írta|írta|a scris|έγραψε",
)
# The same in languages without spaces between words, or that append it to a name.
WROTE_UNSPACED = (
    "写道|寫道|写到|のメール|のメッセージ|さんは書きました|が書きました|のコメント|작성|쓴 글|썼습니다|썼음|đã viết|viết"
)

PRONOUNS = (
    "I|he|she|they|we|you|who|it|er|sie|ich|wir|il|elle|je|tu|on|nous|lui|lei|él|ella|ele|ela|hij|zij|ze|ik|han|hun|hon|jeg|jag",
    "vi|hän|ja|on|ona|я|он|она|он[аи]|він|вона|мы|вы",
)

# Labels of the header that Outlook and others put above what is quoted.
LABELS = {
    "from": (
        "From|Von|De|Da|Van|Fra|Från|Lähettäjä|Od|От|От кого|Від|Від кого|Kimden|Gönderen|Feladó|De la|Από|Expéditeur|Remitente|"
        "Remetente|Mittente|Afzender|Absender|Avsändare|差出人|送信者|发件人|寄件人|寄件者|보낸 사람|보낸사람|Từ|Người gửi"
    ),
    "sent": (
        "Sent|Gesendet|Envoyé|Envoyé le|Enviado|Enviado el|Enviado em|Enviada|Enviada em|Inviato|Inviata|Verzonden|Sendt|Skickat|"
        "Lähetetty|Wysłano|Odesláno|Отправлено|Послано|Надіслано|Відправлено|Gönderildi|Gönderilme|Gönderme Tarihi|Elküldve|Küldve|"
        "Trimis|Στάλθηκε|Εστάλη|Ημ/νία αποστολής|送信日時|送信|发送时间|傳送時間|寄件日期|送信日|보낸 날짜|Đã gửi|Ngày gửi|Gửi"
    ),
    "date": (
        "Date|Sent on|Datum|Fecha|Data|Dato|Päivämäärä|Päiväys|Päiväm|Дата|Tarih|Dátum|Ημερομηνία|日付|日時|日期|날짜|Ngày|Date d'envoi"
    ),
    "to": (
        "To|An|À|Pour|Para|A|Aan|Til|Till|Vastaanottaja|Do|Komu|Кому|Kime|Alıcı|Címzett|Către|Catre|Προς|宛先|收件人|收件者|"
        "받는 사람|받는사람|Đến|Tới|Người nhận|Destinataire|Destinatario|Destinatário|Empfänger|Pro"
    ),
    "subject": (
        "Subject|Re|Betreff|Objet|Sujet|Asunto|Assunto|Oggetto|Onderwerp|Emne|Ämne|Aihe|Otsikko|Temat|Předmět|Predmet|Тема|Konu|"
        "Tárgy|Subiect|Θέμα|件名|主题|主題|主旨|제목|Chủ đề|Tiêu đề"
    ),
    "other": (
        "Cc|Bcc|Kopie|Copie|Copie à|Kopi|Kopia|Kopio|DW|Копия|Копія|Bilgi|Másolatot kap|Másolat|Κοιν|Κοινοποίηση|抄送|副本|참조|"
        "CC|Cópia|Con copia|Copia|Reply-To|Antwort an|Répondre à|Responder a|Rispondi a|Importance|Wichtigkeit|Priorität|Priority|"
        "Attachments?|Anlagen?|Anhänge|Pièces jointes|Adjuntos|Anexos|Allegati|Bijlagen?|Vedhæftede filer|Bilagor|Bifogade filer|"
        "Załączniki|Вложения|附件|添付ファイル|첨부 파일|Organization|Organisation|When|Where|Message-ID|Newsgroups|Mailed-By|Signed-By"
    ),
}

# Between dashes, above what was answered.
ORIGINAL = (
    "Original Message|Reply Message|Original Appointment|Original e-?mail|Quoted Message|Message d'origine|Message original",
    "Message initial|Ursprüngliche Nachricht|Ursprüngliche Mitteilung|Originalnachricht|Original-?Nachricht|Antwort Nachricht",
    "Mensaje original|Mensaje citado|Mensagem original|Messaggio originale|Messaggio Originale|Oorspronkelijk bericht",
    "Originele bericht|Origineel bericht|Oprindelig meddelelse|Oprindelig besked|Opprinnelig melding|Original meddelelse",
    "Ursprungligt meddelande|Originalmeddelande|Alkuperäinen viesti|Wiadomość oryginalna|Oryginalna wiadomość",
    "Původní zpráva|Pôvodná správa|Исходное сообщение|Оригинальное сообщение|Первоначальное сообщение|Вихідне повідомлення",
    "Оригінальне повідомлення|Початкове повідомлення|Orijinal Mesaj|Özgün İleti|Orijinal İleti|Eredeti üzenet|Mesaj original",
    "Mesajul original|Αρχικό μήνυμα|Πρωτότυπο μήνυμα|元のメッセージ|オリジナルメッセージ|原始邮件|原始郵件|原邮件|原始信件",
    "원본 메시지|원본 메일|원본메시지|Tin nhắn gốc|Thư gốc|Thư ban đầu",
)

# Between dashes, above what is passed on.
FORWARDED = (
    "Forwarded Message|Forwarded by|Forwarded e-?mail|Forward Header|Weitergeleitete Nachricht|Weitergeleitet von",
    "Message transféré|Message réexpédié|Courriel transféré|Mensaje reenviado|Mensaje remitido|Mensagem encaminhada",
    "Mensagem reencaminhada|Messaggio inoltrato|Messaggio Inoltrato|Doorgestuurd bericht|Forwarded bericht",
    "Videresendt meddelelse|Videresendt besked|Videresendt melding|Videresendt e-post|Vidarebefordrat meddelande",
    "Vidarebefordrat mejl|Välitetty viesti|Edelleenlähetetty viesti|Wiadomość przekazana dalej|Przekazana wiadomość",
    "Wiadomość przekazana|Treść przekazanej wiadomości|Přeposlaná zpráva|Preposlaná správa|Пересылаемое сообщение",
    "Пересланное сообщение|Перенаправленное сообщение|Начало переадресованного сообщения|Переслане повідомлення",
    "Перенаправлене повідомлення|Пересланий лист|İletilmiş Mesaj|Yönlendirilmiş Mesaj|Yönlendirilen ileti|İletilen mesaj",
    "Iletilen mesaj|Továbbított üzenet|Továbbított levél|Mesaj redirecționat|Mesaj transmis|Mesaj redirectionat",
    "Προωθημένο μήνυμα|Προωθούμενο μήνυμα|転送メッセージ|転送されたメッセージ|Forwarded message|转发邮件|轉寄郵件|轉寄的郵件",
    "转发的邮件|已转发邮件|轉寄訊息|전달된 메시지|전달된 메일|전달 메시지|Thư đã chuyển tiếp|Tin nhắn được chuyển tiếp",
    "Thư chuyển tiếp",
)

# A line by itself above what is passed on, as Apple Mail writes it.
BEGIN_FORWARDED = (
    "Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message (?:réexpédié|transféré)",
    "Inicio del mensaje reenviado|Comienzo del mensaje reenviado|Início da mensagem (?:encaminhada|reencaminhada)",
    "Inizio messaggio inoltrato|Inizio del messaggio inoltrato|Begin doorgestuurd bericht|Start på videresendt besked",
    "Start på videresendt (?:melding|e-post)|Videresendt melding|Vidarebefordrat brev|Vidarebefordrat mejl",
    "Välitetty viesti alkaa|Edelleenlähetetty viesti alkaa|Początek przekazywanej wiadomości|Początek przekazanej wiadomości",
    "Začátek přeposílané zprávy|Přeposílaná zpráva|Начало переадресованного сообщения|Начало пересылаемого сообщения",
    "Початок листа, що пересилається|Початок перенаправленого повідомлення|İletilen mesajın başlangıcı|Yönlendirilen iletinin "
    "başlangıcı|Továbbított levél kezdete|A továbbított üzenet kezdete|Începutul mesajului redirecționat",
    "Αρχή προωθημένου μηνύματος|Έναρξη προωθημένου μηνύματος|転送されたメッセージ|以下转发的邮件|以下是转发的邮件",
    "开始转发的邮件|下面是被转发的邮件|以下是轉寄的郵件|開始轉寄郵件|開始轉寄訊息|전달된 메시지 시작|Bắt đầu thư được chuyển tiếp",
    "Bắt đầu tin nhắn được chuyển tiếp",
)

# The whole last line, up to a few words more: what a telephone or a mail program adds about itself.
SENT_FROM = (
    r"Sent (?:wirelessly )?(?:from|via)\b|Sent (?:with|using|by) (?-i:[A-Z\[])|Get Outlook for|Get the (?:free )?app|Typed on|Sent from Mail for",
    r"Von mein\w+ .{2,40} gesendet|Gesendet (?:von|mit|aus|via)\b|Diese Nachricht wurde von .{2,60} gesendet",
    r"Outlook für .{2,20} (?:beziehen|herunterladen)|Holen Sie sich Outlook|Laden Sie Outlook",
    r"Envoyé (?:de|depuis|à partir|d'|avec|sans fil|via)\b|Obtenir Outlook|Télécharger Outlook|Téléchargez Outlook",
    r"Enviado (?:desde|con|mediante|do|de|a partir|pelo|através|via)\b|Obtener Outlook|Obtén Outlook|Obter o? ?Outlook|Baixe o Outlook",
    r"Inviat[oa] (?:da|dal|dall'|con|tramite)\b|Ottieni Outlook|Scarica Outlook",
    r"(?:Verstuurd|Verzonden) (?:vanaf|vanuit|met|via|van)\b|Download Outlook|Outlook voor .{2,20} downloaden|Outlook downloaden",
    r"Sendt (?:fra|med|via)\b|Skickat (?:från|med|via)\b|Hent Outlook|Skaff(?:a| deg)? Outlook|Hämta Outlook|Last ned Outlook|Få Outlook",
    r"Lähetetty (?:\S+sta|\S+stä|\S+lta|\S+ltä)\b|Lähetetty .{2,30}(?:laitteesta|puhelimesta)|Hanki Outlook|Lataa Outlook",
    r"Wysłan[eoya] (?:z|za pomocą|przez|ze)\b|Pobierz (?:aplikację |program )?Outlook|Uzyskaj .{0,12}Outlook",
    r"Odesláno (?:z|ze|pomocí|přes)\b|Získat Outlook|Stáhnout Outlook|Odoslané z\b",
    r"(?:Отправлено|Послано) (?:с|из|через|при помощи)\b|Скачать Outlook|Получить Outlook|Надіслано (?:з|із|через)\b|"
    r"Відправлено (?:з|із|через)\b|Отримати Outlook|Завантажити Outlook",
    r"\S*(?:ım|im|um|üm)?(?:dan|den|tan|ten) gönderildi|.{2,40} (?:cihazımdan|telefonumdan|üzerinden|ile) gönderildi|Outlook'u edinin",
    r".{2,40}(?:ról|ről|ból|ből|ról) küldve|Elküldve .{2,40}|Küldve .{2,40}|Az Outlook beszerzése|Az Outlook letöltése",
    r"Trimis (?:de pe|din|cu|prin|de la)\b|Obțineți Outlook|Descarcă Outlook|Obține Outlook",
    r"(?:Στάλθηκε|Εστάλη|Απεστάλη) (?:από|με|μέσω)\b|Αποκτήστε το Outlook|Λήψη του Outlook",
    r"\S{0,20}(?:から|より)送信(?:されました)?|Outlook for .{2,10} を入手|.{2,20}(?:用|for) Outlook を(?:入手|取得)",
    r"(?:发|發|寄)自(?:我的)?|[从從]我的.{1,20}(?:发送|發送|傳送|寄出)|(?:获取|下载|取得|下載).{0,12}Outlook|使用.{1,12}发送|傳送自|已從.{1,20}傳送",
    r".{0,20}에서 (?:보냄|발송)|.{1,10}용 Outlook (?:다운로드|받기|가져오기)",
    r"(?:Đã )?[Gg]ửi (?:từ|bằng|qua)\b|Được gửi từ\b|Tải Outlook|Nhận Outlook",
)

# How a writer takes leave: these words stay, what a mail program appended below the name goes.
SIGN_OFFS = (
    "best|best wishes|best regards|kind regards|warm regards|warmest regards|regards|many thanks|thanks|thanks again|thank you|cheers",
    "sincerely|yours|yours sincerely|yours truly|yours faithfully|all the best|take care|love|xx?|see you|talk soon|speak soon|br|rgds",
    "respectfully|cordially|with kind regards|with best wishes|thx|ta|ciao|hugs|warmly|thanks in advance|thanks and regards|greetings",
    "mit freundlichen grüßen|mit freundlichen grüssen|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|liebe grüße",
    "liebe grüsse|beste grüße|beste grüsse|herzliche grüße|schöne grüße|gruß|gruss|grüße|grüsse|lg|vg|mfg|bg|bis bald|danke|hochachtungsvoll",
    "cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|amicalement|amitiés|bises|bisous|salutations|merci|à bientôt|cdt",
    "saludos|un saludo|saludos cordiales|un abrazo|abrazos|atentamente|cordialmente|gracias|besos|att|abraço|abraços|um abraço|beijos",
    "atenciosamente|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|obrigado|obrigada|atentamente",
    "saluti|cordiali saluti|distinti saluti|un saluto|un abbraccio|a presto|grazie|cari saluti|tanti saluti|buona giornata",
    "groet|groeten|groetjes|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|hartelijke groet|hartelijke groeten|mvg|bedankt",
    "hilsen|hilsner|med venlig hilsen|venlig hilsen|mange hilsner|kærlig hilsen|kh|vh|mvh|dbh|med vennlig hilsen|vennlig hilsen|beste hilsen",
    "med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|vänlig hälsning|hälsningar|hälsning|bästa hälsningar|kram|tack|tak|takk|knus",
    "terveisin|ystävällisin terveisin|parhain terveisin|yst\\.? terv|terv|t|kiitos|terveiset",
    "pozdrawiam|pozdrawiam serdecznie|z poważaniem|serdecznie pozdrawiam|pozdrowienia|dziękuję|s pozdravem|s přátelským pozdravem|zdravím|děkuji|s úctou|díky",
    "с уважением|с наилучшими пожеланиями|всего доброго|спасибо|привет|обнимаю|з повагою|з найкращими побажаннями|дякую|до зустрічі",
    "saygılarımla|saygılarımızla|sevgiler|selamlar|teşekkürler|iyi çalışmalar|üdvözlettel|üdv|tisztelettel|köszönettel|köszönöm|puszi",
    "cu stimă|cu respect|cu drag|toate cele bune|mulțumesc|με εκτίμηση|φιλικά|χαιρετισμούς|χαιρετίσματα|ευχαριστώ|με φιλικούς χαιρετισμούς",
    "よろしくお願い(?:いた|致)?します|宜しくお願い(?:いた|致)?します|以上、?よろしくお願いいたします|敬具|草々|此致|敬礼|敬禮|祝好|谢谢|謝謝|顺祝商祺|敬上",
    "감사합니다|감사드립니다|안녕히 계세요|드림|올림|trân trọng|thân mến|thân|cảm ơn|kính thư",
)

# Of a legal notice: that it speaks of the message, and what it says of it.
THIS_MESSAGE = (
    r"(?:this|the|any|an) (?:\w+ )?(?:e-?mail|message|communication|transmission|mail)s?\b|diese[rs]? (?:e-?mail|nachricht|mail)",
    r"ce (?:message|courriel|mail|courrier|mél|présent)|este (?:mensaje|correo|e-?mail|mensagem)|esta (?:mensagem|comunicación|mensaje)",
    r"quest[oa] (?:messaggio|e-?mail|mail|comunicazione)|(?:dit|deze) (?:bericht|e-?mail|mail|e-mailbericht)",
    r"denne (?:e-?mail|mail|e-?post|e-?posten|meddelelse|melding|meldingen|besked)|detta (?:meddelande|e-?post|mejl|mail|e-postmeddelande)",
    r"tämä (?:viesti|sähköposti)|(?:ta|niniejsza) wiadomość|(?:tento|tato) (?:e-?mail|zpráva)|(?:это|данное|настоящее) "
    r"(?:электронное )?(?:сообщение|письмо)|(?:цей|це|даний) (?:електронний )?(?:лист|повідомлення)|bu (?:e-?posta|mesaj|ileti|elektronik posta)",
    r"(?:ez|ezen|jelen) (?:az )?(?:e-?mail|üzenet|elektronikus)|acest (?:e-?mail|mesaj)|αυτό το (?:μήνυμα|e-?mail)|το παρόν (?:μήνυμα|e-?mail)",
    r"(?:この|本)(?:メール|電子メール|メッセージ)|[本此][邮郵]件|(?:이|본) ?(?:메일|이메일|전자우편|메시지)|(?:email|thư|tin nhắn) này",
)
LEGAL = (  # beginnings of words, in lower case, no regular expressions
    # that it is confidential
    "confidential|privileged|vertraulich|confidentiel|confidencial|riservat|confidenzial|vertrouwelijk|fortrolig|konfidentiel|konfidensiel|"
    "luottamuksel|poufn|důvěrn|конфиденциальн|конфіденційн|gizli|bizalmas|confidențial|εμπιστευτικ|機密|秘密|保密|机密|기밀|bảo mật|bí mật",
    # for whom it is
    "intended only|intended solely|intended exclusively|intended for|addressee|recipient|empfänger|adressat|destinatair|destinatari|"
    "destinatári|geadresseerde|ontvanger|bestemd voor|modtager|mottaker|mottagare|vastaanottaja|adresat|příjemc|адресат|получател|одержувач|"
    "alıcı|címzett|destinatar|παραλήπτ|宛先|受信者|收件人|收件者|수신인|수신자|người nhận",
    # what to do when it is not for the reader
    "in error|by mistake|irrtümlich|versehentlich|nicht der richtige|par erreur|por error|por engano|por erro|per errore|abusivement|"
    "ten onrechte|per vergissing|ved en fejl|ved en feil|ved feil|ved fejl|av misstag|erehdy|virheellis|omyłk|omylem|ошиб|помилк|yanlışlıkla|"
    "téved|din greșeală|eroare|κατά λάθος|εκ παραδρομής|誤って|误|錯誤|誤|잘못|nhầm",
    # that it be destroyed, and that nobody is liable for what it says
    "delete|destroy|notify|disclos|copying|unauthorised|unauthorized|liabl|liabil|prohibited|lösch|vernichte|benachrichtig|informieren sie|"
    "unbefugt|nicht gestattet|supprim|détrui|interdit|elimin|borr|apag|proibid|prohib|cancell|distrugg|vietat|verwijder|slett|radera|poista|"
    "usun|smaz|zničit|удалит|уничтож|видал|знищ|silin|siliniz|imha|töröl|șterge|ştergeţi|διαγρά|削除|破棄|删除|刪除|삭제|파기|xóa|hủy",
)
LEGAL_TITLES = (
    r"confidentiality(?: notice| note| statement)?|(?:legal |e-?mail )?disclaimer|legal notice|privacy notice|important notice",
    r"privileged (?:and|&) confidential|vertraulichkeitshinweis|haftungsausschluss|rechtlicher hinweis|wichtiger hinweis",
    r"avis de confidentialité|avertissement|clause de confidentialité|aviso legal|aviso de confidencialidad",
    r"cláusula de confidencialidad|aviso de confidencialidade|avviso di riservatezza|informativa privacy|nota di riservatezza",
    r"vertrouwelijkheid(?:sverklaring)?|fortrolighed|konfidentialitet|sekretess|klauzula poufności|упозорнění|upozornění",
    r"уведомление о конфиденциальности|повідомлення про конфіденційність|gizlilik (?:bildirimi|uyarısı)|yasal uyarı",
    r"titoktartási nyilatkozat|notă de confidențialitate|δήλωση εμπιστευτικότητας|免責事項|機密情報|保密声明|免责声明|保密聲明|免責聲明",
)

# Lines that servers and mailing lists append, in lower case; the paragraph that holds one goes.
FOOTERS = (
    r"(?:please )?(?:consider|think (?:of|about)) the environment before|save (?:a tree|paper)\b.{0,60}print|bitte denken sie an die umwelt",
    r"denken sie an die umwelt|pensez à l'environnement|merci de penser à l'environnement|n'imprimez ce (?:message|mail|courriel)",
    r"antes de imprimir|piense en el medio ?ambiente|pense no (?:meio )?ambiente|pensa all'ambiente|rispetta l'ambiente|prima di stampare",
    r"denk aan het milieu|tænk på miljøet|tenk på miljøet|tänk på miljön|ajattele ympäristöä|zanim wydrukujesz|подумайте об? (?:экологии|окружающей)",
    r"you(?:'ve| have)? receiv(?:ed|ing) this (?:message|e-?mail|because)|you are receiving this|to unsubscribe(?:,|:| from (?:this|the|these|our)| send| visit| click| please| reply)|click here to unsubscribe",
    r"unsubscribe(?: from this list)?\s*[:<|]|^\W*unsubscribe\W*$|manage your (?:subscription|preferences|notification)|for more options, visit",
    r"to view this discussion on the web|reply to this email directly|view it on git(?:hub|lab)|newsletter (?:abbestellen|abmelden)|se désabonner",
    r"pour vous désabonner|darse de baja|cancelar (?:la )?suscripción|cancelar inscrição|per cancellarti|disiscriver|uitschrijven|afmelden voor",
    r"отписаться|відписатися|wypisać się|退订|退訂|配信停止|수신거부|hủy đăng ký",
    r"virus[- ]free\b.{0,30}(?:avast|avg|www\.)|scanned (?:for|by) .{0,40}(?:virus|malware|mailscanner|antivirus)|checked (?:for viruses )?by (?:avast|avg)",
    r"no virus found in this|this e-?mail has been (?:checked|scanned)|auf viren (?:geprüft|überprüft)|virenfrei|garanti sans virus|sans virus",
    r"libre de virus|livre de vírus|privo di virus|virusvrij|do you yahoo|get your free e-?mail|this email was sent (?:to|by|from) .{0,60}(?:because|mailing)",
    r"external e-?mail\b|originated from outside",
)
# The same, below a rule.
LIST_FOOTERS = r"mailing list\s*$|mailman/listinfo|@googlegroups\.com|lists\.[\w-]+\.\w+|@lists\.|/listinfo/|majordomo"

# The subjects of mail that a machine wrote for the owner: absent, received, accepted.
AUTOMATIC_SUBJECTS = (
    r"automatic reply|auto[- ]?reply|auto[- ]?response|out of (?:the )?office(?: autoreply)?|away from (?:the )?office",
    r"automatische antwort|abwesenheits(?:notiz|nachricht|meldung|assistent)|réponse automatique|absence du bureau|message d'absence",
    r"respuesta automática|fuera de la oficina|resposta automática|fora do escritório|ausência temporária|risposta automatica|fuori sede",
    r"automatisch antwoord|afwezigheids\w*|automatisk svar|autosvar|automatiskt svar|frånvaromeddelande|fraværsmelding|automaattinen vastaus",
    r"poissa toimistosta|odpowiedź automatyczna|autoodpowiedź|poza biurem|automatická odpověď|mimo kancelář|автоматический ответ|автоответ",
    r"вне офиса|автоматична відповідь|otomatik yanıt|ofis dışında|automatikus válasz|házon kívül|răspuns automat|αυτόματη απάντηση",
    r"εκτός γραφείου|自動応答|自動返信|不在通知|自动答复|自动回复|自動回覆|自動回复|외출 중|자동 회신|부재중|trả lời tự động|thư trả lời tự động",
)

# Names of the folder that holds what its owner sent, and Gmail's label for it.
SENT_FOLDERS = (
    r"sent(?:[- ]?(?:items|messages|mail|e-?mail|objects))?|gesendet(?:e (?:objekte|elemente|nachrichten|mails))?|postausgang",
    r"(?:messages? |éléments |objets |courriers? )?envoy[ée]e?s|enviad[oa]s|(?:elementos|mensajes|mensagens|itens|correo) enviad[oa]s?",
    r"(?:posta )?inviat[ai]|elementi inviati|verzonden(?: items| berichten)?|sendt(?: post| mail|e elementer)?|sendte? (?:elementer|beskeder)",
    r"skickat|skickade(?: objekt)?|lähetetyt(?: viestit)?|wysłane|elementy wysłane|odeslan[áaé]|odeslaná pošta|отправленные|надіслані|відправлені",
    r"gönderilmiş(?: öğeler| postalar)?|gönderilenler|elküldött(?: elemek| üzenetek)?|trimise|elemente trimise|mesaje trimise|απεσταλμένα",
    r"σταλμένα|送信済み(?:メール|アイテム)?|已发送(?:邮件|消息)?|已傳送|寄件備份|已发邮件|보낸 ?(?:편지함|메일함|메일)|thư đã gửi|đã gửi",
)
