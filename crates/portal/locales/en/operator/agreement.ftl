n-agreement = Reconciliation
title = Do all sides tell the same?
lead = Banks, terminals and the provider, our payments, and the ledger.
from = First day
to = Last day
hint = Such as 20/11/2026, at most 31 days.
show = Show
none-wrong = No difference. All sides agree.
some-wrong = { $count } { $count ->
        [one] difference
       *[other] differences
    }
w-bank = Bank
w-online = Online
w-terminals = Terminals
outside = Outside
payments = Payments
credited = Credited
suspense = Held
ledger = Ledger
day = Day
no-money = No money came this way.
agrees = Agrees
differs = Differs
x-missing = missing: { $side }
x-doubled = more than once: { $side }
x-amounts = amounts differ
x-days = days differ
lines = Its lines
amount = Amount
remarks = Also said
period = Where the money of this period is
p-remitted = Remitted
p-owed = Owed to the operator
p-open = Open
e-days = Enter two days, the first one first.
