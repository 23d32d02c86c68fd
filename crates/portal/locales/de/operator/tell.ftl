link = Nachricht an Haushalte
told = Benachrichtigt: { $count } { $count ->
        [one] Haushalt
       *[other] Haushalte
    }, zuletzt { $time }
title = Nachricht: { $incident }
back = Zurück zu den Störungen
text = Was Haushalte lesen
septets = { $count } von { $most } Zeichen
no-house = Dieser Netzbetreiber schreibt noch niemandem.
send = Versenden
lead = Jeder Haushalt erfährt einmal von einer Störung, per SMS oder E-Mail.
whom = An wen
exhausted = Ohne Guthaben oder Versorgung
all-of-them = Alle, die es betrifft
homes = erreichbar per SMS oder E-Mail: { $count }
ask = Einem Kollegen übergeben
asked = Bisher angefragt
waits = Wartet auf eine zweite Person
sent = Versandt, { $who }, { $time }: { $count }
leaving = Wird versandt, { $who }, { $time }
not-sent = Nicht versandt, { $who }, { $time }: { $why }
why = Warum nicht
why-hint = Nur wenn Sie Nein sagen.
approve = Jetzt versenden
decline = Nicht versenden
e-whom = Wählen Sie, an wen.
e-unknown = Diese Störung gibt es nicht.
e-over = Die Störung ist vorbei. Es wird nichts mehr versandt.
e-waits = Eine Nachricht wartet oder geht schon ab.
e-same = Jemand anders muss entscheiden.
e-decided = Es ist schon entschieden.
