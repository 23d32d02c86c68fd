title = Waarom het saldo { $balance } is
name = Uitleggen
account = Rekening
at-and-known = Op { $at }, zoals bekend op { $known }.
holds = De som van de regels is het saldo: { $balance }.
broken = De som van de regels is { $sum }, niet het saldo van { $balance }. Meld dit alsjeblieft.
nothing = Toen was er nog niets geboekt.
booked = Geboekt
for-day = Voor de dag
worked-out = Berekend uit
sum = Som van { $lines } { $lines ->
        [one] regel
       *[other] regels
    }
reading = { $energy } kWh, { $quality }, versie { $version } van de meterstand
price = { $tariff }, versie { $version } van de prijs
net = netto sinds { $day }: { $before } kWh ervoor, { $after } kWh erna
another = Een ander moment
at = Saldo op
known = Zoals bekend op (mag leeg blijven)
hint = Bijvoorbeeld 2026-01-06T06:00:00+01:00.
e-moment = “{ $text }” is geen moment. Schrijf datum, T, uur en tijdsverschil, zoals in het voorbeeld.
