choose-title = Choisir d’autres jours
to = 30 jours jusqu’au
to-hint = Par exemple 15/11/2026.
show = Afficher
earlier = 30 jours plus tôt
later = 30 jours plus tard
before-line = Trait gris : 30 jours avant.
sum-title = Additionner des jours
from = Du
until = Jusqu’au
day-hint = Par exemple 01/10/2026.
sum-up = Additionner
between = Du { $from } au { $to }, { $days } { $days ->
        [one] jour a
       *[other] jours ont
    } un chiffre.
sum-is = Ensemble : { $energy } et { $cost }, environ { $mean } par jour.
before = Les { $days } { $days ->
        [one] jour
       *[other] jours
    } avant : { $energy } et { $cost }.
none-between = Aucun de ces jours n’a encore de chiffre.
month = Mois
e-day = Entrez une date, par exemple 15/11/2026.
e-order = La dernière date est avant la première. Changez l’une des deux.
day-says = Ce jour : { $energy }, { $cost }.
what-it-is = Ce qui le compose
what = Quoi
energy = Énergie
by-day = Énergie de jour
by-night = Énergie de nuit
beside = Frais fixes et aides
corrected = Corrigé ensuite
charged = Compté pour ce jour
repaid = Remboursé avec ce jour
balance-after = Solde après ce jour
social = Le prix est celui du tarif social.
average = Le prix est le tarif moyen du réseau.
provisional = Le relevé manque encore. Ce chiffre peut changer.
kind-is = Nature du chiffre : { $kind }.
day-before = Jour avant
day-after = Jour après
days-to-here = Les 30 jours jusqu’ici
