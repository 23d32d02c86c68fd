//! Proofs of orders, a chain per operator beside that of the journal.

use crate::chain::hash;
use crate::database::{Database, Row, Value};
use crate::readings::operator;
use crate::{ChainCheck, NewProof, Proof, Store, StoreError, lists};
use calendar::Instant;
use ledger::{Batch, ChainHash, Digest, first_fault};
use std::fmt::Write as _;
use units::{AccountId, Dso};

/// Proofs that are read at a time on a walk along their chain.
const WINDOW: usize = 1_000;

const PROOF: &str = "account_id, order_key, dso, number, at_us, body, before_hash, hash, signature";

fn proof(row: &mut Row<'_>) -> Result<Proof, StoreError> {
    let account = AccountId(row.number()?);
    let wrong = || StoreError::corrupt(format!("an impossible proof of account {account}"));
    Ok(Proof {
        account,
        order_key: row.text()?,
        dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
        number: row.number()?,
        at: Instant(row.number()?),
        body: row.text()?,
        before: hash(row)?,
        hash: hash(row)?,
        signature: bytes(&row.text()?).ok_or_else(wrong)?,
    })
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn digest(account: AccountId, number: i64, at: Instant, order_key: &str, body: &str) -> Digest {
    let mut digest = Digest::default();
    digest.numbers(&[account.0, number, at.0]);
    digest.text(order_key);
    digest.text(body);
    digest
}

impl Store {
    /// Within a transaction that has locked the operator.
    pub(crate) fn add_proof(
        &mut self,
        account: AccountId,
        proof: &NewProof,
    ) -> Result<(), StoreError> {
        let dso = operator(account).ok_or(StoreError::NoSuchAccount { account })?;
        let (mut number, mut before) = (1, ChainHash::START);
        self.database.query(
            "SELECT number, hash FROM proof WHERE dso = $1 ORDER BY number DESC LIMIT 1",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                (number, before) = (row.number()? + 1, hash(&mut row)?);
                Ok(())
            },
        )?;
        let own = digest(account, number, proof.at, &proof.order_key, &proof.body);
        let own = own.chained_to(before);
        let signature = self.seal.as_ref().map(|seal| seal(&own)).unwrap_or_default();
        self.database.execute(
            "INSERT INTO proof (account_id, order_key, dso, number, at_us, body, before_hash, hash,
                signature)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                account.0.into(),
                proof.order_key.as_str().into(),
                i64::from(dso.code()).into(),
                number.into(),
                proof.at.0.into(),
                proof.body.as_str().into(),
                Value::Text(before.to_string()),
                Value::Text(own.to_string()),
                Value::Text(digits(&signature)),
            ],
        )?;
        Ok(())
    }

    /// Proofs of these accounts, by account and position in the chain.
    pub fn proofs_of(&mut self, accounts: &[AccountId]) -> Result<Vec<Proof>, StoreError> {
        let mut found = Vec::new();
        for list in lists(accounts.iter().map(|account| account.0)) {
            let sql = format!(
                "SELECT {PROOF} FROM proof WHERE account_id IN ({list}) ORDER BY account_id, number"
            );
            self.database.query_once(&sql, &mut |mut row| {
                found.push(proof(&mut row)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Up to `most` proofs of an operator after position `after`, in the order of the chain.
    pub fn proofs(&mut self, dso: Dso, after: i64, most: usize) -> Result<Vec<Proof>, StoreError> {
        let code = dso.code();
        let sql = format!(
            "SELECT {PROOF} FROM proof WHERE dso = {code} AND number > {after}
             ORDER BY number LIMIT {most}"
        );
        let mut found = Vec::new();
        self.database.query_once(&sql, &mut |mut row| {
            found.push(proof(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Walks along the proofs of an operator. Signatures are the caller's to check.
    pub fn verify_proofs(&mut self, dso: Dso) -> Result<ChainCheck, StoreError> {
        let (mut at, mut links, mut error) = (0, 0, None);
        let mut window = Vec::new().into_iter();
        let fault = first_fault(std::iter::from_fn(|| {
            if window.len() == 0 {
                match self.proofs(dso, at, WINDOW) {
                    Ok(proofs) => window = proofs.into_iter(),
                    Err(refused) => {
                        error = Some(refused);
                        return None;
                    }
                }
            }
            let proof: Proof = window.next()?;
            at = proof.number;
            links += 1;
            let Proof { account, number, at, order_key, body, before, hash, .. } = proof;
            let rows = digest(account, number, at, &order_key, &body);
            Some((Batch { number, before, hash }, rows))
        }));
        match error {
            Some(error) => Err(error),
            None => Ok(ChainCheck { links, fault }),
        }
    }
}
