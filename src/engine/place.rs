//! Where a voice stands between left and right.

/// Levels of left and right for a place from −1 to 1: constant power, 1 and 1 in the centre, √2 and 0 at the ends. Computed
/// anew only when the place moves.
pub(super) struct Place {
    pan: f32,
    levels: [f32; 2],
}

impl Default for Place {
    fn default() -> Place {
        Place { pan: 0.0, levels: [1.0; 2] }
    }
}

impl Place {
    /// The levels at a place now.
    pub fn levels(&mut self, pan: f32) -> [f32; 2] {
        if pan != self.pan {
            let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
            let levels = [angle.cos(), angle.sin()].map(|level| level * std::f32::consts::SQRT_2);
            *self = Place { pan, levels: if pan == 0.0 { [1.0; 2] } else { levels } };
        }
        self.levels
    }
}
