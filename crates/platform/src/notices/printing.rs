//! `tirelire notices print`: letters that are due become a folder for the printer, each letter once.
//!
//! A run marks its letters as leaving, sets them, gives the folder its name, and says that they were handed over.
//! Where it is killed in between, the folder tells: it has its name, or it never had.

use super::letters::of_notice;
use super::sending::{NEVER_MIN, failed, offer_again, told};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, chain, refuse};
use calendar::Instant;
use clap::Args;
use letters::{LetterError, Pdf};
use notify::Message;
use notify::plan::Channel;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Notice, NoticeStep};
use supply::SupplyState;
use units::{AccountId, Dso, Language};

/// Letters that are taken together.
const AT_ONCE: usize = 100;
/// A run takes no longer; one that was killed is looked after then.
const LEASE_S: i64 = 3_600;
const LIST: &str = "letters.csv";
const HEADER: &str = "id,account,message,language,pages,sha256,file\n";

#[derive(Debug, Args)]
pub struct Asked {
    /// The folder; it is made, and is there only when it is whole.
    #[arg(long)]
    out: PathBuf,
    /// No more letters in one folder.
    #[arg(long, default_value_t = 2_000)]
    most: usize,
    /// One letter again, as a copy, to where they live now.
    #[arg(long, value_name = "ID")]
    again: Option<LetterId>,
}

/// What stands in the window of a letter: the account, and the number of the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterId {
    pub account: AccountId,
    pub seq: i64,
}

impl LetterId {
    pub fn of(notice: &Notice) -> Self {
        Self { account: notice.account, seq: notice.seq }
    }

    /// The letter that is named so. Errors: there is none.
    pub fn find(self, engine: &mut Engine) -> Result<Notice, Failure> {
        match engine.store.notice(self.account, self.seq)? {
            Some(notice) if notice.notice.channel == Channel::Letter.code() => Ok(notice),
            _ => refuse(format!("there is no letter {self}")),
        }
    }
}

impl std::fmt::Display for LetterId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{}", self.account, self.seq)
    }
}

impl std::str::FromStr for LetterId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.trim().split_once('-');
        let id = parts.and_then(|(account, seq)| {
            let account = AccountId(account.parse().ok()?);
            Some(Self { account, seq: seq.parse().ok()? })
        });
        id.ok_or_else(|| Refusal(format!("`{text}` is no letter, such as `1000000001-17`")))
    }
}

/// What a run came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Printed {
    pub letters: usize,
    /// Which could not be printed, and why: told another way.
    pub failed: Vec<(String, String)>,
}

pub fn run(url: &str, asked: &Asked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    let printed = match asked.again {
        Some(id) => again(&mut engine, id, &asked.out, now)?,
        None => print(&mut engine, &asked.out, asked.most, now)?,
    };
    for (id, reason) in &printed.failed {
        eprintln!("letter {id} cannot be printed and goes another way: {reason}");
    }
    let Printed { letters, failed } = &printed;
    let folder = asked.out.display().to_string();
    if json {
        let folder = (*letters > 0).then_some(folder);
        let line = serde_json::json!({
            "letters": letters, "failed": failed.len(), "folder": folder,
        });
        writeln!(out, "{line}")?;
    } else if *letters == 0 {
        writeln!(out, "no letter is due")?;
    } else {
        writeln!(out, "{letters} letters in {folder}")?;
    }
    Ok(())
}

/// Prints what is due into `folder`, which must not be there.
pub fn print(
    engine: &mut Engine,
    folder: &Path,
    most: usize,
    now: Instant,
) -> Result<Printed, Failure> {
    look_after_killed_runs(engine, now)?;
    let mut part = Part::create(folder)?;
    let mut taken = Vec::new();
    let set = set_all(engine, &mut part, &mut taken, most, now).and_then(|cannot| {
        let rest = most.saturating_sub(taken.len());
        Ok((cannot, set_appointments(engine, &mut part, rest, now)?))
    });
    match set {
        Ok((cannot, told)) => {
            let whole = taken.len() > cannot.len() || !told.is_empty();
            if whole && let Err(error) = part.finish() {
                give_back(engine, &taken, now)?;
                return Err(error);
            }
            // Who stops us between the name and this prints an appointment twice, which harms nobody.
            for visit in &told {
                let place = (visit.visit.day, visit.visit.slot);
                crate::visits::letters::left(engine, visit.id, place, &part.name(), now)?;
            }
            let mut printed = hand_over(engine, &part, &taken, &cannot, now)?;
            printed.letters += told.len();
            Ok(printed)
        }
        Err(error) => {
            give_back(engine, &taken, now)?;
            Err(error)
        }
    }
}

/// Letters that were taken and cannot be printed, by their place, with the reason.
type Cannot = Vec<(usize, String)>;

fn set_all(
    engine: &mut Engine,
    part: &mut Part,
    taken: &mut Vec<Notice>,
    most: usize,
    now: Instant,
) -> Result<Cannot, Failure> {
    let mut cannot = Vec::new();
    while taken.len() < most {
        let at_once = AT_ONCE.min(most - taken.len());
        let lot = engine.store.take_notices(now, &[Channel::Letter.code()], at_once, LEASE_S)?;
        if lot.is_empty() {
            break;
        }
        let from = taken.len();
        taken.extend(still_so(engine, lot, now)?);
        for (place, notice) in taken.iter().enumerate().skip(from) {
            // By this a run that was killed is found.
            let reason = part.reason();
            let step = NoticeStep::Unknown { reason, wait_until: now.plus_s(LEASE_S) };
            engine.store.notice_step(notice.account, notice.seq, &step)?;
            match set(engine, notice, now, None) {
                Ok(pdf) => part.add(notice, &pdf)?,
                // Of this letter; all else is everybody's.
                Err(error) if error.is::<LetterError>() || error.is::<Refusal>() => {
                    cannot.push((place, chain(error.as_ref())));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(cannot)
}

/// Without those that say that a home is off which has its supply again: whoever found that at the meter told nobody.
/// They are taken back. Source: CM-04.
fn still_so(engine: &mut Engine, lot: Vec<Notice>, now: Instant) -> Result<Vec<Notice>, Failure> {
    let mut kept = Vec::with_capacity(lot.len());
    for notice in lot {
        let of_off = matches!(notice.notice.message.parse(), Ok(Message::Cut | Message::OffSupply));
        if !of_off || is_off(engine, notice.account, now)? {
            kept.push(notice);
            continue;
        }
        let reason = "no longer so".to_owned();
        for step in [
            NoticeStep::Again { at: now, reason: reason.clone() },
            NoticeStep::Withdrawn { at: now, reason },
        ] {
            engine.store.notice_step(notice.account, notice.seq, &step)?;
        }
    }
    Ok(kept)
}

/// Whether a home is without supply, and waits for money.
fn is_off(engine: &mut Engine, account: AccountId, now: Instant) -> Result<bool, Failure> {
    let Some(account) = engine.store.account(account)?.filter(|one| one.closed_at.is_none()) else {
        return Ok(false);
    };
    let known = engine.rebuild(std::slice::from_ref(&account), now)?.pop();
    Ok(known.is_some_and(|known| known.timeline.supply() == SupplyState::Disconnected))
}

/// An appointment whose letter is in the folder.
struct SetVisit {
    id: i64,
    visit: procedures::Visit,
}

/// Letters to homes that have no account yet: they have no notices. What nobody knows an address of waits.
fn set_appointments(
    engine: &mut Engine,
    part: &mut Part,
    most: usize,
    now: Instant,
) -> Result<Vec<SetVisit>, Failure> {
    let mut told = Vec::new();
    for dso in Dso::ALL {
        if engine.books.house(dso).is_none() {
            continue;
        }
        let rest = most.saturating_sub(told.len());
        for kept in crate::visits::letters::due(engine, dso, rest, now)? {
            let id = kept.id;
            let Some(letter) = crate::visits::letters::letter(engine, id, now)? else { continue };
            let pdf = match letters::print(&letter) {
                Ok(pdf) => pdf,
                Err(error) => {
                    eprintln!("letter V{id} cannot be printed: {}", chain(&error));
                    continue;
                }
            };
            let stored: crate::visits::StoredVisit = serde_json::from_str(&kept.body)?;
            let message = notify::Message::Appointment.id();
            part.put(&format!("V{id}"), ("", message, letter.language), &pdf)?;
            told.push(SetVisit { id, visit: stored.visit });
        }
    }
    Ok(told)
}

fn set(
    engine: &mut Engine,
    notice: &Notice,
    date: Instant,
    again: Option<Instant>,
) -> Result<Pdf, Failure> {
    let letter = of_notice(engine, notice, date.day(), again.map(Instant::day))?;
    let printed: Result<Pdf, LetterError> = letters::print(&letter);
    Ok(printed?)
}

fn hand_over(
    engine: &mut Engine,
    part: &Part,
    taken: &[Notice],
    cannot: &Cannot,
    now: Instant,
) -> Result<Printed, Failure> {
    let mut printed = Printed::default();
    for (place, notice) in taken.iter().enumerate() {
        if let Some((_, reason)) = cannot.iter().find(|(which, _)| *which == place) {
            failed(engine, notice, now, reason.clone())?;
            printed.failed.push((LetterId::of(notice).to_string(), reason.clone()));
        } else {
            handed(engine, notice, &part.name(), now)?;
            printed.letters += 1;
        }
    }
    Ok(printed)
}

/// A letter is with those who bring it.
pub fn handed(
    engine: &mut Engine,
    notice: &Notice,
    run: &str,
    now: Instant,
) -> Result<(), Failure> {
    told(engine, notice, now, false)?;
    let carrier_id = format!("{run}/{}", LetterId::of(notice));
    let wait_until = now.plus_min(NEVER_MIN);
    let step = NoticeStep::HandedOver { at: now, carrier_id, wait_until };
    engine.store.notice_step(notice.account, notice.seq, &step)?;
    Ok(())
}

/// None of them has left: the folder never had its name.
fn give_back(engine: &mut Engine, taken: &[Notice], now: Instant) -> Result<(), Failure> {
    for notice in taken {
        offer_again(engine, notice, (now, String::new()), now)?;
    }
    Ok(())
}

/// Letters of runs that were killed: in a folder with its name they are handed over, in one without they never
/// left. Where neither is to be seen nobody knows, and they are not printed again by themselves.
fn look_after_killed_runs(engine: &mut Engine, now: Instant) -> Result<(), Failure> {
    let channel = Channel::Letter.code();
    let (mut lost, mut unnamed) = (0, BTreeSet::new());
    for notice in engine.store.overdue_notices(now, channel, usize::from(u16::MAX))? {
        let Some(folder) = notice.reason.strip_prefix(Part::LEAVING).map(PathBuf::from) else {
            // It was taken, and not even its name had been written down.
            give_back(engine, &[notice], now)?;
            continue;
        };
        let id = LetterId::of(&notice);
        if folder.join(format!("{id}.pdf")).is_file() {
            let run = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            handed(engine, &notice, &run.unwrap_or_default(), now)?;
        } else if Part::unnamed(&folder).is_dir() {
            give_back(engine, &[notice], now)?;
            unnamed.insert(Part::unnamed(&folder));
        } else {
            eprintln!("letter {id} may have left with {}", folder.display());
            lost += 1;
        }
    }
    for folder in unnamed {
        fs::remove_dir_all(folder)?;
    }
    if lost > 0 {
        eprintln!("{lost} letters: `notices print --again ID` prints one as a copy");
    }
    Ok(())
}

/// One letter again. Nothing changes in the books.
pub fn again(
    engine: &mut Engine,
    id: LetterId,
    folder: &Path,
    now: Instant,
) -> Result<Printed, Failure> {
    let notice = id.find(engine)?;
    let Some(first) = notice.handed_at.or((notice.state != 0).then_some(notice.made_at)) else {
        return refuse(format!("letter {id} was not printed before"));
    };
    let mut part = Part::create(folder)?;
    let pdf = set(engine, &notice, first, Some(now))?;
    part.add(&notice, &pdf)?;
    part.finish()?;
    Ok(Printed { letters: 1, failed: Vec::new() })
}

/// A folder without its name; removed again unless it is finished.
struct Part {
    path: PathBuf,
    part: PathBuf,
    list: String,
    finished: bool,
}

impl Part {
    const LEAVING: &'static str = "leaving with ";

    /// Errors: there is such a folder, or none can be made.
    fn create(folder: &Path) -> Result<Self, Failure> {
        let path = std::path::absolute(folder)?;
        if path.exists() {
            return refuse(format!("`{}` is there already", folder.display()));
        }
        let part = Self::unnamed(&path);
        if part.exists() {
            return refuse(format!(
                "`{}` is of a run that goes on or was killed: take another name",
                part.display()
            ));
        }
        fs::create_dir_all(&part)?;
        Ok(Self { path, part, list: HEADER.to_owned(), finished: false })
    }

    fn unnamed(path: &Path) -> PathBuf {
        let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
        name.push(".part");
        path.with_file_name(name)
    }

    fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn reason(&self) -> String {
        format!("{}{}", Self::LEAVING, self.path.display())
    }

    fn add(&mut self, notice: &Notice, pdf: &Pdf) -> Result<(), Failure> {
        let kept = &notice.notice;
        let account = notice.account.to_string();
        let id = LetterId::of(notice).to_string();
        self.put(&id, (&account, &kept.message, kept.language), pdf)
    }

    fn put(
        &mut self,
        id: &str,
        (account, message, language): (&str, &str, Language),
        pdf: &Pdf,
    ) -> Result<(), Failure> {
        let name = format!("{id}.pdf");
        let mut file = File::create(self.part.join(&name))?;
        file.write_all(&pdf.bytes)?;
        file.sync_all()?;
        let digest = crate::people::hex(&Sha256::digest(&pdf.bytes));
        // Writing into a string cannot fail.
        let _ = writeln!(
            self.list,
            "{id},{account},{message},{language},{},{digest},{name}",
            pdf.pages
        );
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let mut list = File::create(self.part.join(LIST))?;
        list.write_all(self.list.as_bytes())?;
        list.sync_all()?;
        fs::rename(&self.part, &self.path)?;
        self.finished = true;
        if let Some(above) = self.path.parent() {
            File::open(above)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.finished {
            // What could not be removed now has a name that says so.
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}
