//! The rooms of the world keep to themselves: none names another one, the machine above them or the world.
//!
//! Always true here: what is read is the text of the files, without their tests and comments.

use super::{below_src, code, is_word, program_text, sources};

/// The rooms, each a folder of `src/world` with its head beside it.
const ROOMS: [&str; 8] = [
    "plant", "room", "account", "vault", "mirror", "cluster", "service", "home",
];
/// What stands above them: those who drive them, and whom only the loop calls.
const ABOVE: [&str; 8] = [
    "machine", "stamp", "brim", "strike", "fault", "follow", "turns", "trial",
];

/// The room that a file belongs to, by its way below `src`.
fn room_of(way: &str) -> Option<&'static str> {
    let below = way.strip_prefix("world/")?;
    let first = below.split(['/', '.']).next()?;
    ROOMS.into_iter().find(|room| *room == first)
}

/// What a text of a room names that it should not know.
fn strangers(room: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    let others = ROOMS.iter().chain(&ABOVE).filter(|other| **other != room);
    for other in others {
        for before in ["crate::world::", "super::super::"] {
            let path = format!("{before}{other}::");
            found.extend(code.contains(&path).then_some(path));
        }
    }
    let world = code.match_indices("World").any(|(at, word)| {
        let around = (
            code[..at].chars().next_back(),
            code[at + word.len()..].chars().next(),
        );
        !around.0.is_some_and(is_word) && !around.1.is_some_and(is_word)
    });
    found.extend(world.then(|| "World".to_string()));
    found
}

#[test]
fn no_room_of_the_world_names_another() {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for path in sources() {
        let way = below_src(&path);
        let Some(room) = room_of(&way) else { continue };
        seen += 1;
        for stranger in strangers(room, &program_text(&path)) {
            wrong.push(format!("{way}: {stranger}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "rooms know one another:\n{}",
        wrong.join("\n")
    );
    assert!(seen > 40, "only {seen} files of rooms were found");
    // The check sees what it should see, and no more.
    assert_eq!(room_of("world/plant/pool/offline.rs"), Some("plant"));
    assert_eq!(room_of("world/trial.rs"), None);
    let planted = "
use crate::world::room::Room;
use crate::world::plant::Plant; // crate::world::vault::Vault
fn of(world: &World<'_>, worlds: Worlds) {}";
    let expected = ["crate::world::room::", "World"];
    assert_eq!(strangers("plant", planted), expected);
}
