use super::picture::Picture as P;
use super::{Told, Words};

pub(super) const WORDS: Words = Words {
    name: "Makkelijke versie met tekeningen",
    whole: "Meer hierover",
    others: "Meer makkelijke pagina’s",
    pages: [
        Told {
            title: "Makkelijk: opladen",
            steps: &[
                (P::Card, "Neem je kaart. Ze heeft 13 cijfers."),
                (P::Tap, "Op je telefoon: geef hier de 13 cijfers."),
                (P::Coins, "Kies een bedrag. Betaal met je bank."),
                (P::Shop, "Of ga naar een winkel. Toon je kaart."),
                (P::Check, "Je krijgt een bericht. Het geld is er."),
            ],
        },
        Told {
            title: "Makkelijk: geen stroom of geen gas",
            steps: &[
                (P::Flame, "Ruik je gas? Ga meteen naar buiten."),
                (P::Phone, "Bel dan {gas}. Raak geen schakelaar aan."),
                (P::Street, "Hebben de buren stroom? Zo niet, wacht even."),
                (P::Breaker, "Staat een schakelaar beneden? Duw hem omhoog."),
                (P::Coins, "Is je krediet op? Laad dan op."),
                (P::Arrow, "Kijk naar de meter. Wacht op de pijl."),
                (P::Press, "Druk 3 seconden op de knop."),
                (P::Phone, "Nog donker? Bel {phone}, het is gratis."),
            ],
        },
        Told {
            title: "Makkelijk: hoe het werkt",
            steps: &[
                (P::Coins, "Je betaalt eerst. Dan verbruik je."),
                (P::Meter, "Je meter telt elke dag."),
                (P::Check, "In het begin lenen we je {start}."),
                (P::Calendar, "Je geeft {start_day} per dag terug."),
                (P::Lamp, "Niets meer? Je hebt nog {emergency}."),
                (P::Moon, "’s Nachts sluiten we niemand af."),
                (P::Letter, "Voor een onderbreking zeggen we het altijd."),
            ],
        },
        Told {
            title: "Makkelijk: moeilijk om te betalen?",
            steps: &[
                (P::Phone, "Bel ons: {phone}. Het is gratis."),
                (P::People, "Of ga naar het OCMW. Daar helpen ze."),
                (P::Coins, "Je kunt in kleine delen betalen."),
                (P::Lamp, "Je kunt wat stroom houden: {ampere} A."),
                (P::Letter, "Is er iemand ziek? Zeg het nu."),
            ],
        },
        Told {
            title: "Makkelijk: je meter",
            steps: &[
                (P::Meter, "Ga naar je meter. Hij heeft een scherm."),
                (P::Press, "Druk 3 keer op de groene knop."),
                (P::Coins, "Nu zie je je geld."),
                (P::LampOff, "Was de stroom weg? Laad eerst op."),
                (P::Arrow, "Wacht tot de pijl knippert."),
                (P::Press, "Houd de knop 3 seconden vast."),
                (P::Lamp, "Het licht komt terug."),
            ],
        },
    ],
};
