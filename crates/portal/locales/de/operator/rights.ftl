n-rights = Datenrechte
title = Was Haushalte zu ihren Daten fragen
lead = Der Schalter antwortet. Hier sehen Sie, ob rechtzeitig.
none-open = Niemand wartet auf Antwort zu seinen Daten.
d-copy = Eine Kopie der Daten
d-correction = Eine Berichtigung
d-erasure = Löschung
d-asked = beantragt am { $day }
d-due = Antwort bis { $day }
d-late = Verspätet: fällig war { $day }
d-done = Erledigt am { $day }
d-explained = Erklärt am { $day }
d-unknown = Haushalt unbekannt
keep-title = Was seine Frist überschritten hat
keep-lead = Das ist eine Zählung. Nichts wird ohne zwei Personen gelöscht.
keep-books = Die Bücher bleiben immer: Tage, Zahlungen, Buchungen und Nachweise.
what = Was
kept-for = Aufbewahrt
years = { $count } { $count ->
        [one] Jahr
       *[other] Jahre
    }
days = { $count } { $count ->
        [one] Tag
       *[other] Tage
    }
as-asked = bis zum Antrag
before = Vor dem
count = Anzahl
w-identity = Namen und Adressen geschlossener Konten
w-asked = Namen derer, die vergessen werden wollen
w-cases = Fragen und Antworten
w-voltage = Spannung zu erledigten Beschwerden
w-calls = Anrufe
w-requests = Anfragen an die API
w-shop-people = Namen derer, die eine Ladenkasse verlassen haben
w-photos = Fotos von Besuchen
w-evidence = Fotos, die einen Betrag belegen
w-homes = Adressen in beendeten Anträgen, und was bei Besuchen notiert wurde
w-documents = Dokumente beendeter Akten zum Teilen, oder ersetzte
run-title = Daten löschen
run-lead = Eine zweite Person sieht die Zählung dann und entscheidet.
nothing = Nichts hat seine Frist überschritten.
note = Warum
note-hint = Das Protokoll behält es.
ask = Zweite Person fragen
runs-title = Läufe
one-run = Lauf { $number }
counted-then = Beim Antrag gezählt
counted-now = Jetzt gezählt
let-go = Gelöscht
for-good = Das ist endgültig.
own-run = Sie haben es beantragt. Jemand anderes stimmt zu.
to-rights = Datenrechte
e-note = Sagen Sie, warum.
e-none = Diesen Lauf gibt es nicht.
e-same-person = Eine andere Person muss entscheiden.
e-decided = Das ist schon entschieden.
e-nothing = Es gibt nichts zu löschen.
e-waits = Ein anderer Lauf wartet auf eine zweite Person.
