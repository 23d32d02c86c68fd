here = You are here
step = Next step
why = Why this balance?
supply = Supply
calculated = calculated, { $time }
estimated = estimated, { $time }
now = Estimate now
between = between { $low } and { $high }
how = How this is estimated
method-flat = Method: flat. The mean of the last days, every hour alike.
method-hours = Method: by the hour. What the days cost, by the hour of the day.
own-hours = The hours are the home’s own: { $days } { $days ->
        [one] day
       *[other] days
    } up to { $day }.
hours-alike = The hours of the home are not known: every hour counts alike.
range = The range is that of 8 of 10 of the past days.
last-reading = Last real reading: { $time }, measured.
zero-at = Zero is expected about { $time }.
emergency-to = The emergency credit is expected to last until { $time }.
no-end = The credit is not expected to end within 60 days.
never-cut = It is an estimate. No supply is ever cut for it.
none-off = None: nothing is used while the supply is off.
none-held = None until a person has looked at the reading.
none-closed = None: the account is closed.
none-no-day = None yet: no measured day is settled.
none-too-old = None: the last reading is too old.
days = Days
last-days = Last { $days } { $days ->
        [one] day
       *[other] days
    }
energy-title = Energy per day
cost-title = Cost per day
mean = On average { $mean } a day.
no-figures = No figures for these days yet.
charge = Charge
collected = Repaid
after = Balance after
table-note = Cents are rounded; totals are of the exact amounts. Each figure leads to its explanation.
rule = Rule
last-moves = The last { $shown } of { $all }. All of them stand in the explanation.
