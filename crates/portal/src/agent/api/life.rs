//! What the pages of the prepay life ask: requests of suppliers from the letter to the activation, or to the end.

use super::Owner;
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use procedures::{Begin, Ground, Home, Item, Request, RequestError, State, Step};
use units::{AccountId, Dso, Ean, MicroEuro};

/// What the platform implements. A look at a point whose account is open is kept. Source: PD-05.
pub trait LifeDesk {
    fn lives(&self, visitor: &Visitor) -> Result<LivesView, MyError>;
    fn life(&self, visitor: &Visitor, number: i64) -> Result<Option<LifeView>, MyError>;
    /// What an act would lead to. Nothing is written.
    fn life_effect(&self, visitor: &Visitor, number: i64, wanted: &LifeWanted)
    -> Lived<LifeEffect>;
    /// Does it, if the request still has `after` steps; the number of the request to look at then.
    fn live(&self, visitor: &Visitor, number: i64, wanted: &LifeWanted, after: usize)
    -> Lived<i64>;
    /// Whose a refusal or a request is that somebody wrote who is not signed in, by the number of its case: the refusal
    /// is taken as of the day on which it came, the request begins. Returns the number of the request.
    fn recognise(&self, visitor: &Visitor, number: i64, point: &str) -> Lived<i64>;
    /// The letter that explains the right to refuse, as PDF. `None` while nobody knows who lives there.
    fn refusal_letter(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError>;
}

/// Done, or refused.
pub type Lived<T> = Result<Result<T, LifeRefused>, MyError>;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LifeRefused {
    #[error("no such request")]
    Unknown,
    #[error("a step was taken since the page was made")]
    Overtaken,
    #[error("no request is found for this number")]
    NoPoint,
    #[error("a request for this point runs already")]
    Running,
    #[error(transparent)]
    Rule(#[from] RequestError),
}

/// A request in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeLine {
    pub number: i64,
    pub dso: Dso,
    pub ean: Ean,
    /// Where they live, if somebody has found out.
    pub town: String,
    pub supplier: String,
    pub ground: Ground,
    pub state: State,
    pub asked: Instant,
    pub due: SettlementDay,
    /// An activation waits for a second person.
    pub waits: bool,
    pub owner: Option<Owner>,
    pub task: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivesView {
    /// What is due first comes first.
    pub running: Vec<LifeLine>,
    /// The newest first.
    pub ended: Vec<LifeLine>,
    pub now: Instant,
}

/// The rule of the starting credit. Source: PA-04 to PA-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartView {
    pub credit: MicroEuro,
    /// Of a card meter's balance at least this is there.
    pub floor: MicroEuro,
    pub owed: MicroEuro,
    pub per_day: MicroEuro,
    /// The first and the last day on which it is repaid, if it began today.
    pub first: SettlementDay,
    pub last: SettlementDay,
}

/// A request with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeView {
    pub number: i64,
    pub dso: Dso,
    pub ean: Ean,
    pub supplier: String,
    pub request: Request,
    /// The account of the household that it is about, open or not.
    pub account: Option<(AccountId, bool)>,
    /// The point has an open account, whosever it is.
    pub point_open: bool,
    /// The day after which the operator owes the supplier a lump sum.
    pub lump_sum_after: SettlementDay,
    /// Until when the letter says that they may refuse.
    pub refuse_until: SettlementDay,
    pub checklist: Vec<Item>,
    /// Other requests for the point, the newest first: number, ground, state, day.
    pub others: Vec<(i64, Ground, State, SettlementDay)>,
    pub start: StartView,
    /// The visitor has asked for what waits.
    pub own_waits: bool,
    pub now: Instant,
}

/// What somebody wants done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeWanted {
    Home(Home),
    /// A step of a day, with a note for colleagues.
    Step {
        step: Step,
        on: SettlementDay,
        note: String,
    },
    /// An activation that opens the account: a second person decides.
    Begin {
        begin: Begin,
        note: String,
    },
    /// Of what was asked at the moment `seen`, as the page has shown it.
    Decide {
        approve: bool,
        seen: Instant,
    },
    Judged {
        judgment: String,
        document: String,
    },
}

/// What would follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeEffect {
    pub state: State,
    /// By when the next step would be due; `None` if there is none.
    pub due: Option<SettlementDay>,
    /// An account would be open with this.
    pub start: Option<StartView>,
    /// The point has an open account whose cuts a refusal bars.
    pub bars_cuts: bool,
    pub after: usize,
}
