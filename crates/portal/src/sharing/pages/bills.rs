//! What the representative bills for a month, and what the group agreed on.

use super::{FEE, FROM, Menu, NETWORK, Names, PRICE, Stamp, error_at, kwh, month_named, month_of};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{BillLine, Bills, TermsLine, VersionShown};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Language, MicroEuro, NanoEuroPerKwh};

#[derive(Debug)]
struct BillRow {
    ean: String,
    /// It is no bill yet.
    provisional: bool,
    facts: Vec<(&'static str, String)>,
}

#[derive(Debug)]
struct TermsRow {
    since: String,
    holds: bool,
    facts: Vec<(&'static str, String)>,
}

/// What is typed about terms: first month, price, fee, price of the network.
#[derive(Debug, Clone, Default)]
pub(in crate::sharing) struct TermsTyped {
    pub(in crate::sharing) from: String,
    pub(in crate::sharing) price: String,
    pub(in crate::sharing) fee: String,
    pub(in crate::sharing) network: String,
}

/// Without noughts at the end, as people write it.
pub(in crate::sharing) fn short(text: &str, language: Language) -> String {
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if language == Language::En { text.to_owned() } else { text.replace('.', ",") }
}

fn per_kwh(price: NanoEuroPerKwh, language: Language) -> String {
    let text = short(&price.to_string(), language);
    match language {
        Language::Fr | Language::De => format!("{text}\u{a0}€/kWh"),
        Language::Nl => format!("€\u{a0}{text}/kWh"),
        Language::En => format!("€{text}/kWh"),
    }
}

impl TermsTyped {
    /// What holds now, to be changed.
    fn of(found: &Bills, language: Language) -> Self {
        let terms = found.terms.iter().find(|terms| terms.holds).or(found.terms.first());
        let of = |text: Option<String>| text.map_or(String::new(), |text| short(&text, language));
        Self {
            // What was billed stays as it was.
            from: month_of(found.next),
            price: of(terms.map(|terms| terms.price.to_string())),
            fee: of(terms.map(|terms| terms.fee.to_string())),
            network: of(terms.and_then(|terms| terms.network).map(|price| price.to_string())),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/bills.html")]
pub(in crate::sharing) struct BillsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    typed: TermsTyped,
    /// Address, name, current.
    months: Vec<(String, String, bool)>,
    versions: Vec<(String, String, bool)>,
    stamp: Option<(String, Stamp)>,
    rows: Vec<BillRow>,
    /// The bills as a file.
    csv: String,
    changed_since: bool,
    terms: Vec<TermsRow>,
}

impl BillsPage {
    /// With what was typed about terms, if it was wrong.
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, names): (i64, &Names),
        found: &Bills,
        typed: Option<TermsTyped>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = format!("{}/{group}", Page::Bills.path(language));
        let version = found.version.as_ref();
        let provisional = version.is_some_and(|one| one.version == VersionShown::Provisional);
        let rows = found.lines.iter().map(|line| BillRow {
            ean: names.full(line.ean),
            provisional,
            facts: facts_of(line, &frame, m),
        });
        let months = found.months.iter().map(|day| {
            let name = month_of(*day);
            let current = version.is_some_and(|version| version.month == name);
            (format!("{path}?m={name}"), language.month_and_year(*day), current)
        });
        let versions = found.versions.iter().map(|one| {
            let stamp = Stamp::new(one, &frame, m);
            let to = format!("{path}?v={}-{}", one.month, one.seq);
            (to, stamp.name, version.is_some_and(|version| version.seq == one.seq))
        });
        let name = version.map(|version| format!("{}-{}", version.month, version.seq));
        Self {
            typed: typed.unwrap_or_else(|| TermsTyped::of(found, language)),
            months: months.collect(),
            versions: versions.collect(),
            stamp: version.map(|version| {
                (month_named(&version.month, language), Stamp::new(version, &frame, m))
            }),
            rows: rows.collect(),
            csv: format!("{path}/{}.csv", name.unwrap_or_default()),
            changed_since: found.changed_since,
            terms: found.terms.iter().map(|terms| terms_row(terms, language, m)).collect(),
            menu: Menu::new(language, Some(group), Some(Page::Bills)),
            frame: frame.titled(m.bills_title, &errors),
            m,
            errors,
            path,
        }
    }
}

fn facts_of(bill: &BillLine, frame: &Frame, m: &'static Words) -> Vec<(&'static str, String)> {
    let language = frame.language;
    let mut facts = Vec::new();
    let pays = bill.paid_to_producer > MicroEuro::ZERO;
    // A roof that takes nothing has nothing to pay.
    if bill.total > MicroEuro::ZERO || !pays {
        facts.push((m.shared, kwh(bill.shared, frame)));
        facts.push((m.energy, language.money(bill.energy)));
        facts.push((m.fee, language.money(bill.fee)));
        facts.push((m.total, language.money(bill.total)));
    }
    if pays {
        facts.push((m.paid, language.money(bill.paid_to_producer)));
    }
    if bill.supplier_network.0 > 0 {
        facts.push((m.supplier_energy, kwh(bill.supplier_energy, frame)));
        facts.push((m.supplier_network, kwh(bill.supplier_network, frame)));
        if let Some(network) = bill.network {
            facts.push((m.network_shared, language.money(network)));
        }
        if let Some(relief) = bill.relief {
            facts.push((m.relief, language.money(relief)));
        }
    }
    facts
}

fn terms_row(terms: &TermsLine, language: Language, m: &'static Words) -> TermsRow {
    let month = language.month_and_year(terms.from);
    let mut facts =
        vec![(m.price, per_kwh(terms.price, language)), (m.fee, language.money(terms.fee))];
    facts.extend(terms.network.map(|price| (m.network, per_kwh(price, language))));
    facts.push((m.terms_kept, language.date(terms.kept)));
    TermsRow { since: fill(m.terms_since, &[("month", &month)]), holds: terms.holds, facts }
}
