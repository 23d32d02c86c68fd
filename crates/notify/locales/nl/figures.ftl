power = Elektriciteit
gas = Gas
office = Het OCMW

# Parts of a sentence: each is there if its figure is known.
of-amount = van { $amount }
least = Minstens { $amount }.
ticket = Bewijs { $ticket }.
to-date = tot { $date }
about = ongeveer { $days }
under-a-day = minder dan 1 dag
closed = { $day }

day = dag
days = dagen
# After a word that asks for it, as in German.
days-since = dagen
hour = uur
hours = uur
month = maand
months = maanden

monday = maandag
tuesday = dinsdag
wednesday = woensdag
thursday = donderdag
friday = vrijdag
saturday = zaterdag
sunday = zondag
