//! What a provider tells is kept when it is asked, so that a past day can be compared when it cannot be
//! asked any more. Source: TP-19.

use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use calendar::{Instant, SettlementDay};
use psp::{Provider, ProviderId, SettledKind, SettledLine};
use std::collections::BTreeSet;
use store::{PAYOUT, ProviderLine, ProviderTold};
use vending::PaidPeriod;

/// Before and after the days that are compared: what is paid around midnight is of one day here and of
/// another there.
const MARGIN_DAYS: i32 = 1;

/// What a provider says of some days, now or the last time that it could be asked.
#[derive(Debug)]
pub struct Said {
    pub name: String,
    pub lines: Vec<SettledLine>,
    /// Days of which it has told nothing.
    pub untold: BTreeSet<SettlementDay>,
    pub remarks: Vec<String>,
}

fn word(kind: &SettledKind) -> String {
    match kind {
        SettledKind::Payment => "payment".to_owned(),
        SettledKind::Refund => "refund".to_owned(),
        SettledKind::RefundReturned => "refund_returned".to_owned(),
        SettledKind::Chargeback => "chargeback".to_owned(),
        SettledKind::ChargebackReversed => "chargeback_reversed".to_owned(),
        SettledKind::Payout => PAYOUT.to_owned(),
        SettledKind::Other(word) => format!("other:{word}"),
    }
}

fn kind_of(word: &str) -> SettledKind {
    match word {
        "payment" => SettledKind::Payment,
        "refund" => SettledKind::Refund,
        "refund_returned" => SettledKind::RefundReturned,
        "chargeback" => SettledKind::Chargeback,
        "chargeback_reversed" => SettledKind::ChargebackReversed,
        PAYOUT => SettledKind::Payout,
        other => SettledKind::Other(other.strip_prefix("other:").unwrap_or(other).to_owned()),
    }
}

fn to_keep(line: &SettledLine) -> ProviderLine {
    ProviderLine {
        movement: line.id.clone(),
        at: line.at,
        kind: word(&line.kind),
        payment: line.payment.as_ref().map(ProviderId::to_string).unwrap_or_default(),
        other: line.other_id.clone().unwrap_or_default(),
        gross: line.amount,
        fee: line.fees,
    }
}

fn as_told(line: ProviderLine) -> Result<SettledLine, Failure> {
    let payment = Some(line.payment).filter(|id| !id.is_empty());
    Ok(SettledLine {
        id: line.movement,
        kind: kind_of(&line.kind),
        at: line.at,
        payment: payment.map(|id| id.parse()).transpose()?,
        other_id: Some(line.other).filter(|id| !id.is_empty()),
        amount: line.gross,
        fees: line.fee,
    })
}

/// Keeps what a provider tells of the days.
pub fn keep(
    engine: &mut Engine,
    name: &str,
    (from, to): (SettlementDay, SettlementDay),
    lines: &[SettledLine],
    at: Instant,
) -> Result<ProviderTold, Failure> {
    let lines: Vec<ProviderLine> = lines.iter().map(to_keep).collect();
    Ok(engine.store.keep_provider_lines(name, (from, to), &lines, at)?)
}

impl Said {
    /// Asks a provider once for all operators, and keeps what it tells. One that does not answer has told
    /// what it told the last time. Errors: it does not answer, and has not told anything of these days.
    pub fn ask(
        engine: &mut Engine,
        provider: &dyn Provider,
        days: PaidPeriod,
        at: Instant,
    ) -> Result<Self, Failure> {
        let (from, to) = (days.from.plus(-MARGIN_DAYS), days.to.plus(MARGIN_DAYS));
        let name = provider.name();
        let lines = match provider.movements(from, to) {
            Ok(lines) => lines,
            Err(error) => {
                let mut said = Self::last(engine, name, days)?;
                if (days.from.0..days.to.0).all(|day| said.untold.contains(&SettlementDay(day))) {
                    return Err(error.into());
                }
                said.remarks.insert(0, format!("{name} could not be asked: {}", chain(&error)));
                return Ok(said);
            }
        };
        let told = keep(engine, name, (from, to), &lines, at)?;
        let mut remarks = Vec::new();
        if told.changed + told.withdrawn > 0 {
            remarks.push(format!(
                "{name} tells {} movements otherwise than the last time, and {} no more",
                told.changed, told.withdrawn
            ));
        }
        Ok(Self { name: name.to_owned(), lines, untold: BTreeSet::new(), remarks })
    }

    /// What the only provider that has ever told anything said last. `None`: there is none.
    /// Errors: there are several.
    pub fn last_of_any(engine: &mut Engine, days: PaidPeriod) -> Result<Option<Self>, Failure> {
        let names = engine.store.providers_that_told()?;
        match (names.first(), names.len()) {
            (None, _) => Ok(None),
            (Some(name), 1) => Self::last(engine, name, days).map(Some),
            (Some(_), _) => {
                let names: Vec<String> = names.into_iter().collect();
                refuse(format!("`{}` have told: name one with --psp", names.join("`, `")))
            }
        }
    }

    fn last(engine: &mut Engine, name: &str, days: PaidPeriod) -> Result<Self, Failure> {
        let (from, to) = (days.from.plus(-MARGIN_DAYS), days.to.plus(MARGIN_DAYS));
        let lines = engine.store.provider_lines(name, from, to)?;
        let mut told = engine.store.provider_days(name, days.from, days.to)?;
        // Asked of a day to come, nobody tells of it.
        told.retain(|day, at| *at > day.start());
        let all = (days.from.0..days.to.0).map(SettlementDay);
        let untold = all.filter(|day| !told.contains_key(day)).collect();
        let mut remarks = Vec::new();
        let (first, last) = (told.values().min(), told.values().max());
        if let (Some(first), Some(last)) = (first, last) {
            let [first, last] = [first, last].map(|at| at.to_local_string());
            remarks.push(if first == last {
                format!("{name} as last told at {last}")
            } else {
                format!("{name} as last told between {first} and {last}")
            });
        }
        let lines: Result<Vec<SettledLine>, Failure> = lines.into_iter().map(as_told).collect();
        Ok(Self { name: name.to_owned(), lines: lines?, untold, remarks })
    }
}
