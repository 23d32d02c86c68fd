below-zero = minus { $amount }
euros = { $euros } { $euros ->
        [one] Euro
       *[other] Euro
    }
euros-cents = { $euros } { $euros ->
        [one] Euro
       *[other] Euro
    } { $cents }
cents = { $cents } { $cents ->
        [one] Cent
       *[other] Cent
    }
electricity = Strom
gas = Gas
both = Strom und Gas
midnight = Mitternacht
hour-morning = { $hour } Uhr
hour-afternoon = { $hour } Uhr
clock-morning = { $hour } Uhr { $minute }
clock-afternoon = { $hour } Uhr { $minute }
today = heute
tomorrow = morgen
date = { $weekday } { $day }. { $month }
moment = { $day } { $clock }
moment-near = { $day } { $clock }
stamp = { $day } um { $clock }
by = { $day } vor { $clock }
monday = Montag
tuesday = Dienstag
wednesday = Mittwoch
thursday = Donnerstag
friday = Freitag
saturday = Samstag
sunday = Sonntag
january = Januar
february = Februar
march = März
april = April
may = Mai
june = Juni
july = Juli
august = August
september = September
october = Oktober
november = November
december = Dezember
