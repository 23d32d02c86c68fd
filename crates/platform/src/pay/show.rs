//! `tirelire payment`: what is known of payments, and giving money back. Source: TP-04, TP-18, TP-23.

use super::refund::{Asked, refund};
use super::{PspArguments, story};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::StoredPayment;
use calendar::{Instant, SettlementDay};
use portal::pay::PaymentStory;
use std::io::Write;
use units::MicroEuro;
use vending::euro;

#[derive(Debug, clap::Subcommand)]
pub enum PaymentCommand {
    /// The whole story of a payment: four clocks, and everything that was said.
    Show { id: String },
    /// The payments that were begun on a day.
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
        PaymentCommand::Show { id } => match StoredPayment::load(&mut engine, &id)? {
            Some(known) => {
                let story = story::of(&mut engine, &known, now)?;
                if json { line(&story, out) } else { print(&story, &known, out) }
            }
            None => refuse(format!("no payment `{id}`")),
        },
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
            Ok(())
        }
        PaymentCommand::Refund { id, eur, by, approved_by, psp } => {
            let Some(psp) = psp.open()? else { return refuse("name the provider with --psp") };
            let asked = Asked { id, amount: eur, by, approved_by };
            let known = refund(&mut engine, psp.provider.as_ref(), &asked, now)?;
            let story = story::of(&mut engine, &known, now)?;
            if json { line(&story, out) } else { print(&story, &known, out) }
        }
    }
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
    let clocks = story.clocks;
    for (name, at) in [
        ("paid", clocks.paid),
        ("credited", clocks.credited),
        ("sent", clocks.sent),
        ("confirmed", clocks.confirmed),
    ] {
        let at = at.map_or("-".to_owned(), Instant::to_local_string);
        writeln!(out, "{name:<12} {at}")?;
    }
    if story.refunded > MicroEuro::ZERO {
        writeln!(out, "refunded     {} EUR", euro(story.refunded))?;
    }
    for alarm in &story.alarms {
        writeln!(out, "alarm        {alarm:?}")?;
    }
    if let Some(receipt) = &known.receipt {
        for part in &receipt.lines {
            writeln!(out, "receipt      {part:?}")?;
        }
        if let Some(code) = &receipt.code {
            writeln!(out, "code         {code}")?;
        }
    }
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
