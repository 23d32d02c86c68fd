# What stands behind a number.
none = aucun
days = { $n ->
        [one] jour
       *[other] jours
    }
working-days = { $n ->
        [one] jour ouvrable
       *[other] jours ouvrables
    }
days-after-activation = { $n ->
        [one] jour
       *[other] jours
    } après l’activation
weeks = { $n ->
        [one] semaine
       *[other] semaines
    }
months = { $n ->
        [one] mois
       *[other] mois
    }
years = { $n ->
        [one] an
       *[other] ans
    }
hours = { $n ->
        [one] heure
       *[other] heures
    }
local-time = heure locale
day-of-month = du mois
orders = { $n ->
        [one] ordre
       *[other] ordres
    }
top-ups = { $n ->
        [one] recharge
       *[other] recharges
    }
messages = { $n ->
        [one] message
       *[other] messages
    }
calls = { $n ->
        [one] appel
       *[other] appels
    }
digits = { $n ->
        [one] chiffre
       *[other] chiffres
    }
references-an-hour = références/h
eur-a-day = €/jour
eur-a-week = €/semaine
eur-a-year = €/an
eur-per-six-hours = € par 6 h
