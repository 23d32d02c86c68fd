//! News to all or one.

use super::{Menu, Names};
use crate::language::Paths as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{GroupView, News};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "sharing/messages.html")]
pub(in crate::sharing) struct MessagesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    /// Point and name.
    members: Vec<(String, String)>,
    /// Name in the form, in words.
    news: Vec<(&'static str, &'static str)>,
    sent: Option<String>,
}

impl MessagesPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: &GroupView,
        sent: Option<usize>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let name = |news: News| match news {
            News::Any => m.a_news,
            News::Key => m.a_key,
            News::Volumes => m.a_volumes,
            News::Sign => m.a_sign,
        };
        let news = News::ALL.map(|news| (news.name(), name(news))).to_vec();
        let members = group.members.iter().filter(|member| member.to.is_none());
        let names = Names::of(group);
        let members = members.map(|member| (member.ean.to_string(), names.full(member.ean)));
        let members = members.collect();
        let menu = Menu::new(language, Some(group.line.id), Some(Page::Messages));
        let path = format!("{}/{}", Page::Messages.path(language), group.line.id);
        let sent = sent.map(|count| fill(m.sent, &[("count", &count.to_string())]));
        let frame = frame.titled(m.messages_title, &errors);
        Self { frame, m, menu, errors, path, members, news, sent }
    }
}
