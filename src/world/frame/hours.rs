//! When crews are there.
//!
//! Always true here: a crew without hours is there at every instant.

use crate::model::CrewId;
use crate::random::{Sampler, Stream};
use crate::units::{Moment, Span};
use crate::world::frame::Frame;

impl Frame<'_> {
    /// The first instant from now on that lies in the hours of a crew.
    #[inline]
    pub(in crate::world) fn crew_opens(&self, crew: CrewId) -> Moment {
        self.crew_opens_after(crew, self.now)
    }

    /// The first instant from this one on that lies in the hours of a crew.
    #[inline]
    pub(in crate::world) fn crew_opens_after(&self, crew: CrewId, from: Moment) -> Moment {
        let hours = &self.blueprint.crew(crew).hours;
        hours.opens_from(from, self.offset)
    }

    /// When the hours of a crew begin and how whoever is on call until then answers; none in its hours, or where nobody is
    /// on call.
    #[inline]
    pub(in crate::world) fn on_call(
        &self,
        crew: CrewId,
        from: Moment,
    ) -> Option<(Moment, &Sampler)> {
        let on_call = self.plan.crews[crew].on_call.as_ref()?;
        let opens = self.crew_opens_after(crew, from);
        (opens > from).then_some((opens, on_call))
    }

    /// How long a person of a crew takes to answer; `called` where somebody was called just now, who may be on call.
    #[inline(never)]
    pub(in crate::world) fn answers_in(
        &self,
        crew: CrewId,
        called: bool,
        (stream, word): (&mut Stream, u64),
    ) -> Span {
        let answers = self.plan.crews[crew].answers.draw(stream, word);
        match self.on_call(crew, self.now) {
            Some((opens, on_call)) if called => {
                let at_night = on_call.draw(stream, word);
                at_night.min(opens.since(self.now) + answers)
            }
            _ => answers,
        }
    }

    /// When somebody of a crew may begin who is called at an instant, as whoever estimates it takes it: in its hours,
    /// or when, on the mean, whoever is on call answers.
    pub(in crate::world) fn crew_answers_after(&self, crew: CrewId, from: Moment) -> Moment {
        let opens = self.crew_opens_after(crew, from);
        let on_call = self.blueprint.crew(crew).on_call_after.as_ref();
        on_call.map_or(opens, |law| opens.min(from + Span::from_ms(law.mean())))
    }
}
