//! `--only`: the part of a scenario's results that is asked for.
//!
//! Always true here: what is picked has the figures that it has among all others, since nothing that shares room, pipes or
//! people with it is left out of a trial. Drills that are not picked are not simulated, nor are the years where drills
//! alone are picked.

use crate::model::outcome::{
    ApplicationOutcome, ClassOutcome, DrillOutcome, Estimate, Judged, Outcome,
};
use crate::model::{ApplicationId, Blueprint, Class, DrillId, Part};
use crate::scenario::known_names;
use std::collections::BTreeSet;

/// Which applications, classes and drills are asked for; empty where all are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pick {
    applications: BTreeSet<ApplicationId>,
    classes: BTreeSet<Class>,
    drills: BTreeSet<DrillId>,
    /// What was asked for, in words: `drill lose-stamp`.
    words: Vec<String>,
}

/// What is wrong with what was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotThere {
    /// What it is.
    pub message: String,
    /// What is there.
    pub help: String,
}

/// What can be picked, by the word before the dot.
const KINDS: [&str; 3] = ["application", "class", "drill"];

impl Pick {
    /// Reads what is asked for: names of applications, classes and drills, with the kind before a dot where a name
    /// stands for several things.
    ///
    /// # Errors
    /// All names that stand for nothing, or for several things.
    pub fn read(asked: &[String], blueprint: &Blueprint) -> Result<Pick, Vec<NotThere>> {
        let mut pick = Pick::default();
        let mut wrong = Vec::new();
        for name in asked {
            if let Err(one) = pick.add(name.trim(), blueprint) {
                wrong.push(one);
            }
        }
        if wrong.is_empty() {
            Ok(pick)
        } else {
            Err(wrong)
        }
    }

    fn add(&mut self, asked: &str, blueprint: &Blueprint) -> Result<(), NotThere> {
        let (kind, name) = match asked.split_once('.') {
            Some((kind, name)) if KINDS.contains(&kind) => (Some(kind), name),
            _ => (None, asked),
        };
        let of_kind = |one: &str| kind.is_none_or(|kind| kind == one);
        let [one, two, three] = KINDS;
        let applications = blueprint.applications.iter();
        let application = applications.enumerate().find(|(_, it)| it.name == name);
        let application = application.filter(|_| of_kind(one));
        let mut classes = Class::ALL.into_iter();
        let class = classes.find(|it| it.name() == name && of_kind(two));
        let drills = blueprint.drills.iter().enumerate();
        let mut drills = drills.filter(|_| of_kind(three));
        let drill = drills.find(|(_, it)| it.name == name);
        let found: Vec<&str> = [
            application.map(|_| one),
            class.map(|_| two),
            drill.map(|_| three),
        ]
        .into_iter()
        .flatten()
        .collect();
        match found.as_slice() {
            [kind] => self.words.push(format!("{kind} {name}")),
            [] => return Err(not_there(asked, (kind, name), blueprint)),
            several => {
                let ways = several.iter().map(|kind| format!("{kind}.{name}"));
                return Err(NotThere {
                    message: format!("`--only {asked}` stands for several things"),
                    help: format!("write {}", ways.collect::<Vec<_>>().join(" or ")),
                });
            }
        }
        let id = |(index, _): (usize, _)| ApplicationId::from_index(index);
        self.applications.extend(application.map(id));
        self.classes.extend(class);
        let id = drill.map(|(index, _)| DrillId::from_index(index));
        self.drills.extend(id);
        Ok(())
    }

    /// What was asked for, in words; empty where all is.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Which trials this needs.
    #[must_use]
    pub fn part(&self, blueprint: &Blueprint) -> Part {
        if self.words.is_empty() {
            return Part::default();
        }
        let all = (0..blueprint.drills.len()).map(DrillId::from_index);
        let class = |drill: DrillId| blueprint.source(blueprint.drill(drill).source).class;
        let picked = |drill: &DrillId| match (self.drills.is_empty(), self.classes.is_empty()) {
            (false, _) => self.drills.contains(drill),
            (true, false) => self.classes.contains(&class(*drill)),
            (true, true) => true,
        };
        Part {
            without_years: !self.drills.is_empty() && self.classes.is_empty(),
            without_drills: all.filter(|drill| !picked(drill)).collect(),
        }
    }

    /// Leaves of an outcome what is asked for, and notes that it is a part.
    pub fn narrow(&self, outcome: &mut Outcome) {
        if self.words.is_empty() {
            return;
        }
        outcome.only.clone_from(&self.words);
        if outcome.trials == 0 {
            // Without years there is nothing to say of them.
            outcome.applications.clear();
            outcome.stamps.clear();
            outcome.backups.clear();
            outcome.served.clear();
            outcome.instances.clear();
            outcome.storage.clear();
            outcome.pipes.clear();
            outcome.repositories.clear();
        }
        self.of_applications(&mut outcome.applications);
        outcome
            .without_stickiness
            .retain(|one| self.has(one.application));
        for drill in &mut outcome.drills {
            self.of_drill(drill);
        }
        for one in &mut outcome.applications {
            self.of_classes(one);
        }
    }

    fn of_applications(&self, all: &mut Vec<ApplicationOutcome>) {
        all.retain(|one| self.has(one.application));
    }

    fn has(&self, application: ApplicationId) -> bool {
        self.applications.is_empty() || self.applications.contains(&application)
    }

    fn of_drill(&self, drill: &mut DrillOutcome) {
        self.of_applications(&mut drill.applications);
        drill.returns.retain(|one| self.has(one.application));
        drill.alone.retain(|one| self.has(one.application));
    }

    /// Of an application over the years only the classes that are asked for are told.
    fn of_classes(&self, one: &mut ApplicationOutcome) {
        if self.classes.is_empty() {
            return;
        }
        let judged = [&mut one.rto, &mut one.rpo];
        for judged in judged.into_iter().flatten() {
            judged
                .by_class
                .retain(|it| self.classes.contains(&it.class));
            let gravest = ClassOutcome::gravest(&judged.by_class);
            let (class, verdict) = (
                gravest.map(|it| it.class),
                gravest.and_then(|it| it.verdict),
            );
            *judged = Judged {
                verdict,
                worst_class: class,
                // Over all classes: not what was asked for.
                pooled: Estimate::default(),
                miss_in_a_year: Estimate::default(),
                by_class: std::mem::take(&mut judged.by_class),
            };
        }
        for judged in [&mut one.rto, &mut one.rpo] {
            if judged.as_ref().is_some_and(|it| it.by_class.is_empty()) {
                *judged = None;
            }
        }
        one.availability_verdict = None;
        let classes = &self.classes;
        one.phases.retain(|it| classes.contains(&it.class));
        one.recovery_sample.retain(|it| classes.contains(&it.class));
        one.loss_sample.retain(|it| classes.contains(&it.class));
    }
}

/// What is wrong with a name that nothing has.
fn not_there(asked: &str, (kind, name): (Option<&str>, &str), blueprint: &Blueprint) -> NotThere {
    let applications = blueprint.applications.iter().map(|it| it.name.as_str());
    let drills = blueprint.drills.iter().map(|it| it.name.as_str());
    let classes = Class::ALL.into_iter().map(Class::name);
    let of = |one: &str| kind.is_none_or(|kind| kind == one);
    let [one, two, three] = KINDS;
    let drills = drills.filter(|_| of(three)).map(str::to_string);
    let applications = applications.filter(|_| of(one)).map(str::to_string);
    let classes = classes.filter(|_| of(two)).map(str::to_string);
    let known: Vec<String> = drills.chain(applications).chain(classes).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let what = kind.map_or_else(
        || "no application, class or drill has this name".to_string(),
        |kind| format!("there is no {kind} `{name}`"),
    );
    NotThere {
        message: format!("`--only {asked}`: {what}"),
        help: known_names(name, &known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{self, Options};

    const TEXT: &str = "[stamp]\na = { node_memory = \"384 GiB\" }\n[application]\nerp = { rto = \"4 h\", availability = \"99 %\" }\nnode = { rto = \"1 h\" }\n\
        [hazard]\nn = { of = \"stamp.a.node\", every = \"90 d\" }\ns = { of = \"stamp.a\", every = \"200 d\", returns = \"5 h\" }\n\
        [drill]\nlose = { of = \"stamp.a\", returns = \"9 h\" }\nother = { of = \"stamp.a.node.1\", returns = \"2 h\" }\n[run]\ntrials = 40\n";

    fn blueprint() -> Blueprint {
        let files = |_: &str| Err(String::new());
        crate::scenario::load(TEXT, "x.toml", &files)
            .unwrap_or_else(|issues| panic!("{issues:#?}"))
            .blueprint
    }

    fn picked(asked: &[&str]) -> Outcome {
        let mut blueprint = blueprint();
        let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
        let pick = Pick::read(&asked, &blueprint).expect("there");
        let options = Options {
            seed: 1,
            trials: None,
            threads: 1,
        };
        blueprint.run.part = pick.part(&blueprint);
        let mut outcome = study::run(&blueprint, &options, &|_, _| {});
        pick.narrow(&mut outcome);
        outcome
    }

    #[test]
    fn what_is_picked_has_the_figures_that_it_has_among_all() {
        let all = picked(&[]);
        assert!(all.only.is_empty());
        let drill = picked(&["lose"]);
        assert_eq!(drill.only, ["drill lose"]);
        assert!(drill.trials == 0 && drill.applications.is_empty());
        assert_eq!(drill.drills, all.drills[..1]);
        let application = picked(&["erp"]);
        assert_eq!(application.applications, all.applications[..1]);
        assert_eq!(application.drills.len(), 2);
        assert_eq!(
            application.drills[1].applications,
            all.drills[1].applications[..1]
        );
        let both = picked(&["erp", "other"]);
        assert_eq!(both.drills.len(), 1);
        assert_eq!(both.drills[0].applications, all.drills[1].applications[..1]);
    }

    #[test]
    fn a_class_is_judged_by_itself_and_has_its_drills() {
        let all = picked(&[]);
        let class = picked(&["class.node"]);
        let of = |outcome: &Outcome| outcome.applications[0].rto.clone().expect("stated");
        let (whole, part) = (of(&all), of(&class));
        assert_eq!(whole.worst_class, Some(Class::Stamp));
        assert_eq!(part.worst_class, Some(Class::Node));
        assert_eq!(part.by_class.len(), 1);
        assert!(whole.by_class.contains(&part.by_class[0]));
        assert_eq!(part.verdict, part.by_class[0].verdict);
        assert_eq!(class.applications[0].availability_verdict, None);
        let drills: Vec<DrillId> = class.drills.iter().map(|one| one.drill).collect();
        assert_eq!(drills, [DrillId::from_index(1)]);
    }

    #[test]
    fn names_that_stand_for_nothing_or_for_several_things_are_all_told() {
        let asked = ["loose", "node", "drill.erp", ""].map(str::to_string);
        let wrong = Pick::read(&asked, &blueprint()).expect_err("wrong");
        assert_eq!(wrong.len(), 4);
        assert!(
            wrong[0].help.starts_with("did you mean `lose`?"),
            "{wrong:?}"
        );
        assert_eq!(wrong[1].help, "write application.node or class.node");
        assert_eq!(
            wrong[2].message,
            "`--only drill.erp`: there is no drill `erp`"
        );
    }
}
