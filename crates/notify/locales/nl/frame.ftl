# Of mails and letters.
worked-out = Berekend op { $time }.

# Under a mail.
see-account = Mijn rekening
why = Je krijgt dit bericht omdat je een meter met voorafbetaling hebt.
never = We vragen nooit je kaartgegevens.
change = Je meldingen wijzigen, of makkelijker lezen

# In front of a copy, with the day of the first one; where the day has no place; the first line of a mail or a letter.
copy-of = Kopie van { $day }:
copy-short = Kopie:
copy-line = Dit is een kopie van ons bericht van { $day }.

# Of a letter: its beginning, and what stands beside the date of one that was printed before.
greeting = Dag,
resident = Aan de bewoner
copy = Kopie

# The card to cut out.
card-title = Kaart om uit te knippen en te bewaren
reference = Referentie (13 cijfers)
use-at = In de winkel, via { $help }, op { $site }
qr-alt = QR-code om op te laden, { $reference }
barcode-alt = Streepjescode van de referentie { $reference }

# The bank transfer.
transfer = Betalen met overschrijving
payee = Begunstigde
account = Rekening
communication = Mededeling
transfer-alt = QR-code van de overschrijving, voor de app van je bank

# What is sent back.
reply = Antwoordkaart
refuse = Ik weiger voorafbetaling.
call-me = Bel me, ik heb een vraag.
phone = Telefoon
date = Datum
signature = Handtekening
helper = Wie mij helpt
helper-phone = Het nummer
send-to = Terug te sturen naar { $name }, { $postal }

# The date of a letter; the first of a month has its own.
dated = { $day } { $month } { $year }
dated-first = { $day } { $month } { $year }
january = januari
february = februari
march = maart
april = april
may = mei
june = juni
july = juli
august = augustus
september = september
october = oktober
november = november
december = december
button-alt = Tekening: de meter met zijn knop, en een pijl naar de knop
