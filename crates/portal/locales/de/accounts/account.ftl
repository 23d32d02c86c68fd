here = Sie sind hier
step = Nächster Schritt
why = Warum dieses Guthaben?
supply = Versorgung
calculated = berechnet, { $time }
estimated = geschätzt, { $time }
now = Schätzung jetzt
between = zwischen { $low } und { $high }
how = Wie das geschätzt ist
method-flat = Verfahren: flach. Das Mittel der letzten Tage, jede Stunde gleich.
method-hours = Verfahren: je Stunde. Was die Tage kosten, Stunde für Stunde.
own-hours = Die Stunden sind die der Wohnung: { $days } { $days ->
        [one] Tag
       *[other] Tage
    } bis { $day }.
hours-alike = Die Stunden der Wohnung sind nicht bekannt: jede zählt gleich.
range = Die Spanne ist die von 8 von 10 vergangenen Tagen.
last-reading = Letzter echter Zählerstand: { $time }, gemessen.
zero-at = Null wird etwa am { $time } erwartet.
emergency-to = Der Notkredit reicht voraussichtlich bis { $time }.
no-end = Das Guthaben endet voraussichtlich nicht binnen 60 Tagen.
never-cut = Es ist eine Schätzung. Dafür wird nie abgeschaltet.
none-off = Keine: solange abgeschaltet ist, wird nichts verbraucht.
none-held = Keine, bis jemand den Zählerstand angesehen hat.
none-closed = Keine: das Konto ist geschlossen.
none-no-day = Noch keine: noch kein gemessener Tag ist abgerechnet.
none-too-old = Keine: der letzte Zählerstand ist zu alt.
days = Tage
last-days = { $days } { $days ->
        [one] letzter Tag
       *[other] letzte Tage
    }
energy-title = Energie pro Tag
cost-title = Kosten pro Tag
mean = Im Mittel { $mean } am Tag.
no-figures = Noch keine Zahlen für diese Tage.
charge = Verbrauch
collected = Zurückgezahlt
after = Guthaben danach
table-note = Cent sind gerundet; Summen sind von den genauen Beträgen. Jede Zahl führt zu ihrer Erklärung.
rule = Regel
last-moves = Die letzten { $shown } von { $all }. Alle stehen in der Erklärung.
