//! What the representative bills.

use super::{FEE, Menu, Names, PRICE, Stamp, error_at, kwh, month_named};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{BillLine, Bills};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use askama::Template;
use units::{Language, MicroEuro};

#[derive(Debug)]
struct BillRow {
    ean: String,
    facts: Vec<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/bills.html")]
pub(in crate::sharing) struct BillsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    typed: [String; 2],
    stamp: Option<(String, Stamp)>,
    rows: Vec<BillRow>,
    nothing: bool,
}

impl BillsPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, names): (i64, &Names),
        typed: [String; 2],
        errors: Vec<PageError>,
        found: Option<&Option<Bills>>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let bill = |bill: &BillLine| {
            let mut facts = Vec::new();
            let pays = bill.paid_to_producer > MicroEuro::ZERO;
            // A roof that takes nothing has nothing to pay.
            if bill.total > MicroEuro::ZERO || !pays {
                facts.push((m.shared, kwh(bill.shared, &frame)));
                facts.push((m.energy, language.money(bill.energy)));
                facts.push((m.fee, language.money(bill.fee)));
                facts.push((m.total, language.money(bill.total)));
            }
            if pays {
                facts.push((m.paid, language.money(bill.paid_to_producer)));
            }
            if bill.supplier_network.0 > 0 {
                facts.push((m.supplier_energy, kwh(bill.supplier_energy, &frame)));
                facts.push((m.supplier_network, kwh(bill.supplier_network, &frame)));
            }
            BillRow { ean: names.full(bill.ean), facts }
        };
        let there = found.and_then(Option::as_ref);
        let stamp = there.map(|(version, _)| {
            (month_named(&version.month, language), Stamp::new(version, &frame, m))
        });
        let rows = there.map(|(_, all)| all.iter().map(bill).collect()).unwrap_or_default();
        let nothing = matches!(found, Some(None));
        let menu = Menu::new(language, Some(group), Some(Page::Bills));
        let path = format!("{}/{group}", Page::Bills.path(language));
        let frame = frame.titled(m.bills_title, &errors);
        Self { frame, m, menu, errors, path, typed, stamp, rows, nothing }
    }
}
