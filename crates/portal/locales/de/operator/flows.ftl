n-flows = Ströme
title = Was hereinkommt und hinausgeht
f-head-end = Zählerstände
f-orders = Befehle an Zähler
f-bank = Kontoauszüge
f-sms = SMS-Nachrichten
f-mail = E-Mails
f-letters = Briefe
f-webhooks = Webhooks der Partner
f-voice = Telefonleitung
f-suppliers = Anfragen der Lieferanten
waiting = Wartet
oldest = Seit
dead = Aufgegeben in { $days } { $days ->
        [one] Tag
       *[other] Tagen
    }
last = Letzter
never = noch keiner
unknown = Diesen Monat von unbekannten Nummern
dead-title = Aufgegeben
dead-lead = Die neuesten zuerst. Nichts geht von selbst erneut hinaus.
none-dead = Nichts wurde aufgegeben.
attempts = Versuche
reason = Antwort
too-old = Die Zahlen sind von einem anderen Tag: Es bleibt hier.
again-title = Eines erneut senden
which = Welches
why = Warum
why-hint = Sagen Sie, was behoben ist. Das Protokoll behält es.
again = Erneut senden
e-which = Wählen Sie eines.
e-why = Sagen Sie, warum.
e-gone = Es ist nicht mehr aufgegeben.
e-too-old = Die Zahlen sind von einem anderen Tag. Schreiben Sie neu.
e-address = Niemand weiß, wohin.
e-theirs = Dieser Partner darf davon nicht mehr erfahren.
