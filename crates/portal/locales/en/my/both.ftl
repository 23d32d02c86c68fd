link = Top up both in one payment
title = Top up both: { $amount }
divided = We divide it so that both last about as long.
one-payment = It is one payment for both.
otherwise = Divide it otherwise
for-energy = { $energy }, in euro
total = In all, in euro
in-all = { $amount } in all
each-days = each ≈ { $days } { $days ->
        [one] day
       *[other] days
    }
only-one = Top up only one
