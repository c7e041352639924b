//! When crews are there.
//!
//! Always true here: a crew without hours is there at every instant.

use crate::model::{CrewId, Hours};
use crate::units::{Moment, Span, WEEK};
use crate::world::frame::Frame;
use crate::world::plant::Plant;

impl Plant {
    /// The first instant from now on that lies in the hours of a crew.
    #[inline(always)]
    pub(in crate::world) fn crew_opens(&self, frame: &Frame<'_>, crew: CrewId) -> Moment {
        self.crew_opens_after(frame, crew, frame.now)
    }

    /// The first instant from this one on that lies in the hours of a crew.
    #[inline(always)]
    pub(in crate::world) fn crew_opens_after(
        &self,
        frame: &Frame<'_>,
        crew: CrewId,
        from: Moment,
    ) -> Moment {
        let Hours::Weekly(intervals) = &frame.blueprint.crew(crew).hours else {
            return from;
        };
        let of_week = (frame.offset + from.0) % WEEK;
        for (start, end) in intervals {
            if of_week < *end {
                return from + Span(start.saturating_sub(of_week));
            }
        }
        let first = intervals.first().map_or(0, |(start, _)| *start);
        from + Span(WEEK - of_week + first)
    }

    /// When somebody of a crew may begin who is called at an instant, as whoever estimates it takes it: in its hours,
    /// or when, on the mean, whoever is on call answers.
    pub(in crate::world) fn crew_answers_after(
        &self,
        frame: &Frame<'_>,
        crew: CrewId,
        from: Moment,
    ) -> Moment {
        let opens = self.crew_opens_after(frame, crew, from);
        let on_call = frame.blueprint.crew(crew).on_call_after.as_ref();
        on_call.map_or(opens, |law| opens.min(from + Span::from_ms(law.mean())))
    }
}
