//! What has failed that people need, said before anything is asked of them. Source: CM-10.

use crate::prompt::{Prompt, PromptId as Of, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fails {
    Online,
    Terminals,
    Transfers,
    Texts,
    /// Orders to the meters.
    Meters,
    /// The way by which a cut supply returns.
    WayBack,
    Other,
}

impl Fails {
    /// Money seems to be lost, or a supply comes back late: people would pay again.
    fn is_paid_again(self) -> bool {
        match self {
            Self::Online | Self::Terminals | Self::Transfers | Self::Meters | Self::WayBack => true,
            Self::Texts | Self::Other => false,
        }
    }

    fn prompt(self) -> Of {
        match self {
            Self::Online => Of::NewsOnline,
            Self::Terminals => Of::NewsTerminals,
            Self::Transfers => Of::NewsTransfers,
            Self::Texts => Of::NewsTexts,
            Self::Meters => Of::NewsMeters,
            Self::WayBack => Of::NewsWayBack,
            Self::Other => Of::NewsOther,
        }
    }
}

/// A failure that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub what: Fails,
    /// `None`: everywhere.
    pub area: Option<String>,
}

/// What fails and where, what not to do, and that nobody is cut; nothing if nothing fails. Of several the one that
/// keeps money away from most: whoever calls wants to hear how their home stands, and the pages tell all.
pub(crate) fn prompts(failing: &[Failing]) -> Vec<Prompt> {
    let first = failing.iter().min_by_key(|one| (!one.what.is_paid_again(), one.area.is_some()));
    let Some(first) = first else { return Vec::new() };
    let place = first.area.clone().map(|area| ("area", Value::Words(area)));
    let no_cuts = if place.is_none() { Of::NewsNoCuts } else { Of::NewsNoCutsThere };
    let mut said = vec![Prompt::plain(first.what.prompt())];
    said.extend(place.map(|place| Prompt::of(Of::NewsWhere, [place])));
    if first.what.is_paid_again() {
        said.push(Prompt::plain(Of::NewsNotTwice));
    }
    said.push(Prompt::plain(no_cuts));
    said
}
