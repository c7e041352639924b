//! `--set PATH=VALUE` and `--unset PATH`, in the order in which they are given.
//!
//! Always true here: only which arguments there are; what they mean is up to `scenario`.

use crate::scenario::Edit;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// Changes of the scenario by the command line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes(pub Vec<Edit>);

const SET: &str = "set";
const UNSET: &str = "unset";

impl Args for Changes {
    fn augment_args(command: Command) -> Command {
        let several = |name: &'static str, value: &'static str| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .action(ArgAction::Append)
                .allow_hyphen_values(true)
        };
        command
            .arg(several(SET, "PATH=VALUE").help(
                "Give a key of the scenario another value, such as stamp.alpha.nodes=6 or 'application.*.rto=2 h'; repeatable",
            ))
            .arg(several(UNSET, "PATH").help(
                "Leave a key or table of the scenario out, such as application.erp.rpo; repeatable",
            ))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Changes::augment_args(command)
    }
}

impl FromArgMatches for Changes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Changes, clap::Error> {
        let mut changes = Changes::default();
        changes.update_from_arg_matches(matches)?;
        Ok(changes)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let given = |name: &str, edit: fn(String) -> Edit| {
            let values = matches.get_many::<String>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            let both = places.zip(values);
            both.map(|(place, value)| (place, edit(value.clone())))
                .collect::<Vec<_>>()
        };
        let mut all = given(SET, Edit::Set);
        all.extend(given(UNSET, Edit::Unset));
        all.sort_by_key(|(place, _)| *place);
        self.0 = all.into_iter().map(|(_, edit)| edit).collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Arguments, Command};
    use super::*;
    use clap::Parser;

    #[test]
    fn changes_keep_the_order_in_which_they_are_given() {
        let line = "firedrill check x --set a.b=1 --unset c --set=d=-2";
        let read = Arguments::try_parse_from(line.split(' ')).expect("legal");
        let Command::Check { changes, .. } = read.command else {
            panic!("it is a check");
        };
        let set = |text: &str| Edit::Set(text.to_string());
        assert_eq!(
            changes.0,
            [set("a.b=1"), Edit::Unset("c".to_string()), set("d=-2")]
        );
    }
}
