//! Parameters of the table that no rule reads so far. They are written down for what is still to come; whoever changed one
//! would believe that something follows. Source: DOMAIN 13, UX O-04.

/// By name, in order.
const UNREAD: [&str; 41] = [
    "calendar.impact",
    "calendar.mechanical",
    "cle.after_limiter_months",
    "closing.unclaimed_years",
    "credit.cut_level",
    "credit.emergency_activation",
    "credit.stay_on_level",
    "cut.for_refusal_or_debt",
    "debt.kinds",
    "debt.topup_share_floor",
    "default.invoice",
    "default.reminder",
    "display.codes",
    "display.push",
    "ean.tail_length",
    "gas.remote_open",
    "indemnity.answer_days",
    "indemnity.claim_days",
    "indemnity.max_days",
    "indemnity.ombudsman_months",
    "indemnity.outage",
    "indemnity.wrong_cut",
    "moza.letter_days",
    "moza.visit",
    "ndp.ended_by_emergency_credit",
    "optout_vs_prepay",
    "price.average",
    "price.basis",
    "price.social",
    "protected.source_required",
    "regularisation.cycle",
    "relief.scope",
    "relief.starts",
    "reminder.before",
    "request.late_lump_sum",
    "sharing.missing_policy",
    "sharing.own_ean_excluded",
    "sharing.period",
    "sharing.social_tariff",
    "stop.protected_rule",
    "supplier.eoc_notice_months",
];

/// Whether a rule reads the parameter of this name.
pub fn is_read(name: &str) -> bool {
    UNREAD.binary_search(&name).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParameterBook;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// The sources of all crates but those that test them: a second model reads everything.
    fn sources(of: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(of).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["tests", "examples", "sim", "target"].contains(&name.as_str()) {
                    sources(&path, found);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" && name != "unread.rs" {
                found.push(path);
            }
        }
    }

    #[test]
    fn o_04_what_no_rule_reads_is_known_by_name_and_nothing_else_is() {
        assert!(UNREAD.is_sorted());
        let mut files = Vec::new();
        sources(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap(), &mut files);
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).unwrap();
            text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
        };
        let all: String = files.iter().map(read).collect();
        let book = ParameterBook::shipped().unwrap();
        let names: BTreeSet<&str> = book.entries().iter().map(|one| one.name.as_str()).collect();
        for name in &names {
            assert_eq!(all.contains(&format!("\"{name}\"")), is_read(name), "{name}");
        }
        assert!(UNREAD.iter().all(|name| names.contains(name)), "each is in the table");
    }
}
