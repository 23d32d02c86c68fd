choose-title = Andere Tage wählen
to = 30 Tage bis
to-hint = Zum Beispiel 15.11.2026.
show = Anzeigen
earlier = 30 Tage früher
later = 30 Tage später
before-line = Grauer Strich: 30 Tage davor.
sum-title = Tage zusammenzählen
from = Von
until = Bis
day-hint = Zum Beispiel 01.10.2026.
sum-up = Zusammenzählen
between = Vom { $from } bis { $to } haben { $days } { $days ->
        [one] Tag
       *[other] Tage
    } eine Zahl.
sum-is = Zusammen: { $energy } und { $cost }, etwa { $mean } am Tag.
before = Die { $days } { $days ->
        [one] Tag
       *[other] Tage
    } davor: { $energy } und { $cost }.
none-between = Keiner dieser Tage hat schon eine Zahl.
month = Monat
e-day = Geben Sie ein Datum ein, zum Beispiel 15.11.2026.
e-order = Das letzte Datum liegt vor dem ersten. Ändern Sie eines.
day-says = Dieser Tag: { $energy }, { $cost }.
what-it-is = Woraus er besteht
what = Was
energy = Energie
by-day = Energie am Tag
by-night = Energie in der Nacht
beside = Feste Kosten und Hilfen
corrected = Später berichtigt
charged = Für diesen Tag gezählt
repaid = Mit diesem Tag zurückgezahlt
balance-after = Guthaben nach diesem Tag
social = Der Preis ist der des Sozialtarifs.
average = Der Preis ist der mittlere Tarif des Netzes.
provisional = Die Ablesung fehlt noch. Diese Zahl kann sich ändern.
kind-is = Art der Zahl: { $kind }.
day-before = Tag davor
day-after = Tag danach
days-to-here = Die 30 Tage bis hier
