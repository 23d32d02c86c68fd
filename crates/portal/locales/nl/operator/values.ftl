# What stands behind a number.
none = geen
days = { $n ->
        [one] dag
       *[other] dagen
    }
working-days = { $n ->
        [one] werkdag
       *[other] werkdagen
    }
days-after-activation = { $n ->
        [one] dag
       *[other] dagen
    } na de activering
weeks = { $n ->
        [one] week
       *[other] weken
    }
months = { $n ->
        [one] maand
       *[other] maanden
    }
years = { $n ->
        [one] jaar
       *[other] jaar
    }
hours = { $n ->
        [one] uur
       *[other] uur
    }
local-time = lokale tijd
day-of-month = van de maand
orders = { $n ->
        [one] opdracht
       *[other] opdrachten
    }
top-ups = { $n ->
        [one] oplading
       *[other] opladingen
    }
messages = { $n ->
        [one] bericht
       *[other] berichten
    }
calls = { $n ->
        [one] oproep
       *[other] oproepen
    }
digits = { $n ->
        [one] cijfer
       *[other] cijfers
    }
references-an-hour = referenties/u
eur-a-day = €/dag
eur-a-week = €/week
eur-a-year = €/jaar
eur-per-six-hours = € per 6 u
