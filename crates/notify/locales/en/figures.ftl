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

# In letters: the start, the hours in which nothing is cut, a plan, shops and their days.
start = You start with { $all }. You pay it back: { $each } a day.
evening = from { $from } to { $to }
weekend = at weekends
holidays = on public holidays
and = and
spared = Nothing is cut { $when }.
own-code = Your code for { $site }: { $code }, once, until { $date }. Give it to nobody.
shops-near = Shops near you
shops-open = Open
shops-off = holidays closed
office-helps = Your CPAS can help you.
each-day = { $amount } a day
each-week = { $amount } a week
of-each = { $percent } of each top-up
together = what we agree on together
plan-month = Month
plan-taken = Taken
plan-left = Left
plan-ends = It ends on { $day }
mon = Mon
tue = Tue
wed = Wed
thu = Thu
fri = Fri
sat = Sat
sun = Sun

# Of what comes: an end, shops, prices, a year.
you-earn = You earn: { $amount }.
year-before = The year before: { $used }.
first-year = It is your first year with us.
with = with { $name }
because = The reason: { $reason }.
morning = { $day } morning
afternoon = { $day } afternoon
night = { $day } evening
shops-close = Top-up shops close on { $day } at { $time }.
shops-reopen = Top-up shops open on { $day } at { $time }.
rule-emergency = Emergency credit: { $old }, then { $new }
rule-back-on = Balance to be back on: { $old }, then { $new }
rule-per-day = Repaid a day for the starting credit: { $old }, then { $new }
rule-low = Message of low credit below: { $old }, then { $new }
rule-least = Least to pay at once: { $old }, then { $new }
rule-most = Most to pay at once: { $old }, then { $new }
price-one = Price per kWh: { $old }, then { $new }
price-day = Day: { $old }, then { $new }
price-night = Night: { $old }, then { $new }

# Of a failure, in the words of the pages.
fails-online = Online payment does not work well.
fails-terminals = The terminals in shops do not work well.
fails-bank-feed = Bank transfers reach balances late.
fails-phone = Our phone line does not work well.
fails-sms = Our text messages leave late.
fails-field-network = Our orders reach the meters late.
fails-way-back = After a cut, supply takes longer to come back.
fails-other = One of our systems has failed.
not-twice = Do not pay twice.
no-cuts = Nobody is cut where it fails.
