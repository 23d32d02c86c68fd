//! `tirelire account share`, `shares`, `unshare`, `party-link`, `looks`.

use super::{To, end, granter, known, new_link, share};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use clap::{Args, ValueEnum};
use portal::Paths as _;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use units::{Ean, Language};
use vending::{GrantAsked, Role};

/// A role, as it is asked for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AskedRole {
    /// Pays, and sees the state only.
    Payer,
    /// Pays, and sees the balance and the amounts too.
    Helper,
    /// A CPAS, with an end.
    Mandate,
}

#[derive(Debug, Args)]
pub struct Share {
    pub ean: Ean,
    #[arg(long)]
    role: AskedRole,
    /// The name of somebody who has no link yet; a link is made and shown once.
    #[arg(long, required_unless_present = "party", conflicts_with = "party")]
    to: Option<String>,
    /// The number of a party that has a link: the home joins its list.
    #[arg(long)]
    party: Option<i64>,
    /// The last day; a mandate has one.
    #[arg(long)]
    until: Option<SettlementDay>,
    /// Why, and for a mandate on what basis: what the holder agreed to and how, or the law.
    #[arg(long, default_value = "")]
    reason: String,
    /// The mandate rests on a law, not on an agreement.
    #[arg(long)]
    law: bool,
    /// The agent who grants it, with a reason; the holder without it.
    #[arg(long)]
    by: Option<String>,
    /// How the party knows the home, such as `flat 7`. No name of the household: the party sees it.
    #[arg(long, default_value = "")]
    label: String,
    #[command(flatten)]
    link: LinkTo,
    /// From when; now without it.
    #[arg(long)]
    at: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct LinkTo {
    /// Where browsers find the pages.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    base_url: String,
    /// The language of the link.
    #[arg(long, default_value = "fr")]
    language: Language,
}

#[derive(Debug, Args)]
pub struct Shares {
    ean: Ean,
    /// As it stood then; now without it.
    #[arg(long)]
    at: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct Unshare {
    ean: Ean,
    /// Its number in `account shares`.
    #[arg(long)]
    grant: i64,
    /// The agent who ends it, with a reason; the holder without it.
    #[arg(long)]
    by: Option<String>,
    #[arg(long, default_value = "")]
    reason: String,
    #[arg(long)]
    at: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct NewLink {
    party: i64,
    #[command(flatten)]
    link: LinkTo,
    #[arg(long)]
    at: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct Look {
    ean: Ean,
    /// The newest of them.
    #[arg(long, default_value_t = 100)]
    most: usize,
}

impl LinkTo {
    fn of(&self, token: &str) -> String {
        let base = self.base_url.trim_end_matches('/');
        format!("{base}{}/{token}", self.language.homes_path())
    }
}

/// When it is done: by the clock of the database, which is a demo's own.
fn when(engine: &mut Engine, at: Option<Instant>) -> Result<Instant, Failure> {
    let now = crate::clock::of(&mut engine.store)?;
    match at {
        Some(at) if at > now => refuse(format!("{} lies in the future", at.to_local_string())),
        Some(at) => Ok(at),
        None => Ok(now),
    }
}

fn day_or_dash(day: Option<SettlementDay>) -> String {
    day.map_or_else(|| "-".to_owned(), |day| day.to_string())
}

pub fn run_share(url: &str, asked: &Share, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let role = match (asked.role, asked.law) {
        (AskedRole::Payer, false) => Role::Payer,
        (AskedRole::Helper, false) => Role::Helper,
        (AskedRole::Mandate, false) => Role::Mandate,
        (AskedRole::Mandate, true) => Role::MandateByLaw,
        (AskedRole::Payer | AskedRole::Helper, true) => {
            return refuse("only a mandate rests on a law");
        }
    };
    let to = match (&asked.to, asked.party) {
        (_, Some(party)) => To::Known(party),
        (Some(name), None) => To::New(name.clone()),
        (None, None) => return refuse("a party has a name"),
    };
    let grant = GrantAsked {
        role,
        last: asked.until,
        by: granter(asked.by.as_ref()),
        reason: asked.reason.clone(),
    };
    let mut engine = Engine::open(url)?;
    let at = when(&mut engine, asked.at)?;
    let shared = share(&mut engine, asked.ean, &to, &grant, &asked.label, at)?;
    let last = known(&shared.grant)?.last();
    let link = shared.token.as_deref().map(|token| asked.link.of(token));
    if json {
        let line = serde_json::json!({
            "ean": asked.ean, "grant": shared.grant.seq, "role": role.name(),
            "party": shared.party.id, "to": shared.party.name,
            "from": shared.grant.from.to_local_string(), "until": last, "link": link,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let until = last.map(|last| format!(" until {last}")).unwrap_or_default();
    writeln!(
        out,
        "grant {} of EAN {}: {} is a {}{until}, party {}",
        shared.grant.seq,
        asked.ean,
        shared.party.name,
        role.name(),
        shared.party.id
    )?;
    match link {
        Some(link) => writeln!(out, "{link}\nThe link is shown once: only its hash is kept.")?,
        None => writeln!(out, "the home is on the list behind the link they have")?,
    }
    Ok(())
}

pub fn shares(url: &str, asked: &Shares, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(asked.ean)?;
    let at = match asked.at {
        Some(at) => at,
        None => crate::clock::of(&mut engine.store)?,
    };
    for kept in engine.store.party_grants(account.id)? {
        let grant = known(&kept)?;
        let state = grant.state(at, account.closed_at);
        let name = engine.store.party(kept.party)?.map(|party| party.name).unwrap_or_default();
        if json {
            let end = kept.ended.as_ref().map(|end| {
                serde_json::json!({
                    "at": end.at.to_local_string(), "by": end.by, "reason": end.reason,
                })
            });
            let line = serde_json::json!({
                "grant": kept.seq, "party": kept.party, "to": name, "role": grant.role.name(),
                "state": state.name(), "from": kept.from.to_local_string(),
                "until": grant.last(), "by": kept.granted_by, "reason": kept.reason,
                "label": kept.label, "ended": end,
            });
            writeln!(out, "{line}")?;
            continue;
        }
        writeln!(
            out,
            "{:>3}  {:<14}  {:<14}  from {}  until {}  party {}  {name}  by {}{}",
            kept.seq,
            grant.role.name(),
            state.name(),
            kept.from.day(),
            day_or_dash(grant.last()),
            kept.party,
            kept.granted_by.as_deref().unwrap_or("the holder"),
            if kept.reason.is_empty() { String::new() } else { format!(": {}", kept.reason) },
        )?;
    }
    Ok(())
}

pub fn unshare(url: &str, asked: &Unshare, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let (by, at) = (granter(asked.by.as_ref()), when(&mut engine, asked.at)?);
    let kept = end(&mut engine, asked.ean, asked.grant, by, &asked.reason, at)?;
    if json {
        let line = serde_json::json!({
            "ean": asked.ean, "grant": kept.seq, "party": kept.party,
            "ended": at.to_local_string(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "grant {} of EAN {} has ended", kept.seq, asked.ean)?;
    }
    Ok(())
}

/// For who lost a link, or whose link others have seen.
pub fn link(url: &str, asked: &NewLink, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let at = when(&mut engine, asked.at)?;
    let (party, token) = new_link(&mut engine, asked.party, at)?;
    let link = asked.link.of(&token);
    if json {
        let line = serde_json::json!({ "party": party.id, "to": party.name, "link": link });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{link}\nThe link is shown once; the one before opens nothing any more.")?;
    }
    Ok(())
}

/// Who looked at a household's data, newest first. Source: PD-04.
pub fn looks(url: &str, asked: &Look, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(asked.ean)?;
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    for look in engine.store.party_looks(account.id, asked.most)? {
        let name = match names.entry(look.party) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let party = engine.store.party(look.party)?;
                place.insert(party.map(|party| party.name).unwrap_or_default())
            }
        };
        let at = look.at.to_local_string();
        if json {
            let saw: Vec<&str> = look.saw.split(' ').collect();
            let line = serde_json::json!({ "at": at, "party": look.party, "by": name, "saw": saw });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{at}  party {}  {name}: {}", look.party, look.saw)?;
        }
    }
    Ok(())
}
