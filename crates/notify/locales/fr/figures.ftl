power = Électricité
gas = Gaz
office = Le CPAS

# Parts of a sentence: each is there if its figure is known.
of-amount = de { $amount }
least = Minimum { $amount }.
ticket = Ticket { $ticket }.
to-date = jusqu'au { $date }
about = environ { $days }
under-a-day = moins d'un jour
closed = le { $day }

day = jour
days = jours
# After a word that asks for it, as in German.
days-since = jours
hour = heure
hours = heures
month = mois
months = mois

monday = lundi
tuesday = mardi
wednesday = mercredi
thursday = jeudi
friday = vendredi
saturday = samedi
sunday = dimanche
