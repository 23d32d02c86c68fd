link = Message to households
told = Told: { $count } { $count ->
        [one] household
       *[other] households
    }, last { $time }
title = Message: { $incident }
back = Back to the incidents
text = What households read
septets = { $count } of { $most } signs
no-house = This operator writes to nobody yet.
send = Send it
lead = Each household hears of an incident once, by SMS or e-mail.
whom = To whom
exhausted = Without credit or supply
all-of-them = All that it concerns
homes = reached by SMS or e-mail: { $count }
ask = Hand to a colleague
asked = Asked so far
waits = Waits for a second person
sent = Sent, { $who }, { $time }: { $count }
leaving = Leaving now, { $who }, { $time }
not-sent = Not sent, { $who }, { $time }: { $why }
why = Why not
why-hint = Only if you say no.
approve = Send it now
decline = Do not send it
e-whom = Choose to whom.
e-unknown = There is no such incident.
e-over = The incident is over. Nothing is sent of it.
e-waits = A message waits or leaves already.
e-same = Another person has to decide.
e-decided = It was decided already.
