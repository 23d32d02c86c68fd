//! Help that is offered before anybody asks: on what a social service has the list of those at risk, and whom somebody
//! offered help. Source: CM-08, CM-09, PD-03.

use crate::database::{Database as _, Row};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use prepay::CreditState;
use units::{AccountId, Dso};

/// What lets a social service have the list of some postcodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyBasis {
    pub dso: Dso,
    pub party: i64,
    /// Which law or agreement.
    pub basis: String,
    /// In order, each once.
    pub postcodes: Vec<u16>,
    pub first: SettlementDay,
    pub last: SettlementDay,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEarlyBasis {
    /// Of its operator, from 1.
    pub seq: i64,
    pub basis: EarlyBasis,
    pub entered: (Instant, String),
    /// The second person.
    pub agreed: Option<(Instant, String)>,
    pub ended: Option<(Instant, String)>,
}

impl KeptEarlyBasis {
    /// Whether the list is given on it on `day`.
    pub fn holds_on(&self, day: SettlementDay) -> bool {
        let (first, last) = (self.basis.first, self.basis.last);
        self.agreed.is_some() && self.ended.is_none() && first <= day && day <= last
    }
}

const COLUMNS: &str = "seq, dso, party_id, basis, postcodes, first_day, last_day, entered_us, entered_by, \
                       agreed_us, agreed_by, ended_us, ended_by";

fn read(row: &mut Row<'_>) -> Result<KeptEarlyBasis, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt(format!("a basis of an early list: {what}"));
    let seq = row.number()?;
    let dso = Dso::from_code(row.small()?).ok_or_else(|| corrupt("its operator"))?;
    let (party, basis, codes) = (row.number()?, row.text()?, row.text()?);
    let postcodes: Result<Vec<u16>, _> = codes.split(' ').map(str::parse).collect();
    let postcodes = postcodes.map_err(|_| corrupt("its postcodes"))?;
    let mut day = || {
        let number = i32::try_from(row.number()?).map_err(|_| corrupt("its days"))?;
        Ok::<_, StoreError>(SettlementDay(number))
    };
    let (first, last) = (day()?, day()?);
    let entered = (Instant(row.number()?), row.text()?);
    let agreed = (row.number_or_null()?.map(Instant), row.text_or_null()?);
    let ended = (row.number_or_null()?.map(Instant), row.text_or_null()?);
    let basis = EarlyBasis { dso, party, basis, postcodes, first, last };
    let (agreed, ended) = (agreed.0.zip(agreed.1), ended.0.zip(ended.1));
    Ok(KeptEarlyBasis { seq, basis, entered, agreed, ended })
}

impl Store {
    /// Enters what a list would rest on, and returns its number. Within the operator's lock.
    pub fn add_early_basis(
        &mut self,
        new: &EarlyBasis,
        (at, by): (Instant, &str),
    ) -> Result<i64, StoreError> {
        let dso = i64::from(new.dso.code());
        let codes = new.postcodes.iter().map(|code| format!("{code:04}")).collect::<Vec<_>>();
        self.transaction(|store| {
            let last = store
                .number_of("SELECT MAX(seq) FROM early_list_basis WHERE dso = $1", &[dso.into()])?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO early_list_basis (dso, seq, party_id, basis, postcodes, first_day,
                     last_day, entered_us, entered_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    dso.into(),
                    seq.into(),
                    new.party.into(),
                    new.basis.as_str().into(),
                    codes.join(" ").as_str().into(),
                    i64::from(new.first.0).into(),
                    i64::from(new.last.0).into(),
                    at.0.into(),
                    by.into(),
                ],
            )?;
            Ok(seq)
        })
    }

    /// A second person agrees; `false` if there is none that waits, or it is the same person.
    pub fn agree_early_basis(
        &mut self,
        (dso, seq): (Dso, i64),
        (at, by): (Instant, &str),
    ) -> Result<bool, StoreError> {
        let changed = self.database.execute(
            "UPDATE early_list_basis SET agreed_us = $1, agreed_by = $2
             WHERE dso = $3 AND seq = $4 AND agreed_us IS NULL AND ended_us IS NULL
             AND entered_by <> $2",
            &[at.0.into(), by.into(), i64::from(dso.code()).into(), seq.into()],
        )?;
        Ok(changed == 1)
    }

    /// Ends one; `false` if there is none, or it has ended.
    pub fn end_early_basis(
        &mut self,
        (dso, seq): (Dso, i64),
        (at, by): (Instant, &str),
    ) -> Result<bool, StoreError> {
        let changed = self.database.execute(
            "UPDATE early_list_basis SET ended_us = $1, ended_by = $2
             WHERE dso = $3 AND seq = $4 AND ended_us IS NULL",
            &[at.0.into(), by.into(), i64::from(dso.code()).into(), seq.into()],
        )?;
        Ok(changed == 1)
    }

    /// What lists of an operator rest on, of one social service or of all; also what waits or has ended.
    pub fn early_bases(
        &mut self,
        dso: Dso,
        party: Option<i64>,
    ) -> Result<Vec<KeptEarlyBasis>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM early_list_basis WHERE dso = $1 ORDER BY seq"),
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(read(&mut row)?);
                Ok(())
            },
        )?;
        found.retain(|one: &KeptEarlyBasis| party.is_none_or(|party| party == one.basis.party));
        Ok(found)
    }

    /// Keeps that somebody offered help. Within the operator's lock.
    pub fn add_help_offer(
        &mut self,
        account: AccountId,
        (at, person): (Instant, i64),
        words: &str,
    ) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO help_offer (account_id, at_us, person_id, words) VALUES ($1, $2, $3, $4)",
            &[account.0.into(), at.0.into(), person.into(), words.into()],
        )?;
        Ok(())
    }

    /// What was offered in a time to households of an operator: when, by whom, to whom; its words are the desk's.
    pub fn help_offers_between(
        &mut self,
        dso: Dso,
        (from, to): (Instant, Instant),
    ) -> Result<Vec<(Instant, i64, AccountId)>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, person_id, account_id FROM help_offer
             WHERE account_id >= $1 AND account_id <= $2 AND at_us >= $3 AND at_us < $4
             ORDER BY at_us, account_id",
            &[first.0.into(), last.0.into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push((Instant(row.number()?), row.number()?, AccountId(row.number()?)));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// When somebody last offered a household help, who and in which words.
    pub fn last_help_offer(
        &mut self,
        account: AccountId,
    ) -> Result<Option<(Instant, i64, String)>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT at_us, person_id, words FROM help_offer WHERE account_id = $1
             ORDER BY at_us DESC LIMIT 1",
            &[account.0.into()],
            &mut |mut row| {
                found = Some((Instant(row.number()?), row.number()?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Accounts that used emergency credit, or had used it up, at the end of a day from `from` to `to`, both included.
    pub fn in_emergency(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<AccountId>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let [in_use, exhausted] =
            [CreditState::EmergencyInUse, CreditState::Exhausted].map(CreditState::code);
        let mut numbers = Vec::new();
        self.database.read_numbers(
            &format!(
                "SELECT DISTINCT account_id FROM account_day
                 WHERE day >= {} AND day <= {} AND account_id >= {} AND account_id <= {}
                 AND credit_state IN ({in_use}, {exhausted}) ORDER BY account_id",
                from.0, to.0, first.0, last.0
            ),
            1,
            &mut numbers,
        )?;
        Ok(numbers.into_iter().map(AccountId).collect())
    }
}
