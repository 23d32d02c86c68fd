//! `tirelire notices returned`: letters that the post brought back. Source: CM-02, UX 3.1.

use super::commands::line_of;
use super::printing::{LetterId, handed};
use super::sending::failed;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::Args;
use notify::delivery::State;
use notify::plan::Channel;
use std::io::Write;
use store::Notice;

const REASON: &str = "returned: ";
/// Shown in the list.
const MOST: usize = 1_000;

#[derive(Debug, Args)]
pub struct Asked {
    /// As it stands in the window, such as `1000000001-17`; without it, those that came back are shown.
    #[arg(requires = "reason", requires = "by")]
    id: Option<LetterId>,
    /// What the post says, such as `moved`.
    #[arg(long)]
    reason: Option<String>,
    #[arg(long)]
    by: Option<String>,
    /// How many days back the list goes.
    #[arg(long, default_value_t = 90)]
    days: i64,
}

pub fn run(url: &str, asked: &Asked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    match (asked.id, &asked.reason, &asked.by) {
        (Some(id), Some(reason), Some(by)) => came_back(&mut engine, id, reason, by, now),
        _ => list(&mut engine, now.plus_h(-24 * asked.days), json, out),
    }
}

/// A letter came back: it was tried and did not arrive, and somebody says it another way. Errors: it never left,
/// or it is known how it ended.
pub fn came_back(
    engine: &mut Engine,
    id: LetterId,
    reason: &str,
    by: &str,
    now: Instant,
) -> Result<(), Failure> {
    let (reason, by) = (reason.trim(), by.trim());
    if reason.is_empty() || by.is_empty() {
        return refuse("a letter comes back for a reason, and a person has a name");
    }
    let notice = id.find(engine)?;
    if notice.state != State::HandedOver.code() && notice.state != State::Leaving.code() {
        let state = State::from_code(notice.state).map_or("?", State::name);
        return refuse(format!("letter {id} is {state}"));
    }
    if notice.state == State::Leaving.code() {
        // So it did leave.
        handed(engine, &notice, "?", now)?;
    }
    match failed(engine, &notice, now, format!("{REASON}{reason}, by {by}"))? {
        true => Ok(()),
        false => refuse(format!("letter {id} has ended already")),
    }
}

/// The same, as an agent notes it at the letter. Source: UX A-09.
pub fn letter_came_back(
    engine: &mut Engine,
    letter: &Notice,
    (reason, by): (&str, &str),
    now: Instant,
) -> Result<(), Failure> {
    came_back(engine, LetterId::of(letter), reason, by, now)
}

/// Whether this is a letter that came back from an address: nothing more is sent there.
pub fn came_back_from(notice: &Notice, postal: &str) -> bool {
    notice.notice.channel == Channel::Letter.code()
        && notice.state == State::Failed.code()
        && notice.reason.starts_with(REASON)
        && notice.notice.address == postal
}

fn list(
    engine: &mut Engine,
    since: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let failed = engine.store.failed_notices(Channel::Letter.code(), since, MOST)?;
    for notice in failed.iter().filter(|notice| notice.reason.starts_with(REASON)) {
        let Some(account) = engine.store.account(notice.account)? else { continue };
        let id = LetterId::of(notice);
        // Whether there is another address since.
        let contact = engine.store.contact(notice.account)?;
        let still_there = came_back_from(notice, &super::making::person(contact.as_ref()).postal);
        if json {
            let line = serde_json::json!({
                "id": id.to_string(), "ean": account.ean, "message": notice.notice.message,
                "address": notice.notice.address, "reason": notice.reason,
                "at": notice.ended_at.map(Instant::to_local_string), "address_is_wrong": still_there,
            });
            writeln!(out, "{line}")?;
        } else {
            let mark = if still_there { "" } else { ", there is another address now" };
            writeln!(out, "{id}  {}  {}{mark}", account.ean, line_of(notice).trim_start())?;
        }
    }
    Ok(())
}
