choose-title = Andere dagen kiezen
to = 30 dagen tot en met
to-hint = Bijvoorbeeld 15/11/2026.
show = Tonen
earlier = 30 dagen vroeger
later = 30 dagen later
before-line = Grijze streep: 30 dagen eerder.
sum-title = Dagen optellen
from = Van
until = Tot en met
day-hint = Bijvoorbeeld 01/10/2026.
sum-up = Optellen
between = Van { $from } tot { $to } hebben { $days } { $days ->
        [one] dag
       *[other] dagen
    } een cijfer.
sum-is = Samen: { $energy } en { $cost }, ongeveer { $mean } per dag.
before = De { $days } { $days ->
        [one] dag
       *[other] dagen
    } ervoor: { $energy } en { $cost }.
none-between = Geen van deze dagen heeft al een cijfer.
month = Maand
e-day = Geef een datum in, bijvoorbeeld 15/11/2026.
e-order = De laatste datum ligt voor de eerste. Verander er een.
day-says = Deze dag: { $energy }, { $cost }.
what-it-is = Waaruit hij bestaat
what = Wat
energy = Energie
by-day = Energie overdag
by-night = Energie ’s nachts
beside = Vaste kosten en steun
corrected = Later verbeterd
charged = Geteld voor deze dag
repaid = Terugbetaald met deze dag
balance-after = Saldo na deze dag
social = De prijs is die van het sociaal tarief.
average = De prijs is het gemiddelde tarief van het net.
provisional = De meterstand ontbreekt nog. Dit cijfer kan veranderen.
kind-is = Soort cijfer: { $kind }.
day-before = Dag ervoor
day-after = Dag erna
days-to-here = De 30 dagen tot hier
