//! The plane on which states stand: words across, deeds up.

use maud::{Markup, html};

use super::{Axis, WIDTH, at, scale};

/// A plane with its two scales, on which a state does what it says along the diagonal.
pub(super) struct Plane {
    /// The scale of words.
    pub across: Axis,
    /// The scale of deeds.
    pub up: Axis,
    /// Height of the whole drawing.
    pub height: f64,
    /// Room above the plane.
    pub top: f64,
    /// Room at its right, for names.
    pub names: f64,
}

/// Room at the left of the plane, and below it, for the scales.
const LEFT: f64 = 46.0;
const BELOW: f64 = 44.0;

impl Plane {
    /// Where so many words are.
    pub fn x(&self, words: f64) -> f64 {
        LEFT + (WIDTH - LEFT - self.names) * self.across.share(words)
    }

    /// Where so many deeds are.
    pub fn y(&self, deeds: f64) -> f64 {
        self.top + (self.height - self.top - BELOW) * (1.0 - self.up.share(deeds))
    }

    /// Its lower edge.
    pub fn floor(&self) -> f64 {
        self.height - BELOW
    }

    /// Its right edge.
    pub fn beside(&self) -> f64 {
        WIDTH - self.names
    }

    /// The scales, and the diagonal.
    pub fn scales(&self) -> Markup {
        let as_said = self.across.high.min(self.up.high);
        html! {
            (scale(&self.up, (LEFT, self.beside()), |deeds| self.y(deeds)))
            @for tick in &self.across.ticks {
                line .grid x1=(at(self.x(*tick))) x2=(at(self.x(*tick))) y1=(self.top) y2=(self.floor()) {}
                text x=(at(self.x(*tick))) y=(self.floor() + 16.0) text-anchor="middle" { (self.across.label(*tick)) }
            }
            text x="4" y="12" { "deeds" }
            text x=((LEFT + self.beside()) / 2.0) y=(self.height - 6.0) text-anchor="middle" { "words" }
            line .part x1=(at(self.x(0.0))) y1=(at(self.y(0.0))) x2=(at(self.x(as_said))) y2=(at(self.y(as_said))) {}
        }
    }
}
