use super::{Pages, Told};

pub(super) const PAGES: Pages = [
    Told {
        title: "Geen stroom of geen gas",
        parts: &[
            ("Je ruikt gas", &["Ga eerst naar buiten. Raak geen schakelaar aan. Bel dan {gas}."]),
            (
                "Je buren hebben ook geen stroom",
                &[
                    "Het is een panne van het net. Je krediet heeft er niets mee te maken.",
                    "De stroom komt vanzelf terug. Je mag het melden: {phone}.",
                ],
            ),
            (
                "Thuis is een zekering uit",
                &[
                    "Zet ze weer op. Valt ze opnieuw, trek dan het laatste toestel uit.",
                    "Met beperkt vermogen heb je {ampere} A. Trek eerst iets uit.",
                ],
            ),
            (
                "Een pijl knippert op het scherm van de meter",
                &[
                    "Je mag weer aanzetten. Elektriciteit: hou de groene knop 3 seconden in.",
                    "Gas: sluit eerst alle toestellen. Hou dan de knop onder de pijl in.",
                ],
            ),
            (
                "Je krediet is op",
                &[
                    "Meld je aan om te zien wat ontbreekt, of laad op met de 13 cijfers.",
                    "Je saldo moet weer {back} zijn. Wacht dan op de pijl.",
                ],
            ),
            ("Niets hiervan", &["Bel {phone}. Het is gratis. We bekijken je meter samen met jou."]),
        ],
    },
    Told {
        title: "Je meter",
        parts: &[
            (
                "Je saldo aflezen: elektriciteit",
                &[
                    "Druk op de groene knop. Het scherm gaat aan.",
                    "De tweede druk toont wanneer je saldo berekend is.",
                    "De derde toont je saldo, de vierde je noodkrediet.",
                    "Streepjes: er is nog niets aangekomen.",
                ],
            ),
            (
                "Je saldo aflezen: gas",
                &[
                    "Druk op de knop onder de €. Je ziet de dag van het saldo.",
                    "Druk onder de pijl: je saldo. Nog eens: je noodkrediet.",
                ],
            ),
            (
                "Na een afsluiting: elektriciteit",
                &[
                    "Wacht tot de pijl boven de schakelaar knippert.",
                    "Hou dan de groene knop 3 seconden in. Dat doe je zelf, wij kunnen het niet.",
                ],
            ),
            (
                "Na een afsluiting: gas",
                &[
                    "Sluit alle toestellen. Hou de knop onder de pijl 3 seconden in.",
                    "De meter zoekt 12 minuten naar een lek. Open intussen niets.",
                    "Stopt hij vroeger, dan liep er gas door. Bel {phone}.",
                ],
            ),
            (
                "Een oude meter met kaart",
                &[
                    "Kaarten kun je sinds januari 2026 niet meer opladen.",
                    "Bel {phone}. We plaatsen een nieuwe meter, en je saldo gaat mee.",
                ],
            ),
            (
                "Ik wil niet dat de meter gegevens verstuurt",
                &[
                    "Je mag dat weigeren, 15 dagen lang gratis. Bel {phone}.",
                    "Vooraf betalen kan alleen met een meter die communiceert: samen gaat niet.",
                ],
            ),
        ],
    },
    Told {
        title: "Hoe het werkt",
        parts: &[
            (
                "Je betaalt eerst, daarna verbruik je",
                &[
                    "Je meter heeft een krediet. Wat je elke dag verbruikt, gaat ervan af.",
                    "We berekenen het elke ochtend. Je ziet het hier, op de meter en per telefoon.",
                ],
            ),
            (
                "Je begint met {start}",
                &[
                    "Dat is een voorschot. Je betaalt {start_day} per dag terug, samen met je verbruik.",
                ],
            ),
            (
                "Als het krediet op is",
                &[
                    "Bij 0 blijft alles aan. Je noodkrediet van {emergency} start vanzelf.",
                    "De volgende oplading betaalt het eerst terug.",
                    "{spared}",
                    "Voor een afsluiting zeggen we altijd hoeveel er nodig is, en tot wanneer.",
                ],
            ),
            (
                "Om weer aan te zijn",
                &[
                    "Je saldo moet weer {back} zijn. De pagina toont het bedrag.",
                    "Wacht dan op onze sms en druk op de knop van de meter.",
                ],
            ),
            (
                "Hoe je oplaadt",
                &[
                    "Online, in een winkel of met een overschrijving: van {least} tot {most} per keer.",
                    "Het juiste bedrag om weer aan te zijn mag altijd, ook een kleiner.",
                    "Een deel kan het noodkrediet of een plan terugbetalen. We tonen het vooraf.",
                ],
            ),
            (
                "Waarom de jaarfactuur kan verschillen",
                &[
                    "Je leverancier maakt één keer per jaar de factuur. Prijzen kunnen veranderd zijn.",
                    "Wat je hier betaalde, gaat van die factuur af.",
                ],
            ),
            (
                "Welke prijs telt",
                &[
                    "Beschermde klanten betalen het sociaal tarief. Alle anderen betalen het gemiddelde tarief.",
                    "Beide veranderen op vaste momenten. We zeggen het vooraf.",
                ],
            ),
        ],
    },
    Told {
        title: "Moeilijk om te betalen?",
        parts: &[
            (
                "Praat nu met iemand",
                &[
                    "Bel {phone}. Het is gratis, en niemand oordeelt.",
                    "Het OCMW van je gemeente helpt alle inwoners, ook met één factuur.",
                ],
            ),
            (
                "Wat er kan",
                &[
                    "Beschermde klanten betalen het sociaal tarief. Vraag of jij dat bent.",
                    "In de winter mogen zij hulp vragen. Tot de beslissing wordt niets afgesloten.",
                    "Beperkt vermogen van {ampere} A kan in de plaats van een afsluiting komen.",
                    "Wat je terugbetaalt, kan over meer weken gespreid worden.",
                ],
            ),
            (
                "Iemand is ziek of heeft een toestel nodig",
                &["Zeg het meteen: {phone}. We kijken het na voor er iets afgesloten wordt."],
            ),
            (
                "Je bent het niet eens met ons",
                &["Schrijf ons, en daarna de ombudsdienst voor energie. Het kost niets."],
            ),
        ],
    },
    Told {
        title: "Je recht om te weigeren",
        parts: &[
            (
                "Wie vraagt prepaid",
                &[
                    "Je leverancier mag het vragen na onbetaalde facturen. Je mag weigeren.",
                    "Je mag het ook zelf vragen, met het formulier hieronder.",
                    "Een rechter kan het opleggen. Dat kun je hier niet weigeren.",
                ],
            ),
            (
                "Tot wanneer",
                &[
                    "Onze brief laat {refuse_days} dagen. Zeg voor dan nee, en er verandert niets.",
                    "Je mag ook later nog weigeren, op elk moment.",
                ],
            ),
            (
                "Hoe je weigert",
                &[
                    "Met het formulier hieronder, de kaart van de brief, of bel {phone}.",
                    "Je OCMW kan het samen met je doen.",
                ],
            ),
            (
                "Wat er dan gebeurt",
                &[
                    "We zeggen het je leverancier. Zijn vraag stopt.",
                    "Er wordt niets afgesloten omdat je weigerde.",
                    "Je leverancier mag naar de vrederechter. Je wordt daar gehoord.",
                    "Niet thuis zijn is geen weigering, en geen reden om af te sluiten.",
                ],
            ),
        ],
    },
    Told {
        title: "Toegankelijkheid",
        parts: &[
            (
                "Wat we willen",
                &[
                    "Deze pagina’s volgen WCAG 2.2, niveau AA. Ze werken zonder script.",
                    "Ze passen op 320 pixels, donkere schermen, het toetsenbord alleen en schermlezers.",
                ],
            ),
            (
                "Wat er nog niet is",
                &[
                    "Niet alle teksten zijn al nagelezen door mensen van elke taal.",
                    "Makkelijke pagina’s hebben tekeningen, nog geen geluid.",
                ],
            ),
            (
                "Werkt er iets niet voor jou",
                &[
                    "Bel {phone}, of schrijf ons. Zeg welke pagina, en waarmee je ze leest.",
                    "We antwoorden binnen {answer_days} werkdagen, in een vorm die jij kunt lezen.",
                ],
            ),
            (
                "Ons antwoord helpt niet",
                &[
                    "Schrijf de ombudsman van Wallonië: www.le-mediateur.be. Het kost niets.",
                    "Voel je je uitgesloten? Unia helpt ook: www.unia.be.",
                ],
            ),
        ],
    },
    Told {
        title: "Privacy",
        parts: &[
            (
                "Wat we weten",
                &[
                    "De metingen van je meter, je betalingen, en hoe we je bereiken.",
                    "Je account toont alles. Je kunt het daar downloaden.",
                ],
            ),
            (
                "Wie het ziet",
                &[
                    "Een winkel ziet de gemeente en of een bedrag genoeg is. Nooit je saldo.",
                    "Wie je helpt, ziet wat jij toelaat. Je kunt het altijd stoppen.",
                    "Wat de poort van je meter stuurt, is alleen voor jou. Na enkele minuten is het weg.",
                    "Elke keer dat iemand kijkt, wordt genoteerd. Je ziet wie keek, en wanneer.",
                ],
            ),
            (
                "De kwartieren",
                &[
                    "Je meter meet elke 15 minuten. Dat toont wanneer er iemand thuis is.",
                    "Prepaid heeft één meting per dag nodig, en geen kwartieren.",
                    "Je ziet ze hier pas na je akkoord. Je trekt het in wanneer je wilt.",
                    "Je leverancier ziet er geen enkel. Energiedelen heeft ze nodig: je stapt er zelf in.",
                ],
            ),
            (
                "Wat we niet doen",
                &[
                    "Geen reclame, geen trackers, niets aan anderen zonder je akkoord of een wet.",
                    "Eén cookie houdt je aangemeld. Er is geen andere.",
                ],
            ),
        ],
    },
];
