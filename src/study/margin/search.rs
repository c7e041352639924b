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

/// Searches on both sides of a number for where what breaks holds, or what holds breaks, and takes the nearer.
pub(super) fn search(
    probe: &mut Probe<'_>,
    breaks: bool,
    (turned, now): (&Turned, &Amount),
) -> Searched {
    let mut best: Option<Change> = None;
    for side in rungs(now) {
        match along(probe, breaks, (turned, now), &side) {
            Ok(Some(change)) => {
                let end = |change: &Change| match breaks {
                    true => change.distance(&change.holds),
                    false => change.distance(&change.breaks),
                };
                if best.as_ref().is_none_or(|known| end(&change) < end(known)) {
                    best = Some(change);
                }
            }
            Ok(None) => {}
            Err(Stopped) => return Searched::Stopped,
        }
    }
    best.map_or(Searched::Nothing, Searched::Found)
}

/// The same on one side, from the number outwards.
fn along(
    probe: &mut Probe<'_>,
    breaks: bool,
    (turned, now): (&Turned, &Amount),
    side: &[Amount],
) -> Result<Option<Change>, Stopped> {
    let wanted = match breaks {
        true => Answer::Holds,
        false => Answer::Breaks,
    };
    let Some(far) = farthest(probe, (turned, side), wanted)? else {
        return Ok(None);
    };
    // The one before the first is the number itself.
    let (mut near, mut turns) = (None, far);
    while near.map_or(0, |near: usize| near + 1) < turns {
        let from = near.map_or(0, |near| near + 1);
        let middle = from + (turns - from) / 2;
        match judge(probe, turned, &side[middle])? {
            answer if answer == wanted => turns = middle,
            // What is refused, or not judged whole, is not what is looked for.
            _ => near = Some(middle),
        }
    }
    let before = near.map_or(now, |near| &side[near]);
    let (holds, broken) = match breaks {
        true => (&side[turns], before),
        false => (before, &side[turns]),
    };
    let odd = odd(probe, (turned, side), (turns, far), wanted)?;
    Ok(Some(Change {
        turned: turned.clone(),
        now: now.clone(),
        holds: holds.clone(),
        breaks: broken.clone(),
        odd,
    }))
}

/// A value far out at which it is as wanted: the farthest, else some that are less far.
fn farthest(
    probe: &mut Probe<'_>,
    (turned, side): (&Turned, &[Amount]),
    wanted: Answer,
) -> Result<Option<usize>, Stopped> {
    let last = side.len();
    let mut places = vec![last, last * 3 / 4, last / 2, last / 4, 1];
    places.dedup();
    for place in places
        .into_iter()
        .filter(|place| (1..=last).contains(place))
    {
        let value = &side[place - 1];
        if probe.stops() {
            return Err(Stopped);
        }
        if !probe.may_be(turned, value, wanted) {
            continue;
        }
        if judge(probe, turned, value)? == wanted {
            return Ok(Some(place - 1));
        }
    }
    Ok(None)
}

fn judge(probe: &mut Probe<'_>, turned: &Turned, value: &Amount) -> Result<Answer, Stopped> {
    match probe.stops() {
        true => Err(Stopped),
        false => Ok(probe.judge(turned, value)),
    }
}

/// A value on either side of what was found that is judged as the other side is.
fn odd(
    probe: &mut Probe<'_>,
    (turned, side): (&Turned, &[Amount]),
    (turns, far): (usize, usize),
    wanted: Answer,
) -> Result<Option<Amount>, Stopped> {
    let spread = |from: usize, to: usize| {
        let wide = to.saturating_sub(from);
        (1..=LOOKS).filter_map(move |look| (wide > LOOKS).then(|| from + wide * look / (LOOKS + 1)))
    };
    for place in spread(turns, far) {
        let found = judge(probe, turned, &side[place])?;
        if found != wanted && found != Answer::Refused {
            return Ok(Some(side[place].clone()));
        }
    }
    for place in spread(0, turns) {
        if judge(probe, turned, &side[place])? == wanted {
            return Ok(Some(side[place].clone()));
        }
    }
    Ok(None)
}
