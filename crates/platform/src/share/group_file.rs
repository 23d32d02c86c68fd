//! The group file: key, rounds, rounding, members. An unknown field is an error that names it.

use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use serde::Deserialize;
use sharing::{Group, Key, Member, Rounding, Rounds, Share};
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    key: String,
    #[serde(default)]
    rounds: Option<RoundsText>,
    #[serde(default)]
    rounding: Option<String>,
    members: Vec<MemberText>,
}

/// A number, or `"all"`.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`rounds` is a whole number from 1 on, or \"all\"")]
enum RoundsText {
    Count(u32),
    Word(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberText {
    id: String,
    #[serde(default)]
    share: Option<ShareText>,
    #[serde(default)]
    group: Option<u32>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

/// A decimal or a fraction as text, or a number as it is written.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "`share` is a decimal such as \"0.25\" or a fraction such as \"1/60\""
)]
enum ShareText {
    Text(String),
    Number(serde_json::Number),
}

impl ShareText {
    fn parse(&self) -> Result<Share, Failure> {
        Ok(match self {
            Self::Text(text) => text.parse()?,
            Self::Number(number) => number.to_string().parse()?,
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("group file `{file}`")]
struct GroupFileFailure {
    file: String,
    source: Failure,
}

/// Reads a group. Errors: not JSON, a field that is unknown or of another type, a share that is none,
/// and all that [`sharing::GroupError`] says; each with the file.
pub fn read(path: &Path) -> Result<Group, Failure> {
    let read = || -> Result<Group, Failure> { parse(&std::fs::read_to_string(path)?) };
    Ok(read().map_err(|source| GroupFileFailure { file: path.display().to_string(), source })?)
}

pub fn parse(text: &str) -> Result<Group, Failure> {
    let file: GroupFile = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let key: Key = file.key.parse()?;
    let rounds = match file.rounds {
        None => Rounds::ONE,
        Some(RoundsText::Count(count)) => Rounds::Count(count),
        Some(RoundsText::Word(word)) if word == "all" => Rounds::All,
        Some(RoundsText::Word(word)) => {
            return refuse(format!("`rounds` is a whole number or `all`, not `{word}`"));
        }
    };
    let rounding: Rounding = match file.rounding {
        None => Rounding::default(),
        Some(text) => text.parse()?,
    };
    let members = file.members.into_iter().map(member).collect::<Result<Vec<_>, _>>()?;
    Ok(Group::new(key, rounds, rounding, members)?)
}

#[derive(Debug, thiserror::Error)]
#[error("member `{id}`")]
struct MemberFailure {
    id: String,
    source: Failure,
}

fn member(text: MemberText) -> Result<Member, Failure> {
    let parsed = (|| -> Result<_, Failure> {
        let share = text.share.as_ref().map(ShareText::parse).transpose()?;
        let from = text.from.as_deref().map(instant).transpose()?;
        let to = text.to.as_deref().map(instant).transpose()?;
        Ok((share, from, to))
    })();
    let (share, from, to) =
        parsed.map_err(|source| MemberFailure { id: text.id.clone(), source })?;
    Ok(Member { id: text.id, share, group: text.group, from, to })
}

/// An instant with its offset, or a day: its first quarter-hour.
pub fn instant(text: &str) -> Result<Instant, Failure> {
    if let Ok(day) = text.parse::<SettlementDay>() {
        return Ok(day.start());
    }
    Ok(text.parse::<Instant>()?)
}
