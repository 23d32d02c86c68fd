n-flows = Flows
title = What comes in and goes out
f-head-end = Readings of the meters
f-orders = Orders to meters
f-bank = Bank statements
f-sms = Text messages
f-mail = E-mail
f-letters = Letters
f-webhooks = Webhooks of partners
f-voice = Phone line
f-suppliers = Requests of suppliers
waiting = Waiting
oldest = Since
dead = Given up in { $days } { $days ->
        [one] day
       *[other] days
    }
last = Last one
never = none yet
unknown = Came this month from unknown numbers
dead-title = Given up
dead-lead = The newest first. Nothing here is sent again by itself.
none-dead = Nothing was given up.
attempts = Attempts
reason = Answer
too-old = Its figures are of another day: it stays here.
again-title = Send one again
which = Which one
why = Why
why-hint = Say what was put right. The audit keeps it.
again = Send it again
e-which = Choose one.
e-why = Say why.
e-gone = It is not given up any more.
e-too-old = Its figures are of another day. Write anew.
e-address = Nobody knows where to send it.
e-theirs = This partner may not hear of it any more.
