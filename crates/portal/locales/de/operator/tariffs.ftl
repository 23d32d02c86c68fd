title = Tarife
lead = Preise ändern sich nur um Mitternacht, nie für abgerechnete Tage.
alarms = Preise, die fehlen oder zu alt sind
no-alarm = In den nächsten { $days } { $days ->
        [one] Tag
       *[other] Tagen
    } fehlt kein Preis und keiner ist alt.
a-missing = ab dem { $day } gibt es keinen.
a-old = es ist noch der vom { $day }.
prices = Veröffentlichte Preise
none = Es gibt noch keinen Preis.
older = { $count } { $count ->
        [one] älterer Preis steht
       *[other] ältere Preise stehen
    } hier nicht.
replaced = ab dem { $day }, ersetzt vor dem Beginn
people = Beantragt von { $who }, veröffentlicht von { $second }, { $time }.
published = Veröffentlicht
draft = Entwurf, erster Tag { $day }. Preise: { $count }
source = Wo er bekannt gemacht wurde
source-hint = Etwa ein Beschluss und sein Datum.
import = Preise aus einer Datei eingeben
csv = Zeilen der Datei
csv-hint = Die erste Zeile sagt, was in den anderen steht. Semikolons gehen auch.
by-hand = Einen Preis eingeben
send-file = Eine Datei mit Preisen senden
file = Datei
file-hint = Dieselben Zeilen in einer Textdatei, höchstens 100 kB.
e-file = Wählen Sie eine Datei.
e-large = Die Datei ist zu groß. Senden Sie höchstens 100 kB.
e-text = Das ist kein Text. Speichern Sie als CSV in UTF-8.
basis = Tarif
register = Zählwerk
all = alle Zählwerke
peak = Tag
off-peak = Nacht
from-hint = Als Tag.Monat.Jahr, ab { $day }. Früher nur, wo kein Preis gilt.
price = Preis einer kWh in Euro
price-hint = Etwa 0.222380. Nicht in Cent.
check-title = Prüfen Sie die Preise
none-before = kein Preis
last-day = Letzter Tag
accounts = Konten zu diesem Tarif letzte Nacht
over = Die Tage vom { $from } bis { $to } sind vorbei. Die nächste Nacht rechnet sie ab.
none-over = Kein Tag, der vorbei ist, wird neu abgerechnet.
uncharged = Offene Konten, die letzte Nacht nicht abgerechnet wurden: { $count }.
left = Preise, die danach noch fehlen oder alt sind: { $count }.
none-left = Danach fehlt kein Preis und keiner ist zu alt.
publish = Veröffentlichen
leap = Dieser Preis ist über das Dreifache des vorigen oder unter einem Drittel.
leap-tick = Ich habe diesen Preis mit der Bekanntgabe verglichen.
e-leap = Vergleichen Sie den Preis mit der Bekanntgabe und haken Sie das an.
f-heading = Schreiben Sie dies als erste Zeile: { $heading }.
f-empty = Fügen Sie einen Preis unter der ersten Zeile ein.
f-many = Das sind { $count } { $count ->
        [one] Preis
       *[other] Preise
    }. Senden Sie höchstens { $most }.
f-line = Zeile { $line }: { $why }
f-fields = Schreiben Sie sechs Werte mit Kommas dazwischen.
f-dso = „{ $text }“ ist kein Netzbetreiber.
f-foreign = Geben Sie nur Preise Ihres eigenen Netzbetreibers ein.
f-energy = „{ $text }“ ist keine Energie. Schreiben Sie electricity oder gas.
f-basis = „{ $text }“ ist kein Tarif. Schreiben Sie average oder social.
f-register = „{ $text }“ ist kein Zählwerk. Schreiben Sie 1.8.1, oder nichts.
f-not-charged = Dieses Zählwerk wird für diese Energie nicht abgerechnet. Wählen Sie ein anderes.
f-day = „{ $text }“ ist kein Tag. Schreiben Sie etwa 2027-01-01.
f-price = „{ $text }“ ist kein Preis. Schreiben Sie etwa 0.222380.
f-positive = Schreiben Sie einen Preis über null.
f-cents = Schreiben Sie den Preis in Euro, nicht in Cent.
f-twice = Zeile { $line } hat einen Preis für dasselbe Zählwerk und denselben Tag.
f-known = Dieser Preis ist schon veröffentlicht.
f-charged = Tage vor dem { $day } haben schon einen anderen Preis. Wählen Sie einen späteren.
e-csv = Fügen Sie die Zeilen der Datei ein.
e-source = Sagen Sie, wo der Preis bekannt gemacht wurde.
e-basis = Wählen Sie den Tarif.
e-price = Schreiben Sie den Preis einer kWh in Euro.
