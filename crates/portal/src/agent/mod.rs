//! The pages of the operator's own people: search, case, acts, queues, and the board of a run of cuts.
//! Source: UX 8.5, 8.8, 9.

mod acts;
mod api;
mod board;
mod calls;
mod case;
mod contact;
mod day;
mod events;
mod life;
mod messages;
mod notes;
mod pages;
mod partners;
mod paths;
mod payments;
mod plans;
mod questions;
mod queues;
mod relief;
mod routes;
mod story;
mod visits;
mod words;

pub use api::{
    ActKind, ActState, ActView, AgentRefused, Agents, AskedOf, Basis, Behind, Board, CallDesk,
    CallsView, CameBack, CameMoney, Case, ChargebackLine, ContactDesk, ContactEntry,
    ContactRefused, ContactView, Copyable, DayDesk, DayView, Detail, DueCall, Effect, Event,
    EventKind, EventLink, EvidenceDesk, FormFacts, Found, GivenAnswer, HOLDS, HandoverLine,
    HeardBy, HeardCall, HeardTransfer, Hit, HoldLine, LegalAsked, LegalHousehold, LegalOpens,
    LegalView, LetterShown, LifeDesk, LifeEffect, LifeLine, LifeRefused, LifeView, LifeWanted,
    Lived, LivesView, Lying, MOST_OF_A_NOTE, MOST_OF_A_PHOTO, MOST_OF_A_REASON, MandateLine,
    MandateState, MandateView, MandatesView, MessageDesk, MessagesView, MoneyStep, MoneyView,
    Nobodys, NotEvidence, NotNoted, NotSaid, NotSent, NoteDesk, Offered, OfficeLine, OpenQuestion,
    OpenThing, OrderReason, OtherMoney, OwedLine, OwedTo, Owner, Pair, PartnerDesk, PartnerRefused,
    Partnered, PaymentDesk, PaymentView, PhotoKind, PhotoShown, PlanDesk, PlanEffect, PlanRule,
    PlanWeek, PlansView, QuestionView, Queue, QueueLine, Reason, Recent, ReliefFacts, ReliefStep,
    Run, RunView, Sample, Scheduled, SentMessage, SentRow, SentState, ShopAgain, ShopLine,
    ShopView, ShopsView, SlipLine, Stage, StartView, Steer, StopLine, StopView, SuspenseLine,
    SuspenseView, SwapEffect, SwapRefused, SwapShown, SwapWanted, TaskDone, TillStanding, Told,
    Understood, VisitDesk, VisitEffect, VisitFor, VisitLine, VisitPlace, VisitRefused, VisitView,
    Visited, VisitsView, VoltageCase, VoltageEvidence, VoltageState, Wanted, WaveLine, WayLine,
    WayState, Whom, Whose,
};
pub(crate) use board::undo_path;
pub use life::{own_answer, own_request_words};
pub(crate) use pages::{Menu, NoticePage, case_link};
pub use paths::Page;
pub(crate) use paths::case_path;
pub(crate) use payments::names;
pub use queues::CALENDAR_OWED;
pub(crate) use queues::{encoded, queue_title, waiting_what};
pub use routes::{AgentOptions, router};
