use linalg_lite::dot;

use super::margins::Margins;
use super::search::Found;

/// The plain parameters that some direction changes along which no margin is negative.
///
/// These directions span all that is across the tied rows, since one of them, the one that was found,
/// has every other margin positive. So a parameter keeps its value exactly when it is, as a linear
/// function of the direction, a combination of the tied rows.
pub(super) fn infinite(margins: &Margins<'_>, used: &[usize], found: &Found) -> Vec<usize> {
    const ROUNDING: f64 = 1e-10;
    let (group, p) = (margins.group(used), margins.design.n_features());
    let mut infinite = Vec::new();
    for class in 0..margins.classes - 1 {
        for place in 0..group {
            let mut function = vec![0.0; margins.dim(used)];
            let of_class = &mut function[class * group..(class + 1) * group];
            of_class[place] = 1.0;
            if place == used.len() {
                // The plain intercept: d_0 - sum_j d_j centre_j / spread_j.
                used.iter().zip(of_class).for_each(|(&j, d)| *d = -margins.scales[j].distance());
            }
            let length = dot(&function, &function).sqrt();
            found.tied.leave_outside(&mut function);
            if dot(&function, &function).sqrt() > ROUNDING * length {
                let number = used.get(place).copied().unwrap_or(p);
                infinite.push(class * margins.design.dim() + number);
            }
        }
    }
    infinite.sort_unstable();
    infinite
}
