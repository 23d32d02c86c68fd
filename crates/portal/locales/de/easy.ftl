name = Leichte Fassung mit Bildern
whole = Mehr dazu
others = Mehr leichte Seiten

top-up = Leicht: aufladen
top-up-1 = Nehmen Sie Ihre Karte. Sie hat 13 Ziffern.
top-up-2 = Am Telefon: Geben Sie hier die 13 Ziffern ein.
top-up-3 = Wählen Sie einen Betrag. Zahlen Sie mit Ihrer Bank.
top-up-4 = Oder gehen Sie in einen Laden. Zeigen Sie die Karte.
top-up-5 = Sie bekommen eine Nachricht. Das Geld ist da.

no-power = Leicht: kein Strom oder kein Gas
no-power-1 = Riechen Sie Gas? Gehen Sie sofort hinaus.
no-power-2 = Dann rufen Sie { $gas } an. Berühren Sie keinen Schalter.
no-power-3 = Haben die Nachbarn Strom? Wenn nicht, warten Sie.
no-power-4 = Ist ein Schalter unten? Drücken Sie ihn hoch.
no-power-5 = Ist Ihr Guthaben leer? Laden Sie auf.
no-power-6 = Sehen Sie auf den Zähler. Warten Sie auf den Pfeil.
no-power-7 = Drücken Sie den Knopf 3 Sekunden.
no-power-8 = Noch dunkel? Rufen Sie { $phone } an, gratis.

how-it-works = Leicht: wie es geht
how-it-works-1 = Sie zahlen zuerst. Dann verbrauchen Sie.
how-it-works-2 = Ihr Zähler zählt jeden Tag.
how-it-works-3 = Am Anfang leihen wir Ihnen { $start }.
how-it-works-4 = Sie geben { $start-day } am Tag zurück.
how-it-works-5 = Nichts mehr? Sie haben noch { $emergency }.
how-it-works-6 = In der Nacht schalten wir niemanden ab.
how-it-works-7 = Vor einer Abschaltung sagen wir es immer.

help-to-pay = Leicht: schwer zu zahlen?
help-to-pay-1 = Rufen Sie uns an: { $phone }. Es ist gratis.
help-to-pay-2 = Oder gehen Sie zum ÖSHZ. Dort hilft man.
help-to-pay-3 = Sie können in kleinen Teilen zahlen.
help-to-pay-4 = Sie können etwas Strom behalten: { $ampere } A.
help-to-pay-5 = Ist jemand krank? Sagen Sie es jetzt.

your-meter = Leicht: Ihr Zähler
your-meter-1 = Gehen Sie zum Zähler. Er hat einen Bildschirm.
your-meter-2 = Drücken Sie 3 Mal den grünen Knopf.
your-meter-3 = Jetzt sehen Sie Ihr Geld.
your-meter-4 = War der Strom weg? Laden Sie zuerst auf.
your-meter-5 = Warten Sie, bis der Pfeil blinkt.
your-meter-6 = Halten Sie den Knopf 3 Sekunden.
your-meter-7 = Das Licht kommt zurück.
hear = Diese Seite anhören
hear-link = Den Ton öffnen
