code-subject = Ihr Code
code = Tirelire: Ihr Code ist { $code }. Er gilt 10 Minuten. Geben Sie ihn niemandem, wir fragen nie danach.

key-subject = Ein Schlüssel, um zu helfen
key = Tirelire: Sie können Energie für jemanden zahlen. Auf { $host }: Ich helfe jemandem, Schlüssel { $key }. Nicht weitergeben.

changed-subject = Ihre Anmeldung hat sich geändert
changed = Tirelire: Sie melden sich jetzt mit { $new } an.
changed-call = Waren Sie das nicht? Rufen Sie an: { $line }.

left-subject = Ihr Konto ist gelöscht
left = Tirelire: Ihr Konto ist gelöscht. Vertrag und Zähler gehen weiter.
left-call = Eine Frage? Rufen Sie an: { $line }.

test-subject = Ein Test
test = { $energy }: das ist ein Test. Unsere Nachrichten kommen hier an.

digits-subject = 13 Ziffern zum Aufladen
digits = { $energy }: jemand bittet Sie aufzuladen. Die 13 Ziffern: { $digits }. Im Laden oder auf { $host }.

receipt-subject = Ihr Beleg
receipt = { $energy }: Aufladung von { $amount } € erledigt. Beleg { $code }. Bitte aufheben: damit finden wir die Zahlung.
