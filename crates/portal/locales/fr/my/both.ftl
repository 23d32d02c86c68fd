link = Recharger les deux en un paiement
title = Recharger les deux : { $amount }
divided = Nous répartissons pour que les deux durent à peu près autant.
one-payment = C’est un seul paiement pour les deux.
otherwise = Répartir autrement
for-energy = { $energy }, en euros
total = En tout, en euros
in-all = { $amount } en tout
each-days = ≈ { $days } { $days ->
        [one] jour
       *[other] jours
    } chacun
only-one = Recharger un seul
