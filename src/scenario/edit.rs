//! Changes the tree of keys by what the command line sets and takes out, before anything of it is read.
//!
//! Always true here: a path leads to keys of the tables that there are (`elements`). Fixed tables are added where they
//! are missing; what has a name is added only as a whole, so that no mistyped name makes a new thing. A value that
//! stands there already is left with its place, so that setting it changes nothing.

use super::context::Context;
use super::elements::{sections, top, vm};
use super::keys::{Element, Kind, Section};
use super::problem::{Known, Problem, SettingProblem};
use super::setting::{Deed, Segment, Setting, as_written, same};
use super::tree::{Entry, Item, Node, Spot, Tree};

/// Changes the tables; what is for listed VMs waits for their list.
pub(super) fn apply(context: &Context<'_>, top: &mut Tree, settings: Vec<Setting>) {
    for setting in settings {
        match setting.path.first() {
            Some(first) if first.pattern => {
                let keys = top::Keys::SECTION.keys.iter().map(|key| key.name);
                let known = Known::all(&keys.collect::<Vec<_>>());
                context.problem(&first.spot, SettingProblem::PatternOfTables { known });
            }
            Some(first) if first.name == vm::Keys::NAME && setting.path.len() > 1 => {
                context.of_vms.borrow_mut().push(setting);
            }
            _ => change(context, (top, Place::Keys(top::Keys::SECTION)), &setting, 0),
        }
    }
}

/// Changes the tables of listed VMs, by name; their path begins with `vm`.
pub(super) fn apply_to_vms(context: &Context<'_>, vms: &mut Tree, settings: Vec<Setting>) {
    for setting in settings {
        change(context, (vms, Place::Names(vm::Keys::SECTION)), &setting, 1);
    }
}

/// Changes a table by what stands in the path from this part on.
fn change(
    context: &Context<'_>,
    (tree, place): (&mut Tree, Place),
    setting: &Setting,
    from: usize,
) {
    let mut walk = Walk {
        context,
        setting,
        loose: false,
        changed: false,
    };
    walk.table(tree, place, from);
    if walk.changed {
        context.changed.borrow_mut().insert(setting.number);
    }
}

/// What the parts of a table are.
#[derive(Clone, Copy)]
enum Place {
    /// Keys of this table.
    Keys(&'static Section),
    /// Names of things, each with a table of these keys.
    Names(&'static Section),
    /// Parts of a value, which its reader knows.
    Value,
}

impl Place {
    /// What lies under one of the parts.
    fn below(self, part: &str) -> Place {
        let of = |name: &str| sections().find(|section| section.name == name);
        match self {
            Place::Keys(section) => match section.key(part).map(|key| key.kind) {
                Some(Kind::Table(name)) => of(name).map_or(Place::Value, Place::Keys),
                Some(Kind::Tables(name)) => of(name).map_or(Place::Value, Place::Names),
                _ => Place::Value,
            },
            Place::Names(section) => Place::Keys(section),
            Place::Value => Place::Value,
        }
    }
}

/// One change on its way through the tables.
struct Walk<'w, 'f> {
    context: &'w Context<'f>,
    setting: &'w Setting,
    /// Whether a pattern lies behind: then tables that are not there are not meant.
    loose: bool,
    changed: bool,
}

impl<'w> Walk<'w, '_> {
    fn segment(&self, at: usize) -> Option<&'w Segment> {
        self.setting.path.get(at)
    }

    /// The table that this part is asked of, for messages.
    fn table_before(&self, at: usize) -> String {
        match self.setting.path.get(..at) {
            Some([]) | None => "the scenario".to_string(),
            Some(parts) => format!("`{}`", as_written(parts)),
        }
    }

    fn tell(&self, spot: &Spot, problem: impl Into<Problem>) {
        self.context.problem(spot, problem);
    }

    fn sets(&self) -> bool {
        matches!(self.setting.deed, Deed::Set(_))
    }

    fn is_last(&self, at: usize) -> bool {
        at + 1 == self.setting.path.len()
    }

    /// Goes on in a table, at this part of the path. Whether something was reached, or told.
    fn table(&mut self, tree: &mut Tree, place: Place, at: usize) -> bool {
        let Some(segment) = self.segment(at) else {
            return false;
        };
        if segment.pattern {
            return self.all(tree, place, (at, segment));
        }
        let name = &segment.name;
        let adds = self.sets() && self.is_last(at);
        let is_there = tree.entries.contains_key(name);
        let refusal = match place {
            Place::Keys(section) if !is_there => section.refusal(name),
            _ => None,
        };
        if let Some(problem) = refusal {
            self.tell(&segment.spot, problem);
            return true;
        }
        match place {
            _ if is_there => {}
            // Under a pattern tables are meant that are there.
            _ if self.loose && !adds => return false,
            Place::Names(section) if !adds => {
                self.tell(&segment.spot, self.no_such(section, name, tree));
                return true;
            }
            _ if !self.sets() => {
                let problem = SettingProblem::NotStated {
                    key: name.clone(),
                    table: self.table_before(at),
                    known: Known::in_place_of(name, &names_in(tree)),
                };
                self.tell(&segment.spot, problem);
                return true;
            }
            _ => {}
        }
        self.one(tree, place, (at, name, &segment.spot))
    }

    fn no_such(&self, section: &Section, name: &str, tree: &Tree) -> SettingProblem {
        SettingProblem::NoSuch {
            kind: section.name,
            name: name.to_string(),
            known: Known::in_place_of(name, &names_in(tree)),
            set: self.sets(),
        }
    }

    /// Every part that fits a pattern. Whether something was reached, or told.
    fn all(&mut self, tree: &mut Tree, place: Place, (at, segment): (usize, &Segment)) -> bool {
        let there: Vec<String> = tree.entries.keys().cloned().collect();
        let outermost = !std::mem::replace(&mut self.loose, true);
        let mut reached = false;
        for name in there.iter().filter(|name| segment.is(name)) {
            reached |= self.one(tree, place, (at, name, &segment.spot));
        }
        self.loose = !outermost;
        if !reached && outermost {
            let problem = SettingProblem::NoFit {
                pattern: as_written(self.setting.path.get(at..).unwrap_or_default()),
                table: self.table_before(at),
                known: Known::in_place_of(&segment.name, &names_in(tree)),
            };
            self.tell(&segment.spot, problem);
        }
        reached
    }

    /// One part of a table, added where it is not there. Whether something was reached, or told.
    fn one(
        &mut self,
        tree: &mut Tree,
        place: Place,
        (at, name, spot): (usize, &str, &Spot),
    ) -> bool {
        if self.is_last(at) {
            self.end(tree, (name, spot));
            return true;
        }
        let entry = tree.entries.entry(name.to_string());
        let entry = entry.or_insert_with(|| Entry {
            key_spot: spot.clone(),
            node: Node {
                item: Item::Table(Tree::default()),
                spot: spot.clone(),
            },
        });
        self.into(&mut entry.node, place.below(name), (at, name))
    }

    /// Goes on behind a part. Whether something was reached, or told.
    fn into(&mut self, node: &mut Node, place: Place, (at, name): (usize, &str)) -> bool {
        match &mut node.item {
            Item::Table(tree) => self.table(tree, place, at + 1),
            Item::List(nodes) => self.part(nodes, at + 1),
            other => {
                let problem = SettingProblem::BehindValue {
                    key: name.to_string(),
                    found: other.kind(),
                };
                if let Some(next) = self.segment(at + 1) {
                    self.tell(&next.spot, problem);
                }
                true
            }
        }
    }

    /// Parts of a list, by their numbers.
    fn part(&mut self, nodes: &mut Vec<Node>, at: usize) -> bool {
        let Some(segment) = self.segment(at) else {
            return false;
        };
        let fits = |number: &usize| segment.is(&number.to_string());
        let numbers: Vec<usize> = (0..nodes.len()).filter(fits).collect();
        if numbers.is_empty() {
            let problem = SettingProblem::NoPart {
                part: segment.name.clone(),
                count: nodes.len(),
            };
            self.tell(&segment.spot, problem);
        }
        let last = self.is_last(at);
        // From behind, so that what is taken out moves nothing that is still to come.
        for number in numbers.into_iter().rev() {
            let deed = &self.setting.deed;
            match (last, deed, nodes.get_mut(number)) {
                (true, Deed::Unset, _) => {
                    nodes.remove(number);
                    self.changed = true;
                }
                (true, Deed::Set(value), Some(node)) => self.changed |= put(node, value),
                (false, _, Some(node)) => {
                    self.into(node, Place::Value, (at, &segment.name));
                }
                (.., None) => {}
            }
        }
        true
    }

    /// Does what is to be done at the end of the path.
    fn end(&mut self, tree: &mut Tree, (name, spot): (&str, &Spot)) {
        match &self.setting.deed {
            Deed::Unset => self.changed |= tree.entries.remove(name).is_some(),
            Deed::Set(value) => match tree.entries.get_mut(name) {
                Some(entry) => {
                    if put(&mut entry.node, value) {
                        entry.key_spot = spot.clone();
                        self.changed = true;
                    }
                }
                None => {
                    let entry = Entry {
                        key_spot: spot.clone(),
                        node: value.clone(),
                    };
                    tree.entries.insert(name.to_string(), entry);
                    self.changed = true;
                }
            },
        }
    }
}

/// Puts a value in the place of another one; whether it is another one.
fn put(node: &mut Node, value: &Node) -> bool {
    if same(&node.item, &value.item) {
        return false;
    }
    *node = value.clone();
    true
}

/// What a table states.
fn names_in(tree: &Tree) -> Vec<&String> {
    tree.entries.keys().collect()
}
