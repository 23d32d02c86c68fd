//! What is filled into texts, and how each language writes it. Source: UX 4.7, PA-03.

use crate::gsm;
use crate::near::{Shop, Spared};
use crate::repaid::{Plan, PlanMonth, Repaid};
use crate::texts::{figures::Words, fill};
use calendar::{Instant, SettlementDay, Weekday};
use serde::{Deserialize, Serialize};
use units::{Energy, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh, format_decimal};

/// An amount of prepayment that households feel. Source: CM-01n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// How far below zero the supply stays on.
    EmergencyCredit,
    /// The balance from which a supply that is off comes back.
    BackOn,
    /// What is taken each day for the starting credit.
    PerDay,
    /// Below which credit is low, for whoever wishes nothing else.
    Low,
    /// The least that is paid at once.
    LeastTopUp,
    /// The most that is paid at once.
    MostTopUp,
}

impl Rule {
    pub const ALL: [Self; 6] = [
        Self::EmergencyCredit,
        Self::BackOn,
        Self::PerDay,
        Self::Low,
        Self::LeastTopUp,
        Self::MostTopUp,
    ];
}

/// Such an amount before and after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleChange {
    pub rule: Rule,
    pub before: MicroEuro,
    pub after: MicroEuro,
}

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

/// What winter relief takes over, and when. Source: PA-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WinterHelp {
    /// Of the price of gas, in millionths.
    pub share_ppm: i64,
    pub first: SettlementDay,
    pub last: SettlementDay,
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
    /// The household wants easy words, and the message has them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub easy: bool,
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
    /// What other amounts of prepayment change on the same day.
    #[serde(default)]
    pub rules: Vec<RuleChange>,
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
    /// What is repaid, of a message about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Of the starting credit that is repaid: all of it, and what is taken a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<(MicroEuro, MicroEuro)>,
    /// Of a message about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relief: Option<WinterHelp>,
    /// When nothing is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spared: Option<Spared>,
    /// Where to pay, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shops: Vec<Shop>,
    /// What has failed that people need, by its kind. Source: UX O-10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<String>,
    /// The social service of the home, and its phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpas: Option<(String, String)>,
}

/// Failures in which money seems to be lost, or a supply comes back late: people would pay again. Source: CM-10.
const PAID_AGAIN: [&str; 5] =
    ["online", "terminals", "bank_feed", "field_network", "reconnection_path"];

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
            easy: false,
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
            rules: Vec::new(),
            year: None,
            reason: None,
            reference: None,
            phone: None,
            plan: None,
            start: None,
            relief: None,
            spared: None,
            shops: Vec::new(),
            failing: None,
            cpas: None,
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
            easy: false,
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
            rules: Rule::ALL
                .map(|rule| {
                    let (before, after) = (MicroEuro(15_000_000), MicroEuro(12_500_000));
                    RuleChange { rule, before, after }
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
            plan: Some(Plan::longest(wednesday)),
            start: money(2_000).zip(money(100)),
            relief: Some(WinterHelp { share_ppm: 675_000, first: wednesday, last: wednesday }),
            spared: Some(Spared {
                evening: Some((16 * 60 + 30, 8 * 60 + 30)),
                weekend: true,
                holidays: true,
            }),
            shops: vec![Shop::longest(); crate::near::MOST_SHOPS],
            failing: Some("field_network".to_owned()),
            cpas: Some(("CPAS de Fontaine-l’Évêque".to_owned(), "+32 71 52 01 70".to_owned())),
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

/// From so many hours on days are said.
const MOST_HOURS: i64 = 100;
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
        let (figures, w) = (self.figures, self.words());
        Some(match name {
            "energy" => self.energy().to_owned(),
            "balance" => self.shown(figures.balance?),
            "left" => self.shown(figures.left?),
            "left_gas" => self.shown(figures.left_gas?),
            "amount" => self.to_pay(figures.amount?),
            "earned" => figures.earned.map_or_else(String::new, |earned| {
                self.part(w.you_earn, "amount", &self.to_pay(earned))
            }),
            "of_amount" => figures.amount.map_or_else(String::new, |amount| {
                self.part(w.of_amount, "amount", &self.to_pay(amount))
            }),
            "stay" => self.to_pay(figures.stay?),
            "clear" => self.to_pay(figures.clear?),
            "minimum" => figures.clear.map_or_else(String::new, |clear| {
                self.part(w.least, "amount", &self.to_pay(clear))
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
            "ticket" => figures
                .ticket
                .as_ref()
                .map_or_else(String::new, |ticket| self.part(w.ticket, "ticket", ticket)),
            "until" => self.day_and_clock(figures.until?),
            "slot" => {
                format!("{}-{}", self.day_and_clock(figures.from?), self.clock(figures.until?))
            }
            "clock" => self.clock(figures.until?),
            "hours" => self.hours(figures.until?),
            "time_left" => self.time_left(figures.until?),
            "end" => self.end(figures.until?),
            "date" => self.date(figures.date?),
            "to_date" => figures
                .date
                .map_or_else(String::new, |date| self.part(w.to_date, "date", &self.date(date))),
            "weekday" => self.weekday(figures.until?.day()).to_owned(),
            "around" => self.around(figures.until?),
            "shop_hours" => self.shop_hours(),
            "days" => self.days(figures.days?),
            "months" => {
                let months = figures.months?;
                format!("{months} {}", if months == 1 { w.month } else { w.months })
            }
            "office" => match &figures.office {
                Some(name) => self.name(name),
                None => w.office.to_owned(),
            },
            "rules" => self.rules(" ", ".")?,
            "rule_list" => self.rules("\n- ", "")?.trim_start().to_owned(),
            "prices" => self.prices(" ", ".")?,
            "price_list" => self.prices("\n- ", "")?.trim_start().to_owned(),
            "year_from" => self.whole_date(figures.year?.from),
            "year_to" => self.whole_date(figures.year?.last),
            "year_paid" => self.to_pay(figures.year?.paid),
            "year_used" => self.used(figures.year?.used),
            "year_repaid" => self.to_pay(figures.year?.repaid),
            "year_before" => match figures.year?.before {
                Some(before) => fill(w.year_before, &[("used", &self.used(before))]),
                None => w.first_year.to_owned(),
            },
            "with" => figures
                .office
                .as_ref()
                .map_or_else(String::new, |name| self.part(w.with, "name", &self.name(name))),
            "because" => match (&figures.reason, self.medium) {
                (Some(reason), Medium::Page) => {
                    let reason = reason.trim().trim_end_matches('.');
                    self.part(w.because, "reason", reason)
                }
                _ => String::new(),
            },
            "label" => self.name(figures.label.as_ref()?),
            "code" => figures.code.clone()?,
            "number" => figures.number?.to_string(),
            "answer" => figures.answer.clone()?,
            "terminal" => figures.terminal.clone()?,
            "start" => figures.start.map_or_else(String::new, |(all, day)| self.start(all, day)),
            "spared" => figures.spared.map_or_else(String::new, |spared| self.spared(spared)),
            "own_code" => match (&figures.code, figures.date) {
                (Some(code), Some(date)) => self.own_code(code, date),
                (_, _) => String::new(),
            },
            "shops" => self.shops(),
            "cpas" => match &figures.cpas {
                Some((name, phone)) => format!("{name}: {phone}."),
                None => self.words().office_helps.to_owned(),
            },
            "failing" => self.failing(figures.failing.as_ref()?).to_owned(),
            "advice" => self.advice(figures.failing.as_ref()?),
            "relief_share" => self.percent(figures.relief?.share_ppm),
            "relief_first" => self.date(figures.relief?.first),
            "relief_last" => self.date(figures.relief?.last),
            "plan_total" => self.to_pay(figures.plan.as_ref()?.total),
            "plan_left" => self.to_pay(figures.plan.as_ref()?.left),
            "plan_how" => self.how(figures.plan.as_ref()?.how),
            "plan_until" => self.whole_date(figures.plan.as_ref()?.paused_until?),
            "plan_end" => figures.plan.as_ref()?.ends.map_or_else(String::new, |day| {
                let date = self.whole_date(day);
                let dot = if date.ends_with('.') { "" } else { "." };
                format!(" {}{dot}", fill(self.words().plan_ends, &[("day", &date)]))
            }),
            "plan_table" => self.table(&figures.plan.as_ref()?.months),
            "site" => self.house.site.clone(),
            "help" => self.house.help.clone(),
            "phone" => figures.phone.clone().unwrap_or_else(|| self.house.help.clone()),
            "emergency" => self.house.emergency.clone(),
            _ => return None,
        })
    }

    /// What has failed, in the words of the pages. Source: CM-10.
    fn failing(self, kind: &str) -> &'static str {
        let w = self.words();
        match kind {
            "online" => w.fails_online,
            "terminals" => w.fails_terminals,
            "bank_feed" => w.fails_bank_feed,
            "phone" => w.fails_phone,
            "sms" => w.fails_sms,
            "field_network" => w.fails_field_network,
            "reconnection_path" => w.fails_way_back,
            _ => w.fails_other,
        }
    }

    /// What people should not do, and that nobody is cut. Source: CM-10.
    fn advice(self, kind: &str) -> String {
        let w = self.words();
        if PAID_AGAIN.contains(&kind) {
            format!("{} {}", w.not_twice, w.no_cuts)
        } else {
            w.no_cuts.to_owned()
        }
    }

    fn words(self) -> &'static Words {
        Words::of(self.language)
    }

    /// A part of a sentence, which stands behind another.
    fn part(self, text: &str, name: &str, value: &str) -> String {
        format!(" {}", fill(text, &[(name, value)]))
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
        let w = self.words();
        match self.figures.days_left {
            None => String::new(),
            Some(0) => format!(", {}", w.under_a_day),
            Some(days) => format!(", {}", fill(w.about, &[("days", &self.days(days))])),
        }
    }

    fn days(self, days: i64) -> String {
        let w = self.words();
        // `seit 2 Tagen`: the only place where a number of days follows a preposition.
        let word = match self.figures.days {
            _ if days == 1 => w.day,
            Some(since) if since == days => w.days_since,
            Some(_) | None => w.days,
        };
        format!("{days} {word}")
    }

    /// What is left until then, in whole hours that are not too many.
    fn hours(self, until: Instant) -> String {
        let hours = until.seconds_since(self.figures.as_of).max(0) / 3600;
        let w = self.words();
        format!("{hours} {}", if hours == 1 { w.hour } else { w.hours })
    }

    /// The same; in days where the hours would have three figures.
    fn time_left(self, until: Instant) -> String {
        let hours = until.seconds_since(self.figures.as_of).max(0) / 3600;
        if hours < MOST_HOURS { self.hours(until) } else { self.days(hours / 24) }
    }

    /// The hour at which something ends; with its day where a day or more lies before it.
    fn end(self, at: Instant) -> String {
        let clock = self.clock(at);
        match at.seconds_since(self.figures.as_of) / 86_400 {
            ..=0 => clock,
            // Until then a day of the week is one day only.
            1..=5 => format!("{} {clock}", self.weekday(at.day())),
            _ => format!("{} {clock}", self.date(at.day())),
        }
    }

    fn clock(self, at: Instant) -> String {
        self.clock_of(i64::from(at.minute_of_day()))
    }

    fn clock_of(self, minute_of_day: i64) -> String {
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

    fn start(self, all: MicroEuro, day: MicroEuro) -> String {
        let (all, each) = (self.to_pay(all), self.to_pay(day));
        fill(self.words().start, &[("all", &all), ("each", &each)])
    }

    /// When nothing is cut, in one sentence; empty where the calendar spares nothing.
    fn spared(self, spared: Spared) -> String {
        let w = self.words();
        let mut when = Vec::new();
        if let Some((from, to)) = spared.evening {
            let [from, to] = [from, to].map(|minute| self.clock_of(i64::from(minute)));
            when.push(fill(w.evening, &[("from", &from), ("to", &to)]));
        }
        if spared.weekend {
            when.push(w.weekend.to_owned());
        }
        if spared.holidays {
            when.push(w.holidays.to_owned());
        }
        let Some(last) = when.pop() else { return String::new() };
        let list =
            if when.is_empty() { last } else { format!("{} {} {last}", when.join(", "), w.and) };
        fill(w.spared, &[("when", &list)])
    }

    /// The code that opens the account, in a letter of other news.
    fn own_code(self, code: &str, date: SettlementDay) -> String {
        let date = self.date(date);
        let values = [("site", self.house.site.as_str()), ("code", code), ("date", &date)];
        fill(self.words().own_code, &values)
    }

    /// Rows of a letter, the first one names the columns; empty where no shop is known.
    fn shops(self) -> String {
        if self.figures.shops.is_empty() {
            return String::new();
        }
        let w = self.words();
        let mut table = format!("| {} | {}", w.shops_near, w.shops_open);
        for shop in &self.figures.shops {
            table.push_str(&format!("\n| {} | {}", shop.place(), shop.open(self.language)));
        }
        table
    }

    /// A day and its part: nobody knows the hour in which a credit ends.
    fn around(self, at: Instant) -> String {
        let w = self.words();
        let (day, minute) = at.day_and_minute();
        let (day, words) = match minute / 60 {
            // People still call it the evening before.
            0..=4 => (day.previous(), w.night),
            5..=11 => (day, w.morning),
            12..=17 => (day, w.afternoon),
            _ => (day, w.night),
        };
        fill(words, &[("day", self.weekday(day))])
    }

    /// When nobody can top up in a shop, as a sentence; nothing where they are open.
    fn shop_hours(self) -> String {
        let w = self.words();
        let (at, words) = match (self.figures.closes, self.figures.opens) {
            (Some(at), _) => (at, w.shops_close),
            (None, Some(at)) => (at, w.shops_reopen),
            (None, None) => return String::new(),
        };
        let values = [("day", self.weekday(at.day())), ("time", &self.clock(at))];
        format!(" {}", fill(words, &values))
    }

    /// Each price before and after, between these; `None` where nothing changes.
    fn prices(self, before: &str, after: &str) -> Option<String> {
        let w = self.words();
        let of = |one: &PriceChange| {
            let words = match one.off_peak {
                None => w.price_one,
                Some(false) => w.price_day,
                Some(true) => w.price_night,
            };
            let (old, new) = (self.price(one.before), self.price(one.after));
            format!("{before}{}{after}", fill(words, &[("old", &old), ("new", &new)]))
        };
        let all: String = self.figures.prices.iter().map(of).collect();
        (!all.is_empty()).then_some(all)
    }

    /// Each amount before and after, between these; `None` where nothing changes.
    fn rules(self, before: &str, after: &str) -> Option<String> {
        let w = self.words();
        let of = |one: &RuleChange| {
            let words = match one.rule {
                Rule::EmergencyCredit => w.rule_emergency,
                Rule::BackOn => w.rule_back_on,
                Rule::PerDay => w.rule_per_day,
                Rule::Low => w.rule_low,
                Rule::LeastTopUp => w.rule_least,
                Rule::MostTopUp => w.rule_most,
            };
            let (old, new) = (self.shown(one.before), self.shown(one.after));
            format!("{before}{}{after}", fill(words, &[("old", &old), ("new", &new)]))
        };
        let all: String = self.figures.rules.iter().map(of).collect();
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

    /// With its year, for what lies far ahead.
    fn whole_date(self, day: SettlementDay) -> String {
        let (year, month, of_month) = day.ymd();
        match self.language {
            Language::De => format!("{of_month:02}.{month:02}.{year}"),
            _ => format!("{of_month:02}/{month:02}/{year}"),
        }
    }

    /// Millionths as people read them: `70 %`.
    fn percent(self, ppm: i64) -> String {
        let percent = format_decimal(i128::from(ppm), 4);
        let percent = percent.trim_end_matches('0').trim_end_matches('.');
        match (self.language, self.medium) {
            (Language::En, _) => format!("{percent}%"),
            (_, Medium::Sms) => format!("{} %", percent.replace('.', ",")),
            (_, Medium::Page) => format!("{}\u{a0}%", percent.replace('.', ",")),
        }
    }

    /// `5,00 € par semaine`.
    fn how(self, how: Repaid) -> String {
        let w = self.words();
        let amount = |text, amount| fill(text, &[("amount", &self.to_pay(amount))]);
        match how {
            Repaid::Day(each) => amount(w.each_day, each),
            Repaid::Week(each) => amount(w.each_week, each),
            Repaid::Share(ppm) => fill(w.of_each, &[("percent", &self.percent(ppm))]),
            Repaid::Review => w.together.to_owned(),
        }
    }

    /// Rows of a letter, the first one names the columns; empty without months.
    fn table(self, months: &[PlanMonth]) -> String {
        if months.is_empty() {
            return String::new();
        }
        let w = self.words();
        let mut table = format!("| {} | {} | {}", w.plan_month, w.plan_taken, w.plan_left);
        for one in months {
            let (year, month, _) = one.day.ymd();
            let (taken, left) = (self.to_pay(one.taken), self.to_pay(one.left));
            table.push_str(&format!("\n| {month:02}/{year} | {taken} | {left}"));
        }
        table
    }

    fn weekday(self, day: SettlementDay) -> &'static str {
        let w = self.words();
        match day.weekday() {
            Weekday::Mon => w.monday,
            Weekday::Tue => w.tuesday,
            Weekday::Wed => w.wednesday,
            Weekday::Thu => w.thursday,
            Weekday::Fri => w.friday,
            Weekday::Sat => w.saturday,
            Weekday::Sun => w.sunday,
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
    let w = Words::of(language);
    match energy {
        Energy::Electricity => w.power,
        Energy::Gas => w.gas,
    }
}

/// The names that a text asks for, in order.
pub fn names(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}
