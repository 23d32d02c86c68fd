n-agreement = Abgleich
title = Sagen alle Seiten dasselbe?
lead = Banken, Terminals, der Zahlungsdienst, unsere Zahlungen und das Hauptbuch.
from = Erster Tag
to = Letzter Tag
hint = Zum Beispiel 20.11.2026, höchstens 31 Tage.
show = Anzeigen
none-wrong = Kein Unterschied. Alle Seiten stimmen überein.
some-wrong = { $count } { $count ->
        [one] Unterschied
       *[other] Unterschiede
    }
w-bank = Bank
w-online = Online
w-terminals = Terminals
outside = Außen
payments = Zahlungen
credited = Gutgeschrieben
suspense = Verwahrt
ledger = Hauptbuch
day = Tag
no-money = Auf diesem Weg kam kein Geld.
agrees = Stimmt
differs = Weicht ab
x-missing = fehlt: { $side }
x-doubled = mehrfach: { $side }
x-amounts = Beträge weichen ab
x-days = Tage weichen ab
lines = Die Zeilen
amount = Betrag
remarks = Auch gesagt
period = Wo das Geld dieses Zeitraums ist
p-remitted = Überwiesen
p-owed = Dem Netzbetreiber zustehend
p-open = Offen
e-days = Geben Sie zwei Tage ein, den ersten zuerst.
