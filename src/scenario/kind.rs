//! What values of keys look like.
//!
//! Always true here: every kind can say what is legal, with an example.

use super::word::with_article;

/// What a key's value must look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Free text.
    Text,
    /// The name of something in this table.
    NameOf(&'static str),
    /// A name or a list of names of this table.
    NamesOf(&'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A failure domain such as `site.mine`.
    Place,
    /// A target or a list of targets such as `stamp.alpha.node`; in words what is legal.
    Targets(&'static str),
    /// A whole number from this value on.
    Whole(u64),
    /// A number.
    Number,
    /// true or false.
    Flag,
    /// A length of time.
    Span,
    /// An amount of data.
    Bytes,
    /// A rate.
    Rate,
    /// A share in per cent.
    Share,
    /// A churn.
    Churn,
    /// A law; plain text is a constant.
    Law,
    /// A law, or the word for never.
    LawOrNever,
    /// A law of the time between faults; plain text is the mean of an exponential one.
    LawOfEvery,
    /// A VM size.
    Size,
    /// A daily window.
    Window,
    /// Weekly hours.
    Hours,
    /// An objective: a length of time, or a table of them by class.
    Objective,
    /// A table of this section.
    Table(&'static str),
    /// Tables of this section, keyed by name.
    Tables(&'static str),
    /// Tables of this section, one after the other.
    Listed(&'static str),
    /// A form of its own, described here, with an example.
    Own(&'static str, &'static str),
    /// Refused, with the reason.
    Refused(&'static str),
}

impl Kind {
    /// What is legal, with an example.
    pub(crate) fn legal(self) -> String {
        match self {
            Kind::Text => "text".to_string(),
            Kind::NameOf(table) => format!("the name of {}", with_article(table)),
            Kind::NamesOf(table) => format!("the name of {}, or a list of names", with_article(table)),
            Kind::Choice(words) => format!("one of \"{}\"", words.join("\", \"")),
            Kind::Place => "a place: \"site.NAME\", \"enclosure.NAME\", \"stamp.NAME\" or \"rack.NAME\"".to_string(),
            Kind::Targets(legal) => legal.to_string(),
            Kind::Whole(least) => format!("a whole number of at least {least}, such as {}", least.max(4)),
            Kind::Number => "a number, such as 2.5".to_string(),
            Kind::Flag => "true or false".to_string(),
            Kind::Span => "a length of time, such as \"15 min\" or \"30 d 4 h\"".to_string(),
            Kind::Bytes => "an amount of data, such as \"4 TiB\"".to_string(),
            Kind::Rate => "a rate, such as \"200 Mbps\" or \"1 GB/s\"".to_string(),
            Kind::Share => "a share, such as \"95 %\"".to_string(),
            Kind::Churn => "how fast data changes, such as \"8 %/day\" or \"50 GiB/day\"".to_string(),
            Kind::Law => "a length of time, or a law such as { lognormal = { median = \"45 min\", sigma = 0.9 } }".to_string(),
            Kind::LawOrNever => "\"never\", a length of time such as \"4 h\", or a law such as { lognormal = { median = \"4 h\", sigma = 0.9 } }".to_string(),
            Kind::LawOfEvery => "a mean time such as \"5000 h\" (then the time between faults is exponential), or a law such as { weibull = { shape = 0.7, scale = \"6000 h\" } }".to_string(),
            Kind::Size => "a VM size such as \"DS3_v2\"".to_string(),
            Kind::Window => "a daily window, such as \"20:00-06:00\"".to_string(),
            Kind::Hours => "\"always\" or weekly hours, such as \"Mon-Sat 07:00-19:00\"".to_string(),
            Kind::Objective => "a length of time such as \"4 h\", or one for each class: { node = \"5 min\", site = \"8 h\" }".to_string(),
            Kind::Table(_) => "a table".to_string(),
            Kind::Tables(section) => format!("tables of {}, keyed by name", with_article(section)),
            Kind::Listed(section) => format!("tables [[{section}]], as many as there are to say"),
            Kind::Own(text, example) => format!("{text}, such as {example}"),
            Kind::Refused(reason) => reason.to_string(),
        }
    }
}
