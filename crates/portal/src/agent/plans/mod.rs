//! The page of debts and plans, and what their acts need. Source: UX A-08, PA-20 to PA-23.

mod form;
mod page;
mod words;

pub(super) use form::{MONEY_FIELDS, PlanForm, PlanPart, fields_of, proposed, said, wanted};
pub(super) use page::PlansPage;
pub(super) use words::Words;
