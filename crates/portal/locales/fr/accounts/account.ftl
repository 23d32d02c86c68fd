here = Vous êtes ici
step = À faire maintenant
why = Pourquoi ce solde ?
supply = Fourniture
calculated = calculé, { $time }
estimated = estimé, { $time }
now = Estimation actuelle
between = entre { $low } et { $high }
how = Comment c’est estimé
method-flat = Méthode : constante. La moyenne des derniers jours, chaque heure pareille.
method-hours = Méthode : par heure. Ce que coûtent les jours, heure par heure.
own-hours = Les heures sont celles du logement : { $days } { $days ->
        [one] jour
       *[other] jours
    } jusqu’au { $day }.
hours-alike = Les heures du logement sont inconnues : chaque heure compte pareil.
range = La fourchette est celle de 8 jours passés sur 10.
last-reading = Dernier vrai relevé : { $time }, mesuré.
zero-at = Zéro est attendu vers le { $time }.
emergency-to = Le crédit de secours devrait durer jusqu’au { $time }.
no-end = Le crédit ne devrait pas finir dans les 60 jours.
never-cut = C’est une estimation. On ne coupe jamais pour elle.
none-off = Aucune : rien n’est utilisé quand c’est coupé.
none-held = Aucune tant qu’une personne n’a pas vu le relevé.
none-closed = Aucune : le compte est fermé.
none-no-day = Pas encore : aucun jour mesuré n’est compté.
none-too-old = Aucune : le dernier relevé est trop ancien.
days = Jours
last-days = { $days } { $days ->
        [one] dernier jour
       *[other] derniers jours
    }
energy-title = Énergie par jour
cost-title = Coût par jour
mean = En moyenne { $mean } par jour.
no-figures = Pas encore de chiffres pour ces jours.
charge = Consommation
collected = Remboursé
after = Solde après
table-note = Les centimes sont arrondis ; les totaux sont ceux des montants exacts. Chaque chiffre mène à son explication.
rule = Règle
last-moves = Les { $shown } derniers sur { $all }. Tous sont dans l’explication.
