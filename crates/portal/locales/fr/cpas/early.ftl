title = En difficulté cette semaine
week = Semaine du { $day }
lead = Qui utilisait le crédit de secours, ou l’avait épuisé, en début de semaine.
basis = Base légale : { $basis }, jusqu’au { $day }.
no-basis = Aucune loi ni convention n’est encodée : seuls vos clients sont listés.
summer = La liste n’existe qu’en hiver.
none = Personne n’est en difficulté cette semaine.
late = Le début de semaine n’est pas encore compté. Voici l’état du { $day }.
not-counted = Aucune nuit n’est encore comptée.
exhausted = Crédit de secours épuisé
in-use = Utilise le crédit de secours
nights = Depuis { $count } { $count ->
        [one] nuit
       *[other] nuits
    }
by-mandate = Le ménage vous a donné un mandat.
by-law = Base légale : { $basis }
csv = Cette liste en fichier CSV
looks-kept = Chaque consultation est notée. Le ménage la voit.
