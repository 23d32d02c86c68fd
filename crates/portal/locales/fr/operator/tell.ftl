link = Message aux ménages
told = Prévenu : { $count } { $count ->
        [one] ménage
       *[other] ménages
    }, en dernier { $time }
title = Message : { $incident }
back = Retour aux pannes
text = Ce que les ménages lisent
septets = { $count } signes sur { $most }
no-house = Ce gestionnaire n’écrit encore à personne.
send = L’envoyer
lead = Chaque ménage est prévenu une fois par panne, par SMS ou e-mail.
whom = À qui
exhausted = Sans crédit ou sans énergie
all-of-them = Tous ceux que cela concerne
homes = joignables par SMS ou e-mail : { $count }
ask = Remettre à un collègue
asked = Demandes faites
waits = Attend une deuxième personne
sent = Envoyé, { $who }, { $time } : { $count }
leaving = En cours d’envoi, { $who }, { $time }
not-sent = Pas envoyé, { $who }, { $time } : { $why }
why = Pourquoi pas
why-hint = Seulement si vous dites non.
approve = Envoyer maintenant
decline = Ne pas envoyer
e-whom = Choisissez à qui.
e-unknown = Cette panne n’existe pas.
e-over = La panne est finie. Rien n’est plus envoyé.
e-waits = Un message attend ou part déjà.
e-same = Une autre personne doit décider.
e-decided = C’est déjà décidé.
