//! Roles and users: who has which role, given by two people, for a time, and looked at again. Source: UX O-06, PD-04.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    Member, MemberView, RoleAct, RoleLine, RoleRequest, RoleWish, Team, TeamRefused, TeamTold,
    TeamView,
};
pub(super) use routes::{act, ask, decide, member, request, team};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_team
}
