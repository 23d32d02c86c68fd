# What stands behind a number.
none = none
days = { $n ->
        [one] day
       *[other] days
    }
working-days = { $n ->
        [one] working day
       *[other] working days
    }
days-after-activation = { $n ->
        [one] day
       *[other] days
    } after activation
weeks = { $n ->
        [one] week
       *[other] weeks
    }
months = { $n ->
        [one] month
       *[other] months
    }
years = { $n ->
        [one] year
       *[other] years
    }
hours = { $n ->
        [one] hour
       *[other] hours
    }
local-time = local time
day-of-month = day of the month
orders = { $n ->
        [one] order
       *[other] orders
    }
top-ups = { $n ->
        [one] top-up
       *[other] top-ups
    }
messages = { $n ->
        [one] message
       *[other] messages
    }
calls = { $n ->
        [one] call
       *[other] calls
    }
digits = { $n ->
        [one] digit
       *[other] digits
    }
references-an-hour = references/h
eur-a-day = €/day
eur-a-week = €/week
eur-a-year = €/year
eur-per-six-hours = € per 6 h
