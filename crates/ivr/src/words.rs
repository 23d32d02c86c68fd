//! All prompts with their ids and their words in French, Dutch, German and English. Figures stand in braces.
//! Source: UX 6.1, 4.8; those that are not there are drafts.

use units::Language;

macro_rules! prompts {
    ($($id:ident, $name:literal, $fr:literal, $nl:literal, $de:literal, $en:literal;)*) => {
        /// Which prompt it is; a voice may be recorded under its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PromptId {
            $($id,)*
        }

        impl PromptId {
            pub const ALL: &[Self] = &[$(Self::$id,)*];

            /// Never changes.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$id => $name,)*
                }
            }

            /// The words, with names of figures in braces.
            pub fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$id, Language::Fr) => $fr,
                    (Self::$id, Language::Nl) => $nl,
                    (Self::$id, Language::De) => $de,
                    (Self::$id, Language::En) => $en,)*
                }
            }
        }
    };
}

prompts! {
    Greeting, "a",
        "Bonjour, ici {dso}, énergie prépayée.",
        "Dag, dit is {dso}, prepaid energie.",
        "Guten Tag, hier ist {dso}, Prepaid-Energie.",
        "Hello, this is {dso}, prepaid energy.";
    Languages, "a_languages",
        "Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.",
        "Nederlands, druk 2. Français, tapez 1. Deutsch, die 3. English, press 4.",
        "Deutsch, die 3. Français, tapez 1. Nederlands, druk 2. English, press 4.",
        "English, press 4. Français, tapez 1. Nederlands, druk 2. Deutsch, die 3.";
    LanguagesAgain, "a_again",
        "Pour le français, c’est le 1. Voor Nederlands de 2. Für Deutsch die 3. For English 4.",
        "Voor Nederlands de 2. Pour le français, c’est le 1. Für Deutsch die 3. For English 4.",
        "Für Deutsch die 3. Pour le français, c’est le 1. Voor Nederlands de 2. For English 4.",
        "For English 4. Pour le français, c’est le 1. Voor Nederlands de 2. Für Deutsch die 3.";
    LanguagesLast, "a_last",
        "Choisissez une touche de 1 à 4. Kies, wählen Sie, choose: 1, 2, 3, 4.",
        "Kies een toets van 1 tot 4. Choisissez, wählen Sie, choose: 1, 2, 3, 4.",
        "Wählen Sie eine Taste von 1 bis 4. Choisissez, kies, choose: 1, 2, 3, 4.",
        "Choose a key from 1 to 4. Choisissez, kies, wählen Sie: 1, 2, 3, 4.";
    OtherLanguage, "a_other",
        "Andere taal, andere Sprache, other language: étoile.",
        "Autre langue, andere Sprache, other language: sterretje.",
        "Autre langue, andere taal, other language: Stern.",
        "Autre langue, andere taal, andere Sprache: star.";

    NewsOnline, "n_online",
        "Attention : le paiement en ligne ne marche pas bien.",
        "Let op: online betalen werkt niet goed.",
        "Achtung: die Online-Zahlung funktioniert nicht gut.",
        "Please note: online payment does not work well.";
    NewsTerminals, "n_terminals",
        "Attention : les terminaux des magasins ne marchent pas bien.",
        "Let op: de toestellen in de winkels werken niet goed.",
        "Achtung: die Terminals der Läden funktionieren nicht gut.",
        "Please note: the terminals in shops do not work well.";
    NewsTransfers, "n_transfers",
        "Attention : les virements arrivent en retard.",
        "Let op: overschrijvingen komen te laat.",
        "Achtung: Überweisungen kommen verspätet.",
        "Please note: bank transfers come late.";
    NewsTexts, "n_texts",
        "Attention : nos SMS partent en retard.",
        "Let op: onze sms’en vertrekken te laat.",
        "Achtung: unsere SMS gehen verspätet ab.",
        "Please note: our text messages leave late.";
    NewsMeters, "n_meters",
        "Attention : nos ordres arrivent en retard aux compteurs.",
        "Let op: onze opdrachten komen te laat bij de meters.",
        "Achtung: unsere Aufträge kommen verspätet bei den Zählern an.",
        "Please note: our orders reach the meters late.";
    NewsWayBack, "n_way_back",
        "Attention : après une coupure, le retour prend plus de temps.",
        "Let op: na een afsluiting duurt de terugkeer langer.",
        "Achtung: nach einer Abschaltung dauert die Rückkehr länger.",
        "Please note: after a cut, supply takes longer to come back.";
    NewsOther, "n_other",
        "Attention : une de nos installations est en panne.",
        "Let op: een van onze installaties werkt niet.",
        "Achtung: eine unserer Anlagen ist gestört.",
        "Please note: one of our systems has failed.";
    NewsWhere, "n_where",
        "Cela concerne {area}.",
        "Dat is in {area}.",
        "Das betrifft {area}.",
        "This is in {area}.";
    NewsNotTwice, "n_twice",
        "Ne payez pas deux fois.",
        "Betaal niet twee keer.",
        "Zahlen Sie nicht zweimal.",
        "Do not pay twice.";
    NewsNoCuts, "n_cuts",
        "Personne n’est coupé pendant ce temps.",
        "Niemand wordt intussen afgesloten.",
        "Niemand wird inzwischen abgeschaltet.",
        "Nobody is cut meanwhile.";
    NewsNoCutsThere, "n_cuts_there",
        "Personne n’y est coupé.",
        "Niemand wordt daar afgesloten.",
        "Niemand wird dort abgeschaltet.",
        "Nobody is cut there.";

    Street, "b",
        "{energies}, {street} ? 1 oui, 2 autre.",
        "{energies}, {street}? 1 ja, 2 andere.",
        "{energies}, {street}? 1 ja, 2 andere.",
        "{energies}, {street}? 1 yes, 2 other.";
    StreetAgain, "b_again",
        "Est-ce bien pour {street} ? Tapez 1 pour oui, 2 pour non.",
        "Gaat het om {street}? Toets 1 voor ja, 2 voor nee.",
        "Geht es um {street}? Tippen Sie 1 für ja, 2 für nein.",
        "Is it about {street}? Press 1 for yes, 2 for no.";
    StreetLast, "b_last",
        "Votre adresse est {street} : tapez 1. Une autre référence : tapez 2.",
        "Je adres is {street}: toets 1. Een andere referentie: toets 2.",
        "Ihre Adresse ist {street}: tippen Sie 1. Eine andere Referenz: tippen Sie 2.",
        "Your address is {street}: press 1. Another reference: press 2.";
    LastFour, "b4",
        "Tapez les 4 derniers chiffres de votre référence. Autre référence : étoile.",
        "Toets de laatste 4 cijfers van je referentie. Andere referentie: sterretje.",
        "Tippen Sie die letzten 4 Ziffern Ihrer Referenz. Andere Referenz: Stern.",
        "Enter the last 4 digits of your reference. Another reference: star.";
    LastFourAgain, "b4_again",
        "Il nous faut 4 chiffres : les derniers de votre carte.",
        "We hebben 4 cijfers nodig: de laatste op je kaart.",
        "Wir brauchen 4 Ziffern: die letzten auf Ihrer Karte.",
        "We need 4 digits: the last ones on your card.";
    LastFourLast, "b4_last",
        "Prenez votre carte. Tapez ses 4 derniers chiffres, ou étoile sans carte.",
        "Neem je kaart. Toets de laatste 4 cijfers, of sterretje zonder kaart.",
        "Nehmen Sie Ihre Karte. Tippen Sie die letzten 4 Ziffern, ohne Karte Stern.",
        "Take your card. Enter its last 4 digits, or star without a card.";
    LastFourWrong, "b4_wrong",
        "Nous ne trouvons pas ces 4 chiffres. Essayez encore.",
        "We vinden die 4 cijfers niet. Probeer opnieuw.",
        "Wir finden diese 4 Ziffern nicht. Versuchen Sie es noch einmal.",
        "We do not find these 4 digits. Try again.";

    Reference, "c",
        "Tapez les 13 chiffres de votre référence. Ils sont sur votre carte et sur le compteur.",
        "Toets de 13 cijfers van je referentie. Ze staan op je kaart en op de meter.",
        "Tippen Sie die 13 Ziffern Ihrer Referenz. Sie stehen auf Ihrer Karte und am Zähler.",
        "Enter the 13 digits of your reference. They are on your card and on the meter.";
    ReferenceAgain, "c_again",
        "Nous attendons votre référence de 13 chiffres. Étoile pour recommencer.",
        "We wachten op je referentie van 13 cijfers. Sterretje om opnieuw te beginnen.",
        "Wir warten auf Ihre Referenz mit 13 Ziffern. Stern, um neu zu beginnen.",
        "We are waiting for your reference of 13 digits. Star to start again.";
    ReferenceLast, "c_last",
        "Prenez votre carte, sans vous presser. Tapez ensuite ses 13 chiffres.",
        "Neem rustig je kaart. Toets dan de 13 cijfers.",
        "Nehmen Sie in Ruhe Ihre Karte. Tippen Sie dann die 13 Ziffern.",
        "Take your card, there is no hurry. Then enter its 13 digits.";
    WrongDigit, "c2",
        "Un chiffre ne va pas. Essayons ensemble. Tapez d’abord les 4 premiers.",
        "Eén cijfer klopt niet. We doen het samen. Toets eerst de eerste 4.",
        "Eine Ziffer stimmt nicht. Wir machen es zusammen. Tippen Sie erst die ersten 4.",
        "One digit is not right. Let us do it together. First enter the first 4.";
    Unknown, "c2_unknown",
        "Nous ne trouvons pas cette référence. Essayons ensemble. Tapez d’abord les 4 premiers.",
        "We vinden die referentie niet. We doen het samen. Toets eerst de eerste 4.",
        "Wir finden diese Referenz nicht. Wir machen es zusammen. Tippen Sie erst die ersten 4.",
        "We do not find this reference. Let us do it together. First enter the first 4.";
    TooShort, "c2_short",
        "Il manque des chiffres. Essayons ensemble. Tapez d’abord les 4 premiers.",
        "Er ontbreken cijfers. We doen het samen. Toets eerst de eerste 4.",
        "Es fehlen Ziffern. Wir machen es zusammen. Tippen Sie erst die ersten 4.",
        "Some digits are missing. Let us do it together. First enter the first 4.";
    ReadBack, "c2_read",
        "Vous avez tapé {digits}.",
        "Je hebt {digits} getoetst.",
        "Sie haben {digits} getippt.",
        "You entered {digits}.";
    NextGroup, "c2_next",
        "Tapez les {count} suivants. Étoile pour corriger.",
        "Toets de volgende {count}. Sterretje om te verbeteren.",
        "Tippen Sie die nächsten {count}. Stern zum Verbessern.",
        "Enter the next {count}. Star to correct.";
    FirstGroup, "c2_first",
        "Recommençons. Tapez les {count} premiers chiffres.",
        "We beginnen opnieuw. Toets de eerste {count} cijfers.",
        "Wir beginnen neu. Tippen Sie die ersten {count} Ziffern.",
        "Let us start again. Enter the first {count} digits.";
    GroupAgain, "c2_again",
        "Il nous faut {count} chiffres. Étoile pour corriger.",
        "We hebben {count} cijfers nodig. Sterretje om te verbeteren.",
        "Wir brauchen {count} Ziffern. Stern zum Verbessern.",
        "We need {count} digits. Star to correct.";
    GroupLast, "c2_last",
        "Tapez {count} chiffres, un par un, comme sur votre carte.",
        "Toets {count} cijfers, één voor één, zoals op je kaart.",
        "Tippen Sie {count} Ziffern, eine nach der anderen, wie auf Ihrer Karte.",
        "Enter {count} digits, one by one, as on your card.";
    Found, "c_found",
        "Référence qui finit par {digits}.",
        "Referentie die eindigt op {digits}.",
        "Referenz mit {digits} am Ende.",
        "Reference that ends in {digits}.";

    Ok, "e_s1",
        "{energy}. Il vous reste {left}.",
        "{energy}. Je hebt nog {left}.",
        "{energy}. Sie haben noch {left}.",
        "{energy}. You have {left} left.";
    OkDays, "e_s1_days",
        "{energy}. Il vous reste {left}. C’est environ {days} jours.",
        "{energy}. Je hebt nog {left}. Dat is ongeveer {days} dagen.",
        "{energy}. Sie haben noch {left}. Das sind etwa {days} Tage.",
        "{energy}. You have {left} left. That is about {days} days.";
    OkUntil, "e_s1_until",
        "{energy}. Il vous reste {left}. C’est assez jusqu’{until} environ.",
        "{energy}. Je hebt nog {left}. Dat is genoeg tot ongeveer {until}.",
        "{energy}. Sie haben noch {left}. Das reicht etwa bis {until}.",
        "{energy}. You have {left} left. That should last until about {until}.";
    Low, "e_s2",
        "{energy}. Votre solde est bas : {left}. Ensuite, vous avez {credit} de secours.",
        "{energy}. Je saldo is laag: {left}. Daarna heb je {credit} noodkrediet.",
        "{energy}. Ihr Guthaben ist niedrig: {left}. Danach haben Sie {credit} Notkredit.",
        "{energy}. Your balance is low: {left}. After that you have {credit} emergency credit.";
    LowUntil, "e_s2_until",
        "{energy}. Votre solde est bas : {left}, jusqu’{until}. Ensuite, vous avez {credit} de secours.",
        "{energy}. Je saldo is laag: {left}, tot {until}. Daarna heb je {credit} noodkrediet.",
        "{energy}. Ihr Guthaben ist niedrig: {left}, bis {until}. Danach haben Sie {credit} Notkredit.",
        "{energy}. Your balance is low: {left}, until {until}. After that you have {credit} emergency credit.";
    LowDays, "e_s2_days",
        "{energy}. Votre solde est bas : {left}, environ {days} jours. Ensuite, vous avez {credit} de secours.",
        "{energy}. Je saldo is laag: {left}, ongeveer {days} dagen. Daarna heb je {credit} noodkrediet.",
        "{energy}. Ihr Guthaben ist niedrig: {left}, etwa {days} Tage. Danach haben Sie {credit} Notkredit.",
        "{energy}. Your balance is low: {left}, about {days} days. After that you have {credit} emergency credit.";
    EmergencyPower, "e_s3",
        "{energy}. Le crédit de secours est en route. Il reste {left}. Le courant reste allumé.",
        "{energy}. Het noodkrediet loopt. Je hebt nog {left}. De stroom blijft aan.",
        "{energy}. Der Notkredit läuft. Es bleiben {left}. Der Strom bleibt an.",
        "{energy}. Emergency credit is in use. {left} are left. Your power stays on.";
    EmergencyGas, "e_s3_gas",
        "{energy}. Le crédit de secours est en route. Il reste {left}. Le gaz reste ouvert.",
        "{energy}. Het noodkrediet loopt. Je hebt nog {left}. Het gas blijft aan.",
        "{energy}. Der Notkredit läuft. Es bleiben {left}. Das Gas bleibt an.",
        "{energy}. Emergency credit is in use. {left} are left. Your gas stays on.";
    HeldUntilPower, "e_s4",
        "{energy}. Le secours est épuisé. Le courant reste allumé jusqu’à {when}.",
        "{energy}. Het noodkrediet is op. De stroom blijft aan tot {when}.",
        "{energy}. Der Notkredit ist aufgebraucht. Der Strom bleibt bis {when} an.",
        "{energy}. Emergency credit is used up. Power stays on until {when}.";
    HeldUntilGas, "e_s4_gas",
        "{energy}. Le secours est épuisé. Le gaz reste ouvert jusqu’à {when}.",
        "{energy}. Het noodkrediet is op. Het gas blijft aan tot {when}.",
        "{energy}. Der Notkredit ist aufgebraucht. Das Gas bleibt bis {when} an.",
        "{energy}. Emergency credit is used up. Gas stays on until {when}.";
    HeldPower, "e_s4_open",
        "{energy}. Le secours est épuisé. Votre courant est encore allumé.",
        "{energy}. Het noodkrediet is op. Je stroom is nog aan.",
        "{energy}. Der Notkredit ist aufgebraucht. Ihr Strom ist noch an.",
        "{energy}. Emergency credit is used up. Your power is still on.";
    HeldGas, "e_s4_open_gas",
        "{energy}. Le secours est épuisé. Votre gaz est encore ouvert.",
        "{energy}. Het noodkrediet is op. Je gas is nog aan.",
        "{energy}. Der Notkredit ist aufgebraucht. Ihr Gas ist noch an.",
        "{energy}. Emergency credit is used up. Your gas is still on.";
    HeldByOrder, "e_s4_order",
        "La coupure est demandée.",
        "De afsluiting is gevraagd.",
        "Die Abschaltung ist angefordert.",
        "Switch-off is requested.";
    HeldByLimiter, "e_s4_limiter",
        "Vous gardez une puissance réduite. Un seul gros appareil à la fois.",
        "Je houdt beperkt vermogen. Eén groot toestel tegelijk.",
        "Sie behalten begrenzte Leistung. Nur ein großes Gerät zugleich.",
        "You keep limited power. One big appliance at a time.";
    HeldByGuard, "e_s4_guard",
        "Nous vérifions d’abord quelque chose. Rien n’est coupé d’ici là.",
        "We kijken eerst iets na. Tot dan sluiten we niets af.",
        "Wir prüfen zuerst etwas. Bis dahin schalten wir nichts ab.",
        "We check something first. Until then nothing is cut.";
    ToKeepIt, "e_s4_amount",
        "Pour le garder : {amount}.",
        "Om aan te blijven: {amount}.",
        "Dafür: {amount}.",
        "To keep it: {amount}.";
    FullPower, "e_s4_full",
        "Pour la pleine puissance : {amount}.",
        "Voor het volle vermogen: {amount}.",
        "Für die volle Leistung: {amount}.",
        "For full power again: {amount}.";
    OffPower, "e_s5",
        "{energy}. Le courant est coupé.",
        "{energy}. De stroom is uit.",
        "{energy}. Der Strom ist aus.",
        "{energy}. Your power is off.";
    OffGas, "e_s5_gas",
        "{energy}. Le gaz est coupé.",
        "{energy}. Het gas is uit.",
        "{energy}. Das Gas ist aus.",
        "{energy}. Your gas is off.";
    ToBeBack, "e_s5_amount",
        "Rechargez {amount} ou plus.",
        "Laad {amount} of meer op.",
        "Laden Sie {amount} oder mehr auf.",
        "Top up {amount} or more.";
    ThenPressPower, "e_s5_then",
        "Attendez notre SMS, puis appuyez sur le bouton vert.",
        "Wacht op onze sms en druk dan op de groene knop.",
        "Warten Sie auf unsere SMS, dann grünen Knopf drücken.",
        "Wait for our text, then press the green button.";
    ThenPressGas, "e_s5_then_gas",
        "Attendez notre SMS. Fermez les appareils, puis appuyez sur le bouton rouge.",
        "Wacht op onze sms. Sluit de toestellen en druk dan op de rode knop.",
        "Warten Sie auf unsere SMS. Schließen Sie die Geräte, dann roten Knopf drücken.",
        "Wait for our text. Close the appliances, then press the red button.";
    NothingToPay, "e_s5_wait",
        "Vous n’avez plus rien à payer. Attendez notre SMS.",
        "Je hoeft niets meer te betalen. Wacht op onze sms.",
        "Sie müssen nichts mehr zahlen. Warten Sie auf unsere SMS.",
        "Nothing more to pay. Wait for our text.";
    BeingTold, "e_s5_sent",
        "Payé. Le compteur reçoit l’ordre. En général, 5 minutes.",
        "Betaald. De meter krijgt het bericht. Meestal 5 minuten.",
        "Bezahlt. Der Zähler erhält den Auftrag. Meist 5 Minuten.",
        "Paid. The meter is being told. Usually 5 minutes.";
    PressPower, "e_s5_press",
        "Ensuite, appuyez 3 secondes sur le bouton vert du compteur.",
        "Druk dan 3 seconden op de groene knop van de meter.",
        "Drücken Sie dann 3 Sekunden den grünen Knopf am Zähler.",
        "Then press the green button on the meter for 3 seconds.";
    MeterReady, "e_s5_ready",
        "Le compteur est prêt.",
        "De meter is klaar.",
        "Der Zähler ist bereit.",
        "The meter is ready.";
    PressNowPower, "e_s5_press_now",
        "Appuyez 3 secondes sur le bouton vert du compteur.",
        "Druk 3 seconden op de groene knop van de meter.",
        "Drücken Sie 3 Sekunden den grünen Knopf am Zähler.",
        "Press the green button on the meter for 3 seconds.";
    PressGas, "e_s5_press_gas",
        "Fermez les appareils au gaz. Appuyez 3 secondes sur le bouton rouge.",
        "Sluit alle gastoestellen. Druk 3 seconden op de rode knop.",
        "Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden den roten Knopf.",
        "Close all gas appliances. Press the red button for 3 seconds.";
    LeakTest, "e_s5_test",
        "Le compteur teste l’étanchéité. Cela dure environ 12 minutes.",
        "De meter test of er geen lek is. Dat duurt ongeveer 12 minuten.",
        "Der Zähler prüft auf Lecks. Das dauert etwa 12 Minuten.",
        "The meter checks for leaks. It takes about 12 minutes.";
    MedicalNeed, "e_s5_need",
        "Bébé, malade, appareil médical ? Tapez 0.",
        "Baby, ziek, medisch toestel? Toets 0.",
        "Baby, krank, Medizingerät? Tippen Sie 0.",
        "Baby, illness, medical device? Press 0.";
    SmellGas, "e_smell",
        "Odeur de gaz ? Sortez, puis tapez 0.",
        "Ruik je gas? Ga naar buiten en toets 0.",
        "Gasgeruch? Gehen Sie hinaus und tippen Sie 0.",
        "Smell gas? Go outside, then press 0.";
    Paying, "e_paying",
        "Un paiement est en cours. Ne payez pas deux fois.",
        "Er loopt een betaling. Betaal niet twee keer.",
        "Eine Zahlung läuft. Zahlen Sie nicht zweimal.",
        "A payment is in progress. Do not pay twice.";
    Limited, "e_limited",
        "Puissance réduite de {ampere} ampères.",
        "Beperkt vermogen van {ampere} ampère.",
        "Begrenzte Leistung von {ampere} Ampere.",
        "Limited power of {ampere} amps.";
    Time, "e_time",
        "Calculé {when}.",
        "Berekend {when}.",
        "Berechnet {when}.",
        "Worked out {when}.";
    Stale, "e_stale",
        "Attention : ce solde date de {day}. Votre compteur n’a rien envoyé depuis.",
        "Let op: dit saldo is van {day}. Je meter stuurde sindsdien niets.",
        "Achtung: dieses Guthaben ist von {day}. Ihr Zähler hat seitdem nichts gesendet.",
        "Please note: this balance is from {day}. Your meter has sent nothing since.";

    PersonNow, "g_now",
        "Difficile de payer ? Touche 9 : une personne, maintenant.",
        "Moeilijk om te betalen? Toets 9: meteen iemand aan de lijn.",
        "Schwierig zu zahlen? Taste 9: sofort ein Mensch.",
        "Hard to pay? Press 9 for a person now.";
    PersonLater, "g_later",
        "Difficile de payer ? Touche 9 : nous vous rappelons {by}.",
        "Moeilijk om te betalen? Toets 9: we bellen je {by}.",
        "Schwierig zu zahlen? Taste 9: wir rufen Sie {by} an.",
        "Hard to pay? Press 9: we call you {by}.";
    Menu, "f",
        "Répéter, 1. Un SMS, 2. Où recharger, 3. Autre énergie ou référence, 4. Une personne, 9.",
        "Herhalen, 1. Een sms, 2. Waar opladen, 3. Andere energie of referentie, 4. Een mens, 9.",
        "Wiederholen, 1. Eine SMS, 2. Wo aufladen, 3. Andere Energie oder Referenz, 4. Ein Mensch, 9.",
        "Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9.";
    MenuAgain, "f_again",
        "Que voulez-vous faire ? 1, 2, 3, 4, ou 9 pour une personne.",
        "Wat wil je doen? 1, 2, 3, 4, of 9 voor een mens.",
        "Was möchten Sie tun? 1, 2, 3, 4, oder 9 für einen Menschen.",
        "What would you like? 1, 2, 3, 4, or 9 for a person.";
    MenuLast, "f_last",
        "Pour réentendre votre solde, tapez 1. Pour parler à quelqu’un, tapez 9.",
        "Om je saldo opnieuw te horen, toets 1. Om iemand te spreken, toets 9.",
        "Um Ihr Guthaben noch einmal zu hören, 1. Um mit jemandem zu sprechen, 9.",
        "To hear your balance again, press 1. To talk to somebody, press 9.";

    SmsSent, "sms_sent",
        "Le SMS est en route.",
        "De sms is onderweg.",
        "Die SMS ist unterwegs.",
        "The text message is on its way.";
    SmsNoMobile, "sms_no_mobile",
        "Ce numéro ne reçoit pas de SMS.",
        "Dit nummer krijgt geen sms.",
        "Diese Nummer erhält keine SMS.",
        "This number gets no text messages.";
    SmsEnough, "sms_enough",
        "Vous avez déjà reçu {count} SMS aujourd’hui. Demain, c’est de nouveau possible.",
        "Je kreeg vandaag al {count} sms’en. Morgen kan het weer.",
        "Sie haben heute schon {count} SMS erhalten. Morgen geht es wieder.",
        "You had {count} text messages today. Tomorrow you can have more.";
    SmsOff, "sms_off",
        "Nous ne pouvons pas envoyer de SMS maintenant.",
        "We kunnen nu geen sms sturen.",
        "Wir können jetzt keine SMS senden.",
        "We cannot send text messages now.";

    Postcode, "p",
        "Tapez votre code postal : 4 chiffres.",
        "Toets je postcode: 4 cijfers.",
        "Tippen Sie Ihre Postleitzahl: 4 Ziffern.",
        "Enter your postcode: 4 digits.";
    PostcodeAgain, "p_again",
        "Où voulez-vous recharger ? Il nous faut les 4 chiffres du code postal.",
        "Waar wil je opladen? We hebben de 4 cijfers van de postcode nodig.",
        "Wo möchten Sie aufladen? Wir brauchen die 4 Ziffern der Postleitzahl.",
        "Where would you like to top up? We need the 4 digits of the postcode.";
    PostcodeLast, "p_last",
        "Par exemple 5, 0, 0, 0 pour Namur. Étoile pour revenir.",
        "Bijvoorbeeld 9, 0, 0, 0 voor Gent. Sterretje om terug te gaan.",
        "Zum Beispiel 4, 7, 0, 0 für Eupen. Stern, um zurückzugehen.",
        "Such as 5, 0, 0, 0 for Namur. Star to go back.";
    NoShops, "p_none",
        "Nous ne connaissons pas de point de recharge là-bas.",
        "We kennen daar geen oplaadpunt.",
        "Wir kennen dort keine Aufladestelle.",
        "We know of no shop there.";
    ShopOpen, "p_open",
        "{name}, {street}, {town}. Ouvert jusqu’à {until}.",
        "{name}, {street}, {town}. Open tot {until}.",
        "{name}, {street}, {town}. Offen bis {until}.",
        "{name}, {street}, {town}. Open until {until}.";
    ShopClosed, "p_closed",
        "{name}, {street}, {town}. Fermé maintenant.",
        "{name}, {street}, {town}. Nu dicht.",
        "{name}, {street}, {town}. Jetzt geschlossen.",
        "{name}, {street}, {town}. Closed now.";

    Sorry, "d",
        "Nous n’y arrivons pas ainsi. Une personne va vous aider.",
        "Zo lukt het niet. Iemand helpt je verder.",
        "So klappt es nicht. Ein Mensch hilft Ihnen weiter.",
        "This does not work. A person will help you.";
    TooMany, "d_many",
        "Trop de références n’allaient pas. Une personne va vous aider.",
        "Te veel referenties klopten niet. Iemand helpt je verder.",
        "Zu viele Referenzen stimmten nicht. Ein Mensch hilft Ihnen weiter.",
        "Too many references were not right. A person will help you.";
    Connecting, "d_connect",
        "Restez en ligne : nous appelons quelqu’un.",
        "Blijf aan de lijn: we roepen iemand.",
        "Bleiben Sie dran: wir rufen jemanden.",
        "Stay on the line: we are calling somebody.";
    Busy, "d_busy",
        "Personne n’est libre maintenant.",
        "Niemand is nu vrij.",
        "Jetzt ist niemand frei.",
        "Nobody is free now.";
    Closed, "d_closed",
        "Nos bureaux sont fermés.",
        "We zijn dicht.",
        "Wir haben geschlossen.",
        "We are closed.";
    CallBackHere, "d_here",
        "Nous vous rappelons {by}. C’est bien ce numéro ? 1 oui, 2 non.",
        "We bellen je {by}. Is dit het juiste nummer? 1 ja, 2 nee.",
        "Wir rufen Sie {by} an. Ist das die richtige Nummer? 1 ja, 2 nein.",
        "We will call you {by}. Is this the right number? 1 yes, 2 no.";
    CallBackHereAgain, "d_here_again",
        "Nous vous rappelons au {phone} ? Oui, tapez 1. Non, tapez 2.",
        "Bellen we je op {phone}? Ja, toets 1. Nee, toets 2.",
        "Rufen wir Sie unter {phone} an? Ja, tippen Sie 1. Nein, tippen Sie 2.",
        "Shall we call you on {phone}? Yes, press 1. No, press 2.";
    CallBackHereLast, "d_here_last",
        "Tapez 1 pour ce numéro. Tapez 2 pour en donner un autre.",
        "Toets 1 voor dit nummer. Toets 2 voor een ander.",
        "Tippen Sie 1 für diese Nummer. Tippen Sie 2 für eine andere.",
        "Press 1 for this number. Press 2 to give another.";
    Number, "d_number",
        "Nous vous rappelons {by}. Tapez votre numéro de téléphone, puis dièse.",
        "We bellen je {by}. Toets je telefoonnummer en dan hekje.",
        "Wir rufen Sie {by} an. Tippen Sie Ihre Telefonnummer, dann Raute.",
        "We will call you {by}. Enter your phone number, then hash.";
    NumberAgain, "d_number_again",
        "À quel numéro vous rappeler ? Terminez par dièse.",
        "Op welk nummer bellen we je? Eindig met hekje.",
        "Unter welcher Nummer rufen wir Sie an? Beenden Sie mit Raute.",
        "On which number shall we call you? End with hash.";
    NumberLast, "d_number_last",
        "Tapez par exemple 0, 4, 7, 5 et la suite. Puis dièse.",
        "Toets bijvoorbeeld 0, 4, 7, 5 en de rest. Dan hekje.",
        "Tippen Sie zum Beispiel 0, 4, 7, 5 und den Rest. Dann Raute.",
        "Enter for example 0, 4, 7, 5 and the rest. Then hash.";
    NumberWrong, "d_number_wrong",
        "Nous ne pouvons pas appeler ce numéro. Tapez un numéro belge.",
        "We kunnen dit nummer niet bellen. Toets een Belgisch nummer.",
        "Wir können diese Nummer nicht anrufen. Tippen Sie eine belgische Nummer.",
        "We cannot call this number. Enter a Belgian number.";
    NumberRead, "d_read",
        "Vous avez tapé {phone}. 1 oui, 2 non.",
        "Je hebt {phone} getoetst. 1 ja, 2 nee.",
        "Sie haben {phone} getippt. 1 ja, 2 nein.",
        "You entered {phone}. 1 yes, 2 no.";
    Promise, "d_promise",
        "C’est noté. Nous vous rappelons {by}.",
        "Het is genoteerd. We bellen je {by}.",
        "Das ist notiert. Wir rufen Sie {by} an.",
        "It is noted. We will call you {by}.";
    Done, "z",
        "Vous pouvez raccrocher. Réentendre, 1. Une référence, 4. Une personne, 9.",
        "Je kunt ophangen. Opnieuw horen, 1. Een referentie, 4. Een mens, 9.",
        "Sie können auflegen. Noch einmal hören, 1. Eine Referenz, 4. Ein Mensch, 9.",
        "You can hang up. Hear it again, 1. A reference, 4. A person, 9.";

    Danger, "0",
        "Odeur de gaz ? Sortez d’abord. Danger de mort ? Appelez le 112. Nous appelons quelqu’un.",
        "Ruik je gas? Ga eerst naar buiten. Levensgevaar? Bel 112. We roepen iemand.",
        "Gasgeruch? Gehen Sie erst hinaus. Lebensgefahr? Rufen Sie 112. Wir rufen jemanden.",
        "Smell gas? Go outside first. Danger to life? Call 112. We are calling somebody.";
    DangerFailed, "0_failed",
        "Personne ne répond. Appelez le {emergency}, ou le 112.",
        "Niemand antwoordt. Bel {emergency}, of 112.",
        "Niemand antwortet. Rufen Sie {emergency} an, oder 112.",
        "Nobody answers. Call {emergency}, or 112.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    #[test]
    fn four_languages_say_the_same_figures() {
        let mut known = BTreeSet::new();
        for id in PromptId::ALL {
            assert!(known.insert(id.name()), "{} twice", id.name());
            for language in Language::ALL {
                let (text, french) = (id.text(language), id.text(Language::Fr));
                assert_eq!(names(text), names(french), "{} {language}", id.name());
            }
        }
    }

    #[test]
    fn g_l1_sentences_have_thirteen_words_at_most_and_none_blames() {
        let forbidden =
            ["défaut", "négligence", "sanction", "wanbetaler", "säumig", "dette", "schuld"];
        for id in PromptId::ALL {
            for language in Language::ALL {
                let text = id.text(language);
                // A figure may be two or three words: `27 euros 40`.
                let long = text.replace("{left}", "27 euros 40").replace("{amount}", "16 euros 90");
                let long = long
                    .replace("{when}", "mercredi 8 heures")
                    .replace("{by}", "demain avant 11 heures");
                let long =
                    long.replace("{until}", "à mercredi soir").replace("{credit}", "15 euros");
                for sentence in long.split(['.', '?', '!', ':']) {
                    let words = sentence.split_whitespace().count();
                    assert!(words <= 13, "{words} words, {language} {}: {sentence}", id.name());
                }
                let small = text.to_lowercase();
                for word in forbidden {
                    assert!(!small.contains(word), "{} {language}: {word}", id.name());
                }
            }
        }
    }
}
