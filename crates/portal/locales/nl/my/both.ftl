link = Beide opladen met één betaling
title = Beide opladen: { $amount }
divided = We verdelen het zo dat beide ongeveer even lang meegaan.
one-payment = Het is één betaling voor beide.
otherwise = Anders verdelen
for-energy = { $energy }, in euro
total = Samen, in euro
in-all = { $amount } samen
each-days = elk ≈ { $days } { $days ->
        [one] dag
       *[other] dagen
    }
only-one = Slechts één opladen
