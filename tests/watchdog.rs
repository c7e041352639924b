//! Time limits for tests: what simulates may hang, and a test that hangs says nothing.
//!
//! Always true here: whoever is not ready in time is named in the message, and the test fails; its thread is left to itself.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Long enough for any piece on a busy machine without optimisation: most take less than a second.
const GENEROUS: Duration = Duration::from_secs(150);

/// Where a thread says what it is at.
#[derive(Default)]
pub(crate) struct Desk(Mutex<Option<(Instant, String)>>);

impl Desk {
    /// Something begins, which must be over in time.
    pub(crate) fn begins(&self, what: String) {
        *self.0.lock().unwrap() = Some((Instant::now(), what));
    }

    /// It is over.
    pub(crate) fn ends(&self) {
        *self.0.lock().unwrap() = None;
    }

    fn overdue(&self, limit: Duration) -> Option<String> {
        let at = self.0.lock().unwrap();
        let (since, what) = at.as_ref()?;
        (since.elapsed() > limit).then(|| what.clone())
    }
}

/// Works in that many threads, each with a desk of its own, until all are ready.
pub(crate) fn side_by_side(threads: usize, work: impl Fn(&Desk) + Send + Sync + 'static) {
    watched(threads, GENEROUS, work);
}

/// Does something that must be over in time.
#[track_caller]
pub(crate) fn in_time<T: Send + 'static>(
    what: &str,
    work: impl Fn() -> T + Send + Sync + 'static,
) -> T {
    let made: Arc<Mutex<Option<T>>> = Arc::default();
    let (there, what) = (made.clone(), what.to_string());
    side_by_side(1, move |desk| {
        desk.begins(what.clone());
        let result = work();
        desk.ends();
        *there.lock().unwrap() = Some(result);
    });
    let result = made.lock().unwrap().take();
    result.expect("its thread is over")
}

/// The same, where each piece has this long.
pub(crate) fn watched(
    threads: usize,
    limit: Duration,
    work: impl Fn(&Desk) + Send + Sync + 'static,
) {
    let work = Arc::new(work);
    let started = (0..threads).map(|_| {
        let (desk, work): (Arc<Desk>, _) = (Arc::default(), work.clone());
        let own = desk.clone();
        (desk, thread::spawn(move || work(&own)))
    });
    let mut open: Vec<(Arc<Desk>, JoinHandle<()>)> = started.collect();
    while !open.is_empty() {
        thread::sleep(Duration::from_millis(2));
        let over = |one: &mut (Arc<Desk>, JoinHandle<()>)| one.1.is_finished();
        for (_, thread) in open.extract_if(.., over) {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        for (desk, _) in &open {
            if let Some(what) = desk.overdue(limit) {
                panic!("{what} is not over after {} s: it hangs", limit.as_secs());
            }
        }
    }
}

#[test]
#[should_panic(expected = "seed 7 is not over")]
fn what_hangs_is_named() {
    watched(2, Duration::from_millis(50), |desk| {
        desk.begins("seed 7".to_string());
        // Long after the test: nobody ends this thread.
        thread::sleep(Duration::from_secs(20));
        desk.ends();
    });
}

#[test]
#[should_panic(expected = "its own message")]
fn what_panics_is_heard() {
    in_time("a panic", || panic!("its own message"));
}

#[test]
fn what_is_ready_in_time_gives_its_result() {
    assert_eq!(in_time("a sum", || 2 + 2), 4);
}
