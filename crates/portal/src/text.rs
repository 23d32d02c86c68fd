//! The words of the pages of staff, in English. Those of other pages are beside their pages, in four
//! languages.
//! Source: UX 4.2 to 4.8; sentences of at most 13 words, one action each.

use crate::figures;
use crate::view::{EstimateNow, Method, NoEstimate, Quality, ShownHours, Supply};
use units::Energy;

pub(crate) const PRODUCT: &str = "Tirelire";
pub(crate) const SKIP: &str = "Skip to the content";
pub(crate) const FOOT: &str = "Balances are rounded down to the cent, amounts to pay up.";

pub(crate) const ACCOUNTS: &str = "Accounts";
pub(crate) const SUPPLY_POINT: &str = "Supply point";
pub(crate) const BALANCE: &str = "Balance";
pub(crate) const SUPPLY: &str = "Supply";

pub(crate) const REFERENCE: &str = "Reference (13 digits)";
pub(crate) const EAN: &str = "EAN";
pub(crate) const NEXT_STEP: &str = "Next step";
pub(crate) const WHY: &str = "Why this balance?";
pub(crate) const DAYS: &str = "Days";
pub(crate) const NO_DAY: &str = "No day has been settled yet.";
pub(crate) const ENERGY_TITLE: &str = "Energy per day";
pub(crate) const COST_TITLE: &str = "Cost per day";
pub(crate) const ENERGY_TABLE: &str = "The same as a table, in kWh";
pub(crate) const COST_TABLE: &str = "The same as a table, in euro";
pub(crate) const DAY: &str = "Day";
pub(crate) const TOTAL: &str = "Total";
pub(crate) const CHARGE: &str = "Charge";
pub(crate) const COLLECTED: &str = "Repaid";
pub(crate) const BALANCE_AFTER: &str = "Balance after";
pub(crate) const KEY_PROVISIONAL: &str = "provisional, until the reading comes";
pub(crate) const KEY_HELD: &str = "held, no figure yet";
pub(crate) const KEY_AVERAGE: &str = "average";
pub(crate) const TABLE_NOTE: &str =
    "Cents are rounded; totals are of the exact amounts. Each figure leads to its explanation.";
pub(crate) const MOVEMENTS: &str = "Movements";
pub(crate) const NO_MOVEMENT: &str = "Nothing has moved yet.";
pub(crate) const WHEN: &str = "When";
pub(crate) const WHAT: &str = "What";
pub(crate) const AMOUNT: &str = "Amount";
pub(crate) const RULE: &str = "Rule";

pub(crate) const EXPLAIN: &str = "Explain";
pub(crate) const ACCOUNT: &str = "Account";
pub(crate) const WHERE: &str = "You are here";
pub(crate) const BOOKED: &str = "Booked";
pub(crate) const FOR_DAY: &str = "For day";
pub(crate) const WORKED_OUT_FROM: &str = "Worked out from";
pub(crate) const EXACT_AMOUNT: &str = "Amount, €";
pub(crate) const ANOTHER: &str = "Another moment";
pub(crate) const AT_LABEL: &str = "Balance at";
pub(crate) const KNOWN_LABEL: &str = "As known at (may stay empty)";
pub(crate) const INSTANT_HINT: &str = "For example 2026-01-06T06:00:00+01:00.";
pub(crate) const EXPLAIN_BUTTON: &str = "Explain";
pub(crate) const NOTHING_BOOKED: &str = "Nothing was booked by then.";
pub(crate) const THERE_IS_A_PROBLEM: &str = "There is a problem";

pub(crate) const NOT_FOUND_ADVICE: &str =
    "Please check the address, or find the account in the list.";
pub(crate) const NO_SUCH_ACCOUNT: &str = "No account here";
pub(crate) const BAD_REQUEST: &str = "We did not understand the address";
pub(crate) const TO_LIST: &str = "Go to the list of accounts";
pub(crate) const TO_FIELD: &str =
    "Write the date, a T, the time and the offset, as in 2026-01-06T06:00:00+01:00.";

pub(crate) const ALIVE: &str = "alive\n";
pub(crate) const READY: &str = "ready\n";
pub(crate) const NOT_READY: &str = "not ready\n";

pub(crate) fn energy(energy: Energy) -> &'static str {
    match energy {
        Energy::Electricity => "Electricity",
        Energy::Gas => "Gas",
    }
}

pub(crate) fn supply(supply: Supply) -> &'static str {
    match supply {
        Supply::Connected => "connected",
        Supply::DisconnectOrdered => "cut ordered",
        Supply::Disconnected => "disconnected",
        Supply::ReconnectOrdered => "switch-on sent",
        Supply::ReadyForReconnection => "waits for the button",
        Supply::LeakTesting => "leak test runs",
    }
}

pub(crate) fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Measured => "measured",
        Quality::Provisional => "provisional",
        Quality::Corrected => "corrected",
        Quality::Held => "held",
    }
}

// The estimate. Source: PA-36, PA-37, PA-42.

pub(crate) const NOW: &str = "Estimate now";
pub(crate) const HOW_ESTIMATED: &str = "How this is estimated";
pub(crate) const HOW_GOOD: &str = "How good are the estimates?";

pub(crate) fn calculated(as_of: &str) -> String {
    format!("calculated, {}", figures::instant(as_of))
}

pub(crate) fn estimated(as_of: &str) -> String {
    format!("estimated, {}", figures::instant(as_of))
}

pub(crate) fn between(low: &str, high: &str) -> String {
    format!("between {low} and {high}")
}

/// The method really used, and what it rests on.
pub(crate) fn how_estimated(estimate: &EstimateNow) -> Vec<String> {
    let mut lines = vec![match estimate.method {
        Method::Flat => "Method: flat. The mean of your last days, every hour alike.".to_owned(),
        Method::HourAware => {
            "Method: hour-aware. What your days cost, by the hour of the day.".to_owned()
        }
    }];
    match &estimate.hours {
        Some(ShownHours::Own { days, to }) => lines
            .push(format!("The hours are your own: {days} days up to {}.", figures::instant(to))),
        Some(ShownHours::Alike) => {
            lines.push("Your own hours are not known: every hour counts alike.".to_owned())
        }
        None => {}
    }
    if estimate.range.is_some() {
        lines.push("The range is that of 8 of 10 of your past days.".to_owned());
    }
    let last = figures::instant(&estimate.last_reading);
    lines.push(format!("Last real reading: {last}, measured."));
    lines.push(match (&estimate.ends, estimate.emergency) {
        (Some(end), false) => format!("Zero is expected about {}.", figures::instant(end)),
        (Some(end), true) => {
            format!("The emergency credit is expected to last until {}.", figures::instant(end))
        }
        (None, _) => "The credit is not expected to end within 60 days.".to_owned(),
    });
    lines.push("It is an estimate. Your supply is never cut for it.".to_owned());
    lines
}

pub(crate) fn not_estimated(why: NoEstimate) -> &'static str {
    match why {
        NoEstimate::SupplyOff => "None: nothing is used while the supply is off.",
        NoEstimate::Held => "None until a person has looked at the reading.",
        NoEstimate::Closed => "None: the account is closed.",
        NoEstimate::NoDay => "None yet: no measured day is settled.",
        NoEstimate::TooOld => "None: the last reading is too old.",
    }
}

// What works, and what does not.

pub(crate) const OFF: &str = "Without supply";
pub(crate) const STATUS: &str = "What works";

// Charts.

pub(crate) fn energy_sentence(average: &str, day: &str, most: &str) -> String {
    format!("On average {average} kWh a day. Most on {day}: {most} kWh.")
}

pub(crate) fn cost_sentence(average: &str, day: &str, most: &str) -> String {
    format!("On average {average} a day. Most on {day}: {most}.")
}

pub(crate) const NO_FIGURES: &str = "No figures for these days yet.";

pub(crate) fn last_days(count: usize) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("Last {count} days") }
}

pub(crate) fn shown_of(shown: usize, all: usize) -> String {
    format!("The last {shown} of {all}. All of them stand in the explanation.")
}

// Explain.

pub(crate) fn why_balance(balance: &str) -> String {
    format!("Why the balance is {balance}")
}

pub(crate) fn at_and_known(at: &str, known: &str) -> String {
    format!("At {}, as known at {}.", figures::instant(at), figures::instant(known))
}

pub(crate) fn sum_of(lines: usize) -> String {
    if lines == 1 { "Sum of 1 line".to_owned() } else { format!("Sum of {lines} lines") }
}

pub(crate) fn sum_holds(exact: &str) -> String {
    format!("The lines add up to the balance: {exact}.")
}

pub(crate) fn sum_broken(sum: &str, balance: &str) -> String {
    format!("The lines add up to {sum}, not to the balance of {balance}. Please report this.")
}

pub(crate) fn price_version(version: &str) -> String {
    format!("price version {version}")
}

// Errors.

pub(crate) fn error_title(title: &str) -> String {
    format!("Error: {title}")
}

pub(crate) fn no_account(number: &str) -> String {
    format!("There is no account {number}.")
}

pub(crate) fn not_an_account(reason: &str) -> String {
    format!("The address names no account: {reason}.")
}

pub(crate) fn bad_list_query(reason: &str) -> String {
    format!("The address asks for something we do not have: {reason}.")
}

pub(crate) fn not_an_instant(reason: &str) -> String {
    format!("{reason}. {TO_FIELD}")
}
