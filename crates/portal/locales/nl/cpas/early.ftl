title = In moeilijkheden deze week
week = Week vanaf { $day }
lead = Wie noodkrediet gebruikte of had opgebruikt toen de week begon.
basis = Wettelijke grond: { $basis }, tot { $day }.
no-basis = Geen wet of overeenkomst is ingevoerd: enkel je cliënten staan erop.
summer = De lijst bestaat alleen in de winter.
none = Niemand is deze week in moeilijkheden.
late = Het begin van de week is nog niet geteld. Dit is de stand van { $day }.
not-counted = Er is nog geen nacht geteld.
exhausted = Noodkrediet opgebruikt
in-use = Gebruikt noodkrediet
nights = Al { $count } { $count ->
        [one] nacht
       *[other] nachten
    }
by-mandate = Het gezin gaf je een mandaat.
by-law = Wettelijke grond: { $basis }
csv = Deze lijst als CSV-bestand
looks-kept = Elke inzage wordt bewaard. Het gezin ziet ze.
