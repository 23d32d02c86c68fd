name = Makkelijke versie met tekeningen
whole = Meer hierover
others = Meer makkelijke pagina’s

top-up = Makkelijk: opladen
top-up-1 = Neem je kaart. Ze heeft 13 cijfers.
top-up-2 = Op je telefoon: geef hier de 13 cijfers.
top-up-3 = Kies een bedrag. Betaal met je bank.
top-up-4 = Of ga naar een winkel. Toon je kaart.
top-up-5 = Je krijgt een bericht. Het geld is er.

no-power = Makkelijk: geen stroom of geen gas
no-power-1 = Ruik je gas? Ga meteen naar buiten.
no-power-2 = Bel dan { $gas }. Raak geen schakelaar aan.
no-power-3 = Hebben de buren stroom? Zo niet, wacht even.
no-power-4 = Staat een schakelaar beneden? Duw hem omhoog.
no-power-5 = Is je krediet op? Laad dan op.
no-power-6 = Kijk naar de meter. Wacht op de pijl.
no-power-7 = Druk 3 seconden op de knop.
no-power-8 = Nog donker? Bel { $phone }, het is gratis.

how-it-works = Makkelijk: hoe het werkt
how-it-works-1 = Je betaalt eerst. Dan verbruik je.
how-it-works-2 = Je meter telt elke dag.
how-it-works-3 = In het begin lenen we je { $start }.
how-it-works-4 = Je geeft { $start-day } per dag terug.
how-it-works-5 = Niets meer? Je hebt nog { $emergency }.
how-it-works-6 = ’s Nachts sluiten we niemand af.
how-it-works-7 = Voor een onderbreking zeggen we het altijd.

help-to-pay = Makkelijk: moeilijk om te betalen?
help-to-pay-1 = Bel ons: { $phone }. Het is gratis.
help-to-pay-2 = Of ga naar het OCMW. Daar helpen ze.
help-to-pay-3 = Je kunt in kleine delen betalen.
help-to-pay-4 = Je kunt wat stroom houden: { $ampere } A.
help-to-pay-5 = Is er iemand ziek? Zeg het nu.

your-meter = Makkelijk: je meter
your-meter-1 = Ga naar je meter. Hij heeft een scherm.
your-meter-2 = Druk 3 keer op de groene knop.
your-meter-3 = Nu zie je je geld.
your-meter-4 = Was de stroom weg? Laad eerst op.
your-meter-5 = Wacht tot de pijl knippert.
your-meter-6 = Houd de knop 3 seconden vast.
your-meter-7 = Het licht komt terug.
hear = Luister naar deze pagina
hear-link = Het geluid openen
