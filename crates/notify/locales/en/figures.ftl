power = Electricity
gas = Gas
office = The CPAS

# Parts of a sentence: each is there if its figure is known.
of-amount = of { $amount }
least = Minimum { $amount }.
ticket = Receipt { $ticket }.
to-date = until { $date }
about = about { $days }
under-a-day = less than 1 day
closed = { $day }

day = day
days = days
# After a word that asks for it, as in German.
days-since = days
hour = hour
hours = hours
month = month
months = months

monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday
