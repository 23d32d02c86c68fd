//! The pages of whoever represents a group of energy sharing, and a household's own. Source: UX 8.6, C-16.

mod api;
mod pages;
mod paths;
mod routes;
mod why;
mod words;

pub use api::{
    BillLine, Bills, FileForm, FormShown, GroupLine, GroupView, Groups, JoinStopped, Joined,
    KeyLine, KeyOutcome, KeyPreview, KeyRefused, KeyShown, KeyWanted, LeaveRefused, LineProblem,
    MemberLine, MemberMonth, MonthView, MySharing, News, NoticeLine, Notices, Shared, SignRefused,
    Signing, Simulation, StateShown, Task, TaskShown, VersionLine, VersionShown, Warning, Why,
    WhyOf, WhyStep,
};
pub use paths::Page;
/// What a household's own page is called.
pub(crate) fn own_name(language: units::Language) -> &'static str {
    words::Words::of(language).mine_title
}

pub use routes::{SharingOptions, router};
