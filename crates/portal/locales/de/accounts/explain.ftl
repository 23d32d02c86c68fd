title = Warum das Guthaben { $balance } ist
name = Erklären
account = Konto
at-and-known = Am { $at }, wie am { $known } bekannt.
holds = Die Summe der Zeilen ist das Guthaben: { $balance }.
broken = Die Summe der Zeilen ist { $sum }, nicht das Guthaben von { $balance }. Bitte melden Sie das.
nothing = Bis dahin war nichts gebucht.
booked = Gebucht
for-day = Für den Tag
worked-out = Berechnet aus
sum = Summe von { $lines } { $lines ->
        [one] Zeile
       *[other] Zeilen
    }
reading = { $energy } kWh, { $quality }, Version { $version } des Zählerstands
price = { $tariff }, Version { $version } des Preises
net = netto seit { $day }: { $before } kWh davor, { $after } kWh danach
another = Ein anderer Zeitpunkt
at = Guthaben am
known = Wie bekannt am (darf leer bleiben)
hint = Zum Beispiel 2026-01-06T06:00:00+01:00.
e-moment = „{ $text }“ ist kein Zeitpunkt. Schreiben Sie Datum, T, Uhrzeit und Abstand, wie im Beispiel.
