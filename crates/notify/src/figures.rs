//! What is filled into texts, and how each language writes it. Source: UX 4.7, PA-03.

use crate::gsm;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{Energy, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh, format_decimal};

/// The price of a register before and from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    /// `None`: there is one price for all hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_peak: Option<bool>,
    pub before: NanoEuroPerKwh,
    pub after: NanoEuroPerKwh,
}

/// What was used in a year, and what that cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    pub energy: MilliWattHours,
    pub charged: MicroEuro,
}

/// A year of an account. Source: UX 5.5 L6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearOnAPage {
    pub from: SettlementDay,
    pub last: SettlementDay,
    pub paid: MicroEuro,
    pub used: Used,
    pub repaid: MicroEuro,
    /// In the year before; `None` for the first one.
    pub before: Option<Used>,
}

/// All that a text may show, as of one instant; kept with the notice as it was. Source: CM-06.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    pub energy: Energy,
    pub as_of: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<MicroEuro>,
    /// Of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<MicroEuro>,
    /// What a shop earned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earned: Option<MicroEuro>,
    /// Credit, or emergency credit, that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<MicroEuro>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_gas: Option<MicroEuro>,
    /// The emergency credit as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<MicroEuro>,
    /// To stay on. Source: PA-19.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay: Option<MicroEuro>,
    /// To be back on. Source: PA-19.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear: Option<MicroEuro>,
    /// The supply is off, and stays so until that is paid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// For how many days the credit is expected to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// From when on somebody comes, at the earliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// Until when something holds, or when somebody comes or calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<SettlementDay>,
    /// When the last top-up point closes before it is needed; if all are closed already, when the first one opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Who acts, such as `CPAS de Namur`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// How somebody beside the holder knows the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Of a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What somebody wrote in answer to it: for mail and letters, never for a screen that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What changes with a new price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<PriceChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<YearOnAPage>,
    /// Why somebody ended something: for mail and letters, never for a screen that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The thirteen digits to pay with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Of who acts, where people call them; `None`: the operator's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Figures {
    pub fn of(energy: Energy, as_of: Instant) -> Self {
        Self {
            energy,
            as_of,
            balance: None,
            amount: None,
            earned: None,
            left: None,
            left_gas: None,
            credit: None,
            stay: None,
            clear: None,
            off: false,
            days_left: None,
            from: None,
            until: None,
            date: None,
            closes: None,
            opens: None,
            days: None,
            months: None,
            ticket: None,
            office: None,
            code: None,
            terminal: None,
            label: None,
            number: None,
            answer: None,
            prices: Vec::new(),
            year: None,
            reason: None,
            reference: None,
            phone: None,
        }
    }

    /// The longest real values, by which texts are measured. Source: UX 5.3.
    pub fn longest(energy: Energy) -> Self {
        let money = |cents: i64| MicroEuro::from_cents(cents);
        // A Wednesday, whose name is the longest in French, Dutch and English.
        let wednesday = SettlementDay::from_ymd(2026, 12, 23).unwrap_or(SettlementDay(0));
        Self {
            balance: money(-25_099),
            amount: money(25_000),
            earned: money(25_000),
            left: money(1_499),
            left_gas: money(1_499),
            credit: money(1_500),
            stay: money(25_099),
            clear: money(26_649),
            off: false,
            days_left: Some(60),
            from: Some(wednesday.at(12, 30)),
            until: Some(wednesday.at(14, 30)),
            date: Some(wednesday),
            closes: Some(wednesday.at(14, 30)),
            days: Some(14),
            months: Some(6),
            ticket: Some("7F3K-2QXA".to_owned()),
            office: Some("CPAS de Fontaine-l’Évêque".to_owned()),
            code: Some("482913".to_owned()),
            terminal: Some("T-ORES-00412".to_owned()),
            label: Some("appartement 14B, 3e étage".to_owned()),
            number: Some(1_000_000_001),
            prices: [Some(false), Some(true)]
                .map(|off_peak| {
                    let (before, after) =
                        (NanoEuroPerKwh(412_345_678), NanoEuroPerKwh(398_765_432));
                    PriceChange { off_peak, before, after }
                })
                .to_vec(),
            year: Some(YearOnAPage {
                from: wednesday.plus_months(-12),
                last: wednesday.previous(),
                paid: MicroEuro(3_120_450_000),
                used: Used {
                    energy: MilliWattHours(12_345_678_900),
                    charged: MicroEuro(3_120_450_000),
                },
                repaid: MicroEuro(250_000_000),
                before: Some(Used {
                    energy: MilliWattHours(12_345_678_900),
                    charged: MicroEuro(3_120_450_000),
                }),
            }),
            reason: Some("Votre dossier au CPAS est fermé".to_owned()),
            reference: Some("9012345678908".to_owned()),
            phone: Some("0475 12 34 56".to_owned()),
            answer: Some("Votre virement est arrivé lundi. ".repeat(30).trim_end().to_owned()),
            ..Self::of(energy, wednesday.at(0, 0))
        }
    }
}

/// Who sends: words of an operator that stand in every message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    pub name: String,
    /// The operator's own short domain, without a path.
    pub site: String,
    /// Free.
    pub help: String,
    /// Where a smell of gas is reported.
    pub emergency: String,
    /// One line of address of post.
    pub postal: String,
}

impl House {
    /// Addresses that exist nowhere, for previews and demos.
    pub fn example(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            site: "ppp.example.be".to_owned(),
            help: "0800 00 000".to_owned(),
            emergency: "0800 00 001".to_owned(),
            postal: "Rue de l'Exemple 1, 5000 Namur".to_owned(),
        }
    }
}

/// Why a text cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("a text needs `{name}`, which is not known")]
    Missing { name: String },
    #[error("a text has `{{` without an end")]
    Unended,
    #[error("the short message has a sign that is not in its alphabet: `{text}`")]
    NotGsm { text: String },
    #[error("the short message has {septets} septets, {most} are one message", most = gsm::MOST_SEPTETS)]
    TooLong { septets: usize },
}

/// Where a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// The sign of the euro last in all languages, names in the alphabet of short messages.
    Sms,
    /// As each language writes on pages.
    Page,
}

/// The longest names in a short message.
const LONGEST_NAME: usize = 25;

/// Fills a text. Errors: a figure is not known.
pub fn filled(
    text: &str,
    figures: &Figures,
    house: &House,
    language: Language,
    medium: Medium,
) -> Result<String, TextError> {
    let mut out = String::with_capacity(text.len() + 40);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(TextError::Unended)?;
        out.push_str(before);
        let value = Writer { figures, house, language, medium }.value(name);
        let value = value.ok_or_else(|| TextError::Missing { name: name.to_owned() })?;
        out.push_str(&value);
        // German dates end with a full stop, as sentences do.
        rest = after.strip_prefix('.').filter(|_| value.ends_with('.')).unwrap_or(after);
    }
    out.push_str(rest);
    Ok(out)
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    figures: &'a Figures,
    house: &'a House,
    language: Language,
    medium: Medium,
}

impl Writer<'_> {
    fn value(self, name: &str) -> Option<String> {
        let figures = self.figures;
        Some(match name {
            "energy" => self.energy().to_owned(),
            "balance" => self.shown(figures.balance?),
            "left" => self.shown(figures.left?),
            "left_gas" => self.shown(figures.left_gas?),
            "amount" => self.to_pay(figures.amount?),
            "earned" => figures.earned.map_or_else(String::new, |earned| {
                let words = ["Votre commission", "Je commissie", "Ihre Provision", "You earn"];
                format!(" {}: {}.", self.four(words), self.to_pay(earned))
            }),
            "of_amount" => figures.amount.map_or_else(String::new, |amount| {
                let of = self.four(["de ", "van ", "von ", "of "]);
                format!(" {of}{}", self.to_pay(amount))
            }),
            "stay" => self.to_pay(figures.stay?),
            "clear" => self.to_pay(figures.clear?),
            "minimum" => figures.clear.map_or_else(String::new, |clear| {
                let least = self.four(["Minimum", "Minstens", "Mindestens", "Minimum"]);
                format!(" {least} {}.", self.to_pay(clear))
            }),
            "reference" => figures.reference.clone()?,
            "as_of" => {
                let at = figures.as_of;
                format!("{} {}", self.date(at.day()), self.clock(at))
            }
            "credit" => {
                let cents = figures.credit?.amount_to_pay_cents();
                let text = self.decimal(cents);
                let zeros = if self.language == Language::En { ".00" } else { ",00" };
                self.with_sign(text.strip_suffix(zeros).unwrap_or(&text))
            }
            "about" => self.about(),
            "ticket" => figures.ticket.as_ref().map_or_else(String::new, |ticket| {
                let word = self.four(["Ticket", "Bewijs", "Beleg", "Receipt"]);
                format!(" {word} {ticket}.")
            }),
            "until" => self.day_and_clock(figures.until?),
            "slot" => {
                format!("{}-{}", self.day_and_clock(figures.from?), self.clock(figures.until?))
            }
            "clock" => self.clock(figures.until?),
            "hours" => self.hours(figures.until?),
            "date" => self.date(figures.date?),
            "to_date" => figures.date.map_or_else(String::new, |date| {
                format!(" {} {}", self.four(["jusqu'au", "tot", "bis", "until"]), self.date(date))
            }),
            "around" => self.around(figures.until?),
            "shops" => self.shops(),
            "days" => self.days(figures.days?),
            "months" => {
                let months = figures.months?;
                let one = self.four(["mois", "maand", "Monat", "month"]);
                let more = self.four(["mois", "maanden", "Monate", "months"]);
                format!("{months} {}", if months == 1 { one } else { more })
            }
            "office" => match &figures.office {
                Some(name) => self.name(name),
                None => self.four(["Le CPAS", "Het OCMW", "Das ÖSHZ", "The CPAS"]).to_owned(),
            },
            "prices" => self.prices(" ", ".")?,
            "price_list" => self.prices("\n- ", "")?.trim_start().to_owned(),
            "year_from" => self.dated(figures.year?.from),
            "year_to" => self.dated(figures.year?.last),
            "year_paid" => self.to_pay(figures.year?.paid),
            "year_used" => self.used(figures.year?.used),
            "year_repaid" => self.to_pay(figures.year?.repaid),
            "year_before" => match figures.year?.before {
                Some(before) => {
                    let words =
                        ["L'année d'avant", "Het jaar ervoor", "Im Jahr davor", "The year before"];
                    format!("{}: {}.", self.four(words), self.used(before))
                }
                None => self
                    .four([
                        "C'est votre première année avec nous.",
                        "Het is je eerste jaar bij ons.",
                        "Es ist Ihr erstes Jahr bei uns.",
                        "It is your first year with us.",
                    ])
                    .to_owned(),
            },
            "with" => figures.office.as_ref().map_or_else(String::new, |name| {
                format!(" {} {}", self.four(["avec", "met", "mit", "with"]), self.name(name))
            }),
            "because" => match (&figures.reason, self.medium) {
                (Some(reason), Medium::Page) => {
                    let word = self.four(["La raison", "De reden", "Der Grund", "The reason"]);
                    format!(" {word}: {}.", reason.trim().trim_end_matches('.'))
                }
                _ => String::new(),
            },
            "label" => self.name(figures.label.as_ref()?),
            "code" => figures.code.clone()?,
            "number" => figures.number?.to_string(),
            "answer" => figures.answer.clone()?,
            "terminal" => figures.terminal.clone()?,
            "site" => self.house.site.clone(),
            "help" => self.house.help.clone(),
            "phone" => figures.phone.clone().unwrap_or_else(|| self.house.help.clone()),
            "emergency" => self.house.emergency.clone(),
            _ => return None,
        })
    }

    fn four(self, texts: crate::texts::InFour) -> &'static str {
        crate::texts::of(texts, self.language)
    }

    fn energy(self) -> &'static str {
        energy(self.figures.energy, self.language)
    }

    /// A balance, rounded down so that it never flatters. Source: PA-03.
    fn shown(self, amount: MicroEuro) -> String {
        self.with_sign(&self.decimal(amount.shown_balance_cents()))
    }

    /// An amount to pay, rounded up. Source: PA-03.
    fn to_pay(self, amount: MicroEuro) -> String {
        self.with_sign(&self.decimal(amount.amount_to_pay_cents()))
    }

    fn decimal(self, cents: i64) -> String {
        let text = format_decimal(i128::from(cents), 2);
        if self.language == Language::En { text } else { text.replace('.', ",") }
    }

    fn with_sign(self, number: &str) -> String {
        match (self.medium, self.language) {
            (Medium::Sms, _) => format!("{number} €"),
            (Medium::Page, Language::Fr | Language::De) => {
                format!("{}\u{a0}€", number.replace('-', "−"))
            }
            (Medium::Page, Language::Nl) => format!("€\u{a0}{number}"),
            (Medium::Page, Language::En) => match number.strip_prefix('-') {
                Some(number) => format!("−€{number}"),
                None => format!("€{number}"),
            },
        }
    }

    fn about(self) -> String {
        match self.figures.days_left {
            None => String::new(),
            Some(0) => self
                .four([
                    ", moins d'un jour",
                    ", minder dan 1 dag",
                    ", unter 1 Tag",
                    ", less than 1 day",
                ])
                .to_owned(),
            Some(days) => {
                let about = self.four([", environ ", ", ongeveer ", ", etwa ", ", about "]);
                format!("{about}{}", self.days(days))
            }
        }
    }

    fn days(self, days: i64) -> String {
        let word = if days == 1 {
            self.four(["jour", "dag", "Tag", "day"])
        } else {
            self.four(["jours", "dagen", "Tage", "days"])
        };
        // `seit 2 Tagen`: the only place where a number of days follows a preposition in German.
        let dative = self.language == Language::De && self.figures.days == Some(days) && days != 1;
        format!("{days} {word}{}", if dative { "n" } else { "" })
    }

    /// What is left until then, in whole hours that are not too many.
    fn hours(self, until: Instant) -> String {
        let hours = until.seconds_since(self.figures.as_of).max(0) / 3600;
        let word = if hours == 1 {
            self.four(["heure", "uur", "Stunde", "hour"])
        } else {
            self.four(["heures", "uur", "Stunden", "hours"])
        };
        format!("{hours} {word}")
    }

    fn clock(self, at: Instant) -> String {
        let minute_of_day = at.minute_of_day();
        let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
        match (self.language, minute) {
            (Language::Fr, 0) => format!("{hour}h"),
            (Language::Fr, _) => format!("{hour}h{minute:02}"),
            (Language::Nl, 0) => format!("{hour}u"),
            (Language::Nl, _) => format!("{hour}.{minute:02} uur"),
            (Language::De, 0) => format!("{hour} Uhr"),
            (Language::De, _) => format!("{hour}:{minute:02} Uhr"),
            (Language::En, _) => {
                let half = if hour < 12 { "am" } else { "pm" };
                let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
                let minutes = if minute == 0 { String::new() } else { format!(":{minute:02}") };
                format!("{hour}{minutes}{half}")
            }
        }
    }

    fn day_and_clock(self, at: Instant) -> String {
        let day = at.day();
        format!("{} {} {}", self.weekday(day), self.date(day), self.clock(at))
    }

    fn date(self, day: SettlementDay) -> String {
        let (_, month, of_month) = day.ymd();
        match self.language {
            Language::De => format!("{of_month:02}.{month:02}."),
            _ => format!("{of_month:02}/{month:02}"),
        }
    }

    /// A day and its part: nobody knows the hour in which a credit ends.
    fn around(self, at: Instant) -> String {
        let (day, minute) = at.day_and_minute();
        let (day, part) = match minute / 60 {
            // People still call it the evening before.
            0..=4 => (day.previous(), 2),
            5..=11 => (day, 0),
            12..=17 => (day, 1),
            _ => (day, 2),
        };
        let part = match part {
            0 => self.four([" matin", "ochtend", "morgen", " morning"]),
            1 => self.four([" après-midi", "middag", "nachmittag", " afternoon"]),
            _ => self.four([" soir", "avond", "abend", " evening"]),
        };
        format!("{}{part}", self.weekday(day))
    }

    /// When nobody can top up in a shop, as a sentence; nothing where they are open.
    fn shops(self) -> String {
        let (at, verbs) = match (self.figures.closes, self.figures.opens) {
            (Some(at), _) => (
                at,
                [
                    "Les points de recharge ferment",
                    "Oplaadpunten sluiten",
                    "Aufladestellen schließen am",
                    "Top-up shops close on",
                ],
            ),
            (None, Some(at)) => (
                at,
                [
                    "Les points de recharge ouvrent",
                    "Oplaadpunten openen",
                    "Aufladestellen öffnen am",
                    "Top-up shops open on",
                ],
            ),
            (None, None) => return String::new(),
        };
        let (verb, on) = (self.four(verbs), self.four([" à", " om", " um", " at"]));
        format!(" {verb} {}{on} {}.", self.weekday(at.day()), self.clock(at))
    }

    /// Each price before and after, between these; `None` where nothing changes.
    fn prices(self, before: &str, after: &str) -> Option<String> {
        let of = |one: &PriceChange| {
            let name = match one.off_peak {
                None => ["Prix par kWh", "Prijs per kWh", "Preis pro kWh", "Price per kWh"],
                Some(false) => ["Jour", "Dag", "Tag", "Day"],
                Some(true) => ["Nuit", "Nacht", "Nacht", "Night"],
            };
            let (name, then) = (self.four(name), self.four(["puis", "dan", "dann", "then"]));
            let (old, new) = (self.price(one.before), self.price(one.after));
            format!("{before}{name}: {old}, {then} {new}{after}")
        };
        let all: String = self.figures.prices.iter().map(of).collect();
        (!all.is_empty()).then_some(all)
    }

    /// A price of a kilowatt-hour, in hundredths of a cent.
    fn price(self, price: NanoEuroPerKwh) -> String {
        let units = (i128::from(price.0) + 50_000).div_euclid(100_000);
        let text = format_decimal(units, 4);
        self.with_sign(&if self.language == Language::En { text } else { text.replace('.', ",") })
    }

    /// Whole kilowatt-hours and what they cost.
    fn used(self, used: Used) -> String {
        let kwh = (i128::from(used.energy.0) + 500_000).div_euclid(1_000_000);
        format!("{kwh} kWh, {}", self.to_pay(used.charged))
    }

    /// With its year.
    fn dated(self, day: SettlementDay) -> String {
        let (year, month, of_month) = day.ymd();
        match self.language {
            Language::De => format!("{of_month:02}.{month:02}.{year}"),
            _ => format!("{of_month:02}/{month:02}/{year}"),
        }
    }

    fn weekday(self, day: SettlementDay) -> &'static str {
        match day.weekday().days_from_monday() {
            0 => self.four(["lundi", "maandag", "Montag", "Monday"]),
            1 => self.four(["mardi", "dinsdag", "Dienstag", "Tuesday"]),
            2 => self.four(["mercredi", "woensdag", "Mittwoch", "Wednesday"]),
            3 => self.four(["jeudi", "donderdag", "Donnerstag", "Thursday"]),
            4 => self.four(["vendredi", "vrijdag", "Freitag", "Friday"]),
            5 => self.four(["samedi", "zaterdag", "Samstag", "Saturday"]),
            _ => self.four(["dimanche", "zondag", "Sonntag", "Sunday"]),
        }
    }

    /// A name of ours or of others: in a short message it has to fit its alphabet and its place.
    fn name(self, name: &str) -> String {
        match self.medium {
            Medium::Page => name.to_owned(),
            Medium::Sms => {
                let short: String = gsm::transliterated(name).chars().take(LONGEST_NAME).collect();
                short.trim_end().to_owned()
            }
        }
    }
}

/// The word for an energy.
pub(crate) fn energy(energy: Energy, language: Language) -> &'static str {
    let words = match energy {
        Energy::Electricity => ["Électricité", "Elektriciteit", "Strom", "Electricity"],
        Energy::Gas => ["Gaz", "Gas", "Gas", "Gas"],
    };
    crate::texts::of(words, language)
}

/// The names that a text asks for, in order.
pub fn names(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}
