//! Which open accounts of an operator there are, by what payers write. Source: TP-08, TP-15.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, Store, StoreError};
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

/// What lines name, before any of it is looked up: nothing is known here.
#[derive(Debug)]
pub struct Named<'a> {
    prefixes: &'a Prefixes,
    accounts: RefCell<BTreeSet<AccountId>>,
    points: RefCell<BTreeSet<Ean>>,
    ibans: RefCell<BTreeSet<String>>,
}

impl<'a> Named<'a> {
    pub fn new(prefixes: &'a Prefixes) -> Self {
        let (accounts, points, ibans) = Default::default();
        Self { prefixes, accounts, points, ibans }
    }
}

impl Registry for Named<'_> {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId> {
        self.accounts.borrow_mut().extend(account_of_ogm(ogm));
        None
    }

    fn by_ean(&self, ean: Ean) -> Option<AccountId> {
        self.points.borrow_mut().insert(ean);
        None
    }

    fn by_reference(&self, reference: PaymentReference) -> Option<AccountId> {
        let candidates = self.prefixes.candidates(reference).into_iter();
        self.points.borrow_mut().extend(candidates.map(|candidate| candidate.ean));
        None
    }

    fn paid_by(&self, iban: &str) -> Vec<AccountId> {
        self.ibans.borrow_mut().insert(iban.to_owned());
        Vec::new()
    }
}

/// The open accounts of one operator that some lines name, and who has paid for them before.
#[derive(Debug)]
pub struct OpenAccounts<'a> {
    prefixes: &'a Prefixes,
    by_id: BTreeMap<AccountId, Account>,
    by_ean: BTreeMap<Ean, AccountId>,
    payers: BTreeSet<(String, AccountId)>,
    /// Pairs that are not kept yet.
    new_payers: Vec<(String, AccountId)>,
}

impl<'a> OpenAccounts<'a> {
    /// Looks up what was named, with a few statements.
    pub fn of(store: &mut Store, dso: Dso, named: Named<'a>) -> Result<Self, StoreError> {
        let ids: Vec<AccountId> = named.accounts.into_inner().into_iter().collect();
        let points: Vec<Ean> = named.points.into_inner().into_iter().collect();
        let ibans = named.ibans.into_inner();
        let ibans: Vec<&str> = ibans.iter().map(String::as_str).collect();
        let payers: BTreeSet<(String, AccountId)> =
            store.paid_by_any(&ibans, dso)?.into_iter().collect();
        let mut all = store.open_accounts_among(&ids, &points)?;
        // Whom somebody has paid for may have to wait for a person, so it is known too.
        let paid: Vec<AccountId> = payers.iter().map(|(_, account)| *account).collect();
        all.extend(store.open_accounts_among(&paid, &[])?);
        let of_operator = all.into_iter().filter(|account| account.dso == dso);
        let by_id: BTreeMap<AccountId, Account> =
            of_operator.map(|account| (account.id, account)).collect();
        let by_ean = by_id.values().map(|account| (account.ean, account.id)).collect();
        Ok(Self { prefixes: named.prefixes, by_id, by_ean, payers, new_payers: Vec::new() })
    }

    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.by_id.get(&id)
    }

    /// Every supply point that is known here.
    pub fn points(&self) -> Vec<Ean> {
        self.by_ean.keys().copied().collect()
    }

    /// Remembers that an IBAN has paid for an account.
    pub fn has_paid(&mut self, iban: &str, account: AccountId) {
        if !iban.is_empty() && self.payers.insert((iban.to_owned(), account)) {
            self.new_payers.push((iban.to_owned(), account));
        }
    }

    /// Pairs to be kept.
    pub fn into_new_payers(self) -> Vec<(String, AccountId)> {
        self.new_payers
    }
}

impl Registry for OpenAccounts<'_> {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId> {
        account_of_ogm(ogm).filter(|id| self.by_id.contains_key(id))
    }

    fn by_ean(&self, ean: Ean) -> Option<AccountId> {
        self.by_ean.get(&ean).copied()
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
        let from = (iban.to_owned(), AccountId(i64::MIN));
        let of_iban = self.payers.range(from..).take_while(|(payer, _)| payer == iban);
        of_iban.map(|(_, account)| *account).collect()
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
