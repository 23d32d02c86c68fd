//! The pages of a CPAS: its work by deadline, asking a household for access, and a client. Source: UX 8.3,
//! PD-03, PD-04.

mod aid;
mod api;
mod early;
mod law;
mod looks;
mod message;
mod pages;
mod paper;
mod paths;
mod plan;
mod protection;
mod register;
mod routes;
mod sheet;
mod tasks;
mod team;
mod told;
mod words;

pub use api::{
    AccessWanted, AidCopy, AidEffect, AidFacts, AidLine, AidPart, AidPreview, AidRefused,
    AidStanding, AidWanted, Client, ClientLine, ClientMessages, ClientNotes, ClientSeen,
    ClientTasks, CpasOffice, CpasTeam, Due, EarlyGround, EarlyLine, EarlyList, EarlyLists,
    InCharge, Lapse, Leave, LegalLine, LegalNotices, LegalStanding, LegalWanted, Member,
    MessageFacts, MessageShown, MessageWanted, Motive, Moved, NewLeave, NotAsked, NotAskedByLaw,
    NotFound, NotGiven, NotNoted, NotProposed, NotRecorded, NotSent, NotSet, NotTaken, NoteLine,
    PaperLine, PaperMandates, PaperRefused, PaperStanding, PaperWanted, PlanFacts, PlanProposals,
    PlanShown, PlanWanted, Proof, ProofState, ProofTask, Protection, Purpose, Register,
    SittingLine, Team, TeamLook, TeamRefused, Template, TopUps, Wish,
};
pub(crate) use pages::purpose_words;
pub use paths::Page;
pub use routes::{CpasOptions, router};
pub use tasks::decision_words;
pub(crate) use team::rights_words;
