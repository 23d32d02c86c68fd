code-subject = Je code
code = Tirelire: je code is { $code }. Ze is 10 minuten geldig. Geef ze aan niemand, wij vragen er nooit naar.

key-subject = Een sleutel om iemand te helpen
key = Tirelire: je kunt de energie van iemand betalen. Op { $host }: Ik help iemand, sleutel { $key }. Geef hem aan niemand.

changed-subject = Je aanmelding is gewijzigd
changed = Tirelire: je meldt je nu aan met { $new }.
changed-call = Was jij dat niet? Bel { $line }.

left-subject = Je account is verwijderd
left = Tirelire: je account is verwijderd. Je contract en je meter gaan door.
left-call = Een vraag? Bel { $line }.

test-subject = Een test
test = { $energy }: dit is een test. Onze berichten komen hier goed aan.

digits-subject = 13 cijfers om op te laden
digits = { $energy }: iemand vraagt je om op te laden. De 13 cijfers: { $digits }. In de winkel, of op { $host }.

receipt-subject = Je bewijs
receipt = { $energy }: oplading van { $amount } € gelukt. Bewijs { $code }. Bewaar het: zo vinden we de betaling.
