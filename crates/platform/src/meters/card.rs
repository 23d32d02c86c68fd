//! `tirelire meter card`: the end of a card meter. Its card is read, its books are added up against what
//! terminals sold, and its successor's account begins with what is left. Source: PA-05, PA-41, MT-13.

use crate::engine::{Closing, Engine, Opening};
use crate::failure::{Failure, chain, refuse};
use calendar::Instant;
use clap::{Args, Subcommand};
use guards::LawfulBasis;
use params::Parameters;
use prepay::{CollectionRule, Rates, TariffGroup};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::RefusedCard;
use timeline::{DebtKind, Fact, RegisterMap};
use units::{AccountId, Dso, Ean, Energy, MicroEuro, ObisCode};
use virtual_meters::{
    Card, Chip, ClosingAudit, Counters, HandOver, MeterSerial, ReadOut, Sale, hand_over,
};

#[derive(Debug, Subcommand)]
pub enum CardCommand {
    /// What a card carries.
    Read { file: PathBuf },
    /// Add up the books of a card meter against what was sold for it; exit code 1 if they do not agree.
    Audit {
        #[command(flatten)]
        closing: ClosingOf,
    },
    /// Open the account of the meter that takes its place, with what is left.
    Swap(Box<Swap>),
}

/// The evidence.
#[derive(Debug, Args)]
pub struct ClosingOf {
    /// The card, as it came out of the meter, or a file of read-outs: the last one closes.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The number on the plate of the old meter.
    #[arg(long)]
    of: u64,
    /// What terminals sold for it: lines `number,eur`.
    #[arg(long)]
    sales: PathBuf,
}

#[derive(Debug, Args)]
pub struct Swap {
    ean: Ean,
    #[command(flatten)]
    closing: ClosingOf,
    /// The number on the plate of the new meter.
    #[arg(long)]
    meter: u64,
    /// What the new meter shows: `{"1.8.1":"0","1.8.2":"0"}`.
    #[arg(long)]
    registers: String,
    #[arg(long)]
    dso: Dso,
    /// One price for both registers.
    #[arg(long)]
    single: bool,
    /// Id of the request, or of the judgment, that prepayment rests on.
    #[arg(long)]
    request: String,
    #[arg(long)]
    area: Option<String>,
    /// When the meters were exchanged; now without it.
    #[arg(long)]
    at: Option<Instant>,
    /// Who has looked at what does not add up, and takes the card as it is.
    #[arg(long)]
    accepted_by: Option<String>,
    /// How an old debt is repaid by the week, if the card does not say.
    #[arg(long, value_name = "EUR")]
    weekly: Option<MicroEuro>,
    /// Where the closing audit is written; the file must not be there yet.
    #[arg(long)]
    report: PathBuf,
}

pub fn run(
    url: &str,
    command: CardCommand,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match command {
        CardCommand::Read { file } => read(&file, as_json, out),
        CardCommand::Audit { closing } => {
            let audit = closing.audit()?;
            print(&audit_of(&audit), as_json, out)?;
            match audit.findings().len() {
                0 => Ok(()),
                count => refuse(format!("{count} findings are for a person to look at")),
            }
        }
        CardCommand::Swap(asked) => swap(url, &asked, as_json, out),
    }
}

fn read(file: &Path, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let card = card_in(&std::fs::read_to_string(file)?)?;
    let read_out = card.read_out();
    let mut told = json!({
        "kind": "card", "meter": card.meter().to_string(), "chip": card.chip().name(),
        "loaded_eur": card.credit().map(|credit| credit.amount.to_string()),
    });
    if let (Value::Object(told), Some(read_out)) = (&mut told, read_out) {
        told.insert("read_out".to_owned(), read_out_of(read_out));
    }
    print(&told, as_json, out)
}

/// Errors: it is no card, or its contacts cannot be read.
fn card_in(text: &str) -> Result<Card, Failure> {
    let card: Card = text.parse()?;
    match card.chip() {
        Chip::Clean => Ok(card),
        Chip::Dirty => refuse("the card cannot be read: wipe its contacts with a dry cloth"),
        Chip::Damaged => {
            refuse("the card cannot be read and is damaged: read the meter on the spot")
        }
    }
}

/// The card was written by another meter than the one that is closed. Source: MT-13.
#[derive(Debug, thiserror::Error)]
#[error("`{label}` is of meter {meter}, not of {of}: it is a card of another home")]
pub struct OtherHome {
    label: String,
    meter: MeterSerial,
    of: MeterSerial,
}

impl OtherHome {
    /// Keeps with the point that somebody came with a card of another home.
    pub fn keep(&self, engine: &mut Engine, ean: Ean, at: Instant) -> Result<(), Failure> {
        Ok(engine.store.refuse_card(&RefusedCard {
            ean,
            at,
            meter: self.meter.to_string(),
            expected: self.of.to_string(),
        })?)
    }
}

/// The sales that were handed in are no such lines.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the sales: {why}")]
pub struct SalesError {
    line: usize,
    why: String,
}

/// The books of a card meter added up: `read_outs` by what they are called, against what was sold for it.
/// Errors: [`OtherHome`], [`SalesError`], or a text that is none.
pub fn audit_of_texts(
    read_outs_of: &[(String, String)],
    of: u64,
    sales: &str,
) -> Result<ClosingAudit, Failure> {
    let of = MeterSerial(of);
    let mut all = Vec::new();
    for (label, text) in read_outs_of {
        let found = read_outs(text).map_err(|why| format!("`{label}`: {}", chain(why.as_ref())))?;
        for read_out in &found {
            if read_out.meter != of {
                let label = label.clone();
                return Err(Box::new(OtherHome { label, meter: read_out.meter, of }));
            }
        }
        all.extend(found);
    }
    Ok(ClosingAudit::of(&all, &sales_in(sales)?)?)
}

impl ClosingOf {
    /// Errors: a card that carries no read-out, or of another meter than the one that is closed.
    fn audit(&self) -> Result<ClosingAudit, Failure> {
        let mut texts = Vec::new();
        for file in &self.files {
            texts.push((file.display().to_string(), std::fs::read_to_string(file)?));
        }
        audit_of_texts(&texts, self.of, &std::fs::read_to_string(&self.sales)?)
    }
}

/// Of a card, or lines of read-outs.
fn read_outs(text: &str) -> Result<Vec<ReadOut>, Failure> {
    if text.trim_start().starts_with("meter ") {
        let card = card_in(text)?;
        return match (card.read_out(), card.credit()) {
            (Some(read_out), _) => Ok(vec![*read_out]),
            (None, Some(_)) => {
                refuse("the card was loaded and not put in its meter: put it in, and take it out")
            }
            (None, None) => refuse("the card is new: it was never in a meter"),
        };
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let mut found = Vec::new();
    for (number, line) in lines {
        if number == 1 && line.trim() == ReadOut::header() {
            continue;
        }
        let read_out: Result<ReadOut, _> = line.trim().parse();
        found.push(read_out.map_err(|why| format!("line {number}: {why}"))?);
    }
    if found.is_empty() { refuse("there is no read-out in it") } else { Ok(found) }
}

fn sales_in(text: &str) -> Result<Vec<Sale>, SalesError> {
    let mut sales = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || (number == 1 && line.trim() == "number,eur") {
            continue;
        }
        let sale = line.trim().split_once(',').and_then(|(number, eur)| {
            Some(Sale { number: number.trim().parse().ok()?, amount: eur.trim().parse().ok()? })
        });
        let Some(sale) = sale else {
            let why = format!("`{line}` is not `number,eur`");
            return Err(SalesError { line: number, why });
        };
        if sale.amount <= MicroEuro::ZERO {
            return Err(SalesError { line: number, why: "nothing was sold".to_owned() });
        }
        sales.push(sale);
    }
    Ok(sales)
}

fn swap(url: &str, asked: &Swap, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let now = crate::clock::now();
    let mut audit = match asked.closing.audit() {
        Ok(audit) => audit,
        Err(failure) => {
            // Whoever asks later why a home waited for its account finds it where everything else of it stands.
            if let Some(other) = failure.downcast_ref::<OtherHome>() {
                other.keep(&mut Engine::open(url)?, asked.ean, now)?;
            }
            return Err(failure);
        }
    };
    if let Some(by) = asked.accepted_by.as_deref().filter(|by| !by.trim().is_empty()) {
        audit.accept(by);
    }
    if asked.report.exists() {
        return refuse(format!("`{}` is there already", asked.report.display()));
    }
    let mut engine = Engine::open(url)?;
    let successor = Successor {
        ean: asked.ean,
        dso: asked.dso,
        meter: asked.meter,
        registers: serde_json::from_str(&asked.registers)?,
        single: asked.single,
        basis: LawfulBasis::Request { id: asked.request.clone() },
        area: asked.area.clone(),
        at: asked.at.unwrap_or(now),
        weekly: asked.weekly,
    };
    let transfer = Transfer::prepare(&mut engine, &audit, successor, now)?;
    let account = engine.locked(asked.dso, |engine| transfer.open(engine))?;
    let report = report(&audit, &transfer.handed, asked.ean, account.to_string());
    std::fs::write(&asked.report, format!("{report:#}\n"))?;
    print(&report, as_json, out)
}

/// The meter that takes the place of a card meter, and the account that begins with it.
#[derive(Debug, Clone)]
pub struct Successor {
    pub ean: Ean,
    pub dso: Dso,
    /// The number on its plate.
    pub meter: u64,
    /// What it shows.
    pub registers: RegisterMap,
    /// One price for both registers.
    pub single: bool,
    /// What prepayment rests on.
    pub basis: LawfulBasis,
    pub area: Option<String>,
    /// When the meters were exchanged.
    pub at: Instant,
    /// How an old debt is repaid by the week, if the card does not say.
    pub weekly: Option<MicroEuro>,
}

/// Why what is left on a card meter cannot be carried over.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error("the read-out of {read_at} lies in the future")]
    Future { read_at: Instant },
    #[error("the new meter has the number of the old one")]
    SameMeter,
    #[error("EAN {ean} has an account already")]
    HasAccount { ean: Ean },
    #[error("what was left on meter {meter} went to account {account}")]
    Before { meter: MeterSerial, account: AccountId },
    #[error(transparent)]
    Closing(#[from] virtual_meters::ClosingError),
    #[error("{total} EUR are owed, and nobody says how: agree with --weekly")]
    Weekly { total: MicroEuro },
}

/// A closing that can be booked: whoever prepares it writes nothing. Source: PA-05.
#[derive(Debug)]
pub struct Transfer {
    successor: Successor,
    pub handed: HandOver,
    opening: Opening,
    group: TariffGroup,
    debt: Option<Fact>,
    /// The money of a card meter goes to one account, once: after that its card is of no use.
    key: String,
}

impl Transfer {
    /// Errors: [`TransferError`].
    pub fn prepare(
        engine: &mut Engine,
        audit: &ClosingAudit,
        successor: Successor,
        now: Instant,
    ) -> Result<Self, Failure> {
        let closing = *audit.closing();
        let (at, ean, dso) = (successor.at, successor.ean, successor.dso);
        // The clock of a card meter cannot be set, and may be a little ahead.
        if closing.read_at > at.plus_h(24) || at > now {
            return Err(TransferError::Future { read_at: closing.read_at }.into());
        }
        if MeterSerial(successor.meter) == closing.meter {
            return Err(TransferError::SameMeter.into());
        }
        if engine.store.account_of(ean)?.is_some_and(|known| known.closed_at.is_none()) {
            return Err(TransferError::HasAccount { ean }.into());
        }
        let key = format!("card:{}:closing", closing.meter);
        if let Some(account) = engine.store.money_of(&key)? {
            return Err(TransferError::Before { meter: closing.meter, account }.into());
        }
        let (energy, old) = match closing.registers {
            Counters::Electricity { peak, off_peak } => (
                Energy::Electricity,
                vec![
                    (ObisCode::IMPORT_PEAK, peak.to_string()),
                    (ObisCode::IMPORT_OFF_PEAK, off_peak.to_string()),
                ],
            ),
            Counters::Gas { volume } => {
                (Energy::Gas, vec![(ObisCode::GAS_VOLUME, volume.to_string())])
            }
        };
        let parameters: &Parameters = engine.books.rules(dso, energy)?.parameters.at(at.day(), at);
        let handed = hand_over(audit, MeterSerial(successor.meter), at, parameters)
            .map_err(TransferError::from)?;
        let prepay::Start::Swap { old_balance } = handed.start else { return refuse("no swap") };
        let opening = Opening {
            start: Fact::Swap {
                old_balance_eur: Some(old_balance),
                registers: successor.registers.clone(),
                old_registers: Some(old.into_iter().collect()),
            },
            protected: Vec::new(),
            basis: successor.basis.clone(),
            answers: None,
            area: successor.area.clone(),
            closing: Some(Closing {
                meter: closing.meter.to_string(),
                new_meter: handed.new_meter.to_string(),
                read_out: closing.to_line(),
                accepted_by: audit.accepted_by().map(str::to_owned),
            }),
            notices_are_facts: true,
        };
        let single = successor.single || energy == Energy::Gas;
        let rates = if single { Rates::Single } else { Rates::Two };
        let group = TariffGroup { energy, rates };
        let debt = old_debt(&handed, closing.meter, successor.weekly)?;
        Ok(Self { successor, handed, opening, group, debt, key })
    }

    /// What the card had, before it is lifted to the floor.
    pub fn old_balance(&self) -> MicroEuro {
        match self.handed.start {
            prepay::Start::Swap { old_balance } => old_balance,
            _ => self.handed.balance,
        }
    }

    pub fn energy(&self) -> Energy {
        self.group.energy
    }

    /// Opens the account. Within the operator's lock.
    pub fn open(&self, engine: &mut Engine) -> Result<AccountId, Failure> {
        let Successor { ean, dso, at, .. } = self.successor;
        let id = engine.open_account(ean, dso, self.group, at, &self.opening)?;
        engine.store.claim_money(&[(self.key.clone(), id)])?;
        if let Some(debt) = &self.debt {
            let account = engine.account_of(ean)?;
            engine.record(&account, debt, at)?;
        }
        Ok(id)
    }
}

/// What was still owed on the card meter goes on being repaid by the week. Errors: nobody says how.
fn old_debt(
    handed: &HandOver,
    meter: MeterSerial,
    agreed: Option<MicroEuro>,
) -> Result<Option<Fact>, Failure> {
    let Some((rule, total)) = handed.debt else { return Ok(None) };
    let on_card = match rule {
        CollectionRule::FixedPerWeek(weekly) => Some(weekly),
        _ => None,
    };
    let Some(amount) = on_card.or(agreed).filter(|weekly| *weekly > MicroEuro::ZERO) else {
        return Err(TransferError::Weekly { total }.into());
    };
    Ok(Some(Fact::Debt {
        kind: DebtKind::FixedPerWeek,
        total,
        amount: Some(amount),
        share: None,
        cap: None,
        floor: None,
        priority: 1,
        creditor: Some(format!("card meter {meter}")),
    }))
}

fn read_out_of(read_out: &ReadOut) -> Value {
    let registers = match read_out.registers {
        Counters::Electricity { peak, off_peak } => {
            json!({"1.8.1": peak.to_string(), "1.8.2": off_peak.to_string()})
        }
        Counters::Gas { volume } => json!({"24.2.3": volume.to_string()}),
    };
    json!({
        "meter": read_out.meter.to_string(), "read_at": read_out.read_at.to_local_string(),
        "registers": registers, "mode": read_out.mode.name(),
        "opened_eur": read_out.opened_with.to_string(),
        "loaded_eur": read_out.loaded.to_string(), "charged_eur": read_out.charged.to_string(),
        "fees_eur": read_out.fees.to_string(), "repaid_eur": read_out.repaid.to_string(),
        "balance_eur": read_out.balance.to_string(), "debt_eur": read_out.debt.left.to_string(),
        "weekly_eur": read_out.debt.weekly.to_string(), "last_load": read_out.last_load,
    })
}

fn audit_of(audit: &ClosingAudit) -> Value {
    let findings: Vec<String> = audit.findings().iter().map(ToString::to_string).collect();
    json!({
        "kind": "closing_audit", "closing": read_out_of(audit.closing()),
        "on_card_eur": audit.on_card().to_string(), "findings": findings,
        "accepted_by": audit.accepted_by(),
    })
}

/// The closing audit with the transfer that follows from it. Source: PA-05.
fn report(audit: &ClosingAudit, handed: &HandOver, ean: Ean, account: String) -> Value {
    let mut told = audit_of(audit);
    if let Value::Object(told) = &mut told {
        told.insert(
            "transfer".to_owned(),
            json!({
                "ean": ean.to_string(), "account": account, "at": handed.at.to_local_string(),
                "old_meter": handed.closing.meter.to_string(),
                "new_meter": handed.new_meter.to_string(),
                "balance_eur": handed.balance.to_string(),
                "advanced_eur": handed.advanced.to_string(),
                "old_debt_eur": handed.debt.map(|(_, owed)| owed.to_string()),
            }),
        );
    }
    told
}

/// One object, or a line for each of its values.
fn print(told: &Value, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if as_json {
        writeln!(out, "{told}")?;
        return Ok(());
    }
    lines("", told, out)
}

fn lines(name: &str, value: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    match value {
        Value::Object(parts) => {
            for (key, part) in parts.iter().filter(|(key, _)| *key != "kind") {
                let name = if name.is_empty() { key.clone() } else { format!("{name} {key}") };
                lines(&name, part, out)?;
            }
        }
        Value::Array(parts) => {
            for part in parts {
                lines(name, part, out)?;
            }
        }
        Value::Null => {}
        Value::String(text) => writeln!(out, "{:<24} {text}", name.replace('_', " "))?,
        other => writeln!(out, "{:<24} {other}", name.replace('_', " "))?,
    }
    Ok(())
}
