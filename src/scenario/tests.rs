//! Tests of the whole way from text to blueprint.

use super::*;

/// Every shipped scenario with its text.
pub(super) const SHIPPED: &[(&str, &str)] = &[(
    "quickstart.toml",
    include_str!("../../scenarios/quickstart.toml"),
)];

fn shipped_files(name: &str) -> Result<Vec<u8>, String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    std::fs::read(path).map_err(|wrong| wrong.to_string())
}

fn loaded(text: &str) -> Loaded {
    load(text, "x.toml", &shipped_files).unwrap_or_else(|issues| panic!("{issues:#?}"))
}

fn issues(text: &str) -> Vec<Issue> {
    match load(text, "x.toml", &shipped_files) {
        Ok(_) => panic!("no problem was found"),
        Err(issues) => issues,
    }
}

/// A blueprint as text, without the lines of lints: they follow the file, not the scenario.
fn content(blueprint: &Blueprint) -> String {
    let mut blueprint = blueprint.clone();
    for lint in &mut blueprint.lints {
        lint.line = 0;
    }
    format!("{blueprint:#?}")
}

#[test]
fn shipped_scenarios_load_and_their_resolved_form_gives_the_same_blueprint() {
    for (name, text) in SHIPPED {
        let first =
            load(text, name, &shipped_files).unwrap_or_else(|issues| panic!("{name}: {issues:#?}"));
        let companions = first.companions.clone();
        let files = move |wanted: &str| {
            let found = companions.iter().find(|(name, _)| name == wanted);
            found
                .map(|(_, bytes)| bytes.clone())
                .ok_or_else(|| "not there".to_string())
        };
        let again = load(&first.resolved, "scenario.resolved.toml", &files)
            .unwrap_or_else(|issues| panic!("{name}: {issues:#?}\n{}", first.resolved));
        assert_eq!(
            content(&first.blueprint),
            content(&again.blueprint),
            "{name}"
        );
        assert_eq!(first.resolved, again.resolved, "{name}");
        assert_eq!(first.companions, again.companions, "{name}");
    }
}
