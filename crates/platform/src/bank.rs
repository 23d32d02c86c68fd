//! The bank side of an operator: statements, suspense, payouts.

pub mod back;
pub mod debits;
mod house;
pub mod import;
mod judge;
mod lines;
mod money;
mod origin;
pub mod owed;
mod parts;
pub mod payouts;
pub mod pieces;
pub mod print;
pub mod provider;
pub mod registry;
pub mod remit;
mod survey;
pub mod suspense;
mod tell;
#[cfg(test)]
pub mod tests;
pub mod year;

#[cfg(test)]
pub use import::{Request as Importing, import as import_file};
pub use origin::pending_id;
#[cfg(test)]
use print::act;
pub use print::{looks_like_bank_file, period_of, run, true_up, year as year_file};

use calendar::SettlementDay;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use units::{Dso, Ean, Language, MicroEuro, NanoEuroPerKwh, ObisCode};

/// What people do with the bank.
#[derive(Debug, Subcommand)]
pub enum Bank {
    /// Book the statements of a CODA or camt.053 file.
    Import {
        file: PathBuf,
        /// Whose bank account it is, if it is not known yet.
        #[arg(long, value_name = "DSO")]
        iban_of: Option<Dso>,
        /// Book a statement although one before it is missing.
        #[arg(long)]
        out_of_sequence: bool,
        /// Book the statements that hold, and tell why others do not.
        #[arg(long)]
        partial: bool,
    },
    /// Enter an account of an operator at a bank, or its name.
    Account {
        iban: String,
        #[arg(long)]
        dso: Dso,
        #[arg(long, default_value = "")]
        holder: String,
        #[arg(long, default_value = "")]
        bic: String,
    },
    /// Money whose account is not known, what is due first.
    Suspense {
        #[arg(long)]
        dso: Option<Dso>,
    },
    /// Credit money in suspense to an account.
    Match {
        key: String,
        ean: Ean,
        #[command(flatten)]
        person: Person,
    },
    /// The sender of money in suspense was written to; writes the letter's text.
    Letter {
        key: String,
        /// Where the text goes.
        #[arg(long)]
        out: Option<PathBuf>,
        #[arg(long, default_value = "fr")]
        language: Language,
        #[command(flatten)]
        person: Person,
    },
    /// Take money in suspense in hand.
    Own {
        key: String,
        #[arg(long)]
        by: String,
    },
    /// Money in suspense is what somebody owed us: takes two people.
    Settle {
        key: String,
        #[command(flatten)]
        to: Settled,
        #[command(flatten)]
        person: Person,
    },
    /// What merchants, social services and those who were paid wrongly owe.
    Owed {
        #[arg(long)]
        dso: Option<Dso>,
    },
    /// Money that left and that nobody has explained.
    Debits {
        #[arg(long)]
        dso: Option<Dso>,
    },
    /// Say what a debit was: takes two people and a note.
    Explain {
        key: String,
        #[arg(long)]
        account: debits::Cause,
        #[command(flatten)]
        person: Person,
    },
    /// Send money in suspense back to where it came from, or, where no bank has told who sent it, to an
    /// account that a person has found.
    Return {
        key: String,
        #[command(flatten)]
        to: Payee,
        #[command(flatten)]
        person: Person,
    },
    /// Enter a supplier's bank account.
    Supplier {
        /// As contracts name it.
        id: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        iban: String,
        #[arg(long, default_value = "")]
        bic: String,
        /// It supplies accounts of this operator that have no contract.
        #[arg(long, value_name = "DSO")]
        default_of: Option<Dso>,
    },
    /// Propose what suppliers get for a period, and write the file of what is approved.
    Remit {
        #[command(flatten)]
        period: Period,
        #[arg(long)]
        dso: Dso,
        /// Who proposes.
        #[arg(long)]
        by: String,
        /// Lists of the lines behind each payout, and the file for the bank.
        #[arg(long)]
        out: PathBuf,
        /// The day on which the bank is to pay; tomorrow without it.
        #[arg(long)]
        execute: Option<SettlementDay>,
        /// pain.001.001.03 instead of .09.
        #[arg(long)]
        v3: bool,
    },
    /// Approve a payout that another person has proposed.
    ApprovePayout {
        payout: i64,
        #[arg(long)]
        by: String,
    },
    /// Write the file of all that is approved and waits, returns too; or one that was sent, again.
    PayoutFile {
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        out: PathBuf,
        /// The message id of a file that was sent: the same bytes.
        #[arg(long, conflicts_with_all = ["execute", "v3"])]
        again: Option<String>,
        /// The day on which the bank is to pay; tomorrow without it.
        #[arg(long)]
        execute: Option<SettlementDay>,
        /// pain.001.001.03 instead of .09.
        #[arg(long)]
        v3: bool,
    },
    /// The bank did not carry out a transfer: it is owed as before. Takes two people.
    PayoutRejected {
        payout: i64,
        #[command(flatten)]
        person: Person,
    },
    /// All payouts.
    Payouts {
        #[arg(long)]
        dso: Dso,
    },
    /// The number that an account's transfers carry.
    Ogm { ean: Ean },
    /// Refund a part of a credited payment of a bank or a terminal by transfer: to who sent it, or to whom two
    /// people name.
    Refund {
        /// `bank:...`, `terminal:...`, or a terminal and its number (`T-1/17`).
        key: String,
        #[arg(long)]
        eur: MicroEuro,
        #[command(flatten)]
        to: Payee,
        #[command(flatten)]
        person: Person,
    },
    /// Pay what was left of a closed account to its holder or the heirs: takes two people.
    PayClosing {
        ean: Ean,
        /// Its number, where several closed accounts of the point have something left.
        #[arg(long)]
        account: Option<i64>,
        #[command(flatten)]
        to: Payee,
        #[command(flatten)]
        person: Person,
    },
    /// A QR code that fills in a transfer.
    Qr {
        ean: Ean,
        /// Left open without it.
        #[arg(long)]
        eur: Option<MicroEuro>,
        /// `.svg` or `.png`.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Whose money it was, where no bank has told.
#[derive(Debug, Default, Args)]
pub struct Payee {
    /// Of a payer at a terminal, or of the merchant who gave the money back at the counter.
    #[arg(long)]
    to_iban: Option<String>,
    /// Whose account it is.
    #[arg(long, requires = "to_iban")]
    to_name: Option<String>,
}

/// Who owed us money that has come.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Settled {
    /// The merchant, for what was taken at this terminal.
    #[arg(long)]
    terminal: Option<String>,
    /// The social service, by the origin that its aid has in the books.
    #[arg(long, value_name = "ORIGIN")]
    cpas: Option<String>,
    /// Whoever had the money of a debit, by its key.
    #[arg(long, value_name = "KEY")]
    debit: Option<String>,
}

/// Who, and why.
#[derive(Debug, Args)]
pub struct Person {
    #[arg(long)]
    by: String,
    /// A second person, where the sum is large.
    #[arg(long)]
    approved_by: Option<String>,
    #[arg(long, default_value = "")]
    note: String,
}

/// A month or a week.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Period {
    /// `2026-11`.
    #[arg(long)]
    period: Option<String>,
    /// `2026-W46`.
    #[arg(long)]
    week: Option<String>,
}

/// `tirelire account year`.
#[derive(Debug, Args)]
pub struct Year {
    ean: Ean,
    /// The first day; that of the opening without it.
    #[arg(long)]
    from: Option<SettlementDay>,
    /// The last day.
    #[arg(long)]
    to: SettlementDay,
    #[arg(long)]
    out: PathBuf,
    /// What the supplier billed, to keep beside.
    #[arg(long)]
    bill: Option<MicroEuro>,
}

/// `tirelire account true-up`.
#[derive(Debug, Args)]
pub struct TrueUp {
    ean: Ean,
    /// First day of the supplier's year.
    #[arg(long)]
    from: SettlementDay,
    /// First day of the next one; a year later without it.
    #[arg(long)]
    anniversary: Option<SettlementDay>,
    /// `1.8.1=0.361200`, once for each register.
    #[arg(long = "price", value_name = "REGISTER=EUR", value_parser = price, required = true)]
    prices: Vec<(ObisCode, NanoEuroPerKwh)>,
    #[arg(long, default_value = "0")]
    fixed_per_year: MicroEuro,
}

fn price(text: &str) -> Result<(ObisCode, NanoEuroPerKwh), String> {
    let (register, price) = text.split_once('=').ok_or("expected REGISTER=EUR")?;
    let register = register.parse().map_err(|error: units::UnknownName| error.to_string())?;
    Ok((register, price.parse().map_err(|error: units::UnitError| error.to_string())?))
}
