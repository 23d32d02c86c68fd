use super::{Pages, Told};

pub(super) const PAGES: Pages = [
    Told {
        title: "Kein Strom oder kein Gas",
        parts: &[
            (
                "Sie riechen Gas",
                &[
                    "Gehen Sie zuerst hinaus. Berühren Sie keinen Schalter. Rufen Sie dann {gas} an.",
                ],
            ),
            (
                "Auch Ihre Nachbarn haben keinen Strom",
                &[
                    "Es ist eine Störung im Netz. Ihr Guthaben hat nichts damit zu tun.",
                    "Der Strom kommt von selbst zurück. Sie können es melden: {phone}.",
                ],
            ),
            (
                "Bei Ihnen ist eine Sicherung unten",
                &[
                    "Schalten Sie sie ein. Fällt sie wieder, ziehen Sie das letzte Gerät aus.",
                    "Mit begrenzter Leistung haben Sie {ampere} A. Ziehen Sie zuerst etwas aus.",
                ],
            ),
            (
                "Ein Pfeil blinkt auf dem Bildschirm des Zählers",
                &[
                    "Sie dürfen wieder einschalten. Strom: halten Sie den grünen Knopf 3 Sekunden.",
                    "Gas: schließen Sie alle Geräte. Halten Sie dann den Knopf unter dem Pfeil.",
                ],
            ),
            (
                "Ihr Guthaben ist aufgebraucht",
                &[
                    "Melden Sie sich an und sehen Sie, was fehlt. Oder laden Sie auf.",
                    "Ihr Guthaben muss wieder {back} sein. Warten Sie dann auf den Pfeil.",
                ],
            ),
            (
                "Nichts davon",
                &["Rufen Sie {phone} an. Es kostet nichts. Wir sehen Ihren Zähler mit Ihnen an."],
            ),
        ],
    },
    Told {
        title: "Ihr Zähler",
        parts: &[
            (
                "Ihr Guthaben ablesen: Strom",
                &[
                    "Drücken Sie den grünen Knopf. Der Bildschirm geht an.",
                    "Der zweite Druck zeigt, wann Ihr Guthaben berechnet wurde.",
                    "Der dritte zeigt Ihr Guthaben, der vierte Ihren Notkredit.",
                    "Striche: es ist noch nichts angekommen.",
                ],
            ),
            (
                "Ihr Guthaben ablesen: Gas",
                &[
                    "Drücken Sie den Knopf unter dem €. Sie sehen den Tag des Guthabens.",
                    "Drücken Sie unter dem Pfeil: Ihr Guthaben. Noch einmal: Ihr Notkredit.",
                ],
            ),
            (
                "Nach einer Abschaltung: Strom",
                &[
                    "Warten Sie, bis der Pfeil über dem Schalter blinkt.",
                    "Halten Sie dann den grünen Knopf 3 Sekunden. Das können nur Sie selbst.",
                ],
            ),
            (
                "Nach einer Abschaltung: Gas",
                &[
                    "Schließen Sie alle Geräte. Halten Sie 3 Sekunden den Knopf unter dem Pfeil.",
                    "Der Zähler sucht 12 Minuten nach einem Leck. Öffnen Sie inzwischen nichts.",
                    "Hört er früher auf, ist Gas geflossen. Rufen Sie {phone} an.",
                ],
            ),
            (
                "Ein alter Zähler mit Karte",
                &[
                    "Karten lassen sich seit Januar 2026 nicht mehr aufladen.",
                    "Rufen Sie {phone} an. Wir bringen einen neuen Zähler, Ihr Guthaben kommt mit.",
                ],
            ),
            (
                "Der Zähler soll keine Daten senden",
                &[
                    "Sie dürfen das ablehnen, 15 Tage lang kostenlos. Rufen Sie {phone} an.",
                    "Vorauszahlung braucht einen Zähler, der sendet: beides zusammen geht nicht.",
                ],
            ),
        ],
    },
    Told {
        title: "Wie es geht",
        parts: &[
            (
                "Sie zahlen zuerst, dann verbrauchen Sie",
                &[
                    "Ihr Zähler hat ein Guthaben. Was Sie täglich verbrauchen, geht davon ab.",
                    "Wir rechnen jeden Morgen. Sie sehen es hier, am Zähler und am Telefon.",
                ],
            ),
            (
                "Sie beginnen mit {start}",
                &[
                    "Das ist ein Vorschuss. Sie zahlen {start_day} am Tag zurück, mit Ihrem Verbrauch.",
                ],
            ),
            (
                "Wenn das Guthaben aufgebraucht ist",
                &[
                    "Bei 0 bleibt alles an. Ihr Notkredit von {emergency} startet von selbst.",
                    "Die nächste Aufladung zahlt ihn zuerst zurück.",
                    "{spared}",
                    "Vor einer Abschaltung sagen wir immer, wie viel nötig ist und bis wann.",
                ],
            ),
            (
                "Um wieder an zu sein",
                &[
                    "Ihr Guthaben muss wieder {back} sein. Die Seite zeigt den Betrag.",
                    "Warten Sie dann auf unsere SMS und drücken Sie den Knopf am Zähler.",
                ],
            ),
            (
                "Wie Sie aufladen",
                &[
                    "Online, im Laden oder mit Überweisung: von {least} bis {most} auf einmal.",
                    "Der genaue Betrag, um wieder an zu sein, gilt immer, auch ein kleinerer.",
                    "Ein Teil kann Notkredit oder Raten zurückzahlen. Wir zeigen es vorher.",
                ],
            ),
            (
                "Warum die Jahresrechnung abweichen kann",
                &[
                    "Ihr Versorger macht die Rechnung einmal im Jahr. Preise können sich geändert haben.",
                    "Was Sie hier bezahlt haben, geht von dieser Rechnung ab.",
                ],
            ),
            (
                "Welcher Preis zählt",
                &[
                    "Geschützte Kunden zahlen den Sozialtarif. Alle anderen zahlen den Durchschnittstarif.",
                    "Beide ändern sich zu festen Zeiten. Wir sagen es vorher.",
                ],
            ),
        ],
    },
    Told {
        title: "Schwierig zu zahlen?",
        parts: &[
            (
                "Sprechen Sie jetzt mit jemandem",
                &[
                    "Rufen Sie {phone} an. Es ist kostenlos, und niemand urteilt.",
                    "Das ÖSHZ Ihrer Gemeinde hilft allen, die dort wohnen, auch bei einer Rechnung.",
                ],
            ),
            (
                "Was möglich ist",
                &[
                    "Geschützte Kunden zahlen den Sozialtarif. Fragen Sie, ob Sie einer sind.",
                    "Im Winter dürfen sie Hilfe beantragen. Bis zur Entscheidung wird nichts abgeschaltet.",
                    "Begrenzte Leistung von {ampere} A kann an die Stelle einer Abschaltung treten.",
                    "Was Sie zurückzahlen, lässt sich auf mehr Wochen verteilen.",
                ],
            ),
            (
                "Jemand ist krank oder braucht ein Gerät",
                &["Sagen Sie es sofort: {phone}. Wir prüfen es vor jeder Abschaltung."],
            ),
            (
                "Sie sind nicht einverstanden",
                &["Schreiben Sie uns, dann der Schlichtungsstelle für Energie. Es kostet nichts."],
            ),
        ],
    },
    Told {
        title: "Ihr Recht, abzulehnen",
        parts: &[
            (
                "Wer Vorauszahlung verlangt",
                &[
                    "Ihr Versorger darf sie nach unbezahlten Rechnungen verlangen. Sie dürfen ablehnen.",
                    "Sie dürfen auch selbst darum bitten, mit dem Formular unten.",
                    "Ein Richter kann sie auferlegen. Das lehnt man hier nicht ab.",
                ],
            ),
            (
                "Bis wann",
                &[
                    "Unser Brief lässt {refuse_days} Tage. Sagen Sie bis dahin nein: dann ändert sich nichts.",
                    "Sie dürfen auch später noch ablehnen, jederzeit.",
                ],
            ),
            (
                "Wie Sie ablehnen",
                &[
                    "Mit dem Formular unten, der Karte des Briefs oder unter {phone}.",
                    "Ihr ÖSHZ kann es mit Ihnen tun.",
                ],
            ),
            (
                "Was dann geschieht",
                &[
                    "Wir sagen es Ihrem Versorger. Sein Antrag endet.",
                    "Nichts wird abgeschaltet, weil Sie abgelehnt haben.",
                    "Ihr Versorger kann zum Friedensrichter gehen. Sie werden dort gehört.",
                    "Abwesend zu sein ist keine Ablehnung und kein Grund, abzuschalten.",
                ],
            ),
        ],
    },
    Told {
        title: "Barrierefreiheit",
        parts: &[
            (
                "Was wir wollen",
                &[
                    "Diese Seiten folgen WCAG 2.2, Stufe AA. Sie gehen ohne Skript.",
                    "Sie passen auf 320 Pixel, dunkle Schirme, Tastatur allein und Vorleseprogramme.",
                ],
            ),
            (
                "Was noch fehlt",
                &[
                    "Noch nicht alle Texte wurden von Menschen jeder Sprache gelesen.",
                    "Leichte Seiten haben Bilder, noch keinen Ton.",
                ],
            ),
            (
                "Etwas geht bei Ihnen nicht",
                &[
                    "Rufen Sie {phone} an oder schreiben Sie uns. Sagen Sie, welche Seite.",
                    "Wir antworten in {answer_days} Werktagen, in einer Form, die Sie lesen können.",
                ],
            ),
            (
                "Unsere Antwort hilft nicht",
                &[
                    "Schreiben Sie dem Ombudsmann der Wallonie: www.le-mediateur.be. Es kostet nichts.",
                    "Fühlen Sie sich ausgeschlossen? Unia hilft auch: www.unia.be.",
                ],
            ),
        ],
    },
    Told {
        title: "Datenschutz",
        parts: &[
            (
                "Was wir wissen",
                &[
                    "Die Messungen Ihres Zählers, Ihre Zahlungen, und wie wir Sie erreichen.",
                    "Ihr Konto zeigt alles. Sie können es dort laden.",
                ],
            ),
            (
                "Wer es sieht",
                &[
                    "Ein Laden sieht die Gemeinde und ob ein Betrag reicht. Nie Ihr Guthaben.",
                    "Wer Ihnen hilft, sieht, was Sie erlauben. Sie können es jederzeit beenden.",
                    "Was die Schnittstelle Ihres Zählers sendet, ist nur für Sie. Nach Minuten ist es gelöscht.",
                    "Jeder Blick wird notiert. Sie sehen, wer geschaut hat und wann.",
                ],
            ),
            (
                "Die Viertelstunden",
                &[
                    "Ihr Zähler misst alle 15 Minuten. Das zeigt, wann jemand zu Hause ist.",
                    "Vorauszahlung braucht eine Messung am Tag, keine Viertelstunden.",
                    "Sie sehen sie hier erst nach Ihrer Zustimmung. Sie widerrufen sie jederzeit.",
                    "Ihr Versorger sieht keine davon. Energieteilung braucht sie: Sie treten selbst bei.",
                ],
            ),
            (
                "Was wir nicht tun",
                &[
                    "Keine Werbung, keine Verfolger, nichts an andere ohne Zustimmung oder Gesetz.",
                    "Ein Cookie hält Sie angemeldet. Es gibt kein anderes.",
                ],
            ),
        ],
    },
];
