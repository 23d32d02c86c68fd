n-texts = Texte
title = Was Menschen mitgeteilt wird
lead = Fassung { $version }. Eine Änderung kommt mit einem Release, in vier Sprachen.
state = Zustand
draft = Entwurf, nicht gegengelesen
septets = { $count } von { $most } Septetts
no-sms = keine SMS
sees = Lesen
longest = Ausgefüllt mit den längsten Werten, von niemandem.
c-sms = SMS
c-mail = E-Mail
c-letter = Brief
c-voice = Anruf
all-texts = Alle Texte
cannot = Nicht ausfüllbar: { $why }
search = Ein Wort, in einer Sprache oder im Schlüssel
look = Suchen
words-title = Alle Wörter
messages = Nachrichten
found = { $count } { $count ->
    [one] Text
   *[other] Texte
}, { $shown } gezeigt.
of-pages = Seiten
of-messages = Nachrichten und Briefe
of-phone = Telefonlinie
of-interface = Antworten an Programme
of-meters = Virtuelle Zähler
