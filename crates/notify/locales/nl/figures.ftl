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

# In letters: the start, the hours in which nothing is cut, a plan, shops and their days.
start = Je begint met { $all }. Je geeft het terug: { $each } per dag.
evening = van { $from } tot { $to }
weekend = weekends
holidays = feestdagen
and = en
spared = Niets gaat uit: { $when }.
own-code = Je code voor { $site }: { $code }, één keer, tot { $date }. Geef hem aan niemand.
shops-near = Winkels in je buurt
shops-open = Open
shops-off = feestdag dicht
office-helps = Je OCMW kan je helpen.
each-day = { $amount } per dag
each-week = { $amount } per week
of-each = { $percent } van elke oplading
together = wat we samen afspreken
plan-month = Maand
plan-taken = Ingehouden
plan-left = Blijft over
plan-ends = Einde: { $day }
mon = ma
tue = di
wed = wo
thu = do
fri = vr
sat = za
sun = zo

# Of what comes: an end, shops, prices, a year.
you-earn = Je commissie: { $amount }.
year-before = Het jaar ervoor: { $used }.
first-year = Het is je eerste jaar bij ons.
with = met { $name }
because = De reden: { $reason }.
morning = { $day }ochtend
afternoon = { $day }middag
night = { $day }avond
shops-close = Oplaadpunten sluiten { $day } om { $time }.
shops-reopen = Oplaadpunten openen { $day } om { $time }.
rule-emergency = Noodkrediet: { $old }, dan { $new }
rule-back-on = Saldo om weer aan te gaan: { $old }, dan { $new }
rule-per-day = Per dag terug voor het startkrediet: { $old }, dan { $new }
rule-low = Bericht bij laag krediet onder: { $old }, dan { $new }
rule-least = Minstens per keer te betalen: { $old }, dan { $new }
rule-most = Hoogstens per keer te betalen: { $old }, dan { $new }
price-one = Prijs per kWh: { $old }, dan { $new }
price-day = Dag: { $old }, dan { $new }
price-night = Nacht: { $old }, dan { $new }

# Of a failure, in the words of the pages.
fails-online = Online betalen werkt niet goed.
fails-terminals = De toestellen in de winkels werken niet goed.
fails-bank-feed = Overschrijvingen komen te laat op het saldo.
fails-phone = Onze telefoonlijn werkt niet goed.
fails-sms = Onze sms'en vertrekken te laat.
fails-field-network = Onze opdrachten komen te laat bij de meters.
fails-way-back = Na een afsluiting duurt het langer tot alles terug is.
fails-other = Een van onze installaties werkt niet.
not-twice = Betaal niet twee keer.
no-cuts = Niemand wordt afgesloten waar het niet werkt.
