//! Which open accounts of an operator there are, by what payers write. Source: TP-08, TP-15.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use std::cell::RefCell;
use std::collections::BTreeSet;
use store::{Store, StoreError};
use units::{AccountId, Dso, Ean, Energy, Ogm, PaymentReference};
use vending::{Prefixes, Registry};

/// The number that an account's transfers carry. An account's own number has ten digits, the first
/// of which is its operator's: it is the base as it stands, so that no table is needed to find one
/// from the other. Source: TP-08.
pub fn ogm_of(account: AccountId) -> Option<Ogm> {
    u64::try_from(account.0).ok().and_then(Ogm::of_base)
}

/// The account whose transfers carry this number, whether there is one or not.
pub fn account_of_ogm(ogm: Ogm) -> Option<AccountId> {
    i64::try_from(ogm.base()).ok().map(AccountId)
}

/// The prefixes of EANs that an operator knows on a day.
pub fn prefixes(engine: &Engine, dso: Dso, at: Instant) -> Result<Prefixes, Failure> {
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let payments = &rules.parameters.at(at.day(), at).payments;
    Ok(Prefixes::of_parameter(&payments.ean_prefixes)?)
}

/// The open accounts of one operator.
pub struct OpenAccounts<'a> {
    store: RefCell<&'a mut Store>,
    dso: Dso,
    prefixes: &'a Prefixes,
    failed: RefCell<Option<StoreError>>,
}

impl<'a> OpenAccounts<'a> {
    pub fn new(store: &'a mut Store, dso: Dso, prefixes: &'a Prefixes) -> Self {
        Self { store: RefCell::new(store), dso, prefixes, failed: RefCell::new(None) }
    }

    /// What went wrong while accounts were looked up: what was found then means nothing.
    pub fn finish(self) -> Result<(), StoreError> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }

    fn ask<T>(&self, question: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Option<T> {
        match question(&mut self.store.borrow_mut()) {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(error);
                None
            }
        }
    }

    fn open(&self, account: Option<store::Account>) -> Option<AccountId> {
        account
            .filter(|account| account.closed_at.is_none() && account.dso == self.dso)
            .map(|account| account.id)
    }
}

impl Registry for OpenAccounts<'_> {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId> {
        let id = account_of_ogm(ogm)?;
        let found = self.ask(|store| store.account(id))?;
        self.open(found)
    }

    fn by_ean(&self, ean: Ean) -> Option<AccountId> {
        let found = self.ask(|store| store.account_of(ean))?;
        self.open(found)
    }

    /// Two supply points whose numbers end alike are no hit: a person decides.
    fn by_reference(&self, reference: PaymentReference) -> Option<AccountId> {
        let found: BTreeSet<AccountId> = self
            .prefixes
            .candidates(reference)
            .into_iter()
            .filter_map(|candidate| self.by_ean(candidate.ean))
            .collect();
        if found.len() == 1 { found.first().copied() } else { None }
    }

    fn paid_by(&self, iban: &str) -> Vec<AccountId> {
        self.ask(|store| store.paid_by(iban, self.dso)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_08_an_account_is_found_back_from_its_number_for_transfers() {
        for dso in Dso::ALL {
            for number in [1, 68_171, 999_999_999] {
                let account = AccountId::new(dso, number).unwrap();
                let ogm = ogm_of(account).unwrap();
                assert_eq!(account_of_ogm(ogm), Some(account));
                assert_eq!(account_of_ogm(ogm.to_string().parse().unwrap()), Some(account));
            }
        }
        let first = ogm_of(AccountId::new(Dso::Ores, 1).unwrap()).unwrap();
        assert_eq!(first.to_string(), "+++100/0000/00135+++");
    }
}
