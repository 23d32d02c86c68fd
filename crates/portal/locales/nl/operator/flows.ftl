n-flows = Stromen
title = Wat binnenkomt en buitengaat
f-head-end = Meterstanden
f-orders = Opdrachten aan meters
f-bank = Rekeninguittreksels
f-sms = Sms-berichten
f-mail = E-mails
f-letters = Brieven
f-webhooks = Webhooks van partners
f-voice = Telefoonlijn
f-suppliers = Vragen van leveranciers
waiting = Wacht
oldest = Sinds
dead = Opgegeven in { $days } { $days ->
        [one] dag
       *[other] dagen
    }
last = Laatste
never = nog geen
unknown = Deze maand ontvangen van onbekende nummers
dead-title = Opgegeven
dead-lead = De nieuwste eerst. Niets vertrekt vanzelf opnieuw.
none-dead = Niets werd opgegeven.
attempts = Pogingen
reason = Antwoord
too-old = De cijfers zijn van een andere dag: dit blijft hier.
again-title = Eén bericht opnieuw sturen
which = Welk
why = Waarom
why-hint = Zeg wat hersteld is. De audit bewaart het.
again = Opnieuw sturen
e-which = Kies er een.
e-why = Zeg waarom.
e-gone = Het is niet meer opgegeven.
e-too-old = De cijfers zijn van een andere dag. Schrijf opnieuw.
e-address = Niemand weet waarheen.
e-theirs = Deze partner mag het niet meer weten.
