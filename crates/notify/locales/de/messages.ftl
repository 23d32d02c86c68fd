right-to-refuse =
    .subject = { $energy }: Sie können bis { $date } ablehnen
    .body = { $energy }: Ihr Lieferant beantragt die Vorauszahlung. Sie können bis { $date } ablehnen. Das geht mit der Antwortkarte, am Telefon oder auf { $site }. Ihr ÖSHZ berät Sie. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: Ihr Lieferant beantragt die Vorauszahlung.
        Mit Vorauszahlung bezahlen Sie, bevor Sie verbrauchen.
        Sie können bis { $date } ablehnen. So lehnen Sie ab:
        - senden Sie die Antwortkarte unten zurück
        - rufen Sie { $help } an, kostenlos
        - gehen Sie auf { $site }
        - oder bitten Sie Ihr ÖSHZ um Hilfe
        Sie lehnen ab? Ihr Lieferant kann zum Friedensrichter gehen.
        Ohne Entscheidung des Richters wird nichts abgeschaltet.
        Ihr ÖSHZ berät Sie. Das ist kostenlos.

activated =
    .subject = { $energy }: Vorauszahlung ist aktiv
    .sms = { $energy }: die Vorauszahlung ist aktiv. Guthaben { $balance }. Aufladen: { $site }. Ihre Karte kommt per Post. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: die Vorauszahlung ist aktiv. Ihr Guthaben ist { $balance }.
        { $start }
        Bezahlen können Sie auf drei Arten:
        - im Laden, mit der Karte unten
        - auf { $site }, mit den 13 Ziffern
        - mit Überweisung, mit den 13 Ziffern
        Ihr Guthaben sehen Sie auf drei Arten:
        - mit dem Knopf am Zähler oder auf { $site }
        - unter { $help }, kostenlos, Tag und Nacht
        Guthaben bei null? Sie haben noch { $credit } Notkredit.
        { $spared }
        { $own-code }
        Heben Sie die Karte auf. Sie zeigt nie Ihr Guthaben.
    .letter-easy =
        { $energy }: Sie bezahlen im Voraus.
        Ihr Guthaben ist { $balance }.
        Bezahlen Sie im Laden, mit der Karte.
        Oder bezahlen Sie auf { $site }.
        So sehen Sie Ihr Guthaben:
        - drücken Sie den Knopf am Zähler
        - oder rufen Sie { $help } an, kostenlos
        Guthaben bei null? Es bleiben { $credit } Notkredit.
        { $start }
        { $spared }
        { $own-code }

account-code =
    .subject = { $energy }: Ihr persönlicher Code
    .body = { $energy }: mit diesem Code öffnen Sie Ihr Konto auf { $site }: { $code }. Er gilt bis { $date } und nur einmal. Geben Sie ihn niemandem. Fragen? { $help }, kostenlos.

credited =
    .subject = { $energy }: Aufladung von { $amount } erledigt
    .sms = { $energy }: Aufladen von { $amount } erledigt. Neues Guthaben { $balance }{ $about }.{ $ticket } Fragen? { $help }, kostenlos.

credited-off =
    .subject = { $energy }: es fehlen noch { $clear }
    .sms = { $energy }: { $amount } erhalten. Der Strom bleibt aus: es fehlen noch { $clear }.{ $ticket } Sofort Hilfe: { $help }.
    .sms-gas = { $energy }: { $amount } erhalten. Das Gas bleibt aus: es fehlen noch { $clear }.{ $ticket } Sofort Hilfe: { $help }.

low =
    .subject = { $energy }: noch { $left }
    .sms = { $energy }: noch { $left }{ $about }. Bei 0 € bleibt der Strom an, mit { $credit } Notkredit. Aufladen: { $site } oder { $help }.
    .sms-gas = { $energy }: noch { $left }{ $about }. Bei 0 € bleibt das Gas an, mit { $credit } Notkredit. Aufladen: { $site } oder { $help }.

both-low =
    .subject = Strom und Gas: { $left } und { $left-gas }
    .sms = Strom: noch { $left }. Gas: noch { $left-gas }. Bei 0 € bleibt alles an, mit { $credit } Notkredit. Aufladen: { $site } oder { $help }.

forecast =
    .subject = { $energy }: reicht etwa bis { $around }
    .sms = { $energy }: { $left } reichen etwa bis { $around }.{ $shop-hours } Info: { $site }

emergency-on =
    .subject = { $energy }: Notkredit läuft
    .sms = { $energy }: Ihr Notkredit von { $credit } läuft jetzt. Der Strom bleibt an. Laden Sie auf, wenn Sie können: { $site }. Hilfe: { $help }.
    .sms-gas = { $energy }: Ihr Notkredit von { $credit } läuft jetzt. Das Gas bleibt an. Laden Sie auf, wenn Sie können: { $site }. Hilfe: { $help }.

emergency-low =
    .subject = { $energy }: noch { $left } Notkredit
    .sms = { $energy }: noch { $left } Notkredit{ $about }. Laden Sie { $clear } oder mehr auf. Geht das nicht? Rufen Sie { $help } an.

held =
    .subject = { $energy }: an bis { $until }
    .sms = { $energy }: der Strom bleibt an bis { $until }. Der Notkredit ist aufgebraucht. Dafür { $stay } laden, besser { $clear }. Hilfe: ÖSHZ, { $help }.
    .sms-gas = { $energy }: das Gas bleibt an bis { $until }. Der Notkredit ist aufgebraucht. Dafür { $stay } laden, besser { $clear }. Hilfe: ÖSHZ, { $help }.

last-call =
    .subject = { $energy }: noch { $time-left }, bis { $end }
    .sms = { $energy }: noch { $time-left }, bis { $end }. Laden Sie { $stay }, besser { $clear }, um Strom zu behalten. Baby, krank, Medizingerät? { $help }.
    .sms-gas = { $energy }: noch { $time-left }, bis { $end }. Laden Sie { $stay }, besser { $clear }, um Gas zu behalten. Baby, krank, Heizung? { $help }.
    .voice = { $energy }. Bis { $end } ist noch alles an. Laden Sie { $stay } auf, damit es so bleibt. Laden Sie { $clear } auf, um wieder im Plus zu sein. Geht das nicht? Bleiben Sie dran, jemand hilft Ihnen.

cut =
    .subject = { $energy }: die Versorgung ist aus
    .sms = { $energy }: der Strom ist aus. 1. Laden Sie { $clear } oder mehr auf. 2. Warten Sie auf unsere SMS. 3. Grünen Knopf drücken. Sofort Hilfe: { $help }.
    .sms-gas = { $energy }: das Gas ist aus. 1. Laden Sie { $clear } oder mehr auf. 2. Warten Sie auf unsere SMS. 3. Geräte zu, roter Knopf. Sofort Hilfe: { $help }.
    .body = { $energy }: der Strom ist aus. Laden Sie mindestens { $clear } auf. Warten Sie auf unsere Nachricht. Drücken Sie 3 Sekunden den grünen Knopf am Zähler. Baby, krank, Medizingerät? Rufen Sie sofort an: { $help }.
    .body-gas = { $energy }: das Gas ist aus. Gasgeruch? Rufen Sie zuerst { $emergency } an. Laden Sie mindestens { $clear } auf. Warten Sie auf unsere Nachricht. Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden den roten Knopf. Der Zähler prüft auf Lecks. Hilfe: { $help }.
    .letter =
        { $energy }: der Strom ist aus. So kommt er zurück:
        1. Laden Sie { $clear } oder mehr auf, mit der Karte unten.
        2. Warten Sie 30 Minuten.
        3. Drücken Sie 3 Sekunden den grünen Knopf am Zähler.
        Nichts geschieht? Rufen Sie { $help } an, kostenlos.
        Baby, krank, Medizingerät? Rufen Sie sofort an: { $help }.
        Nicht genug Geld? { $cpas }
        { $shops }
    .letter-gas =
        { $energy }: das Gas ist aus. Gasgeruch? Rufen Sie zuerst { $emergency } an.
        So kommt es zurück:
        1. Laden Sie { $clear } oder mehr auf, mit der Karte unten.
        2. Warten Sie 30 Minuten.
        3. Schließen Sie alle Gasgeräte.
        4. Drücken Sie 3 Sekunden den roten Knopf.
        Der Zähler prüft auf Lecks.
        Nichts geschieht? Rufen Sie { $help } an, kostenlos.
        Nicht genug Geld? { $cpas }
        { $shops }
    .letter-easy =
        { $energy }: der Strom ist aus.
        1. Bezahlen Sie { $clear } oder mehr, mit der Karte.
        2. Warten Sie 30 Minuten.
        3. Drücken Sie 3 Sekunden den grünen Knopf.
        Klappt es nicht? Rufen Sie { $help } an.
        Der Anruf ist kostenlos.
        Ein Baby, jemand krank? Rufen Sie sofort an.
        Ein Medizingerät? Rufen Sie sofort an.
        { $cpas }
        { $shops }
    .letter-easy-gas =
        { $energy }: das Gas ist aus.
        Gasgeruch? Gehen Sie hinaus. Rufen Sie { $emergency } an.
        1. Bezahlen Sie { $clear } oder mehr, mit der Karte.
        2. Warten Sie 30 Minuten.
        3. Schließen Sie alle Gasgeräte.
        4. Drücken Sie 3 Sekunden den roten Knopf.
        Klappt es nicht? Rufen Sie { $help } an.
        { $cpas }
        { $shops }

press =
    .subject = { $energy }: bezahlt, Knopf drücken
    .sms = { $energy }: bezahlt, Guthaben { $balance }. Drücken Sie 3 Sekunden den grünen Knopf am Zähler: der Strom kommt zurück. Klappt es nicht? { $help }.
    .sms-gas = { $energy }: bezahlt. Schließen Sie alle Gasgeräte. Drücken Sie dann 3 Sekunden den roten Knopf. Gasgeruch? Nicht drücken: { $emergency }.

leak-seen =
    .subject = { $energy }: ein Gerät ist noch offen
    .sms = { $energy }: es fließt noch Gas. Gasgeruch? Nicht drücken: { $emergency }. Sonst schließen Sie alle Geräte. Dann 3 Sekunden roter Knopf.

unreached =
    .subject = { $energy }: bezahlt, Zähler antwortet nicht
    .sms = { $energy }: Ihre Zahlung{ $of-amount } ist da. Ihr Zähler antwortet noch nicht. Wir versuchen es weiter und rufen Sie vor { $clock } an.

payment-failed =
    .subject = { $energy }: Zahlung hat nicht geklappt
    .sms = { $energy }: Ihre Zahlung{ $of-amount } hat nicht geklappt. Nichts wurde abgebucht. Ihr Guthaben bleibt gleich. Neu versuchen: { $site }

taken-back =
    .subject = { $energy }: eine Zahlung ging zurück
    .sms = { $energy }: eine Zahlung{ $of-amount } ging zurück. Ihr Guthaben ist { $balance }. Deshalb wird nichts abgeschaltet. Fragen? { $help }.

no-reference =
    .subject = Überweisung ohne Referenz
    .body = Ihre Überweisung von { $amount } vom { $date } ist da. Die Referenz mit 13 Ziffern fehlt. Rufen Sie an, damit das Geld richtig ankommt: { $help }, kostenlos. Ihr Geld ist sicher.

plan-starts =
    .subject = { $energy }: Ihr Zahlungsplan beginnt
    .body = { $energy }: Ihr Zahlungsplan beginnt. Insgesamt: { $plan-total }. Sie zahlen { $plan-how }.{ $plan-end } Zu schwierig? Rufen Sie uns an: { $help }, kostenlos.
    .letter =
        { $energy }: Ihr Zahlungsplan beginnt.
        Insgesamt zu zahlen: { $plan-total }.
        Sie zahlen { $plan-how }.{ $plan-end }
        Der Betrag geht von Ihrem Guthaben ab, ohne Ihr Zutun.
        { $plan-table }
        Ist es zu viel? Rufen Sie { $help } an, kostenlos.
        Wir suchen mit Ihnen einen kleineren Betrag.
        Auch Ihr ÖSHZ kann Ihnen helfen.

plan =
    .subject = { $energy }: Ihr Zahlungsplan ändert sich
    .body = { $energy }: Ihr Zahlungsplan ändert sich. Es bleiben { $plan-left } zu zahlen. Sie zahlen nun { $plan-how }.{ $plan-end } Zu schwierig? Rufen Sie uns an: { $help }, kostenlos.
    .letter =
        { $energy }: Ihr Zahlungsplan ändert sich.
        Es bleiben { $plan-left } zu zahlen, von { $plan-total }.
        Sie zahlen nun { $plan-how }.{ $plan-end }
        Der Betrag geht von Ihrem Guthaben ab, ohne Ihr Zutun.
        { $plan-table }
        Ist es zu viel? Rufen Sie { $help } an, kostenlos.
        Wir suchen mit Ihnen einen kleineren Betrag.
        Auch Ihr ÖSHZ kann Ihnen helfen.

plan-paused =
    .subject = { $energy }: Ihr Zahlungsplan macht Pause
    .body = { $energy }: Ihr Zahlungsplan macht Pause. Er geht am { $plan-until } weiter. Bis dahin behalten wir nichts ein. Es bleiben { $plan-left } zu zahlen. Zu schwierig? Rufen Sie uns an: { $help }, kostenlos.

plan-paid =
    .subject = { $energy }: { $amount } für Ihren Plan erhalten
    .body = { $energy }: wir haben { $amount } für Ihren Zahlungsplan erhalten. Es bleiben { $plan-left } zu zahlen. Fragen? { $help }, kostenlos.

plan-done =
    .subject = { $energy }: Ihr Zahlungsplan ist beendet
    .body = { $energy }: Ihr Zahlungsplan ist beendet. Die { $plan-total } sind bezahlt. Für diesen Plan behalten wir nichts mehr ein. Guthaben { $balance }. Fragen? { $help }, kostenlos.

plan-proposed =
    .subject = { $energy }: ein Zahlungsplan ist vorgeschlagen
    .body = { $energy }: { $office } schlägt einen anderen Zahlungsplan vor. Sie würden { $plan-how } zahlen.{ $plan-end } Es bleiben { $plan-left } zu zahlen. Ohne Ihre Zustimmung ändert sich nichts. Antworten Sie auf Ihrer Seite bis { $date } oder unter { $help }.

advance-repaid =
    .subject = { $energy }: Startguthaben zurückgezahlt
    .sms = { $energy }: Ihr Startguthaben ist zurückgezahlt. Täglich wird nichts mehr abgezogen. Guthaben { $balance }. Fragen? { $help }.

access-asked =
    .subject = Anfrage zu Ihrem Guthaben
    .sms = { $office } möchte { $months } lang Ihr Guthaben sehen. Ja? Nennen Sie den Code { $code }. Nein? Tun Sie nichts. { $help }.

access-ended =
    .subject = Zugang zu Ihrem Guthaben beendet
    .sms = { $office } sieht Ihr Guthaben nicht mehr. Sie müssen nichts tun. Fragen? { $help }, kostenlos.
    .body = { $office } sieht Ihr Guthaben nicht mehr.{ $because } Sie müssen nichts tun. Fragen? { $help }, kostenlos.

aid =
    .subject = { $energy }: { $amount } für Sie aufgeladen
    .sms = { $energy }: { $office } hat { $amount } für Sie aufgeladen. Neues Guthaben { $balance }{ $about }.{ $ticket } { $help }.

aid-off =
    .subject = { $energy }: es fehlen noch { $clear }
    .sms = { $energy }: { $office } hat { $amount } aufgeladen. Der Strom bleibt aus: es fehlen noch { $clear }.{ $ticket } Hilfe: { $help }.
    .sms-gas = { $energy }: { $office } hat { $amount } aufgeladen. Das Gas bleibt aus: es fehlen noch { $clear }.{ $ticket } Hilfe: { $help }.

limited =
    .subject = { $energy }: begrenzte Leistung (10 A)
    .sms = { $energy }: Sie haben{ $to-date } begrenzte Leistung (10 A). Nur ein großes Gerät zugleich. Der Verbrauch zählt weiter. Info: { $help }.
    .letter =
        { $energy }: Sie haben{ $to-date } begrenzte Leistung (10 A).
        10 A sind 2300 Watt für die ganze Wohnung.
        Das geht zusammen:
        - Lampen, Kühlschrank, Fernseher
        - und nur ein großes Gerät zugleich
        Große Geräte: Ofen, Wasserkocher, Waschmaschine, elektrische Heizung.
        Der Verbrauch zählt wie bisher.
        Danach entscheidet die lokale Energiekommission mit Ihnen.
        Ihr ÖSHZ kann Ihnen helfen. Fragen? { $help }, kostenlos.
    .letter-easy =
        { $energy }: Sie haben{ $to-date } weniger Strom.
        Das geht zusammen:
        - Lampen, Kühlschrank, Fernseher
        - und nur ein großes Gerät
        Große Geräte: Ofen, Wasserkocher, Waschmaschine.
        Auch die elektrische Heizung: dann nur sie.
        Sie bezahlen den Strom wie bisher.
        Danach entscheidet eine Kommission mit Ihnen.
        Brauchen Sie Hilfe? Rufen Sie { $help } an.
        Der Anruf ist kostenlos.
        Ihr ÖSHZ kann Ihnen helfen.

relief-provisional =
    .subject = { $energy }: Winterhilfe ab { $relief-first }
    .sms = { $energy }: Winterhilfe vom { $relief-first } bis { $relief-last }: { $relief-share } weniger. Die Kommission entscheidet noch. Sagt sie nein, zahlen Sie in Teilen zurück. { $help }.
    .letter =
        { $energy }: Sie bekommen Winterhilfe.
        Sie übernimmt { $relief-share } vom Preis Ihres Gases.
        Sie zählt vom { $relief-first } bis zum { $relief-last }.
        Sie müssen nichts tun.
        Die lokale Kommission für Energie entscheidet noch.
        Sagt sie ja? Dann zahlen Sie nichts zurück.
        Sagt sie nein? Dann zahlen Sie die Hilfe in kleinen Teilen zurück.
        Ihr Gas wird dafür nicht abgestellt.
        Fragen? { $help }, kostenlos. Ihr ÖSHZ kann Ihnen helfen.

relief-granted =
    .subject = { $energy }: Winterhilfe bewilligt
    .sms = { $energy }: die Kommission bewilligt Ihre Winterhilfe: { $relief-share } weniger, bis { $relief-last }. Sie zahlen nichts zurück. Fragen? { $help }.
    .letter =
        { $energy }: Ihre Winterhilfe ist bewilligt.
        Die lokale Kommission für Energie hat ja gesagt.
        Die Hilfe übernimmt { $relief-share } vom Preis Ihres Gases.
        Sie zählt vom { $relief-first } bis zum { $relief-last }.
        Sie zahlen nichts zurück.
        Fragen? { $help }, kostenlos.

relief-refused =
    .subject = { $energy }: Antwort zur Winterhilfe
    .sms = { $energy }: Winterhilfe ist diesmal nicht möglich. Es gibt andere Hilfe. Sprechen Sie mit Ihrem ÖSHZ oder { $help }, kostenlos.

no-reading =
    .subject = { $energy }: Zähler still, nichts zu tun
    .sms = { $energy }: Ihr Zähler hat seit { $days } nichts gesendet. Das Guthaben ist vom { $date }. Wir prüfen das. Sie müssen nichts tun.

price =
    .subject = { $energy }: neuer Preis ab { $date }
    .body = { $energy }: der Preis pro kWh ändert sich am { $date }.{ $prices } Sie müssen nichts tun. Alle Preise stehen auf { $site }. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: der Preis pro kWh ändert sich am { $date }.
        Der alte Preis, dann der neue Preis:
        { $price-list }
        Sie müssen nichts tun. Ihr Guthaben ändert sich nicht.
        Alle Preise stehen auf { $site }. Fragen? { $help }, kostenlos.

rules =
    .subject = { $energy }: neue Beträge ab { $date }
    .body = { $energy }: Beträge Ihrer Vorauszahlung ändern sich am { $date }.{ $rules } Ihr Guthaben ändert sich nicht: { $site }. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: Beträge Ihrer Vorauszahlung ändern sich am { $date }.
        Der alte Betrag, dann der neue Betrag:
        { $rule-list }
        Ihr Guthaben ändert sich nicht. Sie sehen es auf { $site }.
        Fragen? { $help }, kostenlos.

appointment =
    .subject = { $energy }: Termin { $slot }
    .sms = { $energy }: unser Techniker kommt { $slot }. Ein Erwachsener muss da sein. Anderer Termin? Rufen Sie { $help } an, kostenlos.

appointment-soon =
    .subject = { $energy }: unser Techniker kommt gleich
    .sms = { $energy }: unser Techniker ist in 15 Minuten da. Er zeigt seinen Ausweis. Er nimmt nie Geld. Fragen? { $help }.

survey =
    .subject = { $energy }: alles in Ordnung?
    .sms = { $energy }: Ihr Zähler ist seit { $days } da. Klappt alles? Sagen Sie es uns auf { $site } oder { $help }, kostenlos.

ended =
    .subject = { $energy }: die Vorauszahlung ist beendet
    .sms = { $energy }: die Vorauszahlung ist beendet. Endguthaben { $balance }. Die Abrechnung kommt per Post. Fragen? { $help }, kostenlos.

off-supply =
    .subject = { $energy }: wir möchten Ihnen helfen
    .body = { $energy }: bei Ihnen ist es seit dem { $date } aus. Laden Sie { $clear } oder mehr auf. Dann kommt alles zurück. Geht das nicht? Rufen Sie an: { $help }, kostenlos. Auch Ihr ÖSHZ kann helfen.
    .voice = { $energy }. Bei Ihnen ist es seit gestern aus. Laden Sie { $clear } oder mehr auf, dann kommt alles zurück. Ist jemand krank, oder ist ein Baby da? Sagen Sie es uns jetzt.

contact-changed =
    .subject = { $energy }: Ihre Kontaktdaten sind neu
    .sms = { $energy }: Ihre Kontaktdaten wurden am { $date } geändert. Waren Sie das? Dann ist es gut. Sonst rufen Sie sofort { $help } an.

looked-at =
    .subject = { $energy }: Ihr Konto wurde angesehen
    .sms = { $energy }: { $office } hat am { $date } Ihr Konto angesehen. Grundlage: Zustimmung oder Gesetz. Nicht einverstanden? { $help }.

year =
    .subject = { $energy }: Ihr Jahr auf einer Seite
    .body = { $energy }: Ihr Jahr vom { $year-from } bis { $year-to }. Sie haben { $year-paid } bezahlt. Sie haben { $year-used } verbraucht. Die Übersicht ist auf { $site }. Die Abrechnung Ihres Lieferanten folgt. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: Ihr Jahr vom { $year-from } bis { $year-to }.
        - Sie haben bezahlt: { $year-paid }
        - Sie haben verbraucht: { $year-used }
        - Sie haben zurückgezahlt: { $year-repaid }
        { $year-before }
        Die Abrechnung Ihres Lieferanten folgt. Er zieht ab, was Sie bezahlt haben.
        Sie möchten mehr wissen? Sehen Sie auf { $site } nach.
        Fragen? { $help }, kostenlos.

sharing =
    .subject = { $energy }: Ihre geteilte Energie
    .body = { $energy }: es gibt Neues zu Ihrer geteilten Energie. Die Mengen stehen auf { $site }. Fragen? { $help }, kostenlos.

sharing-key =
    .subject = { $energy }: ein anderer Schlüssel
    .body = { $energy }: der Schlüssel Ihrer geteilten Energie ändert sich. Er steht auf { $site }. Fragen? { $help }, kostenlos.

sharing-volumes =
    .subject = { $energy }: die Mengen Ihrer geteilten Energie
    .body = { $energy }: die Monatsmengen Ihrer geteilten Energie stehen auf { $site }. Fragen? { $help }, kostenlos.

sharing-sign =
    .subject = { $energy }: vor dem Teilen zu unterschreiben
    .body = { $energy }: unterschreiben Sie vor dem Teilen die Mitteilung Ihrer Gruppe. Fragen? { $help }, kostenlos.

sharing-social =
    .subject = { $energy }: Sozialtarif und Teilen
    .body = { $energy }: der Sozialtarif gilt nicht auf geteilte Energie. Was sie kostet: { $site }. Fragen? { $help }, kostenlos.

merchant =
    .subject = Ihr Terminal
    .sms = Terminal { $terminal }: seit { $hours } kein Kontakt. Ihre Verkäufe sind gespeichert. Starten Sie es neu. Hilfe: { $help }.

merchant-week =
    .subject = Terminal { $terminal }: Ihre Woche
    .body = Terminal { $terminal }: die Woche vom { $date } ist abgeschlossen. Zu überweisen: { $amount }.{ $earned } Mehr steht in Ihrer Kasse, auf { $site }. Fragen? { $help }, kostenlos.

endpoint-off =
    .subject = Ereignisse: Ihre Adresse ist abgeschaltet
    .body = Das System { $label } nimmt unsere Ereignisse nicht mehr an. Wir senden keine mehr dorthin. Beheben Sie es und schalten Sie die Adresse auf { $site } wieder ein. Nichts ist verloren: alles lässt sich erneut senden. Fragen? { $help }, kostenlos.

consent-ends =
    .subject = { $energy }: Ihre Zustimmung endet am { $date }
    .body = { $energy }: Ihre Zustimmung zu Ihren Daten{ $with } endet am { $date }. Soll sie bleiben? Verlängern Sie sie auf { $site }. Sonst tun Sie nichts. Fragen? { $help }, kostenlos.

answered =
    .subject = { $energy }: unsere Antwort an Sie
    .sms = { $energy }: wir haben Ihre Anfrage { $number } beantwortet. Lesen Sie die Antwort auf { $site } oder rufen Sie { $help } an, kostenlos.
    .body = { $energy }: wir haben Ihre Anfrage { $number } beantwortet. { $answer } Nicht einverstanden? Die Ombudsstelle für Energie hilft Ihnen. Das ist kostenlos. Fragen? { $help }, kostenlos.
    .letter =
        { $energy }: wir haben Ihre Anfrage { $number } beantwortet.
        { $answer }
        Nicht einverstanden? Die Ombudsstelle für Energie hilft Ihnen. Das ist kostenlos.
        Fragen? { $help }, kostenlos.

call-missed =
    .subject = { $energy }: wir haben Sie angerufen
    .sms = { $energy }: Sie wollten einen Anruf. Wir haben Sie nicht erreicht. Rufen Sie { $help } an, kostenlos, oder fragen Sie neu auf { $site }.

access-given =
    .subject = Zugang zu Ihrem Guthaben, auf Papier
    .sms = { $office } sieht Ihr Guthaben bis { $date }: Sie haben dafür unterschrieben. Nein? Beenden Sie das auf { $site } oder unter { $help }.

access-by-law =
    .subject = Zugang zu Ihrem Guthaben, per Gesetz
    .sms = { $office } sieht Ihr Guthaben bis { $date }: das Gesetz erlaubt es. Wer wann schaut: auf { $site }. Fragen? { $help }.

office-call =
    .subject = { $office } möchte Sie sprechen
    .sms = { $office } möchte mit Ihnen sprechen. Rufen Sie an, wann es passt: { $phone }. Das Gespräch bleibt unter uns.

office-meet =
    .subject = Termin { $until }
    .sms = { $office } erwartet Sie { $until }. Passt das nicht? Rufen Sie { $phone } an.

office-papers =
    .subject = { $office }: Ihre Papiere vor dem { $date }
    .sms = { $office }: bringen Sie Ihre Papiere vor dem { $date }. Rechnungen, Briefe und Ausweis. Fragen? { $phone }.

office-decision =
    .subject = { $office }: Ihr Antrag auf Hilfe
    .sms = { $office } prüft Ihren Antrag auf Hilfe. Die Antwort kommt spätestens am { $date }. Fragen? { $phone }.

office-renew =
    .subject = { $office }: Zugang bis { $date }
    .sms = { $office } sieht Ihr Guthaben bis { $date }. Soll das so bleiben? Kommen Sie vorbei oder rufen Sie { $phone } an.

office-help =
    .subject = { $office } kann Ihnen helfen
    .sms = { $office } kann Ihnen helfen, Energie zu bezahlen. Kommen Sie vorbei oder rufen Sie { $phone } an. Das kostet nichts.

balance =
    .subject = { $energy }: Ihr Guthaben und Ihre Referenz
    .sms = { $energy }: Guthaben { $balance }{ $about }, { $as-of }.{ $minimum } Referenz { $reference }. Aufladen: { $site }. Hilfe: { $help }.

stopped =
    .subject = Ihre Nachrichten, wie Sie möchten
    .sms = Notiert. Sie erhalten nur noch Nachrichten, die wirklich nötig sind. Ändern: { $site } oder { $help }, kostenlos.

new-device =
    .subject = { $energy }: ein neues Gerät ist angemeldet
    .sms = { $energy }: Ihr Konto wurde auf einem neuen Gerät geöffnet, am { $date }. Waren Sie das? Nichts zu tun. Sonst rufen Sie sofort { $help } an, kostenlos.

unreachable =
    .subject = { $energy }: wie erreichen wir Sie?
    .body = { $energy }: unsere Nachrichten kommen bei Ihnen nicht an. Senden Sie die Antwortkarte zurück oder rufen Sie { $help } an, kostenlos.
    .letter =
        { $energy }: unsere Nachrichten kommen bei Ihnen nicht an.
        Wir wollen Ihnen rechtzeitig sagen, wenn Ihr Guthaben sinkt.
        Sie können:
        - die Karte unten ausfüllen und zurücksenden
        - { $help } anrufen, kostenlos
        - auf { $site } gehen
        Hilft Ihnen jemand? Schreiben Sie Namen und Nummer auf.

incident =
    .subject = { $energy }: Störung in diesem Moment
    .sms = { $energy }: { $failing } { $advice } Hilfe: { $help }.
