title = Why the balance is { $balance }
name = Explain
account = Account
at-and-known = At { $at }, as known at { $known }.
holds = The lines add up to the balance: { $balance }.
broken = The lines add up to { $sum }, not to the balance of { $balance }. Please report this.
nothing = Nothing was booked by then.
booked = Booked
for-day = For day
worked-out = Worked out from
sum = Sum of { $lines } { $lines ->
        [one] line
       *[other] lines
    }
reading = { $energy } kWh, { $quality }, reading version { $version }
price = { $tariff }, price version { $version }
net = net since { $day }: { $before } kWh before, { $after } kWh after
another = Another moment
at = Balance at
known = As known at (may stay empty)
hint = For example 2026-01-06T06:00:00+01:00.
e-moment = “{ $text }” is no moment. Write date, T, time and offset, as in the example.
