//! The pages of a CPAS: its work by deadline, asking a household for access, and a client. Source: UX 8.3,
//! PD-03, PD-04.

mod aid;
mod api;
mod looks;
mod pages;
mod paths;
mod protection;
mod routes;
mod words;

pub use api::{
    AccessWanted, AidEffect, AidFacts, AidLine, AidRefused, AidStanding, AidWanted, Client,
    ClientLine, ClientSeen, CpasOffice, Due, Motive, NotAsked, NotGiven, NotTaken, Protection,
    Purpose, Register, ReliefStanding, TeamLook, TopUps, Wish,
};
pub use paths::Page;
pub use routes::{CpasOptions, router};
