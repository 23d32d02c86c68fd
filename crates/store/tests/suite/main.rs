//! One suite, two databases. PostgreSQL is that of `DATABASE_URL`; each test has a schema of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod accounts;
mod aids;
mod api_requests;
mod bank;
mod calls;
mod cases;
mod clock;
mod consents;
mod contacts;
mod crashes;
mod estimates;
mod intervals;
mod leaving;
mod live;
mod mandates;
mod meters;
mod nights;
mod notices;
mod own_acts;
mod parties;
mod people;
mod place;
mod points;
mod provider;
mod quality;
mod retention;
mod sharing;
mod shop_staff;
mod shop_terms;
mod social;
mod soundness;
mod standing;
mod suppliers;
mod supply_contracts;
mod terminal_stops;
mod terms;
mod timely;
mod top_up_places;
mod versions;
mod visits;
mod webhooks;
mod welfare_offices;
mod wide;
mod world;
