choose-title = Choose other days
to = 30 days up to
to-hint = For example 15/11/2026.
show = Show
earlier = 30 days earlier
later = 30 days later
before-line = Grey line: 30 days before.
sum-title = Add up days
from = From
until = Up to
day-hint = For example 01/10/2026.
sum-up = Add up
between = From { $from } to { $to }, { $days } { $days ->
        [one] day has
       *[other] days have
    } a figure.
sum-is = Together: { $energy } and { $cost }, about { $mean } a day.
before = The { $days } { $days ->
        [one] day
       *[other] days
    } before: { $energy } and { $cost }.
none-between = None of these days has a figure yet.
month = Month
e-day = Enter a date, for example 15/11/2026.
e-order = The last date is before the first. Change one of them.
day-says = This day: { $energy }, { $cost }.
what-it-is = What it is made of
what = What
energy = Energy
by-day = Energy by day
by-night = Energy by night
beside = Fixed costs and support
corrected = Corrected later
charged = Counted for this day
repaid = Repaid with this day
balance-after = Balance after this day
social = The price is that of the social tariff.
average = The price is the average tariff of the grid.
provisional = The reading is still missing. This figure may change.
kind-is = Kind of figure: { $kind }.
day-before = Day before
day-after = Day after
days-to-here = The 30 days up to here
