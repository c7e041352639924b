//! The search for where a break ends along the round values of one number.
//!
//! Always true here: both sides of what is told were judged; where a value beyond it is judged otherwise, that is told as well.

use super::probe::{Answer, Probe};
use super::rungs::rungs;
use crate::model::margin::{Amount, Change, Turned};

/// Values that are looked at on each side of what was found, to see whether it is all there is.
const LOOKS: usize = 2;

/// What a search found.
pub(super) enum Searched {
    /// Where it changes.
    Found(Change),
    /// It does not, as far as was looked.
    Nothing,
    /// There was no time for it.
    Stopped,
}

/// Why a search ends.
struct Stopped;

/// What is searched along: what is changed, as it is, and which answer is looked for; nothing farther than this is of use.
#[derive(Clone, Copy)]
pub(super) struct Along<'a> {
    pub(super) turned: &'a Turned,
    pub(super) now: &'a Amount,
    pub(super) wanted: Answer,
    pub(super) within: f64,
}

impl Along<'_> {
    /// How far the value lies at which the answer turns.
    pub(super) fn distance(&self, change: &Change) -> f64 {
        match self.wanted {
            Answer::Holds => change.distance(&change.holds),
            _ => change.distance(&change.breaks),
        }
    }

    fn change(&self, turns: &Amount, before: &Amount) -> Change {
        let (holds, breaks) = match self.wanted {
            Answer::Holds => (turns, before),
            _ => (before, turns),
        };
        Change {
            turned: self.turned.clone(),
            now: self.now.clone(),
            holds: holds.clone(),
            breaks: breaks.clone(),
            odd: None,
        }
    }
}

/// Searches on both sides of a number for where what breaks holds, or what holds breaks, and takes the nearer.
pub(super) fn search(probe: &mut Probe<'_>, along: Along<'_>) -> Searched {
    let mut best: Option<Change> = None;
    for side in rungs(along.now) {
        let within = best
            .as_ref()
            .map_or(along.within, |known| along.distance(known));
        match one_side(probe, Along { within, ..along }, &side) {
            Ok(Some(change)) => best = Some(change),
            Ok(None) => {}
            Err(Stopped) => return Searched::Stopped,
        }
    }
    best.map_or(Searched::Nothing, Searched::Found)
}

/// The same on one side, from the number outwards.
fn one_side(
    probe: &mut Probe<'_>,
    along: Along<'_>,
    side: &[Amount],
) -> Result<Option<Change>, Stopped> {
    let Some(far) = farthest(probe, along, side)? else {
        return Ok(None);
    };
    // The one before the first is the number itself.
    let (mut near, mut turns) = (None, far);
    while near.map_or(0, |near: usize| near + 1) < turns {
        let from = near.map_or(0, |near| near + 1);
        let middle = from + (turns - from) / 2;
        match judge(probe, along.turned, &side[middle])? {
            answer if answer == along.wanted => turns = middle,
            // What is refused, or not judged whole, is not what is looked for.
            _ => near = Some(middle),
        }
    }
    let before = near.map_or(along.now, |near| &side[near]);
    Ok(Some(along.change(&side[turns], before)))
}

/// A value far out at which it is as wanted: the farthest that is of use, else some that are less far.
fn farthest(
    probe: &mut Probe<'_>,
    along: Along<'_>,
    side: &[Amount],
) -> Result<Option<usize>, Stopped> {
    let is_near = |value: &Amount| {
        let there = along.change(value, along.now);
        along.distance(&there) < along.within
    };
    let last = side.iter().take_while(|value| is_near(value)).count();
    let mut places = match along.within.is_finite() {
        true => vec![last],
        false => vec![last, last * 3 / 4, last / 2, last / 4, 1],
    };
    places.dedup();
    for place in places
        .into_iter()
        .filter(|place| (1..=last).contains(place))
    {
        let value = &side[place - 1];
        if probe.stops() {
            return Err(Stopped);
        }
        if probe.may_be(along.turned, value, along.wanted)
            && judge(probe, along.turned, value)? == along.wanted
        {
            return Ok(Some(place - 1));
        }
    }
    Ok(None)
}

/// Looks for a value on either side of what was found that is judged as the other side is; none also where there is no time left to look.
pub(super) fn odd(probe: &mut Probe<'_>, along: Along<'_>, change: &Change) -> Option<Amount> {
    let (turns, before) = match along.wanted {
        Answer::Holds => (&change.holds, &change.breaks),
        _ => (&change.breaks, &change.holds),
    };
    let sides = rungs(along.now);
    let side = sides.iter().find(|side| side.contains(turns))?;
    let place = side.iter().position(|one| one == turns)?;
    let spread = |from: usize, to: usize| {
        let wide = to.saturating_sub(from);
        let looks = (1..=LOOKS).filter(move |_| wide > LOOKS);
        looks.map(move |look| from + wide * look / (LOOKS + 1))
    };
    for place in spread(place, side.len()) {
        let found = judge(probe, along.turned, &side[place]).ok()?;
        if found != along.wanted && found != Answer::Refused {
            return Some(side[place].clone());
        }
    }
    let nearer = side.iter().position(|one| one == before).unwrap_or(0);
    for place in spread(0, nearer) {
        if judge(probe, along.turned, &side[place]).ok()? == along.wanted {
            return Some(side[place].clone());
        }
    }
    None
}

fn judge(probe: &mut Probe<'_>, turned: &Turned, value: &Amount) -> Result<Answer, Stopped> {
    match probe.stops() {
        true => Err(Stopped),
        false => Ok(probe.judge(turned, value)),
    }
}
