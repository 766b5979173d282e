//! Who is known on a screen, and whom a typed name, key or number means.

use std::collections::BTreeMap;

use crate::address::{Address, Contact, parse_port};
use crate::identity::{Identity, TAG_LENGTH};
use crate::node::{Card, Event, Target, Who};
use crate::text::{Safe, without_quotes};

/// The rows of the list as last shown, and everybody who has a name.
#[derive(Debug, Default)]
pub struct People {
    rows: Vec<Card>,
    known: BTreeMap<Identity, Who>,
    /// Those who were known from the start, and stay so though no list may show them.
    former: Vec<Who>,
}

impl People {
    /// The people of somebody who knows these from former runs.
    pub fn new(former: Vec<Who>) -> Self {
        let known = former.iter().map(|who| (who.identity, who.clone())).collect();
        Self { rows: Vec::new(), known, former }
    }

    /// Keeps the rows that numbers refer to, and the names.
    pub fn learn(&mut self, event: &Event) {
        if let Event::Listed(list) = event {
            self.rows = list.active.iter().chain(&list.away).cloned().collect();
            let listed = self.rows.iter().filter_map(|card| card.who.as_ref());
            let all = self.former.iter().chain(listed);
            self.known = all.map(|who| (who.identity, who.clone())).collect();
        }
        if let Event::Online(Card { who: Some(who), .. })
        | Event::Renamed { peer: who, .. }
        | Event::Regarded { peer: who, .. }
        | Event::Petnamed { peer: who, .. } = event
        {
            self.known.insert(who.identity, who.clone());
            let former = self.former.iter_mut().filter(|former| former.identity == who.identity);
            former.for_each(|former| former.clone_from(who));
        }
    }

    /// To whom a message is to go, by what was typed.
    pub(super) fn addressee(&self, typed: &str) -> Result<Addressee, String> {
        addressee(|number| self.row(number), self.known.values(), typed)
    }

    /// The row of that number in the list as last shown.
    pub fn row(&self, number: usize) -> Option<&Card> {
        self.rows.get(number.checked_sub(1)?)
    }

    /// Everybody whom that can mean.
    pub fn meant(&self, typed: &str) -> Vec<&Who> {
        meant(self.known.values(), typed)
    }
}

/// To whom a message is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addressee {
    /// To that one, called so.
    One(Target, String),
    /// To a host of which the port is not known yet.
    Host(String),
}

/// Whom a number in the list, a name, an address, or a host that still needs its port can mean.
pub(super) fn addressee<'a>(
    row: impl Fn(usize) -> Option<&'a Card>,
    people: impl IntoIterator<Item = &'a Who> + Clone,
    typed: &str,
) -> Result<Addressee, String> {
    // An IP and a port, as the original asked for them.
    let apart = typed.split_once(' ').filter(|(_, port)| parse_port(port).is_ok());
    let joined = apart.map(|(host, port)| format!("{host}:{}", port.trim()));
    let typed = joined.as_deref().filter(|typed| typed.parse::<Contact>().is_ok()).unwrap_or(typed);
    if let Ok(number) = typed.parse::<usize>() {
        let one = row(number).and_then(target).map(|(to, shown)| Addressee::One(to, shown));
        return one.ok_or_else(|| no_number(number));
    }
    let place = &*unquoted(typed);
    // An address with a key says more than the key: it is also where to dial.
    let contact = place.parse::<Contact>();
    let named = if contact.is_ok() { Vec::new() } else { meant(people, typed) };
    match (&named[..], contact) {
        ([who], _) => Ok(Addressee::One(Target::Peer(who.identity), who.shown())),
        ([_, ..], _) => Err(which_of(&named)),
        ([], Ok(contact)) => {
            let shown = contact.address.to_string();
            Ok(Addressee::One(Target::At(contact), shown))
        }
        ([], Err(why)) => match Address::new(place.trim_matches(['[', ']']), 1) {
            Ok(address) => Ok(Addressee::Host(address.host().to_owned())),
            Err(_) => Err(format!("{}: {why}.", Safe::line(typed))),
        },
    }
}

pub(super) fn no_number(number: usize) -> String {
    format!(
        "There is no number {number} in a list that was shown: go back with Enter and choose 2."
    )
}

/// Those of the people whom a name, a name with a tag, a key or an address with a key can mean.
/// Whoever is called just so is meant alone. Quotation marks are those in which names are shown,
/// and only if nobody is meant so, a part of the name.
pub fn meant<'a>(people: impl IntoIterator<Item = &'a Who> + Clone, typed: &str) -> Vec<&'a Who> {
    let found = called(people.clone(), &unquoted(typed));
    if found.is_empty() { called(people, typed.trim()) } else { found }
}

fn called<'a>(people: impl IntoIterator<Item = &'a Who> + Clone, typed: &str) -> Vec<&'a Who> {
    let called = people.clone().into_iter().find(|who| alike(typed, &who.to_string()));
    if let Some(who) = called {
        return vec![who];
    }
    let contact: Option<Contact> = typed.parse().ok();
    let key = contact.and_then(|contact| contact.identity).or_else(|| typed.parse().ok());
    let tagged = typed.rsplit_once('#').filter(|(_, tag)| tag.len() >= TAG_LENGTH);
    let is_meant = |who: &&Who| {
        let name = who.label.name.as_str();
        let is_tag = |tag: &str| who.identity.to_string().starts_with(&tag.to_ascii_lowercase());
        let is_tagged = |(tagged, tag): (&str, _)| alike(tagged, name) && is_tag(tag);
        key == Some(who.identity) || alike(typed, name) || tagged.is_some_and(is_tagged)
    };
    people.into_iter().filter(is_meant).collect()
}

/// Whom a row of the list means, and what it is called there.
pub(super) fn target(card: &Card) -> Option<(Target, String)> {
    match (&card.who, &card.address) {
        (Some(who), _) => Some((Target::Peer(who.identity), who.shown())),
        (None, Some(address)) => Some((Target::At(address.clone().into()), address.to_string())),
        (None, None) => None,
    }
}

/// Asks for a tag, where a name alone can mean several.
pub fn which_of(meant: &[&Who]) -> String {
    let tagged = |who: &&Who| match who.label.tag {
        Some(_) => who.shown(),
        None => format!("{}#{}", who.shown(), who.identity.tag()),
    };
    let mut tagged: Vec<String> = meant.iter().take(NAMED).map(tagged).collect();
    tagged.extend((meant.len() > NAMED).then(|| "…".to_owned()));
    format!("Which of {}? Write it with its tag.", tagged.join(", "))
}

/// What was typed, without the quotation marks in which a name is shown or kept together.
pub(crate) fn unquoted(typed: &str) -> String {
    let typed = typed.trim();
    match typed.strip_prefix('"').and_then(|rest| rest.rsplit_once('"')) {
        Some((name, tag)) if tag.is_empty() || tag.starts_with('#') => format!("{name}{tag}"),
        Some(_) | None => typed.to_owned(),
    }
}

/// Whether that is the name, or what is shown of it.
fn alike(typed: &str, name: &str) -> bool {
    let [typed, name] = [typed, name].map(|name| without_quotes(name).to_lowercase());
    typed == name
}

/// People that are named where one has to be chosen.
const NAMED: usize = 20;
