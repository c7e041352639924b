//! The scenarios that the program carries with it.
//!
//! Always true here: these are the files of `scenarios/`, unchanged, but not its folders, so that
//! `firedrill run quickstart` works anywhere.

/// A file by name.
pub(super) type File = (&'static str, &'static str);

/// All files, scenarios and what they refer to.
pub(super) const FILES: &[File] = &[
    (
        "hourly-backup.toml",
        include_str!("../../scenarios/hourly-backup.toml"),
    ),
    (
        "mdc-container-vms.csv",
        include_str!("../../scenarios/mdc-container-vms.csv"),
    ),
    (
        "mdc-container.toml",
        include_str!("../../scenarios/mdc-container.toml"),
    ),
    (
        "n-minus-one.toml",
        include_str!("../../scenarios/n-minus-one.toml"),
    ),
    (
        "nearest-copy.toml",
        include_str!("../../scenarios/nearest-copy.toml"),
    ),
    (
        "quickstart.toml",
        include_str!("../../scenarios/quickstart.toml"),
    ),
    (
        "ransomware.toml",
        include_str!("../../scenarios/ransomware.toml"),
    ),
    (
        "remote-mine.toml",
        include_str!("../../scenarios/remote-mine.toml"),
    ),
    (
        "restore-storm-vms.csv",
        include_str!("../../scenarios/restore-storm-vms.csv"),
    ),
    (
        "restore-storm.toml",
        include_str!("../../scenarios/restore-storm.toml"),
    ),
    (
        "sql-logs.toml",
        include_str!("../../scenarios/sql-logs.toml"),
    ),
    (
        "trace-small.csv",
        include_str!("../../scenarios/trace-small.csv"),
    ),
    (
        "trace-small.toml",
        include_str!("../../scenarios/trace-small.toml"),
    ),
    (
        "trace-units-of-16.toml",
        include_str!("../../scenarios/trace-units-of-16.toml"),
    ),
    (
        "two-stamps-failover.toml",
        include_str!("../../scenarios/two-stamps-failover.toml"),
    ),
];

/// The shipped file of this name, with or without `.toml` and folder.
pub(super) fn find(name: &str) -> Option<File> {
    let name = name.strip_prefix("scenarios/").unwrap_or(name);
    FILES
        .iter()
        .find(|(known, _)| *known == name || known.strip_suffix(".toml") == Some(name))
        .copied()
}

/// Names of the shipped scenarios.
pub(super) fn names() -> Vec<&'static str> {
    FILES
        .iter()
        .filter_map(|(name, _)| name.strip_suffix(".toml"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let entry = entry.expect("an entry");
            // The suite of policies is there to be copied from the sources.
            if entry.path().is_dir() {
                continue;
            }
            let name = entry.file_name();
            let name = name.to_string_lossy();
            assert!(FILES.iter().any(|(known, _)| *known == name), "{name}");
        }
    }

    #[test]
    fn names_are_found_with_and_without_folder_and_suffix() {
        for name in ["quickstart", "quickstart.toml", "scenarios/quickstart.toml"] {
            assert_eq!(find(name).map(|(name, _)| name), Some("quickstart.toml"));
        }
        assert_eq!(
            find("trace-small.csv").map(|(name, _)| name),
            Some("trace-small.csv")
        );
        assert_eq!(find("quickest"), None);
    }
}
