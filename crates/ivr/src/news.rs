//! What has failed that people need, said before anything is asked of them. Source: CM-10.

use crate::prompt::{Prompt, PromptId as Of, Value};

/// Failures that are said: whoever calls wants to hear how their home stands.
const SAID: usize = 2;

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

/// What fails and where, what not to do, and that nobody is cut; nothing if nothing fails.
pub(crate) fn prompts(failing: &[Failing]) -> Vec<Prompt> {
    let mut first: Vec<&Failing> = failing.iter().collect();
    // What keeps money away, then what is everywhere.
    first.sort_by_key(|one| (!one.what.is_paid_again(), one.area.is_some()));
    first.dedup();
    first.truncate(SAID);
    let mut said = Vec::new();
    for one in &first {
        said.push(Prompt::plain(one.what.prompt()));
        let place = one.area.clone().map(|area| ("area", Value::Words(area)));
        said.extend(place.map(|place| Prompt::of(Of::NewsWhere, [place])));
    }
    if first.iter().any(|one| one.what.is_paid_again()) {
        said.push(Prompt::plain(Of::NewsNotTwice));
    }
    if !first.is_empty() {
        let everywhere = first.iter().all(|one| one.area.is_none());
        let id = if everywhere { Of::NewsNoCuts } else { Of::NewsNoCutsThere };
        said.push(Prompt::plain(id));
    }
    said
}
