n-texts = Teksten
title = Wat mensen te horen krijgen
lead = Versie { $version }. Een wijziging komt met een release, in vier talen.
state = Toestand
draft = ontwerp, niet nagelezen
septets = { $count } van { $most } septets
no-sms = geen sms
sees = Lezen
longest = Ingevuld met de langste waarden, van niemand.
c-sms = Sms
c-mail = E-mail
c-letter = Brief
c-voice = Oproep
all-texts = Alle teksten
cannot = Niet in te vullen: { $why }
search = Een woord, in een taal of in een sleutel
look = Zoeken
words-title = Alle woorden
messages = Berichten
found = { $count } { $count ->
    [one] tekst
   *[other] teksten
}, { $shown } getoond.
of-pages = Pagina’s
of-messages = Berichten en brieven
of-phone = Telefoonlijn
of-interface = Antwoorden aan programma’s
of-meters = Virtuele meters
