# What stands behind a number.
none = keiner
days = { $n ->
        [one] Tag
       *[other] Tage
    }
working-days = { $n ->
        [one] Werktag
       *[other] Werktage
    }
days-after-activation = { $n ->
        [one] Tag
       *[other] Tage
    } nach der Aktivierung
weeks = { $n ->
        [one] Woche
       *[other] Wochen
    }
months = { $n ->
        [one] Monat
       *[other] Monate
    }
years = { $n ->
        [one] Jahr
       *[other] Jahre
    }
hours = { $n ->
        [one] Stunde
       *[other] Stunden
    }
local-time = Ortszeit
day-of-month = des Monats
orders = { $n ->
        [one] Auftrag
       *[other] Aufträge
    }
top-ups = { $n ->
        [one] Aufladung
       *[other] Aufladungen
    }
messages = { $n ->
        [one] Nachricht
       *[other] Nachrichten
    }
calls = { $n ->
        [one] Anruf
       *[other] Anrufe
    }
digits = { $n ->
        [one] Ziffer
       *[other] Ziffern
    }
references-an-hour = Referenzen/h
eur-a-day = €/Tag
eur-a-week = €/Woche
eur-a-year = €/Jahr
eur-per-six-hours = € je 6 h
