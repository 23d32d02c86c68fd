n-flows = Flux
title = Ce qui entre et ce qui sort
f-head-end = Relevés des compteurs
f-orders = Ordres aux compteurs
f-bank = Extraits bancaires
f-sms = SMS
f-mail = E-mails
f-letters = Lettres
f-webhooks = Webhooks des partenaires
f-voice = Ligne téléphonique
f-suppliers = Demandes des fournisseurs
waiting = En attente
oldest = Depuis
dead = Abandonnés en { $days } { $days ->
        [one] jour
       *[other] jours
    }
last = Dernier
never = aucun encore
unknown = Reçus ce mois de numéros inconnus
dead-title = Abandonnés
dead-lead = Les derniers d’abord. Rien ne repart tout seul.
none-dead = Rien n’a été abandonné.
attempts = Essais
reason = Réponse
too-old = Ses chiffres sont d’un autre jour : il reste ici.
again-title = Renvoyer un message
which = Lequel
why = Pourquoi
why-hint = Dites ce qui a été réparé. L’audit le garde.
again = Le renvoyer
e-which = Choisissez-en un.
e-why = Dites pourquoi.
e-gone = Il n’est plus abandonné.
e-too-old = Ses chiffres sont d’un autre jour. Écrivez à nouveau.
e-address = Personne ne sait où l’envoyer.
e-theirs = Ce partenaire ne peut plus l’apprendre.
