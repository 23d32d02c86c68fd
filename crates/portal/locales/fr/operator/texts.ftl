n-texts = Textes
title = Ce que les gens reçoivent
lead = Version { $version }. Un changement vient avec une livraison, en quatre langues.
state = État
draft = projet, pas relu
septets = { $count } sur { $most } septets
no-sms = pas de SMS
sees = Lire
longest = Rempli avec les plus longues valeurs, fictives.
c-sms = SMS
c-mail = E-mail
c-letter = Lettre
c-voice = Appel
all-texts = Tous les textes
cannot = Impossible à remplir : { $why }
search = Un mot, dans une langue ou dans une clé
look = Chercher
words-title = Tous les textes
messages = Messages
found = { $count } { $count ->
    [one] texte
   *[other] textes
}, { $shown } affichés.
of-pages = Pages
of-messages = Messages et lettres
of-phone = Ligne téléphonique
of-interface = Réponses aux programmes
of-meters = Compteurs virtuels
