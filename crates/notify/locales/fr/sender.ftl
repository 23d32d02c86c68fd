letter =
    Bonjour,

    Nous avons reçu { $sum } le { $came }.
    L'argent vient du compte qui se termine par { $tail }.
    Nous ne trouvons pas le compteur à recharger.
    Envoyez-nous le numéro à 18 chiffres du compteur (EAN).
    Le numéro de paiement à 13 chiffres convient aussi.
    Sans réponse, nous renvoyons l'argent le { $back }.

    Votre référence : { $key }
