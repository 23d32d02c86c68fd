title = Tarieven
lead = prijzen veranderen alleen om middernacht, nooit voor aangerekende dagen.
alarms = Prijzen die ontbreken of te oud zijn
no-alarm = Geen prijs ontbreekt of is oud in de komende { $days } { $days ->
        [one] dag
       *[other] dagen
    }.
a-missing = er is er geen vanaf { $day }.
a-old = het is nog die van { $day }.
prices = Gepubliceerde prijzen
none = Er is nog geen prijs.
older = { $count } { $count ->
        [one] oudere prijs staat
       *[other] oudere prijzen staan
    } hier niet.
replaced = vanaf { $day }, vervangen voor het begin
people = Gevraagd door { $who }, gepubliceerd door { $second }, { $time }.
published = Gepubliceerd
draft = Ontwerp, eerste dag { $day }. Prijzen: { $count }
source = Waar de prijs bekendgemaakt is
source-hint = Zoals een beslissing en haar datum.
import = Prijzen uit een bestand invoeren
csv = Regels van het bestand
csv-hint = De eerste regel zegt wat in de andere staat. Puntkomma’s mogen ook.
by-hand = Eén prijs invoeren
send-file = Een bestand met prijzen sturen
file = Bestand
file-hint = Dezelfde regels in een tekstbestand, hoogstens 100 kB.
e-file = Kies een bestand.
e-large = Het bestand is te groot. Stuur hoogstens 100 kB.
e-text = Dit is geen tekst. Bewaar het als CSV in UTF-8.
basis = Tarief
register = Telwerk
all = alle telwerken
peak = dag
off-peak = nacht
from-hint = Als dag/maand/jaar, vanaf { $day }. Vroeger alleen waar geen prijs geldt.
price = Prijs van een kWh in euro
price-hint = Zoals 0.222380. Niet in cent.
check-title = Kijk de prijzen na
none-before = geen prijs
last-day = Laatste dag
accounts = Rekeningen op dit tarief vannacht
over = De dagen van { $from } tot { $to } zijn voorbij. De volgende nacht rekent ze aan.
none-over = Geen dag die voorbij is, wordt opnieuw aangerekend.
uncharged = Open rekeningen die vannacht niet aangerekend zijn: { $count }.
left = Prijzen die daarna nog ontbreken of oud zijn: { $count }.
none-left = Daarna ontbreekt geen prijs en is er geen te oud.
publish = Publiceren
leap = Deze prijs is meer dan driemaal de vorige, of minder dan een derde.
leap-tick = Ik heb deze prijs met de aankondiging vergeleken.
e-leap = Vergelijk de prijs met de aankondiging en vink dat aan.
f-heading = Schrijf dit als eerste regel: { $heading }.
f-empty = Plak een prijs onder de eerste regel.
f-many = Dit zijn { $count } { $count ->
        [one] prijs
       *[other] prijzen
    }. Stuur er hoogstens { $most }.
f-line = Regel { $line }: { $why }
f-fields = Schrijf zes waarden met komma’s ertussen.
f-dso = “{ $text }” is geen netbeheerder.
f-foreign = Voer alleen prijzen van uw eigen netbeheerder in.
f-energy = “{ $text }” is geen energie. Schrijf electricity of gas.
f-basis = “{ $text }” is geen tarief. Schrijf average of social.
f-register = “{ $text }” is geen telwerk. Schrijf 1.8.1, of laat het leeg.
f-not-charged = Dit telwerk wordt voor deze energie niet aangerekend. Kies een ander.
f-day = “{ $text }” is geen dag. Schrijf er een zoals 2027-01-01.
f-price = “{ $text }” is geen prijs. Schrijf er een zoals 0.222380.
f-positive = Schrijf een prijs boven nul.
f-cents = Schrijf de prijs in euro, niet in cent.
f-twice = Regel { $line } heeft een prijs voor hetzelfde telwerk en dezelfde dag.
f-known = Deze prijs is al gepubliceerd.
f-charged = Dagen voor { $day } hebben al een andere prijs. Kies een latere dag.
e-csv = Plak de regels van het bestand.
e-source = Zeg waar de prijs bekendgemaakt is.
e-basis = Kies het tarief.
e-price = Schrijf de prijs van een kWh in euro.
