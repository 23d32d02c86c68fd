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

# In letters: the start, the hours in which nothing is cut, a plan, shops and their days.
start = Vous commencez avec { $all }. Vous les rendez: { $each } par jour.
evening = de { $from } à { $to }
weekend = le week-end
holidays = les jours fériés
and = et
spared = Rien n'est coupé { $when }.
own-code = Votre code pour { $site }: { $code }, une seule fois, jusqu'au { $date }. Ne le donnez à personne.
shops-near = Magasins près de chez vous
shops-open = Ouvert
shops-off = fermé fériés
office-helps = Votre CPAS peut vous aider.
each-day = { $amount } par jour
each-week = { $amount } par semaine
of-each = { $percent } de chaque rechargement
together = ce que nous fixons ensemble
plan-month = Mois
plan-taken = Retenu
plan-left = Reste
plan-ends = Fin prévue: { $day }
mon = lu
tue = ma
wed = me
thu = je
fri = ve
sat = sa
sun = di

# Of what comes: an end, shops, prices, a year.
you-earn = Votre commission: { $amount }.
year-before = L'année d'avant: { $used }.
first-year = C'est votre première année avec nous.
with = avec { $name }
because = La raison: { $reason }.
morning = { $day } matin
afternoon = { $day } après-midi
night = { $day } soir
shops-close = Les points de recharge ferment { $day } à { $time }.
shops-reopen = Les points de recharge ouvrent { $day } à { $time }.
rule-emergency = Crédit de secours: { $old }, puis { $new }
rule-back-on = Solde pour le retour: { $old }, puis { $new }
rule-per-day = Repris par jour pour le crédit de départ: { $old }, puis { $new }
rule-low = Avis de crédit bas sous: { $old }, puis { $new }
rule-least = Le moins à payer en une fois: { $old }, puis { $new }
rule-most = Le plus à payer en une fois: { $old }, puis { $new }
price-one = Prix par kWh: { $old }, puis { $new }
price-day = Jour: { $old }, puis { $new }
price-night = Nuit: { $old }, puis { $new }

# Of a failure, in the words of the pages.
fails-online = Le paiement en ligne ne marche pas bien.
fails-terminals = Les terminaux des magasins ne marchent pas bien.
fails-bank-feed = Les virements arrivent en retard sur les soldes.
fails-phone = Notre ligne téléphonique ne marche pas bien.
fails-sms = Nos SMS partent en retard.
fails-field-network = Nos ordres arrivent en retard aux compteurs.
fails-way-back = Après une coupure, le retour prend plus de temps.
fails-other = Une de nos installations est en panne.
not-twice = Ne payez pas deux fois.
no-cuts = Personne n'est coupé là où c'est en panne.
