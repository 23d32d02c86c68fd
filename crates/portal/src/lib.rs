#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod agent;
mod answers;
mod card;
mod chart;
pub mod cpas;
pub mod developers;
mod easy;
mod figures;
mod grounds;
mod heat;
pub mod homes;
mod language;
pub mod meter;
mod mistakes;
mod multipart;
pub mod my;
pub mod operator;
pub mod pay;
pub mod production;
mod public;
pub mod repaying;
mod server;
pub mod sharing;
pub mod shop;
mod source;
pub mod spreadsheet;
mod staff;
mod style;
pub mod supplier;
mod told;
pub mod training;
mod view;
mod words;
pub use words::all_texts;

pub use card::lasts_in_words;
pub use easy::{Easy, Sounds};
pub use language::Paths;
pub use mistakes::explained;
pub use public::Explained;
pub use server::{Report, over_tls_alone, router, serve};
pub use source::{Source, SourceError};
pub use told::{TOLD_DAYS, ToldLine, ToldState, ToldWords};
pub use view::{
    AccountItem, AccountPage, Booked, DayLine, EstimateNow, ExplainLine, ExplainPage, HeldBy,
    Method, Modifier, Movement, NoEstimate, OffCount, OffNow, OffPage, Quality, QualityLine,
    QualityPage, ReliefStanding, ShownHours, ShownState, StateCard, StateCounts, Supply,
    UnknownState, Until, WorkedOut,
};
