below-zero = moins { $amount }
euros = { $euros } { $euros ->
        [one] euro
       *[other] euros
    }
euros-cents = { $euros } { $euros ->
        [one] euro
       *[other] euros
    } { $cents }
cents = { $cents } { $cents ->
        [one] cent
       *[other] cents
    }
electricity = Électricité
gas = Gaz
both = Électricité et gaz
midnight = minuit
hour-morning = { $hour } { $hour ->
        [one] heure
       *[other] heures
    }
hour-afternoon = { $hour } { $hour ->
        [one] heure
       *[other] heures
    }
clock-morning = { $hour } { $hour ->
        [one] heure
       *[other] heures
    } { $minute }
clock-afternoon = { $hour } { $hour ->
        [one] heure
       *[other] heures
    } { $minute }
today = aujourd’hui
tomorrow = demain
date = { $weekday } { $day } { $month }
moment = { $day } { $clock }
moment-near = { $day } { $clock }
stamp = { $day } à { $clock }
by = { $day } avant { $clock }
monday = lundi
tuesday = mardi
wednesday = mercredi
thursday = jeudi
friday = vendredi
saturday = samedi
sunday = dimanche
january = janvier
february = février
march = mars
april = avril
may = mai
june = juin
july = juillet
august = août
september = septembre
october = octobre
november = novembre
december = décembre
