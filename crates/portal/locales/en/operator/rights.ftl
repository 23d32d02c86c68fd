n-rights = Data rights
title = What households ask of their data
lead = The desk answers them. Here you see whether in time.
none-open = Nobody waits for an answer about their data.
d-copy = A copy of the data
d-correction = A correction
d-erasure = Erasure
d-asked = asked on { $day }
d-due = Answer by { $day }
d-late = Late: it was due on { $day }
d-done = Done on { $day }
d-explained = Explained on { $day }
d-unknown = household not known
keep-title = What is past its time
keep-lead = This is a count. Nothing is let go of until two people agree.
keep-books = The books always stay: days, payments, postings and proofs.
what = What
kept-for = Kept for
years = { $count } { $count ->
        [one] year
       *[other] years
    }
days = { $count } { $count ->
        [one] day
       *[other] days
    }
as-asked = until asked
before = Before
count = Count
w-identity = Names and addresses of closed accounts
w-asked = Names of those who asked to be forgotten
w-cases = Questions and answers
w-voltage = Voltage behind complaints that are over
w-calls = Calls
w-requests = Requests to the API
w-shop-people = Names of people who left a shop’s till
w-photos = Photos of visits
w-evidence = Photos that prove an amount
w-homes = Addresses in ended requests, and what was written at visits
w-documents = Documents of ended sharing dossiers, and replaced ones
run-title = Let go of it
run-lead = A second person sees the count of that moment and decides.
nothing = Nothing is past its time.
note = Why
note-hint = The audit keeps it.
ask = Ask a second person
runs-title = Runs
one-run = Run { $number }
counted-then = Counted as it was asked
counted-now = Counted now
let-go = Let go of
for-good = It cannot be undone.
own-run = You asked for it. Somebody else approves it.
to-rights = Data rights
e-note = Say why.
e-none = There is no such run.
e-same-person = Another person has to decide.
e-decided = This was decided already.
e-nothing = There is nothing to let go of.
e-waits = Another run waits for a second person.
