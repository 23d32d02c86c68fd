//! `tirelire payment`: what is known of payments, and giving money back. Source: TP-04, TP-18, TP-23.

use super::refund::{Asked, refund};
use super::trace::{self, Money, Step, Trace};
use super::{PspArguments, story};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::StoredPayment;
use calendar::{Instant, SettlementDay};
use portal::pay::PaymentStory;
use std::io::Write;
use units::{Dso, MicroEuro};
use vending::{Alarm, Clocks, MoneyKey, Receipt, ReceiptLine, euro};

#[derive(Debug, clap::Subcommand)]
pub enum PaymentCommand {
    /// The whole story of money, whatever way it came: four clocks, and everything that was said, booked,
    /// sent and answered.
    Show {
        /// An online payment's id or the provider's id of it (`tr_...`), a terminal and its number (`T-1/17`), a key of money or of suspense
        /// (`bank:...`, `terminal:...`, `provider:...`), or the code of a receipt.
        id: String,
    },
    /// The money that came on a day, of all channels.
    List {
        #[arg(long)]
        day: SettlementDay,
    },
    /// Give money of a payment back to the instrument that paid.
    Refund {
        id: String,
        #[arg(long)]
        eur: MicroEuro,
        #[arg(long)]
        by: String,
        /// Above `refund.four_eyes` a second person has to approve.
        #[arg(long)]
        approved_by: Option<String>,
        #[command(flatten)]
        psp: PspArguments,
    },
}

pub fn run(
    url: &str,
    command: PaymentCommand,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    match command {
        PaymentCommand::Show { id } => show(&mut engine, &id, now, json, out),
        PaymentCommand::List { day } => {
            for kept in engine.store.payments_between(day.start(), day.end())? {
                let known: StoredPayment = serde_json::from_str(&kept.body)?;
                let story = story::of(&mut engine, &known, now)?;
                if json {
                    line(&story, out)?;
                    continue;
                }
                writeln!(
                    out,
                    "{}  {}  {}  {:>8} EUR  {}",
                    story.created_at.to_local_string(),
                    story.id,
                    story.ean,
                    euro(story.amount),
                    story.state.name()
                )?;
            }
            others(&mut engine, day, json, out)
        }
        PaymentCommand::Refund { id, eur, by, approved_by, psp } => {
            if matches!(id.parse(), Ok(MoneyKey::BankLine { .. } | MoneyKey::Terminal { .. })) {
                return refuse(
                    "no provider gives it back: `tirelire bank refund` sends a transfer",
                );
            }
            let Some(psp) = psp.open()? else { return refuse("name the provider with --psp") };
            let asked = Asked { id, amount: eur, by, approved_by };
            let known = refund(&mut engine, psp.provider.as_ref(), &asked, now)?;
            let story = story::of(&mut engine, &known, now)?;
            if json { line(&story, out) } else { print(&story, &known, out) }
        }
    }
}

/// A story with what the ledger, the outbox and the meter say behind it.
#[derive(serde::Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    story: &'a PaymentStory,
    behind: &'a [Step],
}

/// `tirelire payment show`. Errors: nothing has this name.
pub fn show(
    engine: &mut Engine,
    name: &str,
    now: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let found = trace::find(engine, name)?;
    if found.is_empty() {
        return refuse(format!("no payment `{name}`"));
    }
    for money in found {
        match money {
            Money::Online(known) => {
                let story = story::of(engine, &known, now)?;
                let behind = trace::behind(engine, &known)?;
                if json {
                    let whole = Whole { story: &story, behind: &behind };
                    writeln!(out, "{}", serde_json::to_string(&whole)?)?;
                } else {
                    print(&story, &known, out)?;
                    steps(&behind, out)?;
                }
            }
            Money::Other(trace) if json => writeln!(out, "{}", serde_json::to_string(&trace)?)?,
            Money::Other(trace) => print_trace(&trace, out)?,
        }
    }
    Ok(())
}

/// Money of terminals and banks that came on a day.
pub fn others(
    engine: &mut Engine,
    day: SettlementDay,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for dso in Dso::ALL {
        let mut found = Vec::new();
        for kept in engine.store.sales_between(dso, day.start(), day.end())? {
            found.push(trace::of_sale(engine, kept)?);
        }
        for line in engine.store.bank_lines(dso, day, day.next())? {
            // What left is no payment of anybody.
            if line.amount > MicroEuro::ZERO {
                found.push(trace::of_line(engine, line)?);
            }
        }
        for money in found {
            let Money::Other(trace) = money else { continue };
            if json {
                writeln!(out, "{}", serde_json::to_string(&trace)?)?;
                continue;
            }
            let at = trace.clocks.paid.or(trace.steps.first().map(|step| step.at));
            let at = at.map_or("-".to_owned(), Instant::to_local_string);
            let ean = trace.ean.map_or("-".to_owned(), |ean| ean.to_string());
            let amount = trace.amount.map_or("-".to_owned(), euro);
            let (key, state) = (&trace.key, &trace.state);
            writeln!(out, "{at}  {key}  {ean}  {amount:>8} EUR  {state}")?;
        }
    }
    Ok(())
}

fn print_trace(trace: &Trace, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "money        {}", trace.key)?;
    if let Some(ean) = trace.ean {
        writeln!(out, "EAN          {ean}")?;
    }
    if let Some(account) = trace.account {
        writeln!(out, "account      {account}")?;
    }
    let amount = trace.amount.map_or("-".to_owned(), euro);
    writeln!(out, "amount       {amount} EUR")?;
    writeln!(out, "state        {}", trace.state)?;
    clocks(trace.clocks, out)?;
    receipt(trace.receipt.as_ref(), out)?;
    writeln!(out, "story")?;
    steps(&trace.steps, out)
}

fn steps(steps: &[Step], out: &mut dyn Write) -> Result<(), Failure> {
    for step in steps {
        let note = if step.note.is_empty() { String::new() } else { format!(": {}", step.note) };
        let (at, said) = (step.at.to_local_string(), step.said.name());
        writeln!(out, "  {at}  {said:<8}  {}{note}", step.what)?;
    }
    Ok(())
}

fn clocks(clocks: Clocks, out: &mut dyn Write) -> Result<(), Failure> {
    for (name, at) in [
        ("paid", clocks.paid),
        ("credited", clocks.credited),
        ("sent", clocks.sent),
        ("confirmed", clocks.confirmed),
    ] {
        let at = at.map_or("-".to_owned(), Instant::to_local_string);
        writeln!(out, "{name:<12} {at}")?;
    }
    Ok(())
}

fn receipt(receipt: Option<&Receipt>, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(receipt) = receipt else { return Ok(()) };
    for (part, cents) in receipt.shown_lines() {
        let shown = units::format_decimal(i128::from(cents), 2);
        let to = match part {
            ReceiptLine::ToReconnectionLevel(_) => "to the reconnection level".to_owned(),
            ReceiptLine::ToDebt { debt, .. } => format!("to debt {debt}"),
            ReceiptLine::ToCredit(_) => "to credit".to_owned(),
        };
        writeln!(out, "receipt      {shown} EUR {to}")?;
    }
    if let Some(code) = &receipt.code {
        writeln!(out, "code         {code}")?;
    }
    Ok(())
}

fn overdue(alarm: Alarm) -> String {
    let (what, since) = match alarm {
        Alarm::PaidNotCredited { paid } => ("paid, and not credited", paid),
        Alarm::CreditedNotSent { credited } => {
            ("credited, and nothing sent to the meter", credited)
        }
        Alarm::CreditedNotConfirmed { credited } => {
            ("credited, and not confirmed by the meter", credited)
        }
    };
    format!("{what} since {}", since.to_local_string())
}

fn line(story: &PaymentStory, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{}", serde_json::to_string(story)?)?;
    Ok(())
}

fn print(story: &PaymentStory, known: &StoredPayment, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "payment      {}", story.id)?;
    writeln!(out, "EAN          {}", story.ean)?;
    writeln!(out, "amount       {} EUR", euro(story.amount))?;
    writeln!(out, "state        {}", story.state.name())?;
    if let Some((provider, id)) = &story.provider {
        writeln!(out, "provider     {provider} {id}")?;
    }
    for other in &story.together {
        let amount = euro(other.amount);
        writeln!(out, "paid with    {} {amount} EUR for {}", other.id, other.ean)?;
    }
    clocks(story.clocks, out)?;
    if story.refunded > MicroEuro::ZERO {
        writeln!(out, "refunded     {} EUR", euro(story.refunded))?;
    }
    for alarm in &story.alarms {
        writeln!(out, "alarm        {}", overdue(*alarm))?;
    }
    receipt(known.receipt.as_ref(), out)?;
    writeln!(out, "story")?;
    for event in &story.events {
        let note = event.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        writeln!(
            out,
            "  {}  learnt {}  {}{note}",
            event.at.to_local_string(),
            event.learnt_at.to_local_string(),
            event.what
        )?;
    }
    Ok(())
}
