"""What WhatsApp itself writes into an exported chat in place of a message, in the languages of its menus.

Where a mark or the shape of a line tells, the reader uses that and needs no word of this. Gathered from exports and from
the tables of github.com/starkdmi/whats_json. Tests: tests/ingest/readers/test_whatsapp.py.
"""

from __future__ import annotations

import re

# "<Media omitted>": the word for media or file, in angle brackets.
MEDIA = re.compile(
    r"<[^<>\n]*(?:medi|média|médiá|mídia|mitjans|multim|fichier|fitxer|ficheir|arqui|archiv|fájl|fayl|plik|datotek|vedlegg"
    r"|медиа|медіа|медиј|файл|фајл|αρχεί|πολυμ|מדיה|وسائط|رسان|پیوست|پيوست|میڈیا|メディア|媒|미디어|สื่อ|मीडिया|মিডিয়া|মিডিয়া"
    r"|મીડિયા|મિડિયા|ਮੀਡੀਆ|ಮಾಧ್ಯಮ|ಮೀಡಿಯಾ|മീഡിയ|మాధ్యమం|మీడియా|ஊடக|கோப்பு|ມີເດຍ|omitted|weggelaten|ausgelassen)[^<>\n]*>",
    re.IGNORECASE,
)

# "(file attached)" after the name of a file.
ATTACHED = re.compile(
    r"(?:attached|adjunt|angehängt|joint|anexad|allegat|bijgevoegd|добавлен|додано|прикач|прикрепл|ekli|eklendi|bifoga|vedh"
    r"|vedlagt|liite|přilož|pripoj|priložen|załącz|ataș|terlampir|dilampir|csatol|đính kèm|συνημμ|מצורף|مرفق|پیوست|添付|附件|첨부"
    r"|ที่แนบ|संलग्न|अटैच|biriktirildi|əlavə|қосымша|lisatud|pievienot|ngjitur|privitku|aangeheg|সংযুক্ত|જોડાયેલ)",
    re.IGNORECASE,
)

# "image omitted" and its like, a whole line.
_KIND = (
    r"(?:image|photo|video|video note|video message|audio|voice message|sticker|gif|document|contact card|media"
    r"|view once (?:photo|video|voice message|message))"
)
OMITTED = re.compile(
    rf"<?(?:{_KIND} omitted"
    r"|(?:bild|video|videonotiz|videonachricht|audio|sticker|gif|dokument|kontaktkarte) (?:weggelassen|ausgelassen|ausgeschlossen)"
    r"|(?:image|vidéo|note vidéo|audio|sticker|gif|document|fiche contact) (?:absente?|omise?|manquante?|retirée?)"
    r"|(?:imagen|v[ií]deo|nota de v[ií]deo|audio|sticker|gif|documento|tarjeta de contacto) omitid[oa]"
    r"|(?:imagem|vídeo|áudio|figurinha|sticker|gif|documento|cartão do contato|contacto) (?:ocultad|omitid|não revelad)[oa]"
    r"|(?:immagine|video|nota video|audio|sticker|gif|documento|scheda contatto) (?:omess|esclus|non inclus)[oa]"
    r"|(?:afbeelding|video|audio|sticker|gif|document|visitekaartje) weggelaten"
    r"|(?:изображение|видео|аудиофайл|аудио|стикер|gif|документ|карточка контакта|контакт) (?:отсутствует|не добавлен|пропущен\w*)"
    r"|(?:зображення|відео|аудіо|наліпку|наклейку|gif-анімацію|документ|картка контакту) (?:відсутн\w|не додано|пропущено)"
    r"|(?:obraz|wideo|audio|plik gif|dokument) pominięt\w+|pominięt\w+ (?:naklejkę|wizytówka kontaktu|\w+)"
    r"|(?:görüntü|video|ses|çıkartma|gif|belge|kişi kartı) dahil edilmedi"
    r"|(?:bild|video|ljud|sticker|gif|dokument|kontaktkort) ute(?:slut|lämna)\w+"
    r"|(?:billede|video|lyd|klistermærke|gif|dokument|kontaktkort) udeladt"
    r"|(?:bilde|video|lyd|klistremerke|gif|kontaktkort) (?:utelatt|ikke inkludert|sløyfet)|utelatt dokument"
    r"|ei kuvaa|\w+ ei sisällytet\w+|[\w-]+ jätet\w+ pois"
    r"|(?:obráze?k|video|zvuk|zvukový soubor|nálepka|gif|dokument|vizitka|karta kontaktu) vynech[aá]n\w*"
    r"|(?:imagine|clip video|sticker|gif|document|carte de vizită contact) omis[ăa]?|fără audio"
    r"|(?:gambar|imej|video|audio|stiker|pelekat|gif|dokumen|kartu kontak|kad kenalan) tidak (?:disertakan|dimasukkan)"
    r"|(?:kép|hang|videó|matrica|gif fájl|dokumentum|névjegykártya) (?:kihagy\w+|küldése sikertelen)"
    r"|(?:slika|video|zvuk|naljepnica|gif|dokument|posjetnica) izostavljen\w*"
    r"|(?:imatge|vídeo|àudio|adhesiu|gif|document|targeta de contacte) om[eè]s\w*"
    r"|(?:εικόνα|βίντεο|ήχος|αυτοκόλλητο|έγγραφο|κάρτα επαφής|η κάρτα επαφής) παραλ[ήε]ί?φθηκε|παράληψη gif"
    r"|(?:đã )?bỏ (?:qua )?(?:hình ảnh|ảnh gif|video|tệp âm thanh|sticker|tài liệu|thẻ liên lạc)"
    r"|(?:画像|ビデオ|動画|音声|スタンプ|gif|ドキュメント|連絡先カード)[はを]?(?:含まれていません|省略\w*)"
    r"|(?:이미지|비디오|동영상|오디오|스티커|gif|문서|연락처 카드) ?(?:생략됨|제외됨)"
    r"|(?:圖片|图片|照片|圖像|影片|视频|音訊|音频|貼圖|贴图|gif ?圖片|gif 动态图|gif|文件|文档|聯絡人卡片|联系人卡片) ?已被?(?:略去|忽略|省略)"
    r"|(?:تم استبعاد|لم يتم إدراج|تم حذف) (?:الصورة|صورة gif|الفيديو\w*|الصوت|الملصق\w*|المستند|بطاقة جهة اتصال)"
    r"|[\u0590-\u05ff ]{2,25} הושמטה?|gif הושמט|[\u0600-\u06ff ]{2,20} (?:حذف شد|نظرانداز)"
    r"|(?:इमेज|फ़ोटो|ऑडियो|वीडियो|स्टिकर|gif|डॉक्यूमेंट|कॉन्टैक्ट कार्ड) (?:हटाई गयी|हटाई गई|छोड़ा गया|छोड़ी गई)"
    r"|ไม่มี(?:รูปภาพ|สติกเกอร์|ไฟล์เสียง)|วิดีโอถูกลบ|ละเว้น ?(?:gif|เอกสาร)|บัตรรายชื่อที่ละเว้น"
    r")[.。]?>?",
    re.IGNORECASE,
)

# In place of a message that its writer, who exported the chat, has deleted: this tells whose the chat is.
DELETED_BY_OWNER = frozenset(
    phrase.casefold()
    for phrase in (
        "You deleted this message", "You deleted this message as admin", "Du hast diese Nachricht gelöscht",
        "Vous avez supprimé ce message", "Eliminaste este mensaje", "Has eliminado este mensaje", "Você apagou esta mensagem",
        "Você apagou essa mensagem", "Apagou esta mensagem", "Eliminou esta mensagem", "Hai eliminato questo messaggio",
        "U hebt dit bericht verwijderd", "Je hebt dit bericht verwijderd", "Вы удалили данное сообщение",
        "Вы удалили это сообщение", "Ви видалили це повідомлення", "Usunąłeś tę wiadomość", "Usunięto tę wiadomość",
        "Ta wiadomość została usunięta przez Ciebie", "Bu mesajı sildiniz", "Du raderade detta meddelande",
        "Du raderade det här meddelandet", "Du slettede denne besked", "Du slettet denne meldingen", "Poistit tämän viestin",
        "Tuto zprávu jste odstranili", "Smazal(a) jste tuto zprávu", "Vymazali ste túto správu", "Odstránili ste túto správu",
        "Ai șters acest mesaj", "Anda telah menghapus pesan ini", "Anda menghapus pesan ini", "Anda telah memadam mesej ini",
        "Törölted ezt az üzenetet", "Izbrisali ste ovu poruku", "Has suprimit aquest missatge", "Διαγράψατε αυτό το μήνυμα",
        "Bạn đã xóa tin nhắn này", "このメッセージを削除しました", "이 메시지를 삭제했습니다", "您已刪除此訊息", "您刪除了此訊息",
        "您已删除此消息", "你已删除此消息", "您删除了这条消息", "حذفت هذه الرسالة", "لقد حذفت هذه الرسالة", "لقد حذفت أنت هذه الرسالة",
        "מחקת הודעה זו", "מחקת את ההודעה הזו", "आपने यह मैसेज डिलीट किया", "आपने यह मैसेज डिलीट कर दिया", "आपने यह संदेश मिटाया",
        "คุณได้ลบข้อความนี้", "شما این پیام را حذف کردید",
    )
)  # fmt: skip

# In place of other messages, the whole text. Ends in a full stop or not.
NOTICES = DELETED_BY_OWNER | frozenset(
    phrase.casefold()
    for phrase in (
        "null", "live location shared", "Waiting for this message", "Waiting for this message. This may take a while",
        "This message was deleted", "This message was deleted by an admin", "Diese Nachricht wurde gelöscht",
        "Ce message a été supprimé", "Se eliminó este mensaje", "Este mensaje fue eliminado", "Se ha eliminado este mensaje",
        "Mensaje eliminado", "Esta mensagem foi apagada", "Mensagem apagada", "Esta mensagem foi eliminada",
        "Questo messaggio è stato eliminato", "Dit bericht is verwijderd", "Dit bericht werd verwijderd",
        "Данное сообщение удалено", "Это сообщение удалено", "Сообщение удалено", "Це повідомлення було видалено",
        "Ta wiadomość została usunięta", "Bu mesaj silindi", "Det här meddelandet raderades", "Detta meddelande raderades",
        "Denne besked er blevet slettet", "Denne besked blev slettet", "Denne meldingen ble slettet", "Tämä viesti poistettiin",
        "Tato zpráva byla smazána", "Tato zpráva byla odstraněna", "Táto správa bola odstránená", "Acest mesaj a fost șters",
        "Pesan ini telah dihapus", "Pesan ini dihapus", "Mesej ini telah dipadam", "Ez az üzenet törlésre került",
        "Ova je poruka izbrisana", "Ova poruka je izbrisana", "Aquest missatge s'ha suprimit", "Αυτό το μήνυμα διαγράφηκε",
        "Съобщението беше изтрито", "Tin nhắn này đã bị xóa", "Tin nhắn này đã bị xoá", "このメッセージは削除されました",
        "이 메시지는 삭제되었습니다", "삭제된 메시지입니다", "此訊息已刪除", "這則訊息已刪除", "此消息已删除", "这条消息已被删除", "信息已删除",
        "تم حذف هذه الرسالة", "הודעה זו נמחקה", "این پیام حذف شده است", "این پیام حذف شد", "यह मैसेज डिलीट कर दिया गया है",
        "यह संदेश मिटाया गया", "यह मैसेज डिलीट किया गया", "ข้อความนี้ถูกลบแล้ว", "ข้อความนี้ได้ถูกลบ", "এই বার্তাটি মুছে ফেলা হয়েছে",
        "Missed voice call", "Missed video call", "Missed group voice call", "Missed group video call",
        "Verpasster Sprachanruf", "Verpasster Videoanruf", "Appel vocal manqué", "Appel vidéo manqué", "Llamada perdida",
        "Llamada de voz perdida", "Videollamada perdida", "Chamada de voz perdida", "Videochamada perdida",
        "Chamada de vídeo perdida", "Chiamata vocale persa", "Videochiamata persa", "Gemist spraakgesprek",
        "Gemiste spraakoproep", "Gemist videogesprek", "Gemiste video-oproep", "Пропущенный аудиозвонок",
        "Пропущенный видеозвонок", "Пропущений аудіодзвінок", "Пропущений відеодзвінок", "Cevapsız sesli arama",
        "Cevapsız görüntülü arama", "Nieodebrane połączenie głosowe", "Nieodebrane połączenie wideo", "Missat röstsamtal",
        "Missat videosamtal", "Panggilan suara tak terjawab", "Panggilan video tak terjawab", "不在着信", "音声通話不在着信",
        "ビデオ通話不在着信", "부재중 전화", "부재중 영상통화", "未接语音通话", "未接视频通话", "未接語音通話", "未接視像通話", "未接視訊通話",
        "مكالمة صوتية فائتة", "مكالمة فيديو فائتة", "שיחה קולית שלא נענתה", "שיחת וידאו שלא נענתה",
        "Live-Standort wird geteilt", "Localisation en direct partagée", "Ubicación en tiempo real compartida",
        "Localização em tempo real compartilhada", "Posizione attuale condivisa", "Live locatie gedeeld",
        "Геоданные отправлены", "Lokasi terkini dibagikan", "Canlı konum paylaşıldı",
    )
)  # fmt: skip

# "POLL:" and the lines of options below it; the question is in between.
POLL = re.compile(
    r"(?:POLL|UMFRAGE|SONDAGE|ENCUESTA|ENQUETE|SONDAGGIO|SONDAŻ|ОПРОС|ANKET|JAJAK PENDAPAT|アンケート|投票|설문조사):", re.I
)
OPTION = re.compile(
    r"^\u200e?(?:OPTION|OPCIÓN|OPÇÃO|OPZIONE|OPTIE|OPCJA|ВАРИАНТ|SEÇENEK|OPSI|オプション|選項|选项|옵션|\w+): [^\n]{1,200} \([^\d\n]{0,20}\d+[^\d\n]{0,20}\)$",
    re.M,
)
