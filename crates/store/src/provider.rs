//! What payment providers have told of their balances with us, and which lines of a bank have paid them
//! out. Source: TP-19.

use crate::bank::text_as_kept;
use crate::database::{Column, Conflict, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::{BTreeMap, BTreeSet};
use units::MicroEuro;

use Column::{BigInt, Integer, Text};

/// A movement of a provider's balance; what it did is `gross` and `fee` together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLine {
    /// The provider's name of it.
    pub movement: String,
    pub at: Instant,
    /// The caller's word.
    pub kind: String,
    /// The provider's id of the payment; empty if it is none of a payment.
    pub payment: String,
    /// The refund or chargeback, or the reference of a payout.
    pub other: String,
    pub gross: MicroEuro,
    pub fee: MicroEuro,
}

/// What became of what a provider has told: movements that were not known, that it told otherwise before,
/// and that it tells no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProviderTold {
    pub new: usize,
    pub changed: usize,
    pub withdrawn: usize,
}

/// A payout of a provider with the line of a bank that has paid it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidPayout {
    pub payout: ProviderLine,
    pub money_key: String,
}

/// Of a movement that is not told any more.
const WITHDRAWN: &str = "withdrawn";
/// The word of payouts.
pub const PAYOUT: &str = "payout";

const PROVIDER_LINE: Table = Table {
    name: "provider_line",
    columns: &[
        Text("provider"),
        Text("movement"),
        Integer("version"),
        BigInt("at_us"),
        Text("kind"),
        Text("payment"),
        Text("other"),
        BigInt("gross_micro_eur"),
        BigInt("fee_micro_eur"),
        BigInt("told_us"),
    ],
};

const PROVIDER_DAY: Table =
    Table { name: "provider_day", columns: &[Text("provider"), Integer("day"), BigInt("told_us")] };

const COLUMNS: &str =
    "l.movement, l.at_us, l.kind, l.payment, l.other, l.gross_micro_eur, l.fee_micro_eur";
const IS_NEWEST: &str = "l.version = (SELECT MAX(n.version) FROM provider_line n
    WHERE n.provider = l.provider AND n.movement = l.movement)";

fn line(row: &mut Row<'_>) -> Result<ProviderLine, StoreError> {
    Ok(ProviderLine {
        movement: row.text()?,
        at: Instant(row.number()?),
        kind: row.text()?,
        payment: row.text()?,
        other: row.text()?,
        gross: MicroEuro(row.number()?),
        fee: MicroEuro(row.number()?),
    })
}

impl Store {
    /// Keeps all that a provider has told of the days `[from, to)`.
    pub fn keep_provider_lines(
        &mut self,
        provider: &str,
        (from, to): (SettlementDay, SettlementDay),
        told: &[ProviderLine],
        at: Instant,
    ) -> Result<ProviderTold, StoreError> {
        self.transaction(|store| {
            let known = store.provider_lines(provider, from, to)?;
            let mut known: BTreeMap<String, ProviderLine> =
                known.into_iter().map(|line| (line.movement.clone(), line)).collect();
            // Pages of a list that grows meanwhile may tell the same twice.
            let mut seen = BTreeSet::new();
            let told = told.iter().map(as_kept).filter(|line| seen.insert(line.movement.clone()));
            let mut new: Vec<ProviderLine> =
                told.filter(|line| known.remove(&line.movement).as_ref() != Some(line)).collect();
            let withdrawn = known.len();
            let gone = |line| ProviderLine { kind: WITHDRAWN.to_owned(), ..line };
            new.extend(known.into_values().map(gone));
            let versions = store.versions_of(provider, &new)?;
            let mut values = Vec::with_capacity(new.len() * PROVIDER_LINE.columns.len());
            for line in &new {
                let version = versions.get(&line.movement).copied().unwrap_or(0) + 1;
                values.extend([
                    provider.into(),
                    line.movement.as_str().into(),
                    version.into(),
                    line.at.0.into(),
                    line.kind.as_str().into(),
                    line.payment.as_str().into(),
                    line.other.as_str().into(),
                    line.gross.0.into(),
                    line.fee.0.into(),
                    at.0.into(),
                ]);
            }
            store.database.insert(&PROVIDER_LINE, &values)?;
            let days = (from.0..to.0)
                .flat_map(|day| [Value::from(provider), i64::from(day).into(), at.0.into()]);
            let days: Vec<Value> = days.collect();
            store.database.put(&PROVIDER_DAY, 2, Conflict::Replace, &days)?;
            let changed = versions.len() - withdrawn;
            Ok(ProviderTold { new: new.len() - versions.len(), changed, withdrawn })
        })
    }

    /// The newest versions of movements that are known.
    fn versions_of(
        &mut self,
        provider: &str,
        lines: &[ProviderLine],
    ) -> Result<BTreeMap<String, i64>, StoreError> {
        let asked: Vec<Value> = lines
            .iter()
            .flat_map(|line| [Value::from(provider), line.movement.as_str().into()])
            .collect();
        let mut found = BTreeMap::new();
        self.database.query_asked(
            "SELECT l.movement, MAX(l.version)
             FROM (SELECT DISTINCT provider, movement FROM asked) AS one
             JOIN provider_line l ON l.provider = one.provider AND l.movement = one.movement
             GROUP BY l.movement",
            &[Text("provider"), Text("movement")],
            &asked,
            &mut |mut row| {
                found.insert(row.text()?, row.number()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What moved on the days `[from, to)` as it was last told, oldest first.
    pub fn provider_lines(
        &mut self,
        provider: &str,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<ProviderLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM provider_line l
                 WHERE l.provider = $1 AND l.at_us >= $2 AND l.at_us < $3 AND {IS_NEWEST}
                     AND l.kind <> '{WITHDRAWN}'
                 ORDER BY l.at_us, l.movement"
            ),
            &[provider.into(), from.start().0.into(), to.start().0.into()],
            &mut |mut row| {
                found.push(line(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Days of `[from, to)` of which a provider has told, with when it did so last.
    pub fn provider_days(
        &mut self,
        provider: &str,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<BTreeMap<SettlementDay, Instant>, StoreError> {
        let mut found = BTreeMap::new();
        self.database.query(
            "SELECT day, told_us FROM provider_day
             WHERE provider = $1 AND day >= $2 AND day < $3",
            &[provider.into(), i64::from(from.0).into(), i64::from(to.0).into()],
            &mut |mut row| {
                found.insert(SettlementDay(row.small()?), Instant(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Providers that have told anything.
    pub fn providers_that_told(&mut self) -> Result<BTreeSet<String>, StoreError> {
        let mut found = BTreeSet::new();
        let sql = "SELECT DISTINCT provider FROM provider_day";
        self.database.query_once(sql, &mut |mut row| {
            found.insert(row.text()?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Payouts that no line of a bank has paid yet, with their providers.
    pub fn open_provider_payouts(&mut self) -> Result<Vec<(String, ProviderLine)>, StoreError> {
        let mut found = Vec::new();
        let sql = format!(
            "SELECT l.provider, {COLUMNS} FROM provider_line l
             WHERE l.kind = '{PAYOUT}' AND {IS_NEWEST}
                 AND NOT EXISTS (SELECT 1 FROM provider_payout p
                                 WHERE p.provider = l.provider AND p.movement = l.movement)
             ORDER BY l.provider, l.at_us, l.movement"
        );
        self.database.query_once(&sql, &mut |mut row| {
            found.push((row.text()?, line(&mut row)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// Payouts of a provider that were paid.
    pub fn paid_provider_payouts(&mut self, provider: &str) -> Result<Vec<PaidPayout>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS}, p.money_key FROM provider_payout p
                 JOIN provider_line l ON l.provider = p.provider AND l.movement = p.movement
                 WHERE p.provider = $1 AND {IS_NEWEST}
                 ORDER BY l.at_us, l.movement"
            ),
            &[provider.into()],
            &mut |mut row| {
                found.push(PaidPayout { payout: line(&mut row)?, money_key: row.text()? });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A line of a bank in suspense is what has paid a payout. Returns whether it lay there.
    pub fn provider_payout_is_paid(
        &mut self,
        (provider, movement): (&str, &str),
        money_key: &str,
        how: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let changed = store.database.execute(
                "UPDATE bank_line SET state = 4, how = $1 WHERE money_key = $2 AND state = 2",
                &[how.into(), money_key.into()],
            )?;
            store.database.execute(
                "INSERT INTO provider_payout (provider, movement, money_key, at_us)
                 VALUES ($1, $2, $3, $4)",
                &[provider.into(), movement.into(), money_key.into(), at.0.into()],
            )?;
            Ok(changed == 1)
        })
    }
}

/// As it is read back.
fn as_kept(line: &ProviderLine) -> ProviderLine {
    ProviderLine {
        movement: text_as_kept(&line.movement),
        kind: text_as_kept(&line.kind),
        payment: text_as_kept(&line.payment),
        other: text_as_kept(&line.other),
        ..line.clone()
    }
}
