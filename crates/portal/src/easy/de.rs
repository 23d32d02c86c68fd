use super::picture::Picture as P;
use super::{Told, Words};

pub(super) const WORDS: Words = Words {
    name: "Leichte Fassung mit Bildern",
    whole: "Mehr dazu",
    others: "Mehr leichte Seiten",
    pages: [
        Told {
            title: "Leicht: aufladen",
            steps: &[
                (P::Card, "Nehmen Sie Ihre Karte. Sie hat 13 Ziffern."),
                (P::Tap, "Am Telefon: Geben Sie hier die 13 Ziffern ein."),
                (P::Coins, "Wählen Sie einen Betrag. Zahlen Sie mit Ihrer Bank."),
                (P::Shop, "Oder gehen Sie in einen Laden. Zeigen Sie die Karte."),
                (P::Check, "Sie bekommen eine Nachricht. Das Geld ist da."),
            ],
        },
        Told {
            title: "Leicht: kein Strom oder kein Gas",
            steps: &[
                (P::Flame, "Riechen Sie Gas? Gehen Sie sofort hinaus."),
                (P::Phone, "Dann rufen Sie {gas} an. Berühren Sie keinen Schalter."),
                (P::Street, "Haben die Nachbarn Strom? Wenn nicht, warten Sie."),
                (P::Breaker, "Ist ein Schalter unten? Drücken Sie ihn hoch."),
                (P::Coins, "Ist Ihr Guthaben leer? Laden Sie auf."),
                (P::Arrow, "Sehen Sie auf den Zähler. Warten Sie auf den Pfeil."),
                (P::Press, "Drücken Sie den Knopf 3 Sekunden."),
                (P::Phone, "Noch dunkel? Rufen Sie {phone} an, gratis."),
            ],
        },
        Told {
            title: "Leicht: wie es geht",
            steps: &[
                (P::Coins, "Sie zahlen zuerst. Dann verbrauchen Sie."),
                (P::Meter, "Ihr Zähler zählt jeden Tag."),
                (P::Check, "Am Anfang leihen wir Ihnen {start}."),
                (P::Calendar, "Sie geben {start_day} am Tag zurück."),
                (P::Lamp, "Nichts mehr? Sie haben noch {emergency}."),
                (P::Moon, "In der Nacht schalten wir niemanden ab."),
                (P::Letter, "Vor einer Abschaltung sagen wir es immer."),
            ],
        },
        Told {
            title: "Leicht: schwer zu zahlen?",
            steps: &[
                (P::Phone, "Rufen Sie uns an: {phone}. Es ist gratis."),
                (P::People, "Oder gehen Sie zum ÖSHZ. Dort hilft man."),
                (P::Coins, "Sie können in kleinen Teilen zahlen."),
                (P::Lamp, "Sie können etwas Strom behalten: {ampere} A."),
                (P::Letter, "Ist jemand krank? Sagen Sie es jetzt."),
            ],
        },
        Told {
            title: "Leicht: Ihr Zähler",
            steps: &[
                (P::Meter, "Gehen Sie zum Zähler. Er hat einen Bildschirm."),
                (P::Press, "Drücken Sie 3 Mal den grünen Knopf."),
                (P::Coins, "Jetzt sehen Sie Ihr Geld."),
                (P::LampOff, "War der Strom weg? Laden Sie zuerst auf."),
                (P::Arrow, "Warten Sie, bis der Pfeil blinkt."),
                (P::Press, "Halten Sie den Knopf 3 Sekunden."),
                (P::Lamp, "Das Licht kommt zurück."),
            ],
        },
    ],
};
