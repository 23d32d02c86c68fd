//! The phone line: what a telephony server tells of a call goes through the rule, over the books, and what comes out
//! is played. A call is kept between two events, so any server goes on with it. Source: CM-05, UX 6.

mod books;
mod commands;
#[cfg(test)]
mod tests;

pub use commands::{PhoneCommand, run};

use crate::engine::Engine;
use crate::failure::Failure;
use books::LineBooks;
use calendar::Instant;
use ivr::{Call, House, Input, State, Step, Transfer};
use serde::{Deserialize, Serialize};
use store::PhoneCall;
use units::{AccountId, Dso, Energy, Language, Phone};

/// The operators of Wallonia answer in French first.
const SPEAKS_FIRST: Language = Language::Fr;
/// Silence of the telephony server after which a call is taken to have ended.
const FORGOTTEN_H: i64 = 1;

/// What a telephony server tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// `None`: the number is withheld, or of another country.
    Start {
        caller: Option<Phone>,
    },
    Keys(String),
    Silence,
    TransferFailed,
    End,
}

impl Happened {
    fn input(&self) -> Input<'_> {
        match self {
            Self::Start { caller } => Input::Start { caller: *caller },
            Self::Keys(keys) => Input::Keys(keys),
            Self::Silence => Input::Silence,
            Self::TransferFailed => Input::TransferFailed,
            Self::End => Input::End,
        }
    }
}

/// What is played, and what is waited for then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub language: Language,
    /// The name of each prompt, and its words.
    pub prompts: Vec<(String, String)>,
    /// Keys that are one answer, at most.
    pub keys_most: usize,
    pub first_s: u32,
    pub between_s: u32,
    pub transfer: Option<To>,
}

/// Who is called for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    Person,
    Danger,
}

/// What stays of a call: no number, no reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub language: Language,
    pub path: Vec<Step>,
    /// Of which accounts which state was told.
    pub told: Vec<(AccountId, State, Instant)>,
    /// A call back was promised.
    pub promised: bool,
    /// Who was called for the caller last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<To>,
}

impl Record {
    /// As it was kept.
    pub fn of(call: &PhoneCall) -> Result<Self, Failure> {
        Ok(serde_json::from_str(&call.record)?)
    }
}

/// Why an event has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfPlace {
    #[error("no call of this name has begun, or it has ended")]
    NoCall,
    #[error("event {expected} of the call comes next")]
    Order { expected: i64 },
}

/// In whose name the line speaks.
fn house(engine: &mut Engine, dso: Dso, now: Instant) -> Result<House, Failure> {
    let name = engine.books.house(dso).map(|house| house.name.clone());
    let rules = engine.books.rules(dso, Energy::Gas)?;
    let emergency = rules.parameters.at(now.day(), now).gas_emergency.clone();
    Ok(House { name: name.unwrap_or_else(|| dso.name().to_owned()), emergency })
}

/// Takes the event `seq` of a call and says what follows. The same event again is answered alike and does nothing.
/// One transaction: what is told, sent and promised, and where the call stands.
pub fn on(
    engine: &mut Engine,
    (dso, id, seq): (Dso, &str, i64),
    happened: &Happened,
    now: Instant,
) -> Result<Result<Said, OutOfPlace>, Failure> {
    engine.locked(dso, |engine| {
        let kept = engine.store.phone_call(dso, id)?;
        let asked = serde_json::to_string(happened)?;
        let first = matches!(happened, Happened::Start { .. });
        if let Some(kept) = kept.as_ref().filter(|kept| kept.seq == seq && kept.asked == asked) {
            return Ok(Ok(serde_json::from_str(&kept.answer)?));
        }
        let (mut call, kept) = match kept {
            None if first && seq == 1 => (Call::new(SPEAKS_FIRST), None),
            None => return Ok(Err(OutOfPlace::NoCall)),
            Some(kept) if kept.ended => return Ok(Err(OutOfPlace::NoCall)),
            Some(kept) if first || seq != kept.seq.saturating_add(1) => {
                let expected = kept.seq.saturating_add(1);
                return Ok(Err(OutOfPlace::Order { expected }));
            }
            Some(kept) => (serde_json::from_str(&kept.state)?, Some(kept)),
        };
        if first {
            engine.store.end_phone_calls(dso, now.plus_h(-FORGOTTEN_H))?;
        }
        let texts = kept.as_ref().map_or(0, |kept| kept.texts);
        let house = house(engine, dso, now)?;
        let mut books = LineBooks::new(engine, (dso, id), texts, now);
        let output = call.on(happened.input(), now, &mut books)?;
        let texts = books.texts();
        let before = kept.as_ref().map(Record::of).transpose()?;
        let to = output.transfer.map(|transfer| match transfer {
            Transfer::Person => To::Person,
            Transfer::Danger => To::Danger,
        });
        let said = Said {
            language: call.language,
            prompts: output
                .prompts
                .iter()
                .map(|it| (it.id.name().to_owned(), it.text(call.language, &house)))
                .collect(),
            keys_most: output.expects.most,
            first_s: output.expects.first_s,
            between_s: output.expects.between_s,
            transfer: to,
        };
        let mut told = Vec::with_capacity(call.told.len());
        for (ean, state, at) in &call.told {
            let account = engine.store.account_of(*ean)?;
            told.extend(account.map(|account| (account.id, *state, *at)));
        }
        let record = Record {
            language: call.language,
            path: call.path.clone(),
            told,
            promised: call.promised,
            transfer: to.or(before.and_then(|before| before.transfer)),
        };
        let ended = *happened == Happened::End;
        engine.store.set_phone_call(&PhoneCall {
            dso,
            id: id.to_owned(),
            seq,
            asked,
            answer: serde_json::to_string(&said)?,
            caller: call.caller.map(books::digest),
            texts,
            began: kept.as_ref().map_or(now, |kept| kept.began),
            last: kept.as_ref().map_or(now, |kept| kept.last.max(now)),
            ended,
            state: if ended { String::new() } else { serde_json::to_string(&call)? },
            record: serde_json::to_string(&record)?,
        })?;
        Ok(Ok(said))
    })
}
