n-agreement = Afstemming
title = Zeggen alle kanten hetzelfde?
lead = Banken, terminals, de betaaldienst, onze betalingen en het grootboek.
from = Eerste dag
to = Laatste dag
hint = Bijvoorbeeld 20/11/2026, hoogstens 31 dagen.
show = Tonen
none-wrong = Geen verschil. Alle kanten komen overeen.
some-wrong = { $count } { $count ->
        [one] verschil
       *[other] verschillen
    }
w-bank = Bank
w-online = Online
w-terminals = Terminals
outside = Buiten
payments = Betalingen
credited = Gecrediteerd
suspense = In afwachting
ledger = Grootboek
day = Dag
no-money = Langs deze weg kwam geen geld.
agrees = Klopt
differs = Verschilt
x-missing = ontbreekt: { $side }
x-doubled = meer dan eens: { $side }
x-amounts = bedragen verschillen
x-days = dagen verschillen
lines = De lijnen
amount = Bedrag
remarks = Ook gezegd
period = Waar het geld van deze periode is
p-remitted = Doorgestort
p-owed = Voor de netbeheerder
p-open = Open
e-days = Vul twee dagen in, de eerste eerst.
