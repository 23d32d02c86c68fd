//! `tirelire notices`: what was told, what would be, and what people have done about it.

use super::{keep_house, sending};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, Subcommand, ValueEnum};
use notify::delivery::State;
use notify::figures::{Figures, House};
use notify::plan::Channel;
use notify::{Message, gsm, render, texts};
use std::io::Write;
use store::{Notice, NoticeStep};
use units::{Dso, Ean, Energy, Language};

#[derive(Debug, Subcommand)]
pub enum Asked {
    /// What the people of an account were told, and how it went.
    List {
        ean: Ean,
        /// With the words.
        #[arg(long)]
        words: bool,
    },
    /// A message with the longest values that it may have.
    Preview(Preview),
    /// Prints the letters that are due, each once: a PDF for each, and a list, in a folder of their own.
    Print(super::printing::Asked),
    /// A letter that came back, or those that did.
    Returned(super::returned::Asked),
    /// In whose name an operator's customers are written to. From then on they are.
    House(HouseAsked),
    /// How a party is reached.
    Party(PartyAsked),
    /// A person has called, posted a letter, or done a task.
    Done {
        ean: Ean,
        /// Its number in `notices list`.
        #[arg(long)]
        notice: i64,
        /// What came of it.
        #[arg(long)]
        outcome: Outcome,
        #[arg(long)]
        by: String,
    },
}

/// What came of what a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Outcome {
    /// A letter is with the post, a call was tried.
    Tried,
    /// Somebody was reached.
    Reached,
    /// Nobody can be reached so.
    Failed,
}

#[derive(Debug, Args)]
pub struct Preview {
    /// Such as `M04`; all without it.
    #[arg(long)]
    message: Option<Message>,
    #[arg(long)]
    language: Option<Language>,
    #[arg(long, default_value = "electricity")]
    energy: Energy,
    #[arg(long, default_value = "ORES")]
    dso: Dso,
    /// Puts each as a letter into this folder, as PDF.
    #[arg(long)]
    letters: Option<std::path::PathBuf>,
}

#[derive(Debug, Args)]
pub struct HouseAsked {
    #[arg(long)]
    dso: Dso,
    /// The short domain, without a path.
    #[arg(long)]
    site: String,
    /// The free number.
    #[arg(long)]
    help_line: String,
    /// Where a smell of gas is reported.
    #[arg(long)]
    emergency: String,
    /// The address of post, in one line.
    #[arg(long)]
    postal: String,
}

#[derive(Debug, Args)]
pub struct PartyAsked {
    /// Its number.
    party: i64,
    #[arg(long)]
    language: Language,
    #[arg(long)]
    phone: Option<units::Phone>,
    #[arg(long)]
    email: Option<units::Email>,
}

pub fn run(url: &str, asked: &Asked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match asked {
        Asked::Preview(preview) => show_preview(url, preview, json, out),
        Asked::List { ean, words } => list(url, *ean, *words, json, out),
        Asked::Print(asked) => super::printing::run(url, asked, json, out),
        Asked::Returned(asked) => super::returned::run(url, asked, json, out),
        Asked::House(asked) => set_house(url, asked),
        Asked::Party(asked) => set_party(url, asked),
        Asked::Done { ean, notice, outcome, by } => done(url, *ean, *notice, *outcome, by),
    }
}

fn set_house(url: &str, asked: &HouseAsked) -> Result<(), Failure> {
    let HouseAsked { dso, site, help_line, emergency, postal } = asked;
    let house = House {
        name: dso.name().to_owned(),
        site: site.clone(),
        help: help_line.clone(),
        emergency: emergency.clone(),
        postal: postal.clone(),
    };
    if site.contains('/') {
        return refuse(
            "a short message names a domain, not a path: readers should know it by heart",
        );
    }
    // Whatever is entered has to leave place for the words.
    for message in Message::ALL {
        for language in Language::ALL {
            for energy in [Energy::Electricity, Energy::Gas] {
                let figures = Figures::longest(energy);
                if let Some(Err(error)) = render::sms(message, &figures, &house, language) {
                    return refuse(format!("{message} {language}: {error}"));
                }
            }
        }
    }
    keep_house(&mut store::Store::open(url)?, *dso, &house)
}

fn set_party(url: &str, asked: &PartyAsked) -> Result<(), Failure> {
    let PartyAsked { party, language, phone, email } = asked;
    let mut store = store::Store::open(url)?;
    if store.party(*party)?.is_none() {
        return refuse(format!("there is no party {party}"));
    }
    store.set_party_contact(&store::PartyContact {
        party: *party,
        language: *language,
        phone: *phone,
        email: email.clone(),
        learnt_at: crate::clock::now(),
    })?;
    Ok(())
}

fn show_preview(
    url: &str,
    preview: &Preview,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    // Without a database the words are shown all the same, and none is made for them.
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let there = url.starts_with("postgres") || std::path::Path::new(path).exists();
    let known = there.then(|| store::Store::open(url).ok()).flatten();
    let kept =
        known.and_then(|mut store| super::kept_house(&mut store, preview.dso).ok().flatten());
    let house = kept.unwrap_or_else(|| House::example(preview.dso.name()));
    let messages = preview.message.map_or_else(|| Message::ALL.to_vec(), |message| vec![message]);
    let languages =
        preview.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    let figures = Figures::longest(preview.energy);
    for message in messages {
        for language in &languages {
            let sms = render::sms(message, &figures, &house, *language).transpose()?;
            let written = render::written(message, &figures, &house, *language)?;
            let letter = render::letter(message, &figures, &house, *language)?;
            if let Some(folder) = &preview.letters {
                let pdf =
                    super::letters::example(message, (preview.energy, false), &house, *language)?;
                std::fs::create_dir_all(folder)?;
                std::fs::write(folder.join(format!("{message}-{language}.pdf")), pdf.bytes)?;
            }
            let septets = sms.as_deref().and_then(gsm::septets);
            let draft = texts::is_draft(message);
            if json {
                let line = serde_json::json!({
                    "message": message, "language": language, "version": texts::VERSION,
                    "draft": draft, "sms": sms, "septets": septets,
                    "subject": written.subject, "text": written.text, "letter": letter.text,
                });
                writeln!(out, "{line}")?;
                continue;
            }
            let mark = if draft { ", draft" } else { "" };
            writeln!(out, "{message} {language}, texts {}{mark}", texts::VERSION)?;
            if let (Some(sms), Some(septets)) = (sms, septets) {
                writeln!(out, "  sms      {septets} of {}: {sms}", gsm::MOST_SEPTETS)?;
            }
            writeln!(out, "  subject  {}", written.subject)?;
            writeln!(out, "  text     {}", written.text)?;
            for (place, line) in letter.text.lines().enumerate() {
                let head = if place == 0 { "letter" } else { "" };
                writeln!(out, "  {head:8} {line}")?;
            }
        }
    }
    Ok(())
}

pub fn name_of(channel: i16) -> &'static str {
    Channel::from_code(channel).map_or("?", Channel::name)
}

fn state_of(notice: &Notice) -> &'static str {
    State::from_code(notice.state).map_or("?", State::name)
}

fn as_json(notice: &Notice) -> serde_json::Value {
    let kept = &notice.notice;
    let local = |at: Option<Instant>| at.map(Instant::to_local_string);
    let figures: serde_json::Value = serde_json::from_str(&kept.figures).unwrap_or_default();
    serde_json::json!({
        "notice": notice.seq, "trigger": kept.trigger, "message": kept.message,
        "version": kept.version, "language": kept.language, "recipient": kept.recipient,
        "channel": name_of(kept.channel), "address": kept.address, "state": state_of(notice),
        "reason": notice.reason, "attempts": notice.attempts,
        "cause": kept.cause, "cause_at": kept.cause_at.to_local_string(),
        "made_at": notice.made_at.to_local_string(), "due": kept.due.to_local_string(),
        "handed_at": local(notice.handed_at), "ended_at": local(notice.ended_at),
        "figures": figures, "subject": kept.subject, "text": kept.body,
    })
}

pub fn line_of(notice: &Notice) -> String {
    let kept = &notice.notice;
    let when = notice.ended_at.or(notice.handed_at).unwrap_or(kept.due).to_local_string();
    let reason =
        if notice.reason.is_empty() { String::new() } else { format!(": {}", notice.reason) };
    format!(
        "{:>4}  {}  {:8}  {:6}  {:10}  {} {when}{reason}",
        notice.seq,
        kept.cause_at.to_local_string(),
        kept.message,
        name_of(kept.channel),
        kept.recipient,
        state_of(notice),
    )
}

fn list(url: &str, ean: Ean, words: bool, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(ean)?;
    for notice in engine.store.notices(&[account.id])? {
        if json {
            writeln!(out, "{}", as_json(&notice))?;
            continue;
        }
        writeln!(out, "{}", line_of(&notice))?;
        if words {
            writeln!(out, "      to {}: {}", notice.notice.address, notice.notice.body)?;
        }
    }
    Ok(())
}

/// The newest notices of an account, for `account show`.
pub fn write_last(
    engine: &mut Engine,
    account: units::AccountId,
    most: usize,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let notices = engine.store.notices(&[account])?;
    let skipped = notices.len().saturating_sub(most);
    for (place, notice) in notices.iter().skip(skipped).enumerate() {
        let head = if place == 0 { "told" } else { "" };
        writeln!(out, "{head:13} {}", line_of(notice).trim_start())?;
    }
    Ok(())
}

fn done(url: &str, ean: Ean, seq: i64, outcome: Outcome, by: &str) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(ean)?;
    let Some(notice) = engine.store.notice(account.id, seq)? else {
        return refuse(format!("EAN {ean} has no notice {seq}"));
    };
    let by_people = [Channel::Letter, Channel::Call, Channel::Task].map(Channel::code);
    if !by_people.contains(&notice.notice.channel) {
        return refuse(format!("notice {seq} is not a person's to bring"));
    }
    if by.trim().is_empty() {
        return refuse("a person has a name");
    }
    let (now, reason) = (crate::clock::now(), format!("by {}", by.trim()));
    let step = match outcome {
        Outcome::Tried => {
            let carrier_id = format!("{}-{seq}", account.id);
            NoticeStep::HandedOver { at: now, carrier_id, wait_until: now.plus_h(24 * 365 * 50) }
        }
        Outcome::Reached => NoticeStep::Delivered { at: now, reason },
        Outcome::Failed => NoticeStep::Failed { at: now, reason },
    };
    // A task is not a way on which anybody is told.
    if outcome != Outcome::Failed && notice.notice.channel != Channel::Task.code() {
        sending::told(&mut engine, &notice, now, outcome == Outcome::Reached)?;
    }
    if engine.store.notice_step(account.id, seq, &step)? {
        Ok(())
    } else {
        refuse(format!("notice {seq} has ended already"))
    }
}
