//! What is wrong with what the command line sets or takes out.
//!
//! Always true here: what could stand there instead is data, not text.

use super::Known;
use crate::model::code::coded;

const FORM: &str = "a path is names with dots between them, such as stamp.alpha.nodes or application.*.rto; other names stand in quotes: vm.\"db 1.2\".tier";

coded! {
    /// What is wrong with a change by the command line.
    #[derive(Clone, PartialEq, Debug)]
    SettingProblem {
        155 "A path without a value" "`--set` needs a path, an equals sign and a value."
        NoValue { path: String }
            => format!("`{path}` gets no value"); format!("write --set '{path}=VALUE', or --unset '{path}' to leave it out"),

        156 "A path that cannot be read" "A path of `--set` or `--unset` is names with dots between them."
        Sign { sign: char }
            => format!("`{}` does not belong into a path", sign.escape_debug());
            match sign {
                '[' | ']' => "a part of a list is a number behind a dot, from 0 on: rack.r1.nodes.0",
                _ => FORM,
            },

        157 "A path that goes on behind a value" "Only tables and lists have parts."
        BehindValue { key: String, found: &'static str }
            => format!("`{key}` is {found} here and has no parts");
            format!("set `{key}` as a whole"),

        158 "Nothing to take out" "`--unset` takes out what the scenario states."
        NotStated { key: String, table: String, known: Known }
            => format!("{table} does not state `{key}`, so there is nothing to take out"); known.help("stated"),

        159 "A pattern that nothing fits" "A path with `*` changes what is there, and adds nothing."
        NoFit { pattern: String, table: String, known: Known }
            => format!("nothing in {table} fits `{pattern}`"); known.help("known"),

        196 "A part that a list does not have" "Parts of a list are counted from 0 on."
        NoPart { part: String, count: usize }
            => match count {
                0 => format!("the list has no part `{part}`: it is empty"),
                count => format!("the list has no part `{part}`: its {count} are 0 to {}", count - 1),
            };
            "`*` stands for all parts; a list is set as a whole to make it longer or shorter",

        197 "A path to what is not there" "What has a name is added as a whole table, so that no name is mistyped for a new one."
        NoSuch { kind: &'static str, name: String, known: Known, set: bool }
            => format!("{kind} `{name}` is not defined");
            if *set {
                format!("{}; one is added as a whole table: --set '{kind}.{name}={{ … }}'", known.help("known"))
            } else {
                known.help("known")
            },

        198 "A path with an empty part" "A path begins with a table, and each dot has a name on both sides."
        EmptyPart => "a name is missing in the path"; FORM,

        199 "A quote in a path is not closed" "Names with other signs than letters, digits, `-` and `_` stand between quotes."
        Quote => "a quote in the path is not closed, or what stands in it is no text of TOML"; FORM,

        226 "A value for what is taken out" "`--unset` has a path and no value."
        ValueToTakeOut { path: String }
            => format!("`{path}` is to be left out and given a value at once"); format!("write --set '{path}=VALUE', or --unset '{path}' alone"),

        227 "A pattern in place of a table" "A path begins with the name of a key or table of the top."
        PatternOfTables { known: Known }
            => "a path begins with one key or table of the scenario, not with a pattern"; known.help("they are"),
    }
}
