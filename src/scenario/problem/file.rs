//! Files that cannot be read as what they are given for: scenarios, inventories, traces, tables of lengths.
//!
//! Always true here: nothing of a file's content is repeated but names of columns and single numbers.

use super::{Known, short};
use crate::model::code::coded;

const TIMED: &str = "write { column = \"start_h\", unit = \"h\" }";

coded! {
    /// What is wrong with a file.
    #[derive(Clone, PartialEq, Debug)]
    FileProblem {
        101 "The file is not TOML" "A scenario is TOML text; what could be read around the place that is marked was read."
        NotToml { reason: String }
            => format!("the file is not valid TOML: {reason}"),

        102 "Tables nested too deep" "A scenario needs no more than six levels of tables and lists."
        TooDeep { most: u64 }
            => format!("tables and lists are nested deeper than the limit NESTING of {most}");
            "a scenario needs no more than six levels",

        103 "A file that cannot be read" "Files that a scenario names are looked for beside it."
        Unreadable { file: String, reason: String }
            => format!("cannot read `{file}`: {reason}"); "paths are relative to the scenario",

        104 "A file of another kind" "Inventories, traces and tables of lengths are comma-separated text."
        OtherKind { file: String, kind: &'static str, remedy: &'static str }
            => format!("`{file}` is {kind}, not a table of comma-separated text"); *remedy,

        105 "A file that is not UTF-8" "Text is read as UTF-8."
        NotUtf8 { file: String, at: usize }
            => format!("`{file}` is not UTF-8 text (byte {at})"); "save it as UTF-8",

        106 "An empty file" "The first line of a table names its columns."
        Empty => "the file is empty"; "the first line names the columns",

        107 "Another table than was expected" "A table is known by the names of its columns."
        OtherTable { file: String, expected: &'static str, columns: Vec<String> }
            => format!("`{file}` is not {expected}: its first line names none of the columns");
            format!("columns: {}", columns.join(", ")),

        108 "Columns that commas do not separate" "Cells are separated by commas."
        Separator { separator: char }
            => {
                let shown = match separator {
                    '\t' => "tabs".to_string(),
                    other => format!("`{other}`"),
                };
                format!("the columns are separated by {shown}, not by commas")
            };
            "save it with commas between columns, and `.` in numbers",

        109 "A column stands twice" "Each column has a name of its own."
        ColumnTwice { column: String }
            => format!("the column `{column}` stands twice"),

        110 "A double quote is not closed" "Only between double quotes does a row go on in the next line."
        QuoteNotClosed
            => "a double quote is not closed in the line where it opens";
            "close it, or write it twice where it is part of the text",

        111 "A row of another length" "Every row has as many cells as the first line."
        RowLength { cells: usize, columns: usize }
            => {
                let noun = if *cells == 1 { "cell" } else { "cells" };
                format!("the row has {cells} {noun}, the header has {columns}")
            };
            "cells that contain commas stand in double quotes",

        112 "An unknown column" "Columns of an inventory are keys of a VM; others are refused, for they would be taken for said."
        UnknownColumn { column: String, known: Known }
            => format!("unknown column `{column}` in the inventory"); known.help("columns"),

        113 "A column is missing" "The table has no column of the name that is needed."
        NoColumn { table: &'static str, column: String, known: Known }
            => format!("{table} has no column `{column}`"); known.help("columns"),

        114 "An inventory without VMs" "An inventory has a line for each VM."
        NoVms
            => "the inventory lists no VM";
            "write one VM a line below the names of the columns, or leave `inventory` out",

        115 "A trace without rows" "A trace has a line for each fault."
        NoRows => "the trace has no row",

        116 "Several columns, and none is named" "An empirical law reads one column."
        WhichColumn
            => "the file has several columns, and none is named";
            "name one: { file = \"times.csv\", column = \"NAME\", unit = \"h\" }",

        117 "No lengths of time in a column" "An empirical law reads a length of time from each line."
        NoLengths { file: String, numbers: bool }
            => format!("`{file}` has no length of time in this column");
            if *numbers {
                "below the name of the column stands one number a line"
            } else {
                "below the name of the column stands one length a line, such as 45 min; for plain numbers, say the `unit`"
            },

        118 "A length of time that cannot be" "An observed length is not negative and not beyond all measure."
        ImpossibleLength => "not a possible length of time",

        119 "A control character in a name" "Names of groups and causes are printed."
        ControlCharacter
            => "the cell has a control character in it"; "write letters, digits and signs only",

        120 "Not a number of a node" "A trace names nodes by whole numbers."
        NotANode { text: String }
            => format!("`{text}` is not the number of a node"); "nodes are whole numbers",

        121 "A start or length that cannot be" "Times of a trace are not negative and at most a hundred years."
        ImpossibleTime { what: &'static str, value: f64 }
            => format!("a {what} of {} is not possible", short(*value));
            "times are not negative and at most a hundred years",

        122 "A node that the stamp does not have" "Numbers of nodes in a trace belong to the nodes of its stamp in order."
        UnknownNode { stamp: String, number: u64, first: u64, count: u64 }
            => format!("stamp `{stamp}` has no node for number {number}");
            format!("its {count} nodes are {first} to {} in this file", first + count - 1),

        123 "A trace without a description" "`[trace]` says what the columns of a trace mean."
        TraceUndescribed
            => "a trace is given, but the scenario does not say what its columns mean";
            "add [trace] with node, start and length, such as start = { column = \"start_h\", unit = \"h\" }",

        124 "A column of times without unit" "Numbers of a trace are times of this unit."
        NoTimeUnit => "a column of times needs its unit"; TIMED,

        125 "A column of times with other keys" "A column of times has a name and a unit, and nothing else."
        TimedColumnKeys => "exactly the keys `column` and `unit`"; TIMED,

        126 "Not a scenario" "The content of the file is that of something else."
        NotAScenario { file: String, kind: &'static str, remedy: &'static str }
            => format!("{file} is {kind}, not a scenario"); *remedy,

        127 "No table of a scenario" "Text without any table of a scenario is none, and nothing of it is shown."
        NoTable { file: String }
            => format!("{file} is not a scenario: no table of one stands in it");
            "a scenario has tables such as [stamp.NAME] and [application.NAME]; `firedrill init` writes one to start from",

        128 "Not a file" "A scenario is a file, a pipe, or the name of a shipped one."
        NotAFile { file: String }
            => format!("{file} is not a file"),

        129 "A scenario that cannot be read" "No file and no shipped scenario has the name, or the machine does not give its content."
        NotRead { file: String, reason: String, near: Option<String>, shipped: Vec<&'static str> }
            => format!("cannot read {file}: {reason}");
            match (near, shipped.as_slice()) {
                (_, []) => String::new(),
                (Some(near), all) => format!("did you mean `{near}`? shipped scenarios are {}", all.join(", ")),
                (None, all) => format!("shipped scenarios are {}", all.join(", ")),
            },
    }
}
