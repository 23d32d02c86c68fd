//! What is kept of a point that produces.

use super::netting;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups;
use calendar::{Instant, SettlementDay};
use prosumer::{Dossier, DossierError, Entry, JoinedSharing, Regime, SharingRole, SignedNotice};
use sharing::Notice;
use store::ProsumerEntry;
use units::{Dso, Ean, Energy};

/// A point with its dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub ean: Ean,
    pub dso: Dso,
    pub dossier: Dossier,
    /// What was told, when and by whom.
    pub entries: Vec<(Instant, String, Entry)>,
    /// The groups of energy sharing it is or was in.
    pub joined: Vec<JoinedSharing>,
}

#[derive(Debug, thiserror::Error)]
#[error("point `{ean}`")]
struct OfPoint {
    ean: Ean,
    source: DossierError,
}

/// The groups that share and that the point has joined. A group that is not accepted shares nothing.
fn joined(engine: &mut Engine, ean: Ean) -> Result<Vec<JoinedSharing>, Failure> {
    let mut found = Vec::new();
    for member in engine.store.memberships_of(ean)? {
        let group = groups::load(&mut engine.store, member.group)?;
        let Some((starts, _)) = group.dossier.state.shares() else { continue };
        // Who left before the group began, or joined after it ended, never shared.
        if member.to.is_some_and(|to| to <= member.from.max(starts)) {
            continue;
        }
        let membership = group.dossier.member_at(ean, member.from);
        let injects = membership.is_some_and(|one| one.joining.role.injects());
        let notice = group.dossier.notices.get(&(ean, Notice::Compensation));
        found.push(JoinedSharing {
            on: member.from.max(starts).day(),
            role: if injects { SharingRole::Producer } else { SharingRole::Participant },
            notice: notice.map(|signed| SignedNotice {
                signed_on: signed.on,
                document: signed.document.clone(),
            }),
        });
    }
    Ok(found)
}

/// The dossier as of now; `None` of a point that does not produce, as far as is known.
pub fn load(engine: &mut Engine, ean: Ean, now: Instant) -> Result<Option<Kept>, Failure> {
    let Some(dso) = operator_of(engine, ean)? else { return Ok(None) };
    let mut entries: Vec<(Instant, String, Entry)> = Vec::new();
    for entry in engine.store.prosumer_entries(ean)? {
        entries.push((entry.at, entry.by, serde_json::from_str(&entry.body)?));
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let joined = joined(engine, ean)?;
    let told: Vec<Entry> = entries.iter().map(|(.., entry)| entry.clone()).collect();
    let dossier = Dossier::of(&told, &joined, &engine.books.prosumers(dso, now))
        .map_err(|source| OfPoint { ean, source })?;
    Ok(Some(Kept { ean, dso, dossier, entries, joined }))
}

/// That of the account; of a point without one that of whoever keeps its entries.
fn operator_of(engine: &mut Engine, ean: Ean) -> Result<Option<Dso>, Failure> {
    if let Some(account) = engine.store.account_of(ean)? {
        return Ok(Some(account.dso));
    }
    for dso in Dso::ALL {
        if engine.store.prosumers(dso)?.contains(&ean) {
            return Ok(Some(dso));
        }
    }
    Ok(None)
}

/// The midnight up to which an entry says what was measured; a power or a contract may lie ahead.
fn measured_until(entry: &Entry) -> Option<SettlementDay> {
    match entry {
        Entry::Read { on, .. } | Entry::Swapped { on, .. } => Some(*on),
        Entry::Produced(produced) => Some(produced.until),
        _ => None,
    }
}

/// Keeps an entry, if the dossier with it holds. Errors: what the rules say against it, a point of another
/// operator or of gas; then nothing is kept.
pub fn file(
    engine: &mut Engine,
    (dso, ean): (Option<Dso>, Ean),
    entry: &Entry,
    (by, now): (&str, Instant),
) -> Result<Kept, Failure> {
    let account = engine.store.account_of(ean)?;
    if account.as_ref().is_some_and(|one| one.group.energy != Energy::Electricity) {
        return refuse(format!("point `{ean}` takes gas"));
    }
    let Some(dso) = operator_of(engine, ean)?.or(dso) else {
        return refuse(format!("no account has `{ean}`: say whose it is, --dso OPERATOR"));
    };
    if let Some(until) = measured_until(entry).filter(|until| until.start() > now) {
        return refuse(format!(
            "nothing is read or produced yet at the midnight that opens {until}: it lies ahead"
        ));
    }
    engine.locked(dso, |engine| {
        // What was kept before may hold no more, since the point has joined a group: what puts it right is filed
        // all the same.
        let mut told: Vec<Entry> = Vec::new();
        for kept in engine.store.prosumer_entries(ean)? {
            told.push(serde_json::from_str(&kept.body)?);
        }
        let count = told.len();
        told.push(entry.clone());
        let joined = joined(engine, ean)?;
        Dossier::of(&told, &joined, &engine.books.prosumers(dso, now))
            .map_err(|source| OfPoint { ean, source })?;
        let body = serde_json::to_string(entry)?;
        let kept = ProsumerEntry { at: now, by: by.to_owned(), body };
        engine.store.add_prosumer_entry((dso, ean), count, &kept)?;
        netting::tell_now(engine, (dso, ean), now)?;
        match load(engine, ean, now)? {
            Some(kept) => Ok(kept),
            None => refuse(format!("point `{ean}` was not kept")),
        }
    })
}

/// Whether what is kept of a point that produces would hold if it joined a group: nobody joins into a dossier that
/// cannot be read from then on. That the household gives compensation up is said and signed elsewhere.
/// Source: PS-05, PS-10.
pub fn holds_with(
    engine: &mut Engine,
    ean: Ean,
    (from, injects): (Instant, bool),
    now: Instant,
) -> Result<Result<(), DossierError>, Failure> {
    let Some(dso) = operator_of(engine, ean)? else { return Ok(Ok(())) };
    let mut told: Vec<Entry> = Vec::new();
    for kept in engine.store.prosumer_entries(ean)? {
        told.push(serde_json::from_str(&kept.body)?);
    }
    if told.is_empty() {
        return Ok(Ok(()));
    }
    let (on, document) = (from.day(), "the joining itself".to_owned());
    let mut joined = joined(engine, ean)?;
    joined.push(JoinedSharing {
        on,
        role: if injects { SharingRole::Producer } else { SharingRole::Participant },
        notice: Some(SignedNotice { signed_on: on, document }),
    });
    Ok(Dossier::of(&told, &joined, &engine.books.prosumers(dso, now)).map(|_| ()))
}

/// Whether a point is in compensation on the day of an instant. Source: PS-05.
pub fn is_netted(
    engine: &mut Engine,
    ean: Ean,
    at: Instant,
    now: Instant,
) -> Result<bool, Failure> {
    let Some(kept) = load(engine, ean, now)? else { return Ok(false) };
    let parameters = engine.books.prosumers(kept.dso, now);
    let installation = &kept.dossier.installation;
    match installation.regime_on(at.day(), &parameters) {
        Ok(regime) => Ok(matches!(regime, Regime::Compensation { .. })),
        // It is accepted later.
        Err(prosumer::ActError::NotYetAccepted { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
