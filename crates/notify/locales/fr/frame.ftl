# Of mails and letters.
worked-out = Calculé le { $time }.

# Under a mail.
see-account = Voir mon compte
why = Vous recevez ce message parce que vous avez un compteur à prépaiement.
never = Nous ne demandons jamais vos données de carte.
change = Changer vos alertes, ou lire plus facilement

# In front of a copy, with the day of the first one; where the day has no place; the first line of a mail or a letter.
copy-of = Copie du { $day }:
copy-short = Copie:
copy-line = Ceci est une copie de notre message du { $day }.

# Of a letter: its beginning, and what stands beside the date of one that was printed before.
greeting = Bonjour,
resident = À l’occupant
copy = Copie

# The card to cut out.
card-title = Carte à découper et à garder
reference = Référence (13 chiffres)
use-at = Au magasin, au { $help }, sur { $site }
qr-alt = Code QR pour recharger, { $reference }
barcode-alt = Code-barres de la référence { $reference }

# The bank transfer.
transfer = Payer par virement
payee = Bénéficiaire
account = Compte
communication = Communication
transfer-alt = Code QR du virement, pour l’application de votre banque

# What is sent back.
reply = Carte-réponse
refuse = Je refuse le prépaiement.
call-me = Appelez-moi, j’ai une question.
phone = Téléphone
date = Date
signature = Signature
helper = Qui m’aide
helper-phone = Son numéro
send-to = À renvoyer à { $name }, { $postal }

# The date of a letter; the first of a month has its own.
dated = { $day } { $month } { $year }
dated-first = { $day }er { $month } { $year }
january = janvier
february = février
march = mars
april = avril
may = mai
june = juin
july = juillet
august = août
september = septembre
october = octobre
november = novembre
december = décembre
button-alt = Dessin: le compteur avec son bouton, et une flèche vers le bouton
