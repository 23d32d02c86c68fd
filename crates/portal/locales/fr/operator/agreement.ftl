n-agreement = Rapprochement
title = Tous disent-ils la même chose ?
lead = Banques, terminaux, prestataire, nos paiements et le grand livre.
from = Premier jour
to = Dernier jour
hint = Par exemple 20/11/2026, 31 jours au plus.
show = Afficher
none-wrong = Aucune différence. Tous sont d’accord.
some-wrong = { $count } { $count ->
        [one] différence
       *[other] différences
    }
w-bank = Banque
w-online = En ligne
w-terminals = Terminaux
outside = Dehors
payments = Paiements
credited = Crédité
suspense = En attente
ledger = Grand livre
day = Jour
no-money = Aucun argent par ce chemin.
agrees = D’accord
differs = Différence
x-missing = manque : { $side }
x-doubled = plusieurs fois : { $side }
x-amounts = montants différents
x-days = jours différents
lines = Ses lignes
amount = Montant
remarks = À noter
period = Où est l’argent de cette période
p-remitted = Versé
p-owed = Dû au gestionnaire
p-open = Ouvert
e-days = Entrez deux jours, le premier d’abord.
