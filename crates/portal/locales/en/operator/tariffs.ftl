title = Tariffs
lead = prices change at midnight only, and never for days that are charged.
alarms = Prices that are missing or old
no-alarm = No price is missing or old in the next { $days } { $days ->
        [one] day
       *[other] days
    }.
a-missing = there is none from { $day } on.
a-old = it is still the one of { $day }.
prices = Published prices
none = There is no price yet.
older = { $count } { $count ->
        [one] older price is
       *[other] older prices are
    } not shown here.
replaced = from { $day }, replaced before it began
people = Asked for by { $who }, published by { $second }, { $time }.
published = Published
draft = Draft, first day { $day }. Prices: { $count }
source = Where it was announced
source-hint = Such as a decision and its date.
import = Enter prices from a file
csv = Lines of the file
csv-hint = The first line says what stands in the others. Semicolons are read too.
by-hand = Enter one price
send-file = Send a file of prices
file = File
file-hint = The same lines in a text file, 100 kB at most.
e-file = Choose a file.
e-large = The file is too large. Send 100 kB at most.
e-text = This is no text. Save it as CSV in UTF-8.
basis = Tariff
register = Register
all = all registers
peak = day
off-peak = night
from-hint = As day/month/year, from { $day }. Earlier only where no price holds.
price = Price of a kWh in euro
price-hint = Such as 0.222380. Not in cents.
check-title = Check the prices
none-before = no price
last-day = Last day
accounts = Accounts on this tariff last night
over = The days from { $from } to { $to } are over. The next night charges them.
none-over = No day that is over is charged anew.
uncharged = Open accounts that last night did not charge: { $count }.
left = Prices that are still missing or old after this: { $count }.
none-left = After this no price is missing or old.
publish = Publish
leap = This price is over three times the one before, or under a third.
leap-tick = I compared this price with its announcement.
e-leap = Compare the price with its announcement and tick it.
f-heading = Write this as the first line: { $heading }.
f-empty = Paste a price below the first line.
f-many = These are { $count } { $count ->
        [one] price
       *[other] prices
    }. Send { $most } at most.
f-line = Line { $line }: { $why }
f-fields = Write six values with commas between.
f-dso = “{ $text }” is no operator.
f-foreign = Enter prices of your own operator only.
f-energy = “{ $text }” is no energy. Write electricity or gas.
f-basis = “{ $text }” is no tariff. Write average or social.
f-register = “{ $text }” is no register. Write 1.8.1, or leave it empty.
f-not-charged = This register is not charged for this energy. Choose another one.
f-day = “{ $text }” is no day. Write one such as 2027-01-01.
f-price = “{ $text }” is no price. Write one such as 0.222380.
f-positive = Write a price above zero.
f-cents = Write the price in euro, not in cents.
f-twice = Line { $line } has a price for the same register and day.
f-known = This price is published already.
f-charged = Days before { $day } have another price already. Choose a later day.
e-csv = Paste the lines of the file.
e-source = Say where the price was announced.
e-basis = Choose the tariff.
e-price = Write the price of a kWh in euro.
