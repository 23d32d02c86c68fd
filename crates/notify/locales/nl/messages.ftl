right-to-refuse =
    .subject = { $energy }: je mag weigeren tot { $date }
    .body = { $energy }: je leverancier vraagt voorafbetaling. Je mag weigeren tot { $date }. Weiger met de antwoordkaart, per telefoon of op { $site }. Je OCMW geeft raad. Vragen? { $help }, gratis.
    .letter =
        { $energy }: je leverancier vraagt voorafbetaling.
        Met voorafbetaling betaal je voor je verbruikt.
        Je mag weigeren tot { $date }. Zo weiger je:
        - stuur de antwoordkaart hieronder terug
        - bel { $help }, gratis
        - ga naar { $site }
        - of vraag hulp aan je OCMW
        Weiger je? Je leverancier kan naar de vrederechter gaan.
        Zonder beslissing van de rechter wordt niets afgesloten.
        Je OCMW geeft raad. Dat is gratis.

activated =
    .subject = { $energy }: voorafbetaling is actief
    .sms = { $energy }: voorafbetaling is actief. Saldo { $balance }. Opladen: { $site }. Je kaart komt met de post. Vragen? { $help }, gratis.
    .letter =
        { $energy }: de voorafbetaling is actief. Je saldo is { $balance }.
        { $start }
        Betalen kan op drie manieren:
        - in de winkel, met de kaart hieronder
        - op { $site }, met de 13 cijfers
        - met een overschrijving, met de 13 cijfers
        Je saldo zien kan op drie manieren:
        - met de knop van je meter of op { $site }
        - via { $help }, gratis, dag en nacht
        Saldo op nul? Je hebt nog { $credit } noodkrediet.
        { $spared }
        { $own-code }
        Bewaar de kaart. Ze toont nooit je saldo.
    .letter-easy =
        { $energy }: je betaalt vooraf.
        Je saldo is { $balance }.
        Betaal in de winkel, met de kaart.
        Of betaal op { $site }.
        Zo zie je je saldo:
        - druk op de knop van de meter
        - of bel { $help }, gratis
        Saldo op nul? Je hebt nog { $credit } noodkrediet.
        { $start }
        { $spared }
        { $own-code }

account-code =
    .subject = { $energy }: je persoonlijke code
    .body = { $energy }: met deze code open je je rekening op { $site }: { $code }. Hij geldt tot { $date } en één keer. Geef hem aan niemand. Vragen? { $help }, gratis.

credited =
    .subject = { $energy }: oplading van { $amount } gelukt
    .sms = { $energy }: oplading van { $amount } gelukt. Nieuw saldo { $balance }{ $about }.{ $ticket } Vragen? { $help }, gratis.

credited-off =
    .subject = { $energy }: nog { $clear } nodig
    .sms = { $energy }: { $amount } ontvangen. De stroom blijft uit: nog { $clear } nodig.{ $ticket } Meteen hulp: { $help }.
    .sms-gas = { $energy }: { $amount } ontvangen. Het gas blijft uit: nog { $clear } nodig.{ $ticket } Meteen hulp: { $help }.

low =
    .subject = { $energy }: nog { $left }
    .sms = { $energy }: nog { $left }{ $about }. Bij 0 € blijft de stroom aan met { $credit } noodkrediet. Opladen: { $site } of { $help }.
    .sms-gas = { $energy }: nog { $left }{ $about }. Bij 0 € blijft het gas aan met { $credit } noodkrediet. Opladen: { $site } of { $help }.

both-low =
    .subject = Elektriciteit en gas: { $left } en { $left-gas }
    .sms = Elektriciteit: nog { $left }. Gas: nog { $left-gas }. Bij 0 € blijft alles aan met { $credit } noodkrediet. Opladen: { $site } of { $help }.

forecast =
    .subject = { $energy }: genoeg tot ongeveer { $around }
    .sms = { $energy }: met { $left } kom je toe tot ongeveer { $around }.{ $shop-hours } Info: { $site }

emergency-on =
    .subject = { $energy }: noodkrediet loopt
    .sms = { $energy }: je noodkrediet van { $credit } loopt nu. De stroom blijft aan. Laad op als je kunt: { $site }. Hulp: { $help }.
    .sms-gas = { $energy }: je noodkrediet van { $credit } loopt nu. Het gas blijft aan. Laad op als je kunt: { $site }. Hulp: { $help }.

emergency-low =
    .subject = { $energy }: nog { $left } noodkrediet
    .sms = { $energy }: nog { $left } noodkrediet{ $about }. Laad { $clear } of meer op. Lukt dat niet? Bel { $help }.

held =
    .subject = { $energy }: aan tot { $until }
    .sms = { $energy }: de stroom blijft aan tot { $until }. Je noodkrediet is op. Om hem te houden: { $stay }, beter { $clear }. Hulp: OCMW of { $help }.
    .sms-gas = { $energy }: het gas blijft aan tot { $until }. Je noodkrediet is op. Om het te houden: { $stay }, beter { $clear }. Hulp: OCMW of { $help }.

last-call =
    .subject = { $energy }: nog { $time-left }, tot { $end }
    .sms = { $energy }: nog { $time-left }, tot { $end }. Laad { $stay } op, beter { $clear }, om stroom te houden. Baby, ziek, medisch toestel? Bel { $help }.
    .sms-gas = { $energy }: nog { $time-left }, tot { $end }. Laad { $stay } op, beter { $clear }, om gas te houden. Baby, ziek, verwarming? Bel { $help }.
    .voice = { $energy }. Alles is nog aan tot { $end }. Laad { $stay } op om aan te blijven. Laad { $clear } op om weer boven nul te staan. Lukt dat niet? Blijf aan de lijn, iemand helpt je.

cut =
    .subject = { $energy }: de toevoer is uit
    .sms = { $energy }: de stroom is uit. 1. Laad { $clear } of meer op. 2. Wacht op onze sms. 3. Druk op de groene knop. Meteen hulp: { $help }.
    .sms-gas = { $energy }: het gas is uit. 1. Laad { $clear } of meer op. 2. Wacht op onze sms. 3. Sluit de toestellen, rode knop. Meteen hulp: { $help }.
    .body = { $energy }: de stroom is uit. Laad minstens { $clear } op. Wacht op ons bericht. Druk 3 seconden op de groene knop van de meter. Baby, ziek, medisch toestel? Bel meteen: { $help }.
    .body-gas = { $energy }: het gas is uit. Ruik je gas? Bel eerst { $emergency }. Laad minstens { $clear } op. Wacht op ons bericht. Sluit alle gastoestellen. Druk 3 seconden op de rode knop. De meter test of er geen lek is. Hulp: { $help }.
    .letter =
        { $energy }: de stroom is uit. Zo komt hij terug:
        1. Laad { $clear } of meer op, met de kaart hieronder.
        2. Wacht 30 minuten.
        3. Druk 3 seconden op de groene knop van de meter.
        Gebeurt er niets? Bel { $help }, gratis.
        Baby, ziek, medisch toestel? Bel meteen: { $help }.
        Niet genoeg geld? { $cpas }
        { $shops }
    .letter-gas =
        { $energy }: het gas is uit. Ruik je gas? Bel eerst { $emergency }.
        Zo komt het terug:
        1. Laad { $clear } of meer op, met de kaart hieronder.
        2. Wacht 30 minuten.
        3. Sluit alle gastoestellen.
        4. Druk 3 seconden op de rode knop.
        De meter test of er geen lek is.
        Gebeurt er niets? Bel { $help }, gratis.
        Niet genoeg geld? { $cpas }
        { $shops }
    .letter-easy =
        { $energy }: de stroom is uit.
        1. Betaal { $clear } of meer, met de kaart.
        2. Wacht 30 minuten.
        3. Druk 3 seconden op de groene knop.
        Lukt het niet? Bel { $help }.
        Bellen is gratis.
        Een baby, iemand ziek? Bel meteen.
        Een medisch toestel? Bel meteen.
        { $cpas }
        { $shops }
    .letter-easy-gas =
        { $energy }: het gas is uit.
        Ruik je gas? Ga naar buiten. Bel { $emergency }.
        1. Betaal { $clear } of meer, met de kaart.
        2. Wacht 30 minuten.
        3. Sluit alle gastoestellen.
        4. Druk 3 seconden op de rode knop.
        Lukt het niet? Bel { $help }.
        { $cpas }
        { $shops }

press =
    .subject = { $energy }: betaald, druk op de knop
    .sms = { $energy }: betaald, saldo { $balance }. Druk 3 seconden op de groene knop van de meter: de stroom komt terug. Lukt het niet? { $help }.
    .sms-gas = { $energy }: betaald. Sluit alle gastoestellen. Druk dan 3 seconden op de rode knop. Ruik je gas? Druk niet en bel { $emergency }.

leak-seen =
    .subject = { $energy }: er staat nog iets open
    .sms = { $energy }: er stroomt nog gas. Ruik je gas? Druk niet en bel { $emergency }. Anders: sluit alle toestellen. Dan 3 seconden de rode knop.

unreached =
    .subject = { $energy }: betaald, we zoeken de meter
    .sms = { $energy }: we hebben je betaling{ $of-amount }. Je meter antwoordt nog niet. We proberen verder en bellen je voor { $clock }.

payment-failed =
    .subject = { $energy }: betaling niet gelukt
    .sms = { $energy }: je betaling{ $of-amount } is niet gelukt. Er gaat niets van je rekening. Je saldo blijft gelijk. Probeer opnieuw: { $site }

taken-back =
    .subject = { $energy }: een betaling is teruggenomen
    .sms = { $energy }: een betaling{ $of-amount } is teruggenomen. Je saldo is { $balance }. Daarvoor wordt niets afgesloten. Vragen? { $help }.

no-reference =
    .subject = Overschrijving zonder referentie
    .body = We kregen je overschrijving van { $amount } op { $date }. De referentie van 13 cijfers ontbreekt. Bel ons, dan komt het geld goed terecht: { $help }, gratis. Je geld is veilig.

plan-starts =
    .subject = { $energy }: je betalingsplan begint
    .body = { $energy }: je betalingsplan begint. Totaal: { $plan-total }. Je betaalt { $plan-how }.{ $plan-end } Te moeilijk? Bel ons: { $help }, gratis.
    .letter =
        { $energy }: je betalingsplan begint.
        Totaal te betalen: { $plan-total }.
        Je betaalt { $plan-how }.{ $plan-end }
        Het bedrag gaat van je saldo, je doet niets.
        { $plan-table }
        Is het te veel? Bel { $help }, gratis.
        We zoeken samen met jou een kleiner bedrag.
        Ook je OCMW kan je helpen.

plan =
    .subject = { $energy }: je betalingsplan verandert
    .body = { $energy }: je betalingsplan verandert. Er blijft { $plan-left } te betalen. Je betaalt nu { $plan-how }.{ $plan-end } Te moeilijk? Bel ons: { $help }, gratis.
    .letter =
        { $energy }: je betalingsplan verandert.
        Er blijft { $plan-left } te betalen, van { $plan-total }.
        Je betaalt nu { $plan-how }.{ $plan-end }
        Het bedrag gaat van je saldo, je doet niets.
        { $plan-table }
        Is het te veel? Bel { $help }, gratis.
        We zoeken samen met jou een kleiner bedrag.
        Ook je OCMW kan je helpen.

plan-paused =
    .subject = { $energy }: je betalingsplan pauzeert
    .body = { $energy }: je betalingsplan pauzeert. Het gaat verder op { $plan-until }. Tot dan houden we niets in. Er blijft { $plan-left } te betalen. Te moeilijk? Bel ons: { $help }, gratis.

plan-paid =
    .subject = { $energy }: { $amount } ontvangen voor je plan
    .body = { $energy }: we kregen { $amount } voor je betalingsplan. Er blijft { $plan-left } te betalen. Vragen? { $help }, gratis.

plan-done =
    .subject = { $energy }: je betalingsplan is klaar
    .body = { $energy }: je betalingsplan is klaar. De { $plan-total } is betaald. Voor dit plan houden we niets meer in. Saldo { $balance }. Vragen? { $help }, gratis.

plan-proposed =
    .subject = { $energy }: een betalingsplan is voorgesteld
    .body = { $energy }: { $office } stelt een ander betalingsplan voor. Je zou { $plan-how } betalen.{ $plan-end } Er blijft { $plan-left } te betalen. Zonder jouw akkoord verandert er niets. Antwoord op je pagina tot { $date } of bel { $help }.

advance-repaid =
    .subject = { $energy }: startkrediet terugbetaald
    .sms = { $energy }: je startkrediet is terugbetaald. Er gaat niets meer per dag af. Saldo { $balance }. Vragen? { $help }.

access-asked =
    .subject = Vraag om je saldo te zien
    .sms = { $office } vraagt je saldo te zien, { $months } lang. Akkoord? Geef de code { $code }. Niet akkoord? Doe niets. { $help }.

access-ended =
    .subject = Toegang tot je saldo gestopt
    .sms = { $office } ziet je saldo niet meer. Je hoeft niets te doen. Vragen? { $help }, gratis.
    .body = { $office } ziet je saldo niet meer.{ $because } Je hoeft niets te doen. Vragen? { $help }, gratis.

aid =
    .subject = { $energy }: { $amount } voor je opgeladen
    .sms = { $energy }: { $office } heeft { $amount } voor je opgeladen. Nieuw saldo { $balance }{ $about }.{ $ticket } { $help }.

aid-off =
    .subject = { $energy }: nog { $clear } nodig
    .sms = { $energy }: { $office } heeft { $amount } opgeladen. De stroom blijft uit: nog { $clear } nodig.{ $ticket } Hulp: { $help }.
    .sms-gas = { $energy }: { $office } heeft { $amount } opgeladen. Het gas blijft uit: nog { $clear } nodig.{ $ticket } Hulp: { $help }.

limited =
    .subject = { $energy }: beperkt vermogen (10 A)
    .sms = { $energy }: je hebt beperkt vermogen (10 A){ $to-date }. Eén groot toestel tegelijk. Je verbruik telt verder. Info: { $help }.
    .letter =
        { $energy }: je hebt beperkt vermogen (10 A){ $to-date }.
        10 A is 2300 watt voor de hele woning.
        Dit kan samen:
        - de lampen, de koelkast, de televisie
        - en één groot toestel tegelijk
        Grote toestellen: oven, waterkoker, wasmachine, elektrische verwarming.
        Je verbruik telt zoals vroeger.
        Daarna beslist de lokale energiecommissie samen met jou.
        Je OCMW kan je helpen. Vragen? { $help }, gratis.
    .letter-easy =
        { $energy }: je hebt minder stroom{ $to-date }.
        Dit mag samen aan:
        - de lampen, de koelkast, de televisie
        - en één groot toestel
        Grote toestellen: oven, waterkoker, wasmachine.
        Ook elektrische verwarming: dan alleen die.
        Je betaalt de stroom zoals vroeger.
        Daarna beslist een commissie samen met jou.
        Hulp nodig? Bel { $help }.
        Bellen is gratis.
        Je OCMW kan je helpen.

relief-provisional =
    .subject = { $energy }: winterhulp vanaf { $relief-first }
    .sms = { $energy }: winterhulp van { $relief-first } tot { $relief-last }: { $relief-share } minder. De commissie beslist nog. Weigert ze, dan betaal je in kleine delen terug. { $help }.
    .letter =
        { $energy }: je krijgt winterhulp.
        Ze neemt { $relief-share } van de prijs van je gas over.
        Ze telt van { $relief-first } tot { $relief-last }.
        Je hoeft niets te doen.
        De lokale commissie voor energie beslist nog.
        Zegt ze ja? Dan betaal je niets terug.
        Zegt ze nee? Dan betaal je de hulp in kleine delen terug.
        Je gas wordt daarvoor niet afgesloten.
        Vragen? { $help }, gratis. Je OCMW kan je helpen.

relief-granted =
    .subject = { $energy }: winterhulp toegekend
    .sms = { $energy }: de commissie kent je winterhulp toe: { $relief-share } minder, tot { $relief-last }. Je betaalt niets terug. Vragen? { $help }.
    .letter =
        { $energy }: je winterhulp is toegekend.
        De lokale commissie voor energie heeft ja gezegd.
        De hulp neemt { $relief-share } van de prijs van je gas over.
        Ze telt van { $relief-first } tot { $relief-last }.
        Je betaalt niets terug.
        Vragen? { $help }, gratis.

relief-refused =
    .subject = { $energy }: antwoord op je winterhulp
    .sms = { $energy }: winterhulp is deze keer niet mogelijk. Er is andere hulp. Praat met je OCMW of bel { $help }, gratis.

no-reading =
    .subject = { $energy }: meter stil, niets te doen
    .sms = { $energy }: je meter stuurde { $days } niets. Het saldo dat je ziet is van { $date }. We zoeken het uit. Je hoeft niets te doen.

price =
    .subject = { $energy }: de prijs verandert op { $date }
    .body = { $energy }: de prijs per kWh verandert op { $date }.{ $prices } Je hoeft niets te doen. Alle prijzen staan op { $site }. Vragen? { $help }, gratis.
    .letter =
        { $energy }: de prijs per kWh verandert op { $date }.
        De oude prijs, dan de nieuwe prijs:
        { $price-list }
        Je hoeft niets te doen. Je saldo verandert niet.
        Alle prijzen staan op { $site }. Vragen? { $help }, gratis.

rules =
    .subject = { $energy }: bedragen veranderen op { $date }
    .body = { $energy }: bedragen van je voorafbetaling veranderen op { $date }.{ $rules } Je saldo verandert niet: { $site }. Vragen? { $help }, gratis.
    .letter =
        { $energy }: bedragen van je voorafbetaling veranderen op { $date }.
        Het oude bedrag, dan het nieuwe bedrag:
        { $rule-list }
        Je saldo verandert niet. Je ziet het op { $site }.
        Vragen? { $help }, gratis.

appointment =
    .subject = { $energy }: afspraak { $slot }
    .sms = { $energy }: onze technicus komt { $slot }. Een volwassene moet thuis zijn. Ander moment? Bel { $help }, gratis.

appointment-soon =
    .subject = { $energy }: onze technicus komt eraan
    .sms = { $energy }: onze technicus is er over 15 minuten. Hij toont zijn kaart. Hij neemt nooit geld aan. Vragen? { $help }.

survey =
    .subject = { $energy }: alles goed?
    .sms = { $energy }: je meter is er { $days }. Gaat alles goed? Zeg het ons op { $site } of via { $help }, gratis.

ended =
    .subject = { $energy }: voorafbetaling is gestopt
    .sms = { $energy }: de voorafbetaling is gestopt. Eindsaldo { $balance }. De afrekening komt met de post. Vragen? { $help }, gratis.

off-supply =
    .subject = { $energy }: we willen je helpen
    .body = { $energy }: bij jou is het uit sinds { $date }. Laad { $clear } of meer op om het terug te krijgen. Lukt dat niet? Bel ons: { $help }, gratis. Ook je OCMW kan helpen.
    .voice = { $energy }. Bij jou is het sinds gisteren uit. Laad { $clear } of meer op om het terug te krijgen. Is iemand ziek, of is er een baby? Zeg het ons nu.

contact-changed =
    .subject = { $energy }: je gegevens zijn gewijzigd
    .sms = { $energy }: je contactgegevens zijn gewijzigd op { $date }. Was jij dat? Dan is het goed. Anders bel meteen { $help }, gratis.

looked-at =
    .subject = { $energy }: je rekening is bekeken
    .sms = { $energy }: { $office } bekeek je rekening op { $date }. De basis: je akkoord of de wet. Niet akkoord? Bel { $help }, gratis.

year =
    .subject = { $energy }: je jaar op één pagina
    .body = { $energy }: je jaar van { $year-from } tot { $year-to }. Je betaalde { $year-paid }. Je gebruikte { $year-used }. Het overzicht staat op { $site }. De afrekening van je leverancier volgt. Vragen? { $help }, gratis.
    .letter =
        { $energy }: je jaar van { $year-from } tot { $year-to }.
        - Je betaalde: { $year-paid }
        - Je gebruikte: { $year-used }
        - Je betaalde terug: { $year-repaid }
        { $year-before }
        De afrekening van je leverancier volgt. Daarvan gaat af wat je betaalde.
        Wil je meer weten? Kijk op { $site }.
        Vragen? { $help }, gratis.

sharing =
    .subject = { $energy }: je gedeelde energie
    .body = { $energy }: er is nieuws over je gedeelde energie. De volumes staan op { $site }. Vragen? { $help }, gratis.

sharing-key =
    .subject = { $energy }: een andere verdeelsleutel
    .body = { $energy }: de sleutel van je gedeelde energie verandert. Ze staat op { $site }. Vragen? { $help }, gratis.

sharing-volumes =
    .subject = { $energy }: de volumes van je gedeelde energie
    .body = { $energy }: de volumes van de maand van je gedeelde energie staan op { $site }. Vragen? { $help }, gratis.

sharing-sign =
    .subject = { $energy }: te tekenen voor je deelt
    .body = { $energy }: teken eerst het bericht van je groep, dan kan je delen. Vragen? { $help }, gratis.

sharing-social =
    .subject = { $energy }: sociaal tarief en delen
    .body = { $energy }: het sociaal tarief geldt niet voor gedeelde energie. Wat ze kost: { $site }. Vragen? { $help }, gratis.

merchant =
    .subject = Je terminal
    .sms = Terminal { $terminal }: { $hours } geen contact. Je verkopen zijn bewaard. Start hem opnieuw. Hulp: { $help }.

merchant-week =
    .subject = Terminal { $terminal }: je week
    .body = Terminal { $terminal }: de week van { $date } is afgesloten. Te storten: { $amount }.{ $earned } Meer staat in je kassa, op { $site }. Vragen? { $help }, gratis.

endpoint-off =
    .subject = Gebeurtenissen: je adres is uitgezet
    .body = Het systeem { $label } neemt onze gebeurtenissen niet meer aan. We sturen er geen meer naar. Herstel het en zet het adres weer aan op { $site }. Niets is verloren: je kunt alles opnieuw laten sturen. Vragen? { $help }, gratis.

consent-ends =
    .subject = { $energy }: je toestemming eindigt op { $date }
    .body = { $energy }: je toestemming voor je gegevens{ $with } eindigt op { $date }. Wil je ze houden? Verleng ze op { $site }. Anders doe je niets. Vragen? { $help }, gratis.

answered =
    .subject = { $energy }: ons antwoord op je vraag
    .sms = { $energy }: we hebben geantwoord op je vraag { $number }. Lees het antwoord op { $site } of bel { $help }, gratis.
    .body = { $energy }: we hebben geantwoord op je vraag { $number }. { $answer } Niet akkoord? De ombudsdienst voor energie helpt je. Dat is gratis. Vragen? { $help }, gratis.
    .letter =
        { $energy }: we hebben geantwoord op je vraag { $number }.
        { $answer }
        Niet akkoord? De ombudsdienst voor energie helpt je. Dat is gratis.
        Vragen? { $help }, gratis.

call-missed =
    .subject = { $energy }: we hebben je gebeld
    .sms = { $energy }: je vroeg ons te bellen. We konden je niet bereiken. Bel { $help }, gratis, of vraag het opnieuw op { $site }.

access-given =
    .subject = Toegang tot je saldo, op papier
    .sms = { $office } ziet je saldo tot { $date }: je tekende daarvoor een papier. Niet getekend? Stop dit op { $site } of bel { $help }.

access-by-law =
    .subject = Toegang tot je saldo, door de wet
    .sms = { $office } ziet je saldo tot { $date }: de wet laat dat toe. Wie kijkt en wanneer: op { $site }. Vragen? { $help }.

office-call =
    .subject = { $office } wil met je praten
    .sms = { $office } wil graag met je praten. Bel wanneer het past: { $phone }. Het gesprek blijft onder ons.

office-meet =
    .subject = Afspraak { $until }
    .sms = { $office } verwacht je { $until }. Past dat niet? Bel { $phone }.

office-papers =
    .subject = { $office }: je papieren voor { $date }
    .sms = { $office }: breng je papieren voor { $date }. Facturen, brieven en identiteitskaart. Vragen? { $phone }.

office-decision =
    .subject = { $office }: je vraag om steun
    .sms = { $office } bekijkt je vraag om steun. Het antwoord komt ten laatste op { $date }. Vragen? { $phone }.

office-renew =
    .subject = { $office }: toegang tot { $date }
    .sms = { $office } ziet je saldo tot { $date }. Wil je daarmee verder? Kom langs of bel { $phone }.

office-help =
    .subject = { $office } kan je helpen
    .sms = { $office } kan je helpen om energie te betalen. Kom langs of bel { $phone }. Dat is gratis.

balance =
    .subject = { $energy }: je saldo en je referentie
    .sms = { $energy }: saldo { $balance }{ $about }, { $as-of }.{ $minimum } Referentie { $reference }. Opladen: { $site }. Hulp: { $help }.

stopped =
    .subject = Je berichten, zoals jij wilt
    .sms = Genoteerd. Je krijgt alleen nog berichten die echt nodig zijn. Wijzigen: { $site } of { $help }, gratis.

new-device =
    .subject = { $energy }: een nieuw toestel is aangemeld
    .sms = { $energy }: je rekening is geopend op een nieuw toestel, op { $date }. Was jij dat? Dan doe je niets. Anders bel meteen { $help }, gratis.

unreachable =
    .subject = { $energy }: hoe bereiken we je?
    .body = { $energy }: onze berichten komen niet bij je aan. Stuur de antwoordkaart terug of bel { $help }, gratis.
    .letter =
        { $energy }: onze berichten komen niet bij je aan.
        We willen je op tijd verwittigen als je saldo daalt.
        Je kunt:
        - de kaart hieronder invullen en terugsturen
        - bellen naar { $help }, gratis
        - naar { $site } gaan
        Helpt iemand je? Schrijf de naam en het nummer op.

incident =
    .subject = { $energy }: storing op dit moment
    .sms = { $energy }: { $failing } { $advice } Hulp: { $help }.
