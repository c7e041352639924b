//! Work of people that has a timer of its own: they mend failing jobs, make room on volumes, help a switch that failed.
//!
//! Always true here: a task stands in the list from when a person is asked for until it is done or needed no more.

use crate::model::CrewId;
use crate::units::Moment;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::plant::people::{TaskState, Work};
use crate::world::which::Task;

/// The turn of a task with a crew: behind repairs and recoveries.
const TURN: u32 = 2_000;

impl Plant {
    /// Asks for a person of a crew for a task. Returns whether one comes at once; else `Consequence::TaskBegins` says
    /// when.
    pub(in crate::world) fn ask_for_task(
        &mut self,
        frame: &mut Frame<'_>,
        (task, crew): (Task, CrewId),
        turn: Option<u32>,
    ) -> bool {
        self.task_ends(frame, task);
        let turn = turn.unwrap_or(TURN);
        let begun = self.ask_for_person(frame, crew, (Work::Task(task), turn));
        self.tasks.push(TaskState {
            crew,
            task,
            begun,
            called: false,
        });
        begun
    }

    /// Whether a task stands in the list.
    pub(in crate::world) fn has_task(&self, task: Task) -> bool {
        self.tasks.iter().any(|one| one.task == task)
    }

    /// Somebody has come to a task from other work. Returns whether it is so still: who asked anew meanwhile waits for another one.
    pub(in crate::world) fn task_is_begun(&mut self, task: Task) -> bool {
        let mut all = self.tasks.iter_mut();
        let one = all.find(|one| one.task == task);
        one.is_some_and(|one| std::mem::take(&mut one.called))
    }

    /// A task is done, or needed no more.
    #[inline(never)]
    pub(in crate::world) fn task_ends(&mut self, frame: &mut Frame<'_>, task: Task) {
        let place = self.tasks.iter().position(|one| one.task == task);
        let Some(place) = place else { return };
        let gone = self.tasks.swap_remove(place);
        if gone.begun {
            self.let_person_go(frame, gone.crew);
        } else {
            self.ask_no_more(frame, gone.crew, Work::Task(task));
        }
    }

    /// When somebody begins who was called just now, by the mean of whoever is on call: no task draws how long that
    /// takes; in the hours of the crew at once.
    pub(in crate::world) fn task_from(&self, frame: &Frame<'_>, crew: CrewId) -> Moment {
        frame.crew_answers_after(crew, frame.now)
    }

    /// How many people of a crew are at tasks.
    pub(super) fn people_at_tasks(&self, crew: CrewId) -> usize {
        let at = |one: &&TaskState| one.crew == crew && one.begun;
        self.tasks.iter().filter(at).count()
    }
}
