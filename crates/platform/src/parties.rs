//! Who else than its holder may pay for an account or see it: grants, links, and who looked.
//! Source: TP-22, PD-03, PD-04.

mod commands;
mod homes;
#[cfg(test)]
mod tests;
mod visit;

pub use visit::{Claimed, Visit};

pub use commands::{Look, NewLink, Share, Shares, Unshare};
pub use commands::{link, looks, run_share, shares, unshare};
pub use homes::{Cause, Moved, PartyHomes, moved, movements, seen_now};

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::people::secrets;
use calendar::Instant;
use sha2::{Digest, Sha256};
use store::{Party, PartyGrant, PartyGrantEnd, Store};
use units::{AccountId, Ean};
use vending::{Grant, GrantAsked, GrantEnd, Granter, Role};

/// Bytes of chance in a token: 160 bits.
const TOKEN_BYTES: usize = 20;
/// Letters of a label, so that it stays a label.
const LABEL_LETTERS: usize = 40;

/// To whom something is granted.
#[derive(Debug, Clone)]
pub enum To {
    /// Somebody new, who gets a link. Names are not compared: two people may have the same one.
    New(String),
    /// Somebody new, who gets a key: it can be told and keyed in, and opens what a link does.
    Keyed(String),
    /// Somebody who has a link.
    Known(i64),
}

/// A role that was granted.
#[derive(Debug)]
pub struct Shared {
    pub party: Party,
    pub grant: PartyGrant,
    /// Of a new party. Shown once: only its hash is kept.
    pub token: Option<String>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn new_token() -> Result<String, Failure> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// Under which a token is kept. It holds enough chance to need no salt.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn granter(agent: Option<&String>) -> Granter {
    agent.map_or(Granter::Holder, |name| Granter::Agent(name.clone()))
}

fn agent(by: Granter) -> Option<String> {
    match by {
        Granter::Holder => None,
        Granter::Agent(name) => Some(name.trim().to_owned()),
    }
}

/// A kept grant as the rules know it.
pub fn known(kept: &PartyGrant) -> Result<Grant, Failure> {
    let Some(role) = Role::from_code(kept.role) else {
        return refuse(format!("grant {} of account {} has no role", kept.seq, kept.account));
    };
    Ok(Grant {
        role,
        from: kept.from,
        until: kept.until,
        by: granter(kept.granted_by.as_ref()),
        reason: kept.reason.clone(),
        ended: kept.ended.as_ref().map(|end| GrantEnd {
            at: end.at,
            by: granter(end.by.as_ref()),
            reason: end.reason.clone(),
        }),
    })
}

/// Grants a role for the account of whoever lives at a supply point now: see [`share_of`].
pub fn share(
    engine: &mut Engine,
    ean: Ean,
    to: &To,
    asked: &GrantAsked,
    label: &str,
    at: Instant,
) -> Result<Shared, Failure> {
    let account = engine.account_of(ean)?.id;
    share_of(engine, account, to, asked, label, at)
}

/// Grants a role for an account and no other, whoever lives at its point since: what a household agreed to says
/// nothing of the next one. Errors: what the rules refuse, as of an account that is closed, or a party that is not
/// known. Source: PD-03.
pub fn share_of(
    engine: &mut Engine,
    account: AccountId,
    to: &To,
    asked: &GrantAsked,
    label: &str,
    at: Instant,
) -> Result<Shared, Failure> {
    let Some(dso) = Store::dso_of(account) else { return refuse(format!("no account {account}")) };
    let label = label.trim();
    if label.chars().count() > LABEL_LETTERS {
        return refuse(format!("a label has {LABEL_LETTERS} letters at most"));
    }
    let months = engine.books.payments(dso, at)?.mandate_max_months;
    engine.locked(dso, |engine| {
        let store = &mut engine.store;
        // As it is under the lock: it may have been closed meanwhile.
        let Some(account) = store.account(account)? else {
            return refuse(format!("no account {account}"));
        };
        let mut others = Vec::new();
        let party = match to {
            To::New(name) | To::Keyed(name) if name.trim().is_empty() => {
                return refuse("a party has a name");
            }
            To::New(_) | To::Keyed(_) => None,
            To::Known(id) => {
                let Some(party) = store.party(*id)? else {
                    return refuse(format!("no party {id}"));
                };
                for kept in store.party_grants(account.id)? {
                    if kept.party == *id {
                        others.push(known(&kept)?);
                    }
                }
                Some(party)
            }
        };
        let grant = Grant::new(asked.clone(), at, months, &others, account.closed_at)?;
        let (party, token) = match (party, to) {
            (Some(party), _) => (party, None),
            (None, To::New(name) | To::Keyed(name)) => {
                let token = if matches!(to, To::Keyed(_)) { secrets::key()? } else { new_token()? };
                let party = store.add_party(account.dso, name.trim(), &hash(&token), at)?;
                (party, Some(token))
            }
            (None, To::Known(id)) => return refuse(format!("no party {id}")),
        };
        let mut kept = PartyGrant {
            account: account.id,
            seq: 0,
            party: party.id,
            role: grant.role.code(),
            from: grant.from,
            until: grant.until,
            granted_by: agent(grant.by),
            reason: grant.reason,
            label: label.to_owned(),
            ended: None,
        };
        kept.seq = store.add_party_grant(&kept)?;
        Ok(Shared { party, grant: kept, token })
    })
}

/// The grant of an account with this number.
fn grant_of(engine: &mut Engine, account: AccountId, seq: i64) -> Result<PartyGrant, Failure> {
    let grants = engine.store.party_grants(account)?;
    match grants.into_iter().find(|grant| grant.seq == seq) {
        Some(grant) => Ok(grant),
        None => refuse(format!("account {account} has no grant {seq}")),
    }
}

/// Takes a role away that the household of a supply point gave, at once: see [`end_of`].
pub fn end(
    engine: &mut Engine,
    ean: Ean,
    seq: i64,
    by: Granter,
    reason: &str,
    at: Instant,
) -> Result<PartyGrant, Failure> {
    let account = engine.account_of(ean)?.id;
    end_of(engine, (account, seq), by, reason, at)
}

/// Takes a role of an account away, at once, whoever lives there since. Errors: it has ended, or an agent gives no
/// reason.
pub fn end_of(
    engine: &mut Engine,
    (account, seq): (AccountId, i64),
    by: Granter,
    reason: &str,
    at: Instant,
) -> Result<PartyGrant, Failure> {
    let Some(dso) = Store::dso_of(account) else { return refuse(format!("no account {account}")) };
    engine.locked(dso, |engine| {
        let mut kept = grant_of(engine, account, seq)?;
        let grant = known(&kept)?;
        if at < grant.from {
            return refuse("it cannot end before it begins");
        }
        let GrantEnd { at, by, reason } = grant.end(by, reason, at)?;
        let end = PartyGrantEnd { at, by: agent(by), reason };
        engine.store.end_party_grant(kept.account, seq, &end)?;
        kept.ended = Some(end);
        crate::notices::access_ended(engine, &kept, at)?;
        Ok(kept)
    })
}

/// A new link for a party; the one it had opens nothing any more.
pub fn new_link(engine: &mut Engine, party: i64, at: Instant) -> Result<(Party, String), Failure> {
    let Some(known) = engine.store.party(party)? else {
        return refuse(format!("no party {party}"));
    };
    let token = new_token()?;
    replace_link(engine, &known, &token, at)?;
    Ok((known, token))
}

/// The same with a key, which can be told and keyed in.
pub fn new_key(engine: &mut Engine, party: &Party, at: Instant) -> Result<String, Failure> {
    let key = secrets::key()?;
    replace_link(engine, party, &key, at)?;
    Ok(key)
}

fn replace_link(
    engine: &mut Engine,
    party: &Party,
    token: &str,
    at: Instant,
) -> Result<(), Failure> {
    engine.locked(party.dso, |engine| {
        engine.store.add_party_link(party.id, &hash(token), at)?;
        Ok(())
    })
}

/// The grants of a party for accounts that may be seen now, with what they allow together.
pub fn open_accounts(
    engine: &mut Engine,
    party: i64,
    now: Instant,
) -> Result<Vec<OpenAccount>, Failure> {
    let mut found: Vec<(AccountId, Vec<PartyGrant>)> = Vec::new();
    for kept in engine.store.grants_of_party(party)? {
        match found.last_mut() {
            Some((account, grants)) if *account == kept.account => grants.push(kept),
            Some(_) | None => found.push((kept.account, vec![kept])),
        }
    }
    let mut open = Vec::new();
    for (id, kept) in found {
        let Some(account) = engine.store.account(id)? else { continue };
        let mut grants = Vec::new();
        let mut label = String::new();
        for kept in &kept {
            let grant = known(kept)?;
            if grant.is_open(now, account.closed_at) {
                if !kept.label.is_empty() {
                    label.clone_from(&kept.label);
                }
                grants.push(grant);
            }
        }
        let rights = vending::Rights::of(&grants, now, account.closed_at);
        if !rights.is_empty() {
            open.push(OpenAccount { account, grants, rights, label });
        }
    }
    Ok(open)
}

/// An account that a party has to do with now.
pub struct OpenAccount {
    account: store::Account,
    /// Those that are open.
    grants: Vec<Grant>,
    rights: vending::Rights,
    label: String,
}

impl OpenAccount {
    pub fn account(&self) -> &store::Account {
        &self.account
    }

    pub fn may(&self, right: vending::Right) -> bool {
        self.rights.may(right)
    }

    /// What makes it a client of a social service.
    pub fn mandates(&self) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(|grant| grant.role.is_mandate())
    }
}
