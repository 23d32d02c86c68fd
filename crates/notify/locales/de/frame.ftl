# Of mails and letters.
worked-out = Berechnet am { $time }.

# Under a mail.
see-account = Mein Konto
why = Sie erhalten diese Nachricht, weil Sie einen Zähler mit Vorauszahlung haben.
never = Wir fragen nie nach Ihren Kartendaten.
change = Meldungen ändern, oder leichter lesen

# In front of a copy, with the day of the first one; where the day has no place; the first line of a mail or a letter.
copy-of = Kopie vom { $day }:
copy-short = Kopie:
copy-line = Dies ist eine Kopie unserer Nachricht vom { $day }.

# Of a letter: its beginning, and what stands beside the date of one that was printed before.
greeting = Guten Tag,
resident = An die Bewohner
copy = Kopie

# The card to cut out.
card-title = Karte zum Ausschneiden und Aufbewahren
reference = Referenz (13 Ziffern)
use-at = Im Laden, unter { $help }, auf { $site }
qr-alt = QR-Code zum Aufladen, { $reference }
barcode-alt = Strichcode der Referenz { $reference }

# The bank transfer.
transfer = Mit Überweisung bezahlen
payee = Empfänger
account = Konto
communication = Mitteilung
transfer-alt = QR-Code der Überweisung, für die App Ihrer Bank

# What is sent back.
reply = Antwortkarte
refuse = Ich lehne die Vorauszahlung ab.
call-me = Rufen Sie mich an, ich habe eine Frage.
phone = Telefon
date = Datum
signature = Unterschrift
helper = Wer mir hilft
helper-phone = Die Nummer
send-to = Zurück an { $name }, { $postal }

# The date of a letter; the first of a month has its own.
dated = { $day }. { $month } { $year }
dated-first = { $day }. { $month } { $year }
january = Januar
february = Februar
march = März
april = April
may = Mai
june = Juni
july = Juli
august = August
september = September
october = Oktober
november = November
december = Dezember
button-alt = Zeichnung: der Zähler mit seinem Knopf, und ein Pfeil zum Knopf
