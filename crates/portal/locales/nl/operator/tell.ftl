link = Bericht aan gezinnen
told = Verwittigd: { $count } { $count ->
        [one] gezin
       *[other] gezinnen
    }, laatst { $time }
title = Bericht: { $incident }
back = Terug naar de storingen
text = Wat gezinnen lezen
septets = { $count } van { $most } tekens
no-house = Deze netbeheerder schrijft nog aan niemand.
send = Verzenden
lead = Elk gezin hoort één keer van een storing, per sms of e-mail.
whom = Aan wie
exhausted = Zonder krediet of energie
all-of-them = Iedereen die het aangaat
homes = bereikbaar per sms of e-mail: { $count }
ask = Aan een collega geven
asked = Al gevraagd
waits = Wacht op een tweede persoon
sent = Verzonden, { $who }, { $time }: { $count }
leaving = Wordt verzonden, { $who }, { $time }
not-sent = Niet verzonden, { $who }, { $time }: { $why }
why = Waarom niet
why-hint = Alleen als je nee zegt.
approve = Nu verzenden
decline = Niet verzenden
e-whom = Kies aan wie.
e-unknown = Deze storing bestaat niet.
e-over = De storing is voorbij. Er wordt niets meer verzonden.
e-waits = Er wacht of vertrekt al een bericht.
e-same = Iemand anders moet beslissen.
e-decided = Het is al beslist.
