title = Pourquoi le solde est de { $balance }
name = Expliquer
account = Compte
at-and-known = Au { $at }, selon ce qui était connu au { $known }.
holds = La somme des lignes est le solde : { $balance }.
broken = La somme des lignes est { $sum } et non le solde de { $balance }. Merci de le signaler.
nothing = Rien n’était encore comptabilisé.
booked = Comptabilisé
for-day = Pour le jour
worked-out = Calculé à partir de
sum = Somme de { $lines } { $lines ->
        [one] ligne
       *[other] lignes
    }
reading = { $energy } kWh, { $quality }, version { $version } du relevé
price = { $tariff }, version { $version } du prix
net = net depuis le { $day } : { $before } kWh avant, { $after } kWh après
another = Un autre moment
at = Solde au
known = Selon ce qui était connu au (peut rester vide)
hint = Par exemple 2026-01-06T06:00:00+01:00.
e-moment = « { $text } » n’est pas un moment. Écrivez date, T, heure et décalage, comme dans l’exemple.
