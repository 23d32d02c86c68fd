//! Keys with which systems ask: who made, changed and ended each. Source: O-07, PD-05.

use super::{Names, Period, blank};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::webhooks::owner_name;
use portal::operator::{AuditKind, AuditLine};

pub(super) fn keys(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let all = engine.store.api_keys(period.dso)?;
    let mut lines = Vec::new();
    for key in &all {
        let sandbox = if key.sandbox { " of the sandbox" } else { "" };
        let about = format!("API key {}{sandbox}, {}", key.id, owner_name(&key.owner));
        if period.holds(key.made_at) {
            let before = all.iter().find(|other| other.replaced_by == Some(key.id));
            let what = if before.is_some() { "key changed" } else { "key made" };
            let who = names.by(engine, &key.made_by)?;
            let mut line = blank(key.made_at, AuditKind::Act, who, what);
            line.about.clone_from(&about);
            line.before = before.map(|key| format!("API key {}", key.id)).unwrap_or_default();
            line.after = key.scopes.join(" ");
            lines.push(line);
        }
        if let Some((at, by)) = key.ended.as_ref().filter(|(at, _)| period.holds(*at)) {
            let who = names.by(engine, by)?;
            let mut line = blank(*at, AuditKind::Act, who, "key ended");
            line.about = about;
            lines.push(line);
        }
    }
    Ok(lines)
}
