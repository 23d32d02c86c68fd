# Screens.
asleep = scherm in slaapstand
import-t1 = afname, dag
import-t2 = afname, nacht
export-t1 = injectie, dag
export-t2 = injectie, nacht
message = bericht
updated = saldo bijgewerkt op
balance = saldo
emergency-left = beschikbaar noodkrediet
volume = gasvolume
leak-test = lektest, resterende seconden
display-test = test van het scherm
time = uur
date = datum
loaded-total = som van de geladen bedragen
weekly-deductions = wekelijkse afhoudingen
energy-total = totaal verbruik
energy-day = dagverbruik
price-day = richtprijs, dag
energy-night = nachtverbruik
price-night = richtprijs, nacht
price = richtprijs
gas-factor = energie van een m³
price-volume = richtprijs van een m³
debt = resterende schuld
weekly-repayment = wekelijkse afbetaling
active-credit = actief krediet
amount-to-clear = te laden om niets meer te moeten
limited-debt = beperkt vermogen, opgebouwde schuld
tripped = te veel vermogen: uit
fault-debt = meter defect, opgebouwde schuld
card-refused = kaart geweigerd of verkeerd ingestoken
loading = bezig met laden
loaded = geladen bedrag
new-balance = nieuw saldo

# Signs.
arrow-over-euro = pijl boven €: voorafbetaling actief
euro = voorafbetaling actief
cubic-metre = volume, in kubieke meter
switch-closed = schakelaar dicht: stroom
switch-open = schakelaar open: geen stroom
valve-open = klep open: gas
valve-shut = klep dicht: geen gas
arrow-blinks = knipperende pijl: klaar om te heractiveren
tariff-1 = tarief 1, dag
tariff-2 = tarief 2, nacht
triangle-flashes = knipperende driehoek: laag krediet
card-in = kaart in de lezer
lever-up = schakelaar omhoog
lever-down = schakelaar omlaag: geen stroom

# What can be done.
hint-top-up = Laad eerst op. De meter wacht op het bericht.
hint-hold-green = Druk 3 seconden op de groene knop.
hint-unplug-hold-green = Zet een toestel uit en druk 3 seconden op de groene knop.
hint-close-hold-arrow = Sluit alle gastoestellen. Druk 3 seconden onder de pijl.
hint-wait-leak-test = Laat alles dicht en wacht tot de test klaar is.
hint-lift-main-breaker = Zet de schakelaar van de installatie weer omhoog.
hint-wait-network = Netpanne: de stroom komt vanzelf terug.
hint-load-or-red = Laad de kaart op, of druk op de rode knop: noodkrediet.
hint-press-red = Druk op de rode knop.
hint-lift-lever = Zet de schakelaar omhoog.
hint-unplug-lift-lever = Zet een toestel uit en zet de schakelaar omhoog.
hint-load-card = Steek de kaart in de meter en laad ze daarna op.
hint-turn-or-clean = Haal de kaart uit: pijl links en naar voren. Veeg de chip schoon.
hint-wait-double-beep = Wacht op de dubbele piep.
hint-close-hold-blue = Sluit alle gastoestellen. Druk 3 seconden op de blauwe knop.
hint-call = De meter is defect: bel.

# What happens.
event-connected = weer aan
event-disconnected = afgesloten
event-ready = klaar om te heractiveren
event-overload = te veel vermogen: uit
event-limit = vermogen beperkt
event-no-limit = vermogen niet meer beperkt
event-pushed = saldo ontvangen
event-told = bericht ontvangen
event-leak-test = de lektest begint
event-flow-seen = er stroomt gas: de test stopt, de klep blijft dicht
event-test-passed = test geslaagd: de klep gaat open
event-main-up = schakelaar van de installatie omhoog
event-main-down = de schakelaar van de installatie valt
event-network-back = het net is terug
event-network-gone = netpanne
event-beep = piep
event-double-beep = dubbele piep: geladen
event-card-read = gegevens op de kaart geschreven
event-card-refused = kaart geweigerd
event-loaded = geladen
event-weekly = wekelijkse afhouding

# Around a meter.
ui-happened = wat er gebeurde
ui-load = aan
ui-new-card = kaart
ui-in = insteken
ui-out = uithalen
ui-terminal = 20 € laden
ui-keys = + - tijd   ↑ ↓ aan   : opdracht   q einde
ui-paused = gestopt

# Buttons.
green = groene knop
strip = andere knop van de strip
button-euro = knop onder €
button-arrow = knop onder de pijl
button-volume = knop onder m³
red = rode knop
blue = blauwe knop
lever = schakelaar omhoog
main = schakelaar van de installatie omhoog
