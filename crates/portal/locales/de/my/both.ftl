link = Beide mit einer Zahlung aufladen
title = Beide aufladen: { $amount }
divided = Wir teilen so, dass beide etwa gleich lange reichen.
one-payment = Es ist eine Zahlung für beide.
otherwise = Anders aufteilen
for-energy = { $energy }, in Euro
total = Insgesamt, in Euro
in-all = { $amount } insgesamt
each-days = je ≈ { $days } { $days ->
        [one] Tag
       *[other] Tage
    }
only-one = Nur eines aufladen
