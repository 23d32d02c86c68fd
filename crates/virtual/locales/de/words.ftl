# Screens.
asleep = Anzeige im Ruhezustand
import-t1 = Bezug, Tag
import-t2 = Bezug, Nacht
export-t1 = Einspeisung, Tag
export-t2 = Einspeisung, Nacht
message = Nachricht
updated = Guthaben vom
balance = Guthaben
emergency-left = verfügbarer Notkredit
volume = Gasvolumen
leak-test = Dichtheitsprüfung, verbleibende Sekunden
display-test = Test der Anzeige
time = Uhrzeit
date = Datum
loaded-total = Summe der geladenen Beträge
weekly-deductions = wöchentliche Abzüge
energy-total = Gesamtverbrauch
energy-day = Verbrauch am Tag
price-day = Richtpreis, Tag
energy-night = Verbrauch in der Nacht
price-night = Richtpreis, Nacht
price = Richtpreis
gas-factor = Energie eines m³
price-volume = Richtpreis eines m³
debt = Restschuld
weekly-repayment = wöchentliche Rückzahlung
active-credit = aktives Guthaben
amount-to-clear = aufzuladen, um nichts mehr zu schulden
limited-debt = begrenzte Leistung, aufgelaufene Schuld
tripped = zu viel Leistung: aus
fault-debt = Zähler gestört, aufgelaufene Schuld
card-refused = Karte abgelehnt oder falsch eingesteckt
loading = wird geladen
loaded = geladener Betrag
new-balance = neues Guthaben

# Signs.
arrow-over-euro = Pfeil über €: Vorauszahlung aktiv
euro = Vorauszahlung aktiv
cubic-metre = Volumen, in Kubikmetern
switch-closed = Schalter geschlossen: Strom
switch-open = Schalter offen: kein Strom
valve-open = Ventil offen: Gas
valve-shut = Ventil geschlossen: kein Gas
arrow-blinks = blinkender Pfeil: einschaltbereit
tariff-1 = Tarif 1, Tag
tariff-2 = Tarif 2, Nacht
triangle-flashes = blinkendes Dreieck: wenig Guthaben
card-in = Karte im Leser
lever-up = Schutzschalter oben
lever-down = Schutzschalter unten: kein Strom

# What can be done.
hint-top-up = Laden Sie zuerst auf. Der Zähler wartet auf den Befehl.
hint-hold-green = Drücken Sie 3 Sekunden den grünen Knopf.
hint-unplug-hold-green = Schalten Sie ein Gerät aus und drücken Sie 3 Sekunden den grünen Knopf.
hint-close-hold-arrow = Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden unter dem Pfeil.
hint-wait-leak-test = Lassen Sie alles geschlossen und warten Sie das Ende der Prüfung ab.
hint-lift-main-breaker = Stellen Sie den Schutzschalter der Anlage wieder hoch.
hint-wait-network = Netzausfall: der Strom kommt von selbst zurück.
hint-load-or-red = Laden Sie die Karte auf, oder drücken Sie den roten Knopf: Notkredit.
hint-press-red = Drücken Sie den roten Knopf.
hint-lift-lever = Stellen Sie den Schutzschalter hoch.
hint-unplug-lift-lever = Schalten Sie ein Gerät aus und stellen Sie den Schutzschalter hoch.
hint-load-card = Stecken Sie die Karte in den Zähler und laden Sie sie dann auf.
hint-turn-or-clean = Nehmen Sie die Karte heraus: Pfeil links und nach vorn. Wischen Sie den Chip ab.
hint-wait-double-beep = Warten Sie auf den Doppelton.
hint-close-hold-blue = Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden den blauen Knopf.
hint-call = Der Zähler ist gestört: rufen Sie an.

# What happens.
event-connected = wieder an
event-disconnected = abgeschaltet
event-ready = einschaltbereit
event-overload = zu viel Leistung: aus
event-limit = Leistung begrenzt
event-no-limit = Leistung nicht mehr begrenzt
event-pushed = Guthaben empfangen
event-told = Nachricht empfangen
event-leak-test = die Dichtheitsprüfung beginnt
event-flow-seen = Gas fließt: die Prüfung endet, das Ventil bleibt zu
event-test-passed = Prüfung bestanden: das Ventil öffnet
event-main-up = Schutzschalter der Anlage wieder oben
event-main-down = der Schutzschalter der Anlage fällt
event-network-back = das Netz ist wieder da
event-network-gone = Netzausfall
event-beep = Piepton
event-double-beep = Doppelton: geladen
event-card-read = Daten auf die Karte geschrieben
event-card-refused = Karte abgelehnt
event-loaded = aufgeladen
event-weekly = wöchentlicher Abzug

# Around a meter.
ui-happened = was geschehen ist
ui-load = eingeschaltet
ui-new-card = Karte
ui-in = einstecken
ui-out = heraus
ui-terminal = 20 € aufladen
ui-keys = + - Zeit   ↑ ↓ Last   : Befehl   q Ende
ui-paused = angehalten

# Buttons.
green = grüner Knopf
strip = anderer Knopf der Leiste
button-euro = Knopf unter €
button-arrow = Knopf unter dem Pfeil
button-volume = Knopf unter m³
red = roter Knopf
blue = blauer Knopf
lever = Schutzschalter nach oben
main = Schutzschalter der Anlage nach oben
