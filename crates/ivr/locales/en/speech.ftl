below-zero = minus { $amount }
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
electricity = Electricity
gas = Gas
both = Electricity and gas
midnight = midnight
hour-morning = { $hour } am
hour-afternoon = { $hour } pm
clock-morning = { $hour }:{ $minute } am
clock-afternoon = { $hour }:{ $minute } pm
today = today
tomorrow = tomorrow
date = { $weekday } { $day } { $month }
moment = { $day } { $clock }
moment-near = { $clock } { $day }
stamp = { $day } at { $clock }
by = { $day } before { $clock }
monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday
january = January
february = February
march = March
april = April
may = May
june = June
july = July
august = August
september = September
october = October
november = November
december = December
