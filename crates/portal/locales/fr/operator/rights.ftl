n-rights = Droits sur les données
title = Ce que les ménages demandent de leurs données
lead = Le guichet y répond. Ici vous voyez si c’est à temps.
none-open = Personne n’attend de réponse sur ses données.
d-copy = Une copie des données
d-correction = Une correction
d-erasure = Un effacement
d-asked = demandé le { $day }
d-due = Réponse avant le { $day }
d-late = En retard : prévu le { $day }
d-done = Fait le { $day }
d-explained = Expliqué le { $day }
d-unknown = ménage inconnu
keep-title = Ce qui a dépassé sa durée
keep-lead = C’est un comptage. Rien n’est effacé sans l’accord de deux personnes.
keep-books = Les comptes restent toujours : jours, paiements, écritures et preuves.
what = Quoi
kept-for = Conservé
years = { $count } { $count ->
        [one] an
       *[other] ans
    }
days = { $count } { $count ->
        [one] jour
       *[other] jours
    }
as-asked = jusqu’à la demande
before = Avant le
count = Nombre
w-identity = Noms et adresses de comptes fermés
w-asked = Noms de ceux qui demandent l’oubli
w-cases = Questions et réponses
w-voltage = Tensions de plaintes terminées
w-calls = Appels
w-requests = Demandes à l’API
w-shop-people = Noms de qui a quitté la caisse d’un magasin
w-photos = Photos de visites
w-evidence = Photos qui prouvent un montant
w-homes = Adresses des demandes terminées, et notes des visites
w-documents = Documents de dossiers de partage terminés, ou remplacés
run-title = Lâcher ces données
run-lead = Une deuxième personne voit le comptage du moment et décide.
nothing = Rien n’a dépassé sa durée.
note = Pourquoi
note-hint = L’audit le garde.
ask = Demander à une deuxième personne
runs-title = Opérations
one-run = Opération { $number }
counted-then = Compté à la demande
counted-now = Compté maintenant
let-go = Effacé
for-good = C’est définitif.
own-run = C’est votre demande. Quelqu’un d’autre l’approuve.
to-rights = Droits sur les données
e-note = Dites pourquoi.
e-none = Cette opération n’existe pas.
e-same-person = Une autre personne doit décider.
e-decided = C’est déjà décidé.
e-nothing = Il n’y a rien à effacer.
e-waits = Une autre opération attend une deuxième personne.
