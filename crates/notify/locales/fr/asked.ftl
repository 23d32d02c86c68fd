code-subject = Votre code
code = Tirelire: votre code est { $code }. Il est bon pour 10 minutes. Ne le donnez à personne, nous ne le demandons jamais.

key-subject = Une clé pour aider un proche
key = Tirelire: vous pouvez payer l'énergie d'un proche. Sur { $host }: J'aide quelqu'un, clé { $key }. Ne la donnez à personne.

changed-subject = Votre connexion a changé
changed = Tirelire: vous vous connectez maintenant avec { $new }.
changed-call = Ce n'est pas vous? Appelez { $line }.

left-subject = Votre compte est supprimé
left = Tirelire: votre compte est supprimé. Votre contrat et votre compteur continuent.
left-call = Une question? Appelez { $line }.

test-subject = Un essai
test = { $energy }: ceci est un essai. Nos messages arrivent bien ici.

digits-subject = 13 chiffres pour recharger
digits = { $energy }: on vous demande de recharger. Les 13 chiffres: { $digits }. En magasin, ou sur { $host }.

receipt-subject = Votre ticket
receipt = { $energy }: rechargement de { $amount } € OK. Ticket { $code }. Gardez-le: il retrouve le paiement.
