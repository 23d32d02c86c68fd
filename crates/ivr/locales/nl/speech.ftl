below-zero = min { $amount }
euros = { $euros } { $euros ->
        [one] euro
       *[other] euro
    }
euros-cents = { $euros } { $euros ->
        [one] euro
       *[other] euro
    } { $cents }
cents = { $cents } { $cents ->
        [one] cent
       *[other] cent
    }
electricity = Elektriciteit
gas = Gas
both = Elektriciteit en gas
midnight = middernacht
hour-morning = { $hour } uur
hour-afternoon = { $hour } uur
clock-morning = { $hour } uur { $minute }
clock-afternoon = { $hour } uur { $minute }
today = vandaag
tomorrow = morgen
date = { $weekday } { $day } { $month }
moment = { $day } { $clock }
moment-near = { $day } { $clock }
stamp = { $day } om { $clock }
by = { $day } voor { $clock }
monday = maandag
tuesday = dinsdag
wednesday = woensdag
thursday = donderdag
friday = vrijdag
saturday = zaterdag
sunday = zondag
january = januari
february = februari
march = maart
april = april
may = mei
june = juni
july = juli
august = augustus
september = september
october = oktober
november = november
december = december
